import { expect, test } from 'vitest';
import { chainHash, type Gradebook } from '../../../src/edge/gradebook/index.ts';
import { attempt, idOf, line, log, mark } from './samples.ts';

/** What a gradebook keeps to, whichever database it is in. `fresh` gives an empty one. */
export function holdsTheContract(fresh: () => Promise<Gradebook>): void {
  test('an attempt comes back with its marks, in the order of submissions', async () => {
    const book = await fresh();
    await book.write([attempt(1), mark(1, 2, { score: 70, solved: false }), mark(1, 1)]);
    await book.write([{ write: 'end-attempt', attempt: idOf(1), at: 1_790_000_200_000, how: 'solved' }]);
    const { write: _, ...start } = attempt(1);
    const marks = [mark(1, 1), mark(1, 2, { score: 70, solved: false })].map(({ write, ...rest }) => rest);
    expect(await book.attempts({ class: '7b' })).toEqual([
      { ...start, ended: 1_790_000_200_000, how: 'solved', lastSeq: null, marks },
    ]);
  });

  test('attempts are found by class, learner and drill', async () => {
    const book = await fresh();
    await book.write([
      attempt(1),
      attempt(2, { learner: 'ben' }),
      attempt(3, { class: '8a' }),
      attempt(4, { drill: 'bridge-two-networks', seed: null }),
      mark(2, 1),
    ]);
    const found = async (filter: Parameters<Gradebook['attempts']>[0]) =>
      (await book.attempts(filter)).map(({ id }) => id);
    expect(await found({})).toEqual([1, 2, 3, 4].map(idOf));
    expect(await found({ class: '7b' })).toEqual([1, 2, 4].map(idOf));
    expect(await found({ class: '7b', learner: 'anna' })).toEqual([1, 4].map(idOf));
    expect(await found({ drill: 'overlay-no-advertise', learner: 'anna' })).toEqual([1, 3].map(idOf));
    const [bens] = await book.attempts({ learner: 'ben' });
    expect(bens.marks).toHaveLength(1);
  });

  test('of how a screen stands the last counts, and it is no part of the log', async () => {
    const book = await fresh();
    await book.write([attempt(1), log(1, line(1)), { write: 'standing', attempt: idOf(1), line: 'a' }]);
    const one = { write: 'standing', attempt: idOf(1) } as const;
    await book.write([
      { ...one, line: 'b' },
      { ...one, line: 'c' },
    ]);
    expect(await book.standing(idOf(1))).toBe('c');
    expect(await book.standing(idOf(2))).toBeUndefined();
    expect(await book.log(idOf(1))).toHaveLength(1);
  });

  test('everything counts once, however often it is written', async () => {
    const book = await fresh();
    const batch = [
      attempt(1),
      log(1, line(1), line(2)),
      mark(1, 1),
      { write: 'end-attempt', attempt: idOf(1), at: 5, how: 'handed-in' } as const,
      {
        write: 'credential',
        class: '7b',
        learner: 'anna',
        kind: 'key',
        value: 'ssh-ed25519 AAAA',
        at: 4,
      } as const,
      { write: 'release', class: '7b', drill: 'd', at: 6 } as const,
      { write: 'extension', class: '7b', learner: 'anna', drill: 'd', until: 9, at: 7 } as const,
    ];
    await book.write(batch);
    const state = async () => [
      await book.attempts({}),
      await book.log(idOf(1)),
      await book.credentials('7b', 'anna'),
      await book.releases('7b'),
      await book.extensions('7b'),
    ];
    const before = await state();
    await book.write(batch);
    await book.write([...batch, ...batch]);
    expect(await state()).toEqual(before);
    await book.write([log(1, line(2), line(3))]);
    expect((await book.log(idOf(1))).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect((await book.attempts({}))[0]).toMatchObject({ lastSeq: 2, ended: 5, how: 'handed-in' });
  });

  test('a log is chained to its attempt, over batches of any size', async () => {
    const book = await fresh();
    await book.write([attempt(1), attempt(2), log(1, line(1)), log(2, line(1)), log(1, line(2), line(3))]);
    await book.write([log(1, ...Array.from({ length: 1200 }, (_, i) => line(i + 4)))]);
    const lines = await book.log(idOf(1));
    expect(lines.map(({ seq }) => seq)).toEqual(Array.from({ length: 1203 }, (_, i) => i + 1));
    expect(lines[0]).toEqual({ ...line(1), hash: chainHash(idOf(1), line(1).line) });
    for (const [at, { line: text, hash }] of lines.entries())
      if (at > 0) expect(hash).toBe(chainHash(lines[at - 1].hash, text));
    expect((await book.log(idOf(2)))[0].hash).not.toBe(lines[0].hash);
  });

  test.each([
    [
      'a line that says something else than before',
      [log(1, line(2, '{"type":"other"}'))],
      /line 2 is there already/,
    ],
    ['a line that comes too late', [log(1, line(9)), log(1, line(7))], undefined],
    ['an attempt that was never begun', [log(3, line(1))], /never begun/],
    ['a mark of one', [mark(3, 1)], /never begun/],
    ['an id that is another attempt already', [attempt(1, { learner: 'ben' })], /with learner anna, not ben/],
  ])('%s is refused, and nothing of its batch stays', async (_what, writes, text) => {
    const book = await fresh();
    await book.write([attempt(1), log(1, line(1), line(2), line(3))]);
    const batch = [attempt(2), ...writes];
    if (text === undefined) {
      // Within a batch the order does not matter; a batch later it does.
      await book.write(batch);
      await expect(book.write([log(1, line(8))])).rejects.toMatchObject({
        kind: 'refused',
        message: expect.stringMatching(/line 8 comes after line 9/),
      });
      return;
    }
    await expect(book.write(batch)).rejects.toMatchObject({
      name: 'GradebookError',
      kind: 'refused',
      message: expect.stringMatching(text),
    });
    expect(await book.attempts({})).toHaveLength(1);
  });

  test('a mark by other rules is kept beside the old one, a later one by the same rules replaces it', async () => {
    const book = await fresh();
    await book.write([
      attempt(1),
      mark(1, 1),
      mark(1, 1, { rules: '0.2.0', score: 80, at: 1_790_000_900_000 }),
    ]);
    await book.write([mark(1, 1, { rules: '0.2.0', score: 85, at: 1_790_000_950_000 })]);
    await book.write([mark(1, 1, { rules: '0.2.0', score: 11, at: 1_790_000_900_000 })]);
    const [{ marks }] = await book.attempts({});
    expect(marks.map(({ rules, score }) => [rules, score])).toEqual([
      ['0.1.0', 91],
      ['0.2.0', 85],
    ]);
  });

  test('of passwords the newest counts, also where an older one arrives late; keys and codes add up', async () => {
    const book = await fresh();
    const credential = (kind: 'password' | 'key' | 'code-used', value: string, at: number) =>
      ({ write: 'credential', class: '7b', learner: 'anna', kind, value, at }) as const;
    await book.write([
      credential('password', 'one', 1),
      credential('key', 'k1', 2),
      credential('code-used', 'c', 1),
    ]);
    await book.write([credential('password', 'three', 3), credential('key', 'k2', 4)]);
    await book.write([credential('password', 'two', 2)]);
    expect(await book.credentials('7b', 'anna')).toEqual([
      { kind: 'code-used', value: 'c', at: 1 },
      { kind: 'key', value: 'k1', at: 2 },
      { kind: 'password', value: 'three', at: 3 },
      { kind: 'key', value: 'k2', at: 4 },
    ]);
    expect(await book.credentials('8a', 'anna')).toEqual([]);
  });

  test('of extensions the one given last counts', async () => {
    const book = await fresh();
    const extension = (until: number, at: number) =>
      ({ write: 'extension', class: '7b', learner: 'anna', drill: 'd', until, at }) as const;
    await book.write([extension(100, 2)]);
    await book.write([extension(50, 1)]);
    expect(await book.extensions('7b')).toEqual([{ learner: 'anna', drill: 'd', until: 100, at: 2 }]);
    await book.write([extension(70, 3)]);
    expect(await book.extensions('7b')).toEqual([{ learner: 'anna', drill: 'd', until: 70, at: 3 }]);
  });

  test('a lease is held by one server, renewed by it alone, and taken over once it has run out', async () => {
    const book = await fresh();
    const [a, b] = ['a', 'b'].map((server) => ({ class: '7b', learner: 'anna', server }));
    const now = Date.now();
    expect(await book.takeLease(a, 60_000, now)).toMatchObject({ held: true, server: 'a' });
    expect(await book.takeLease(b, 60_000, now)).toMatchObject({ held: false, server: 'a' });
    expect(await book.takeLease({ ...b, learner: 'ben' }, 60_000, now)).toMatchObject({ held: true });
    expect(await book.renewLease(b, 60_000, now)).toMatchObject({ held: false, server: 'a' });
    // Renewed for no time at all, it has run out.
    expect(await book.renewLease(a, 0, now)).toMatchObject({ held: true });
    expect(await book.takeLease(b, 60_000, now + 1)).toMatchObject({ held: true, server: 'b' });
    expect(await book.renewLease(a, 60_000, now + 1)).toMatchObject({ held: false, server: 'b' });
    await book.dropLease(a);
    expect(await book.takeLease(a, 60_000, now + 1)).toMatchObject({ held: false });
    await book.dropLease(b);
    expect(await book.renewLease(b, 60_000, now + 1)).toEqual({ held: false, server: '', until: 0 });
    const lease = await book.takeLease(a, 60_000, now + 1);
    expect(lease.held).toBe(true);
    expect(Math.abs(lease.until - now - 60_000)).toBeLessThan(30_000);
  });

  test('a learner is forgotten wholly, others are not touched', async () => {
    const book = await fresh();
    const of = (learner: string, number: number) => [
      attempt(number, { learner }),
      log(number, line(1), line(2)),
      mark(number, 1),
      { write: 'credential', class: '7b', learner, kind: 'password', value: 'x', at: 1 } as const,
      { write: 'extension', class: '7b', learner, drill: 'd', until: 9, at: 7 } as const,
    ];
    await book.write([...of('anna', 1), ...of('ben', 2), attempt(3, { class: '8a' })]);
    const lease = { class: '7b', learner: 'anna', server: 'a' };
    await book.takeLease(lease, 60_000, Date.now());
    await expect(book.forget('anna', undefined, Date.now())).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/anna is in a session of class 7b on a\./),
    });
    await book.dropLease(lease);
    expect(await book.forget('anna', '7b', Date.now())).toEqual({ attempts: 1, lines: 2, credentials: 1 });
    expect((await book.attempts({})).map(({ id }) => id)).toEqual([2, 3].map(idOf));
    expect(await book.forget('anna', undefined, Date.now())).toEqual({
      attempts: 1,
      lines: 0,
      credentials: 0,
    });
    expect(await book.log(idOf(1))).toEqual([]);
    expect(await book.log(idOf(2))).toHaveLength(2);
    expect(await book.credentials('7b', 'anna')).toEqual([]);
    expect((await book.extensions('7b')).map(({ learner }) => learner)).toEqual(['ben']);
    expect(await book.integrity()).toEqual([]);
  });

  test('names in any script, quotes and long lines come back as they were', async () => {
    const book = await fresh();
    const learner = `安娜 O'Brien "x" \\ ü 🙂`;
    const long = JSON.stringify({ type: 'event', text: '\u0000\ud800'.repeat(20_000) });
    await book.write([attempt(1, { learner }), log(1, line(1, long))]);
    expect((await book.attempts({ learner }))[0].learner).toBe(learner);
    expect((await book.log(idOf(1)))[0].line).toBe(long);
  });
}
