import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Gradebook, GradebookError, openGradebookInThread } from '../../../src/edge/gradebook/index.ts';
import { holdsTheContract } from './contract.ts';
import { attempt, idOf, line, log } from './samples.ts';

let folder: string;
let file: string;
let open: Gradebook[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'netdrill-threaded-'));
  file = join(folder, 'class.db');
  open = [];
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const book of open) await book.close();
  rmSync(folder, { recursive: true, force: true });
});

async function opened(patience = 250): Promise<Gradebook> {
  const book = await openGradebookInThread(file, { patience });
  open.push(book);
  return book;
}

describe('a gradebook in a thread of its own', () => {
  holdsTheContract(() => opened());

  test('that waits for its file leaves this thread free', async () => {
    const book = await opened(60_000);
    const other = new DatabaseSync(file);
    other.exec('begin immediate');
    const written = book.write([attempt(1), log(1, line(1))]);
    // In this thread the write would wait for the commit that only comes behind it.
    await new Promise((resolve) => setImmediate(resolve));
    other.exec('commit');
    other.close();
    await written;
    expect(await book.log(idOf(1))).toHaveLength(1);
  });

  test('that cannot be opened says why', async () => {
    const opening = openGradebookInThread(folder);
    await expect(opening).rejects.toBeInstanceOf(GradebookError);
    await expect(opening).rejects.toMatchObject({
      kind: 'unusable',
      message: expect.stringMatching(/is no file/),
    });
  });

  test('whose thread breaks off is unavailable, and there again with the next question', async () => {
    const posted = vi.spyOn(Worker.prototype, 'postMessage');
    const book = await opened();
    await book.write([attempt(1)]);
    const [worker] = posted.mock.contexts as Worker[];
    const asked = book.integrity();
    const over = worker.terminate();
    await expect(asked).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/thread broke off/),
    });
    await over;
    expect(await book.attempts({})).toHaveLength(1);
  });
});
