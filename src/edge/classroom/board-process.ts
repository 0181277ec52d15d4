import { type ChildProcess, spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import type { BoardCommand, BoardFeed } from '../../app/board/index.ts';

const name = z.string().max(100);
const COMMAND: z.ZodType<BoardCommand> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('message'), to: name.optional(), text: z.string().max(1000) }),
  z.object({ kind: z.literal('pause'), paused: z.boolean() }),
  z.object({ kind: z.literal('reset'), learner: name, drill: name }),
  z.object({ kind: z.literal('release'), drill: name }),
  z.object({ kind: z.literal('extend'), learner: name, drill: name, minutes: z.int().min(1).max(1440) }),
  z.object({ kind: z.literal('watch'), learner: name, columns: z.number(), rows: z.number() }),
  z.object({ kind: z.enum(['unwatch', 'type', 'play', 'quit']) }),
]);

/** Octets that wait for the process before it is told no more. */
const BACKLOG = 256 * 1024;

export interface BoardProcessOptions {
  /** The program's own script, bin/netdrill. */
  program: string;
  /** What it draws. */
  onDrawn(text: string): void;
  onCommand(command: BoardCommand): void;
  /** It ended by itself; `why` where that was no good-bye. */
  onEnd(why: string | undefined): void;
}

/**
 * A board in a process of its own, as neo-blessed needs it. It has four pipes and nothing else: no variables, and of the file system only
 * the program to be read (Node's permission model: no writing, no processes, no threads, no add-ons). When the pipes close it ends, so it
 * does not outlive a server that was killed.
 */
export class BoardProcess {
  private readonly child: ChildProcess;
  private readonly feed: Writable;
  private over = false;
  private complaint = '';

  constructor({ program, onDrawn, onCommand, onEnd }: BoardProcessOptions) {
    const script = realpathSync(program);
    const root = dirname(dirname(script));
    const readable = [
      join(root, 'bin'),
      join(root, 'dist'),
      join(root, 'package.json'),
      drawingLibrary(script),
    ];
    this.child = spawn(
      process.execPath,
      ['--permission', ...readable.map((path) => `--allow-fs-read=${path}`), script, 'class-board'],
      { cwd: root, env: {}, stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'] },
    );
    const [stdin, stdout, stderr, feed, commands] = this.child.stdio as [
      Writable,
      Readable,
      Readable,
      Writable,
      Readable,
    ];
    this.feed = feed;
    // Whoever writes to a process that just ended hears of that by its end.
    for (const stream of [stdin, stdout, stderr, feed, commands]) stream.on('error', () => {});
    stdout.setEncoding('utf8');
    stdout.on('data', onDrawn);
    stderr.on('data', (text: Buffer) => {
      this.complaint = (this.complaint + text.toString()).slice(-1000);
    });
    createInterface({ input: commands }).on('line', (line) => {
      const command = this.over ? undefined : commandOf(line);
      if (command) onCommand(command);
    });
    const end = (why: string | undefined) => {
      if (this.over) return;
      this.over = true;
      onEnd(why);
    };
    this.child.on('error', (error) => end(error.message));
    this.child.on('exit', (status, signal) =>
      end(status === 0 ? undefined : `status ${status ?? signal}: ${this.complaint.trim()}`),
    );
  }

  /** The teacher's keys; who sends more than can be taken loses the rest. */
  type(text: string): void {
    const { stdin } = this.child;
    if (!this.over && stdin && stdin.writableLength < BACKLOG) stdin.write(text);
  }

  /** Tells it something; false where it does not keep up, and it was not told. */
  tell(news: BoardFeed): boolean {
    if (this.over || this.feed.writableLength > BACKLOG) return false;
    this.feed.write(`${JSON.stringify(news)}\n`);
    return true;
  }

  /** The teacher's terminal takes nothing now, or takes again. */
  hold(held: boolean): void {
    const { stdout } = this.child;
    if (held) stdout?.pause();
    else stdout?.resume();
  }

  /** It has nothing to save. */
  close(): void {
    this.over = true;
    this.child.kill('SIGKILL');
  }
}

/** A command as a line says it; a process that writes something else is not obeyed. */
function commandOf(line: string): BoardCommand | undefined {
  try {
    const { success, data } = COMMAND.safeParse(JSON.parse(line));
    return success ? data : undefined;
  } catch {
    return undefined;
  }
}

/** The folder of neo-blessed, wherever npm put it. */
function drawingLibrary(script: string): string {
  const found = createRequire(script).resolve('neo-blessed').split(sep);
  return found.slice(0, found.lastIndexOf('neo-blessed') + 1).join(sep);
}
