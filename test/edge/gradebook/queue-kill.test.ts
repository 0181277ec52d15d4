import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chainBreaks, openGradebook, WriteQueue } from '../../../src/edge/gradebook/index.ts';
import { attempt, idOf } from './samples.ts';

let folder: string;
let store: string;
let spool: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'netdrill-queue-'));
  store = join(folder, 'class.db');
  spool = join(folder, 'spool.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the program from that line on and kills it once it has promised so often; the last line it promised. */
function killedAfter(promises: number, first: number, mode: string): Promise<number> {
  const child = spawn(process.execPath, [
    join(import.meta.dirname, 'queue-child.ts'),
    store,
    spool,
    String(first),
    mode,
  ]);
  let text = '';
  let errors = '';
  child.stderr.on('data', (data) => {
    errors += data;
  });
  child.stdout.on('data', (data) => {
    text += data;
    if (text.split('\n').length > promises) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.on('close', (_code, signal) => {
      const promised = text.split('\n').slice(0, -1);
      if (signal === 'SIGKILL') resolve(Number(promised[promised.length - 1]));
      else reject(new Error(errors));
    });
  });
}

describe('a program that is killed with -9', () => {
  test.each(['up', 'down', 'flapping'])(
    'loses nothing it had flushed, and writes nothing twice: store %s',
    async (mode) => {
      const book = await openGradebook(store, { patience: 5000 });
      await book.write([attempt(1)]);
      let next = 1;
      for (const promises of [1, 4, 30]) {
        const promised = await killedAfter(promises, next, mode);
        expect(promised).toBeGreaterThanOrEqual(next);
        if (mode === 'down') {
          expect(await book.log(idOf(1))).toHaveLength(next - 1);
          expect(readFileSync(spool, 'utf8').split('\n').length).toBeGreaterThan(promised - next + 1);
        }
        // What the program does when it is started again: it plays back what the killed one left.
        const queue = new WriteQueue(async () => book, spool, Date.now);
        await queue.flush();
        expect(queue.state()).toMatchObject({ pending: 0, spooled: 0, refused: 0, lost: 0 });
        const lines = await book.log(idOf(1));
        expect(lines.length).toBeGreaterThanOrEqual(promised);
        expect(lines.map(({ seq }) => seq)).toEqual(Array.from({ length: lines.length }, (_, at) => at + 1));
        expect(chainBreaks(idOf(1), lines, null)).toEqual([]);
        next = lines.length + 1;
      }
      expect(await book.integrity()).toEqual([]);
      await book.close();
    },
  );
});
