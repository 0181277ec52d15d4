import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Gradebook, openGradebook } from '../../../src/edge/gradebook/index.ts';
import { holdsTheContract } from './contract.ts';
import { attempt, line, log } from './samples.ts';

let folder: string;
let file: string;
let open: Gradebook[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'netdrill-gradebook-'));
  file = join(folder, 'class.db');
  open = [];
});
afterEach(async () => {
  for (const book of open) await book.close();
  rmSync(folder, { recursive: true, force: true });
});

async function opened(target = file, options?: Parameters<typeof openGradebook>[1]): Promise<Gradebook> {
  const book = await openGradebook(target, options);
  open.push(book);
  return book;
}

describe('a gradebook in SQLite', () => {
  holdsTheContract(() => opened());

  test('is a file of its owner alone, and so is its log', async () => {
    const book = await opened();
    await book.write([attempt(1)]);
    for (const name of [file, `${file}-wal`, `${file}-shm`]) expect(statSync(name).mode & 0o777).toBe(0o600);
  });

  test('is there again when it is opened again', async () => {
    await (await opened()).write([attempt(1), log(1, line(1))]);
    await open.pop()?.close();
    expect(await (await opened()).attempts({})).toHaveLength(1);
  });

  test('is made by one of several programs that open it together', async () => {
    const script = `
      import { openGradebook } from ${JSON.stringify(resolve('src/edge/gradebook/index.ts'))};
      const book = await openGradebook(${JSON.stringify(file)}, { patience: 60000 });
      await book.close();`;
    const run = promisify(execFile);
    await Promise.all(
      Array.from({ length: 3 }, () => run(process.execPath, ['--input-type=module', '-e', script])),
    );
    expect(await (await opened()).attempts({})).toEqual([]);
  });

  test('that another program has locked is unavailable, and free again afterwards', async () => {
    const book = await opened(file, { patience: 1 });
    const other = new DatabaseSync(file);
    other.exec('begin immediate');
    await expect(book.write([attempt(1)])).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/class\.db: another program keeps it locked/),
    });
    other.exec('commit');
    other.close();
    await book.write([attempt(1)]);
    expect(await book.attempts({})).toHaveLength(1);
  });

  test('of a newer version is refused and left as it is', async () => {
    await opened();
    await open.pop()?.close();
    const other = new DatabaseSync(file);
    other.exec("insert into netdrill_migration values ('0099-from-the-future', '2030-01-01T00:00:00.000Z')");
    other.close();
    await expect(opened()).rejects.toMatchObject({
      kind: 'unusable',
      message: expect.stringMatching(/a newer Netdrill made this gradebook \(it has '0099-from-the-future'/),
    });
  });

  test('a full disk is told as such', async () => {
    const book = await opened();
    await book.write([attempt(1)]);
    await book.close();
    open = [];
    const full = await opened();
    const engine = (full as unknown as { engine: { raw(sql: string): unknown } }).engine;
    engine.raw('pragma max_page_count = 1');
    const lines = Array.from({ length: 2000 }, (_, i) => line(i + 1, 'x'.repeat(500)));
    await expect(full.write([log(1, ...lines)])).rejects.toMatchObject({ kind: 'full' });
  });

  test('where SQLite itself ended the transaction, what it said before is told', async () => {
    const book = await opened();
    await book.write([attempt(1)]);
    const other = new DatabaseSync(file);
    other.exec("create trigger t before insert on log begin select raise(rollback, 'the disk says no'); end");
    await expect(book.write([log(1, line(1))])).rejects.toThrow(/the disk says no/);
    other.exec('drop trigger t');
    other.close();
    await book.write([log(1, line(1))]);
    expect(await book.log(attempt(1).id)).toHaveLength(1);
  });

  test.each<[string, () => string, RegExp]>([
    ['in no folder', () => join(folder, 'no', 'class.db'), /there is no folder .*no\. Make it first/],
    ['that is a folder', () => folder, /is no file/],
    [
      'that is something else',
      () => {
        writeFileSync(
          file,
          'this is a text and no database at all, long enough for a header of a hundred octets'.repeat(3),
        );
        return file;
      },
      /is no SQLite database/,
    ],
    [
      "that is another program's",
      () => {
        const other = new DatabaseSync(file);
        other.exec('create table bookmarks (a)');
        other.close();
        return file;
      },
      /database of another program \(it has the table 'bookmarks'\)/,
    ],
  ])('a target %s is refused, with what to do', async (_what, target, text) => {
    await expect(opened(target())).rejects.toMatchObject({
      name: 'GradebookError',
      kind: 'unusable',
      message: expect.stringMatching(text),
    });
  });

  test.skipIf(process.platform === 'win32')(
    'a folder without rights is refused, with what to do',
    async () => {
      const shut = join(folder, 'shut');
      mkdirSync(shut);
      chmodSync(shut, 0o555);
      chmodSync(folder, 0o755);
      const root = process.getuid?.() === 0;
      // Root may write anywhere.
      if (root) process.seteuid?.('nobody');
      try {
        await expect(opened(join(shut, 'class.db'))).rejects.toMatchObject({
          kind: 'unusable',
          message: expect.stringMatching(
            /cannot be made \(EACCES.*Give this user the right to write in its folder/,
          ),
        });
      } finally {
        if (root) process.seteuid?.(0);
      }
    },
  );

  test('is not made where it has to be there', async () => {
    await expect(opened(file, { create: false })).rejects.toThrow(/there is no such gradebook/);
    expect(existsSync(file)).toBe(false);
  });
});
