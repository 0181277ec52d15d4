import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Player, PlayNews, PlayRequest } from '../../app/trainer/index.ts';
import type { FromThread, SeatOptions, ThreadData, ToThread } from './messages.ts';
import { ViewUnpacker } from './view-delta.ts';

/** Requests that nobody waits for. */
const UNANSWERED: readonly PlayRequest['kind'][] = ['heartbeat', 'size', 'leave'];
/** The clock of a world whose thread cannot keep up waits for it; it catches up on this much at most: microseconds. */
const MOST_BEHIND = 1_000_000;

/** What a pool is started with; `heapMiB`: what each thread's worlds may take. */
export interface PoolOptions extends ThreadData {
  threads: number;
  heapMiB: number;
  /** A thread ended by itself, or a sitting went wrong: these have to be begun anew from their logs. */
  onLost(players: readonly ThreadPlayer[], why: string): void;
}

interface Thread {
  worker: Worker;
  players: Map<number, ThreadPlayer>;
  /** Octets of its heap in use when it was asked last. */
  heap: number;
  /** Whether it owes an answer to being asked whether it is alive. */
  asked: boolean;
}

/** The script of the threads: the bundle may have put this module beside it or into a folder below it. */
function threadScript(): string {
  const found = ['./world-thread.ts', './world-thread.js', '../world-thread.js']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find(existsSync);
  if (found === undefined)
    throw new Error('the script of the world threads is missing; install the package again');
  return found;
}

/** Threads that have worlds; each sitting is in one of them. */
export class WorldPool {
  private readonly options: PoolOptions;
  private readonly threads: Thread[];
  private next = 1;
  private closed = false;

  constructor(options: PoolOptions) {
    this.options = options;
    this.threads = Array.from({ length: options.threads }, () => this.start());
  }

  private start(): Thread {
    const { scenarios, engine, patience, heapMiB } = this.options;
    const workerData: ThreadData = { scenarios, engine, patience };
    const worker = new Worker(threadScript(), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: heapMiB },
    });
    const thread: Thread = { worker, players: new Map(), heap: 0, asked: false };
    worker.on('message', (message: FromThread) => {
      if (message.kind === 'alive') Object.assign(thread, { heap: message.heap, asked: false });
      else if (message.kind === 'failed') this.fail(thread, message.sitting, message.why);
      else thread.players.get(message.sitting)?.hear(message);
    });
    let why = 'it ended';
    worker.on('error', (error) => {
      why = error.message;
    });
    worker.on('exit', () => this.lose(thread, why));
    return thread;
  }

  /** One sitting went wrong; the others of its thread go on. */
  private fail(thread: Thread, number: number, why: string): void {
    const player = thread.players.get(number);
    if (!player) return;
    thread.players.delete(number);
    this.place(player);
    this.options.onLost([player], why);
  }

  private lose(thread: Thread, why: string): void {
    if (this.closed) return;
    this.threads[this.threads.indexOf(thread)] = this.start();
    const players = [...thread.players.values()];
    for (const player of players) this.place(player);
    this.options.onLost(players, why);
  }

  /** A player whose worlds are in one of the threads; `tell` hears of what becomes of requests, `onAnswer` that one was answered. */
  sit(options: SeatOptions, tell: (news: PlayNews) => void, onAnswer: () => void): ThreadPlayer {
    const player = new ThreadPlayer(options, tell, onAnswer);
    this.place(player);
    return player;
  }

  /** Puts a player into the thread with the fewest. */
  private place(player: ThreadPlayer): void {
    const thread = this.threads.reduce((a, b) => (b.players.size < a.players.size ? b : a));
    const number = this.next++;
    thread.players.set(number, player);
    player.join(
      number,
      (message) => thread.worker.postMessage(message),
      () => thread.players.delete(number),
    );
  }

  /**
   * Asks every thread whether it is alive, and ends those that did not answer since the last time: something in them never comes to an
   * end.
   */
  watch(): void {
    for (const thread of this.threads) {
      if (thread.asked) {
        void thread.worker.terminate();
        continue;
      }
      thread.asked = true;
      thread.worker.postMessage({ kind: 'alive?' } satisfies ToThread);
    }
  }

  /** Octets that the threads' heaps had in use when they were asked last. */
  get heap(): number {
    return this.threads.reduce((sum, { heap }) => sum + heap, 0);
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.threads.map(({ worker }) => worker.terminate()));
  }
}

/** A player whose worlds are in another thread: requests go there, news come back. */
export class ThreadPlayer implements Player {
  private readonly options: SeatOptions;
  private readonly tell: (news: PlayNews) => void;
  private readonly onAnswer: () => void;
  private number = 0;
  private post: (message: ToThread) => void = () => {};
  private forget: () => void = () => {};
  private unpacker = new ViewUnpacker();
  private asked = 0;
  private passing = false;
  private behind = 0;

  constructor(options: SeatOptions, tell: (news: PlayNews) => void, onAnswer: () => void) {
    this.options = options;
    this.tell = tell;
    this.onAnswer = onAnswer;
  }

  /** Its worlds are in this thread from now on; what was asked of another one is not answered any more. */
  join(number: number, post: (message: ToThread) => void, forget: () => void): void {
    Object.assign(this, { number, post, forget, asked: 0, passing: false, behind: 0 });
    post({ kind: 'sit', sitting: number, options: this.options });
  }

  get asking(): boolean {
    return this.asked > 0;
  }

  ask(request: PlayRequest): void {
    const waits = !UNANSWERED.includes(request.kind);
    if (waits) this.asked++;
    this.post({ kind: 'ask', sitting: this.number, request, waits });
  }

  pass(microseconds: number): void {
    this.behind = Math.min(MOST_BEHIND, this.behind + microseconds);
    if (this.passing) return;
    this.passing = true;
    this.post({ kind: 'pass', sitting: this.number, microseconds: this.behind });
    this.behind = 0;
  }

  /** The thread works by itself. */
  work(): boolean {
    return false;
  }

  /** What the thread tells. */
  hear({ news, answers }: Extract<FromThread, { kind: 'news' }>): void {
    if (answers === 'pass') this.passing = false;
    for (const one of news) {
      if (one.kind === 'action' && one.action.kind === 'opened') this.unpacker = new ViewUnpacker();
      this.tell(
        one.kind === 'view'
          ? { kind: 'action', action: { kind: 'world', view: this.unpacker.unpack(one.delta) } }
          : one,
      );
    }
    if (answers !== 'ask' || this.asked === 0) return;
    this.asked--;
    this.onAnswer();
  }

  /** Nobody sits there any more: the worlds are given up. */
  close(): void {
    this.post({ kind: 'rise', sitting: this.number });
    this.forget();
  }
}
