import { parentPort, workerData } from 'node:worker_threads';
import { GradebookError } from './error.ts';
import { openGradebook } from './open.ts';
import type { Answer, Call, ThreadData } from './threaded.ts';
import type { Gradebook } from './types.ts';

const { target, options } = workerData as ThreadData;
let opening: Promise<Gradebook> | undefined;

async function carryOut({ method, args }: Call): Promise<unknown> {
  opening ??= openGradebook(target, options).catch((error: unknown) => {
    opening = undefined;
    throw error;
  });
  const book = await opening;
  if (method === 'kind') return book.kind;
  return await (book[method] as (...args: readonly unknown[]) => Promise<unknown>)(...args);
}

parentPort?.on('message', async (call: Call) => {
  const answer = (rest: Omit<Answer, 'id'>) => parentPort?.postMessage({ id: call.id, ...rest });
  try {
    answer({ value: await carryOut(call) });
  } catch (error) {
    const kind = error instanceof GradebookError ? error.kind : 'unavailable';
    answer({ error: { kind, message: (error as Error).message } });
  }
});
