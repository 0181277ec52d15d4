import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chainBreaks, type Gradebook, openGradebook, WriteQueue } from '../../../src/edge/gradebook/index.ts';
import { holdsTheContract } from './contract.ts';
import { noPostgres, PostgresServer } from './postgres-server.ts';
import { attempt, idOf, line, log, mark } from './samples.ts';

function raw(book: Gradebook, sql: string): Promise<unknown> {
  return (book as unknown as { engine: { raw(sql: string): Promise<unknown> } }).engine.raw(sql);
}

describe.skipIf(noPostgres)(
  `a gradebook in PostgreSQL${noPostgres ? ` (skipped: ${noPostgres})` : ''}`,
  () => {
    let server: PostgresServer;
    let open: Gradebook[];
    beforeAll(() => {
      server = new PostgresServer();
    });
    afterAll(() => server.remove());
    beforeEach(() => {
      open = [];
    });
    afterEach(async () => {
      for (const book of open) await book.close();
    });

    async function opened(target: string, options?: Parameters<typeof openGradebook>[1]): Promise<Gradebook> {
      const book = await openGradebook(target, options);
      open.push(book);
      return book;
    }

    let shared: string;
    // One database for them all: to make one takes longer than most tests.
    holdsTheContract(async () => {
      shared ??= server.database();
      const book = await opened(shared);
      await raw(book, 'truncate attempts, log, standings, marks, credentials, releases, extensions, leases');
      return book;
    });

    test('is made by one of several that open it at once', async () => {
      const target = server.database();
      const books = await Promise.all(Array.from({ length: 5 }, () => opened(target)));
      await Promise.all(books.map((book, at) => book.write([attempt(at + 1)])));
      expect(await books[0].attempts({})).toHaveLength(5);
    });

    test('of several servers that want a session at once, one gets it; when it has run out, again one', async () => {
      const target = server.database();
      const books = await Promise.all(Array.from({ length: 4 }, () => opened(target)));
      // Clocks that are hours off do nothing: the database's own counts.
      const clocks = books.map((_, at) => Date.now() + (at - 2) * 3_600_000);
      for (let round = 0; round < 25; round++) {
        const learner = `learner ${round}`;
        const holder = (at: number) => ({ class: '7b', learner, server: `server ${at}` });
        const all = () =>
          Promise.all(books.map((book, at) => book.takeLease(holder(at), 60_000, clocks[at])));
        const leases = await all();
        const winner = leases.findIndex(({ held }) => held);
        expect(leases.filter(({ held }) => held)).toHaveLength(1);
        expect(new Set(leases.map(({ server: name }) => name))).toEqual(new Set([`server ${winner}`]));
        await books[winner].renewLease(holder(winner), -1, clocks[winner]);
        const again = await all();
        expect(again.filter(({ held }) => held)).toHaveLength(1);
      }
    });

    test('two servers that write one log: the lines of one are kept, the other is refused', async () => {
      const target = server.database();
      const [a, b] = await Promise.all([opened(target), opened(target)]);
      await a.write([attempt(1)]);
      const results = await Promise.allSettled([
        a.write([log(1, line(1, '"a1"'), line(2, '"a2"'))]),
        b.write([log(1, line(1, '"b1"'), line(2, '"b2"'))]),
      ]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { kind: 'refused' },
      });
      const written = (await a.log(idOf(1))).map((row) => row.line);
      expect([
        ['"a1"', '"a2"'],
        ['"b1"', '"b2"'],
      ]).toContainEqual(written);
    });

    test('goes on after the server was restarted, and says in between what is wrong', async () => {
      const target = server.database();
      const book = await opened(target);
      await book.write([attempt(1)]);
      server.stop('immediate');
      await expect(book.write([attempt(2)])).rejects.toMatchObject({
        name: 'GradebookError',
        kind: 'unavailable',
      });
      await expect(openGradebook(target)).rejects.toMatchObject({
        kind: 'unavailable',
        message: expect.stringMatching(/Start PostgreSQL/),
      });
      server.start();
      await book.write([attempt(2), mark(2, 1)]);
      expect(await book.attempts({})).toHaveLength(2);
    });

    test('a queue that writes while the server is killed and started loses nothing and writes nothing twice', async () => {
      const target = server.database();
      const folder = mkdtempSync(join(tmpdir(), 'netdrill-queue-'));
      const queue = new WriteQueue(() => openGradebook(target), join(folder, 'spool.jsonl'), Date.now);
      let seq = 0;
      const flush = () => {
        for (let i = 0; i < 50; i++) queue.push(log(1, line(++seq)));
        return queue.flush();
      };
      queue.push(attempt(1));
      for (let round = 0; round < 6; round++) {
        await flush();
        // What is under way then has been sent, and nobody hears whether it was done.
        const flushing = flush();
        if (round % 2 === 0) await Promise.race([flushing, new Promise((resolve) => setImmediate(resolve))]);
        server.stop('immediate');
        await flushing;
        await flush();
        expect(queue.state()).toMatchObject({ pending: 0, since: expect.any(Number) });
        expect(queue.state().spooled).toBeGreaterThanOrEqual(50);
        server.start();
      }
      while (queue.state().spooled > 0) await flush();
      expect(queue.state()).toEqual({ pending: 0, spooled: 0, refused: 0, lost: 0 });
      await queue.close();
      const lines = await (await opened(target)).log(idOf(1));
      expect(lines.map((row) => row.seq)).toEqual(Array.from({ length: seq }, (_, at) => at + 1));
      expect(chainBreaks(idOf(1), lines, null)).toEqual([]);
      rmSync(folder, { recursive: true });
    });

    test('of a newer version is refused', async () => {
      const target = server.database();
      const book = await opened(target);
      const engine = (book as unknown as { engine: { raw(sql: string): Promise<unknown> } }).engine;
      await engine.raw(
        "insert into netdrill_migration values ('0099-from-the-future', '2030-01-01T00:00:00.000Z')",
      );
      await expect(openGradebook(target)).rejects.toMatchObject({
        kind: 'unusable',
        message: expect.stringMatching(
          /a newer Netdrill made this gradebook \(it has '0099-from-the-future'/,
        ),
      });
    });

    test('an address that will not do says what to do, and never its password', async () => {
      const refused = async (target: string) =>
        (await openGradebook(target, { create: false }).catch((error: Error) => error)) as Error;
      const none = await refused(server.address('no-such').replace('teacher@', 'teacher:secret@'));
      expect(none).toMatchObject({
        kind: 'unusable',
        message: expect.stringMatching(/Create it: createdb -E UTF8/),
      });
      expect(none.message).toContain('postgres://teacher:...@');
      expect(none.message).not.toContain('secret');
      expect((await refused(server.database('LATIN1'))).message).toMatch(
        /encoded in LATIN1, and names need UTF8/,
      );
      expect((await refused(server.database())).message).toMatch(/there is no gradebook in this database/);
      expect(await refused('postgres://teacher@localhost:1/x')).toMatchObject({
        kind: 'unavailable',
        message: expect.stringMatching(/no server answers there/),
      });
    });

    test('a value that it cannot keep is refused, and it is none the worse', async () => {
      const book = await opened(server.database());
      await expect(book.write([attempt(1, { learner: 'a\0b' })])).rejects.toMatchObject({ kind: 'refused' });
      await book.write([attempt(1)]);
      expect(await book.attempts({})).toHaveLength(1);
    });
  },
);
