import { type ChildProcess, fork } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { scriptBeside } from '../scripts/index.ts';
import { dyingWithUs } from './dying-with-us.ts';
import type { FromProcess, ToProcess, WorldsData } from './messages.ts';

/** MiB that a process takes besides its heap's old generation: the young one, code, the program itself. */
const BESIDES = 192;
/** MiB of a heap that one drill begins in. */
const LEAST_HEAP = 40;
/** Characters kept of what a process complains of. */
const COMPLAINT = 4000;

export interface WorldChildOptions extends WorldsData {
  /** What the process may take: MiB. */
  memory: number;
  /** How far it stands back behind keys and frames: nice(1). */
  nice: number;
  onMessage(message: FromProcess): void;
  onEnd(why: string): void;
}

/** The script of the processes, and what it has to read. */
function processScript(): { script: string; readable: string[] } {
  const script = scriptBeside(import.meta.url, 'world-process');
  if (script.endsWith('.js')) return { script, readable: [dirname(script)] };
  const root = join(dirname(script), '../../..');
  return {
    script,
    readable: ['src', 'node_modules', 'package.json'].map((name) => join(root, name)),
  };
}

/**
 * A process that has worlds. It reads the program and nothing else (Node's permission model), has no variables, and ends when this process
 * does, or when it is told to, or when it takes more memory than it may.
 */
export class WorldChild {
  private readonly child: ChildProcess;
  private complaint = '';

  constructor({ scenarios, engine, patience, memory, nice, onMessage, onEnd }: WorldChildOptions) {
    const { script, readable } = processScript();
    const { execPath, words } = dyingWithUs();
    this.child = fork(script, [], {
      serialization: 'advanced',
      execPath,
      execArgv: [
        ...words,
        `--max-old-space-size=${Math.max(LEAST_HEAP, memory - BESIDES)}`,
        '--permission',
        ...readable.map((path) => `--allow-fs-read=${path}`),
      ],
      env: {},
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child.stderr?.on('data', (octets: Buffer) => {
      this.complaint = (this.complaint + octets.toString()).slice(0, COMPLAINT);
    });
    this.child.once('spawn', () => this.standBack(nice));
    this.child.on('message', (message) => onMessage(message as FromProcess));
    this.child.once('error', (error) => onEnd(error.message));
    this.child.once('exit', (status, signal) => onEnd(this.why(status, signal)));
    this.send({ kind: 'begin', data: { scenarios, engine, patience } });
  }

  /** On Linux a priority is a thread's own (setpriority(2), notes): the collector's threads have to stand back as well. */
  private standBack(nice: number): void {
    const { pid } = this.child;
    if (pid === undefined) return;
    try {
      setPriority(pid, nice);
      if (process.platform !== 'linux') return;
      for (const thread of readdirSync(`/proc/${pid}/task`)) setPriority(Number(thread), nice);
    } catch {
      // Where it cannot be set, or the process is gone already, they share.
    }
  }

  private why(status: number | null, signal: string | null): string {
    const fatal = /FATAL ERROR: (.*)|^\w*Error: .*/m.exec(this.complaint);
    return fatal?.[1] ?? fatal?.[0] ?? `it ended by ${signal ?? `status ${status}`}`;
  }

  send(message: ToProcess): void {
    // What is sent to a process that ends is lost with it.
    if (this.child.connected) this.child.send(message, () => {});
  }

  /** Ends it at once. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  async close(): Promise<void> {
    // One that could not be started has no end.
    if (this.child.pid === undefined) return;
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.kill();
    await ended;
  }
}
