import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Gradebook,
  GradebookError,
  openGradebook,
  type Write,
  WriteQueue,
} from '../../../src/edge/gradebook/index.ts';
import { attempt, idOf, line, log } from './samples.ts';

let folder: string;
let spool: string;
let book: Gradebook;
/** What the store says to the next write; it takes it where there is nothing. */
let answer: (() => Promise<void> | void) | undefined;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'netdrill-queue-'));
  spool = join(folder, 'spool.jsonl');
  book = await openGradebook(join(folder, 'class.db'));
  await book.write([attempt(1)]);
  const write = book.write.bind(book);
  book.write = async (batch) => {
    await answer?.();
    await write(batch);
  };
  answer = undefined;
});
afterEach(async () => {
  await book.close();
  rmSync(folder, { recursive: true, force: true });
});

const down = () => {
  throw new GradebookError('unavailable', 'the store is down');
};
const made = () =>
  new WriteQueue(
    async () => book,
    spool,
    () => 1000,
  );
const numbers = async () => (await book.log(idOf(1))).map(({ seq }) => seq);
const upTo = (last: number) => Array.from({ length: last }, (_, at) => at + 1);

describe('a queue of writes', () => {
  test('brings what was pushed into the store with the next flush, and needs no spool', async () => {
    const queue = made();
    queue.push(log(1, line(1)));
    queue.push(log(1, line(2)));
    expect(queue.state()).toMatchObject({ pending: 2, spooled: 0 });
    await queue.flush();
    expect(queue.state()).toEqual({ pending: 0, spooled: 0, refused: 0, lost: 0 });
    expect(await numbers()).toEqual([1, 2]);
    expect(existsSync(spool)).toBe(false);
  });

  test('spools while the store is down, says since when, and plays back in order when it is back', async () => {
    let now = 1000;
    const queue = new WriteQueue(
      async () => book,
      spool,
      () => now,
    );
    answer = down;
    for (let seq = 1; seq <= 3; seq++) {
      queue.push(log(1, line(seq)));
      await queue.flush();
      now += 1000;
      expect(queue.state()).toEqual({
        pending: 0,
        spooled: seq,
        refused: 0,
        lost: 0,
        lastError: 'the store is down',
        since: 1000,
      });
    }
    expect(statSync(spool).mode & 0o777).toBe(0o600);
    answer = undefined;
    queue.push(log(1, line(4)));
    await queue.flush();
    expect(queue.state()).toEqual({ pending: 0, spooled: 0, refused: 0, lost: 0 });
    expect(await numbers()).toEqual([1, 2, 3, 4]);
    expect(readFileSync(spool, 'utf8')).toBe('');
  });

  test('opens the store as often as it takes', async () => {
    let tries = 0;
    const queue = new WriteQueue(
      async () => {
        if (++tries < 3) throw new GradebookError('unusable', 'no such folder');
        return book;
      },
      spool,
      () => 0,
    );
    queue.push(log(1, line(1)));
    for (let i = 0; i < 3; i++) await queue.flush();
    expect(tries).toBe(3);
    expect(await numbers()).toEqual([1]);
  });

  test('a store that does not answer keeps nobody waiting: the spool has it meanwhile, once', async () => {
    let release = () => {};
    const silence = new Promise<void>((resolve) => {
      release = resolve;
    });
    const queue = made();
    answer = () => silence;
    queue.push(log(1, line(1)));
    await queue.flush();
    queue.push(log(1, line(2)));
    await queue.flush();
    expect(queue.state()).toMatchObject({ pending: 0, spooled: 2 });
    answer = undefined;
    release();
    await queue.close();
    expect(queue.state()).toMatchObject({ pending: 0, spooled: 0 });
    book = await openGradebook(join(folder, 'class.db'));
    expect(await numbers()).toEqual([1, 2]);
  });

  test('who has to know that the store has it waits for a slow one, for what was pushed meanwhile too', async () => {
    const slow = Promise.withResolvers<void>();
    answer = () => slow.promise;
    const queue = made();
    queue.push(log(1, line(1)));
    await queue.flush();
    queue.push(log(1, line(2)));
    let settled = false;
    const settling = queue.settle().then(() => {
      settled = true;
    });
    await queue.flush();
    await queue.flush();
    expect(settled).toBe(false);
    slow.resolve();
    await settling;
    expect(await numbers()).toEqual([1, 2]);
    await queue.close();
  });

  test('a spool of thousands is played back in pieces, lines longer than a piece among them', async () => {
    const long = JSON.stringify('x'.repeat(600_000));
    answer = down;
    const before = made();
    for (let seq = 1; seq <= 3000; seq++) before.push(log(1, line(seq)));
    before.push(log(1, line(3001, long)));
    before.push(log(1, line(3002)));
    await before.flush();
    answer = undefined;
    const queue = made();
    expect(queue.state()).toMatchObject({ spooled: 3002 });
    await queue.close();
    expect(queue.state()).toMatchObject({ spooled: 0, refused: 0 });
    book = await openGradebook(join(folder, 'class.db'));
    expect(await numbers()).toEqual(upTo(3002));
  });

  test('a spool whose last line was cut off by a kill is played back without it', async () => {
    answer = down;
    const before = made();
    before.push(log(1, line(1)));
    await before.flush();
    appendFileSync(spool, JSON.stringify(log(1, line(2))).slice(0, 40));
    answer = undefined;
    const queue = made();
    queue.push(log(1, line(2)));
    await queue.flush();
    expect(queue.state()).toEqual({ pending: 0, spooled: 0, refused: 0, lost: 0 });
    expect(await numbers()).toEqual([1, 2]);
  });

  test('what the store refuses is put aside and told, and stops nothing', async () => {
    const queue = made();
    const writes: Write[] = [log(1, line(1)), log(9, line(1)), log(1, line(2))];
    for (const write of writes) queue.push(write);
    await queue.flush();
    // Another server went on with line 3; lines 4 and 5 follow.
    await book.write([log(1, line(3, '"theirs"'))]);
    queue.push(log(1, line(3), line(4)));
    queue.push(log(1, line(5)));
    await queue.flush();
    expect(await numbers()).toEqual([1, 2, 3, 4, 5]);
    expect(queue.state()).toMatchObject({
      pending: 0,
      spooled: 0,
      refused: 2,
      lastError: expect.stringMatching(/line 3 is there already.* kept in .*spool\.jsonl\.refused\./),
      since: 1000,
    });
    const aside = readFileSync(`${spool}.refused`, 'utf8')
      .trim()
      .split('\n')
      .map((row) => JSON.parse(row));
    expect(aside.map(({ write }) => JSON.parse(write))).toEqual([log(9, line(1)), log(1, line(3))]);
    expect(statSync(`${spool}.refused`).mode & 0o777).toBe(0o600);
  });

  test('a line of the spool that is none is put aside, and the rest is played back', async () => {
    writeFileSync(spool, `${JSON.stringify(log(1, line(1)))}\nrubbish\n${JSON.stringify(log(1, line(2)))}\n`);
    const queue = made();
    await queue.flush();
    expect(await numbers()).toEqual([1, 2]);
    expect(queue.state()).toMatchObject({ spooled: 0, refused: 1 });
    expect(readFileSync(`${spool}.refused`, 'utf8')).toContain('"write":"rubbish"');
  });

  test('a spool that somebody deleted is told as lost, and the queue goes on', async () => {
    const queue = made();
    answer = down;
    queue.push(log(1, line(1)));
    await queue.flush();
    rmSync(spool);
    answer = undefined;
    await queue.flush();
    expect(queue.state()).toMatchObject({
      spooled: 0,
      lost: 1,
      lastError: expect.stringMatching(/cut it short/),
    });
    queue.push(log(1, line(2)));
    await queue.flush();
    expect(await numbers()).toEqual([2]);
  });

  const unwritable: [string, () => string, RegExp][] = [
    [
      'a folder',
      () => {
        mkdirSync(spool);
        return spool;
      },
      /spool\.jsonl: .*EISDIR/,
    ],
    ['a full disk', () => '/dev/full', /\/dev\/full: ENOSPC.*Free space there/],
  ];
  // Linux has a device that is a full disk.
  test.each(unwritable.filter(([what]) => what !== 'a full disk' || existsSync('/dev/full')))(
    'a spool that cannot be written is told, what was pushed waits in memory and arrives in order: %s',
    async (_what, file, text) => {
      const queue = new WriteQueue(
        async () => book,
        file(),
        () => 1000,
      );
      answer = down;
      queue.push(log(1, line(1)));
      await queue.flush();
      queue.push(log(1, line(2)));
      await queue.flush();
      expect(queue.state()).toMatchObject({
        pending: 2,
        spooled: 0,
        lost: 0,
        lastError: expect.stringMatching(text),
      });
      answer = undefined;
      await queue.flush();
      expect(await numbers()).toEqual([1, 2]);
      expect(queue.state().pending).toBe(0);
    },
  );

  test('memory is bounded: what finds no room anywhere is counted and told', async () => {
    mkdirSync(spool);
    const queue = made();
    answer = down;
    const text = 'x'.repeat(1 << 20);
    for (let seq = 1; seq <= 80; seq++) {
      queue.push(log(1, line(seq, text)));
      if (seq % 20 === 0) await queue.flush();
    }
    const { pending, lost, lastError } = queue.state();
    expect(pending + lost).toBe(80);
    expect(pending).toBeLessThan(64);
    expect(lost).toBeGreaterThan(16);
    expect(lastError).toMatch(/EISDIR|memory is full/);
  });

  test('flushes that come while one runs are served by one more', async () => {
    let asked = 0;
    answer = () => {
      asked++;
    };
    const queue = made();
    queue.push(log(1, line(1)));
    const first = queue.flush();
    queue.push(log(1, line(2)));
    await Promise.all([first, queue.flush(), queue.flush(), queue.flush()]);
    expect(asked).toBeLessThanOrEqual(2);
    expect(await numbers()).toEqual([1, 2]);
  });
});
