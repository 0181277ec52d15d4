import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chainHash, openGradebook } from '../../../src/edge/gradebook/index.ts';
import { netdrill } from './command.ts';
import { noPostgres, PostgresServer } from './postgres-server.ts';
import { attempt, idOf, line, log, mark } from './samples.ts';

let folder: string;
let store: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'netdrill-care-'));
  store = join(folder, 'class.db');
  await fill(store);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function fill(target: string): Promise<void> {
  const book = await openGradebook(target);
  await book.write([
    attempt(1),
    log(1, ...Array.from({ length: 1500 }, (_, at) => line(at + 1, JSON.stringify(`anna typed ${at}`)))),
    mark(1, 1),
    mark(1, 1, { rules: '0.2.0', score: 80, at: 1_790_000_300_000 }),
    { write: 'end-attempt', attempt: idOf(1), at: 1_790_000_200_000, how: 'solved' },
    attempt(2, { learner: "李雷 O'Neil", seed: null }),
    log(2, ...Array.from({ length: 20 }, (_, at) => line(at + 1))),
    { write: 'credential', class: '7b', learner: 'anna', kind: 'password', value: 'scrypt$anna', at: 1 },
    { write: 'release', class: '7b', drill: 'd', at: 6 },
    { write: 'extension', class: '7b', learner: 'anna', drill: 'd', until: 9, at: 7 },
  ]);
  await book.close();
}

/** All that a gradebook says. */
async function contents(target: string): Promise<unknown> {
  const book = await openGradebook(target, { create: false });
  try {
    return [
      await book.attempts({}),
      await book.log(idOf(1)),
      await book.log(idOf(2)),
      await book.credentials('7b', 'anna'),
      await book.releases('7b'),
      await book.extensions('7b'),
    ];
  } finally {
    await book.close();
  }
}

const run = (...args: string[]) => netdrill('gradebook', ...args, '--store', store);

/** Somebody with another program and the file. */
function tampered(sql: string): void {
  const database = new DatabaseSync(store);
  database.exec(sql);
  database.close();
}

describe('netdrill gradebook verify', () => {
  test('says that all is as it was written', async () => {
    expect(await run('verify')).toEqual({
      stdout: '2 attempts, 1520 lines of log: as they were written\n',
      stderr: '',
      status: 0,
    });
  });

  test('names the attempts and lines that were edited, removed and inserted', async () => {
    tampered(`
      update log set line = '"ip route"' where attempt = '${idOf(1)}' and seq = 77;
      delete from log where attempt = '${idOf(1)}' and seq > 1498;
      delete from log where attempt = '${idOf(2)}' and seq between 3 and 4;
      insert into log values ('${idOf(2)}', 21, 1, '"x"', 'made up');
      insert into log select attempt, 22, at, '"y"', 'z' from log where attempt = '${idOf(2)}' and seq = 5`);
    expect(await run('verify')).toEqual({
      stdout: `7b anna overlay-no-advertise (attempt ${idOf(1)}): line 77 edited, or lines before it removed and the rest numbered anew
7b anna overlay-no-advertise (attempt ${idOf(1)}): lines 1499 to 1500 removed from the end
7b 李雷 O'Neil overlay-no-advertise (attempt ${idOf(2)}): lines 3 to 4 removed
7b 李雷 O'Neil overlay-no-advertise (attempt ${idOf(2)}): line 21 does not follow from the one before: one of them was edited, or lines between them removed
7b 李雷 O'Neil overlay-no-advertise (attempt ${idOf(2)}): line 22 edited, or lines before it removed and the rest numbered anew
2 attempts, 1518 lines of log: 2 attempts are not as they were written
`,
      stderr: '',
      status: 1,
    });
    const { stdout } = await run('verify', '--json');
    expect(JSON.parse(stdout).findings[0]).toMatchObject({
      attempt: idOf(1),
      learner: 'anna',
      seq: 77,
      what: 'edited',
    });
  });

  test('a chain made anew shows against an export that was kept', async () => {
    const kept = join(folder, 'kept.json');
    writeFileSync(kept, (await netdrill('export', '--store', store, '--json')).stdout);
    expect((await run('verify', '--against', kept)).status).toBe(0);
    const database = new DatabaseSync(store);
    let hash = idOf(2);
    for (const { seq, line: text } of database
      .prepare('select seq, line from log where attempt = ? order by seq')
      .all(idOf(2)) as { seq: number; line: string }[]) {
      const line = seq === 9 ? '"better"' : text;
      hash = chainHash(hash, line);
      database
        .prepare('update log set line = ?, hash = ? where attempt = ? and seq = ?')
        .run(line, hash, idOf(2), seq);
    }
    database.exec(`delete from attempts where id = '${idOf(1)}'`);
    database.close();
    expect((await run('verify')).stdout).toMatch(/as they were written/);
    const { stdout, status } = await run('verify', '--against', kept);
    expect(status).toBe(1);
    expect(stdout).toContain(`(attempt ${idOf(2)}): up to line 20 the log is not the one that was noted\n`);
    expect(stdout).toContain(`(attempt ${idOf(1)}): the whole attempt, which was noted, is missing\n`);
    expect(await run('verify', '--against', store)).toMatchObject({ status: 2 });
  });

  test('tells a damaged database', async () => {
    tampered(`pragma foreign_keys = off; insert into marks select '${idOf(9)}', submission, place, mechanism, evidence, repair,
      harm, hints, score, solved, named, verdict, rules, at from marks`);
    const { stdout, status } = await run('verify');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^database: marks, row \d+: what it refers to in attempts is missing\n/);
    expect(stdout).toMatch(/the database is damaged\n$/);
  });
});

