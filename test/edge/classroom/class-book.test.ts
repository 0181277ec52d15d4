import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ClassBook } from '../../../src/edge/classroom/index.ts';
import { noPostgres, PostgresServer } from '../gradebook/postgres-server.ts';

describe.skipIf(noPostgres)(
  `two servers of a class on PostgreSQL${noPostgres ? ` (skipped: ${noPostgres})` : ''}`,
  () => {
    let database: PostgresServer;
    let folder: string;
    const taken: string[] = [];
    const books: ClassBook[] = [];
    beforeAll(async () => {
      database = new PostgresServer();
      folder = mkdtempSync(join(tmpdir(), 'netdrill-books-'));
      const target = database.database();
      for (const name of ['one', 'two'])
        books.push(
          await ClassBook.open({
            target,
            spool: join(folder, name),
            class: 'c',
            engine: '1',
            mode: () => 'practice',
            onTaken: (learner) => taken.push(`${learner} from ${name}`),
          }),
        );
    });
    afterAll(async () => {
      for (const book of books) await book.close();
      database.remove();
      rmSync(folder, { recursive: true });
    });

    test('a session is on one at a time, and the next one goes on with what the first one wrote', async () => {
      const [one, two] = books;
      expect((await two.learner('anna')).unfinished()).toEqual([]);
      expect([await one.hold('anna'), await two.hold('anna')]).toEqual([true, false]);
      const first = await one.learner('anna');
      first.begin({ scenario: 'd', seed: undefined, digest: 'x' }, []);
      first.setPlace('d');
      await one.letGo('anna');
      expect([await two.hold('anna'), await one.hold('anna')]).toEqual([true, false]);
      expect((await two.learner('anna')).place).toBe('d');
      expect(taken).toEqual([]);
    });
  },
);
