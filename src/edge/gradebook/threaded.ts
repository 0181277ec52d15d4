import { Worker } from 'node:worker_threads';
import { scriptBeside } from '../scripts/index.ts';
import type { OpenOptions } from './engine.ts';
import { type ErrorKind, GradebookError } from './error.ts';
import type { Gradebook } from './types.ts';

/** What can be asked of a gradebook. */
type Method = Exclude<keyof Gradebook, 'kind'>;

/** What a thread has to know before anything is asked. */
export interface ThreadData {
  readonly target: string;
  readonly options: OpenOptions;
}

/** To the thread. */
export interface Call {
  readonly id: number;
  readonly method: Method | 'kind';
  readonly args: readonly unknown[];
}

/** From the thread: what came of a call. */
export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: { readonly kind: ErrorKind; readonly message: string };
}

/**
 * Opens a gradebook that a thread of its own reads and writes: SQLite waits for the disk with all that its thread does, seconds where
 * other programs keep the disk busy, and whoever types would wait with it.
 *
 * @throws GradebookError as `openGradebook` does
 */
export async function openGradebookInThread(target: string, options: OpenOptions = {}): Promise<Gradebook> {
  const thread = new GradebookThread({ target, options });
  const method = <M extends Method>(name: M) =>
    ((...args: readonly unknown[]) => thread.call(name, args)) as Gradebook[M];
  try {
    return {
      kind: (await thread.call('kind', [])) as Gradebook['kind'],
      write: method('write'),
      attempts: method('attempts'),
      log: method('log'),
      standing: method('standing'),
      logEnds: method('logEnds'),
      credentials: method('credentials'),
      releases: method('releases'),
      extensions: method('extensions'),
      takeLease: method('takeLease'),
      renewLease: method('renewLease'),
      dropLease: method('dropLease'),
      integrity: method('integrity'),
      forget: method('forget'),
      backup: method('backup'),
      restore: method('restore'),
      close: () => method('close')().finally(() => thread.end()),
    };
  } catch (error) {
    await thread.end();
    throw error;
  }
}

/** A thread with a gradebook; one that died is started again by the next call. */
class GradebookThread {
  private readonly data: ThreadData;
  private worker: Worker | undefined;
  private readonly calls = new Map<number, (answer: Answer) => void>();
  private last = 0;

  constructor(data: ThreadData) {
    this.data = data;
  }

  private start(): Worker {
    const worker = new Worker(scriptBeside(import.meta.url, 'gradebook-thread'), { workerData: this.data });
    worker.on('message', (answer: Answer) => {
      this.calls.get(answer.id)?.(answer);
      this.calls.delete(answer.id);
    });
    let why = 'it ended';
    worker.on('error', (error: Error) => {
      why = error.message;
    });
    worker.on('exit', () => {
      if (this.worker === worker) this.worker = undefined;
      for (const [id, answered] of this.calls)
        answered({
          id,
          error: { kind: 'unavailable', message: `The gradebook's thread broke off: ${why}.` },
        });
      this.calls.clear();
    });
    return worker;
  }

  async call(method: Call['method'], args: readonly unknown[]): Promise<unknown> {
    this.worker ??= this.start();
    const id = ++this.last;
    this.worker.postMessage({ id, method, args } satisfies Call);
    const { error, value } = await new Promise<Answer>((resolve) => this.calls.set(id, resolve));
    if (error) throw new GradebookError(error.kind, error.message);
    return value;
  }

  async end(): Promise<void> {
    await this.worker?.terminate();
  }
}