describe('netdrill gradebook backup and restore', () => {
  test('the backup of a file is a gradebook of its owner alone, and fills a new one', async () => {
    const copy = join(folder, 'copy.db');
    expect(await run('backup', copy)).toMatchObject({ status: 0, stderr: '' });
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    const other = join(folder, 'other.db');
    expect(await netdrill('gradebook', 'restore', copy, '--store', other)).toMatchObject({
      status: 0,
      stdout: `1527 rows restored from ${copy}\n`,
    });
    expect(await contents(other)).toEqual(await contents(store));
    expect(await contents(copy)).toEqual(await contents(store));
    expect((await netdrill('gradebook', 'verify', '--store', other)).status).toBe(0);
  });

  test('nothing is overwritten: no file by a backup, no results by a restore', async () => {
    const copy = join(folder, 'copy.db');
    await run('backup', copy);
    expect(await run('backup', copy)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/is there already/),
    });
    expect(await run('restore', copy)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/store is not empty/),
    });
    expect(await run('backup', join(folder, 'no', 'x'))).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/ENOENT/),
    });
    expect(existsSync(`${copy}.part`)).toBe(false);
  });

  test('a file that is no backup is refused', async () => {
    const other = join(folder, 'other.db');
    const text = join(folder, 'text');
    writeFileSync(text, 'hello\n');
    for (const [file, why] of [
      [text, /is no backup of a gradebook/],
      [join(folder, 'none'), /ENOENT/],
    ] as const)
      expect(await netdrill('gradebook', 'restore', file, '--store', other)).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(why),
      });
  });
});

describe('netdrill gradebook forget', () => {
  test('leaves nothing of the learner in any file of the store', async () => {
    const everything = () =>
      [store, `${store}-wal`]
        .filter((file) => existsSync(file))
        .map((file) => readFileSync(file).toString('latin1'))
        .join('');
    expect(everything()).toContain('anna typed 700');
    expect(await run('forget', 'anna')).toEqual({
      stdout: 'anna: 1 attempts with 1500 lines of log and 1 credentials deleted\n',
      stderr: expect.stringMatching(/Backups, exports, the roster and spools of servers are not touched/),
      status: 0,
    });
    expect(everything()).not.toContain('anna');
    expect(everything()).toContain("O'Neil");
    expect(await run('forget', 'anna')).toMatchObject({
      stdout: expect.stringMatching(/^anna: 0 attempts/),
      status: 1,
    });
  });

  test('wants a name, as every action wants what it needs', async () => {
    for (const words of [['forget'], ['backup'], ['mend'], []])
      expect(await run(...words)).toMatchObject({
        status: 2,
        stderr:
          'netdrill gradebook: say what to do: verify | release DRILL | backup FILE | restore FILE | forget LEARNER\n',
      });
  });
});

describe.skipIf(noPostgres)(
  `care of a gradebook in PostgreSQL${noPostgres ? ` (skipped: ${noPostgres})` : ''}`,
  () => {
    let server: PostgresServer;
    beforeAll(() => {
      server = new PostgresServer();
    });
    afterAll(() => server.remove());

    test('its backup is a dump that fills a database or a file; a file fills a database', async () => {
      const target = server.database();
      await fill(target);
      const dump = join(folder, 'dump.jsonl');
      expect(await netdrill('gradebook', 'backup', dump, '--store', target)).toMatchObject({
        status: 0,
        stderr: '',
      });
      expect(statSync(dump).mode & 0o777).toBe(0o600);
      const copy = join(folder, 'copy.db');
      await run('backup', copy);
      for (const [from, into] of [
        [dump, join(folder, 'from-dump.db')],
        [dump, server.database()],
        [copy, server.database()],
      ]) {
        expect(await netdrill('gradebook', 'restore', from, '--store', into)).toEqual({
          stdout: `1527 rows restored from ${from}\n`,
          stderr: '',
          status: 0,
        });
        expect(await contents(into)).toEqual(await contents(store));
        expect((await netdrill('gradebook', 'verify', '--store', into)).status).toBe(0);
      }
    });

    test('a dump that was cut off, changed or is of another version fills nothing', async () => {
      const target = server.database();
      await fill(target);
      const dump = join(folder, 'dump.jsonl');
      await netdrill('gradebook', 'backup', dump, '--store', target);
      const text = readFileSync(dump, 'utf8');
      const other = join(folder, 'other.db');
      for (const [changed, why] of [
        [text.slice(0, -200), /was cut off: its last line is missing|no line of a backup/],
        [`${text.split('\n').slice(0, -2).join('\n')}\n`, /was cut off: its last line is missing/],
        [text.replace('anna typed 700', 'anna typed 701'), /was changed since it was written/],
        [
          text.replace('"schema":1', '"schema":9'),
          /is of version 9 of the gradebook, and this Netdrill has 1/,
        ],
      ] as const) {
        writeFileSync(dump, changed);
        expect(await netdrill('gradebook', 'restore', dump, '--store', other)).toMatchObject({
          status: 2,
          stderr: expect.stringMatching(why),
        });
        const book = await openGradebook(other);
        expect(await book.attempts({})).toEqual([]);
        await book.close();
      }
    });
  },
);
