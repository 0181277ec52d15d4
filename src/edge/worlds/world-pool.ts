import type { Player, PlayNews, PlayRequest } from '../../app/trainer/index.ts';
import type { FromProcess, SeatOptions, ToProcess, WorldsData } from './messages.ts';
import { ViewUnpacker } from './view-delta.ts';
import { WorldChild } from './world-child.ts';

/** Requests that nobody waits for. */
const UNANSWERED: readonly PlayRequest['kind'][] = ['heartbeat', 'size', 'leave'];
/** The clock of a world whose process cannot keep up waits for it; it catches up on this much at most: microseconds. */
const MOST_BEHIND = 1_000_000;

export interface PoolOptions extends WorldsData {
  processes: number;
  /** What the processes may take in all: MiB. */
  memory: number;
  /** How far they stand back behind keys and frames: nice(1). */
  nice: number;
  /** A process ended by itself, or a sitting went wrong: these have to be begun anew from their logs. */
  onLost(players: readonly PooledPlayer[], why: string): void;
}

interface Process {
  child: WorldChild;
  players: Map<number, PooledPlayer>;
  /** Whether it owes an answer to being asked whether it is alive. */
  asked: boolean;
  /** Whether it ever said anything. */
  heard: boolean;
  /** Why it ended, where it did before it said anything: another one would end in the same way at once. */
  ended?: string;
}

/** Processes that have worlds; each sitting is in one of them. */
export class WorldPool {
  private readonly options: PoolOptions;
  private readonly processes: Process[];
  private next = 1;
  private closed = false;

  constructor(options: PoolOptions) {
    this.options = options;
    this.processes = Array.from({ length: options.processes }, () => this.start());
  }

  private start(): Process {
    const { scenarios, engine, patience, processes, memory, nice } = this.options;
    const players = new Map<number, PooledPlayer>();
    const child = new WorldChild({
      scenarios,
      engine,
      patience,
      nice,
      memory: Math.floor(memory / processes),
      onMessage: (message) => this.hear(process, message),
      onEnd: (why) => this.lose(process, why),
    });
    const process: Process = { child, players, asked: false, heard: false };
    return process;
  }

  private hear(process: Process, message: FromProcess): void {
    process.heard = true;
    if (message.kind === 'alive') process.asked = false;
    else if (message.kind === 'failed') this.fail(process, message.sitting, message.why);
    else process.players.get(message.sitting)?.hear(message);
  }

  /** One sitting went wrong; the others of its process go on. */
  private fail(process: Process, number: number, why: string): void {
    const player = process.players.get(number);
    if (!player) return;
    process.players.delete(number);
    this.place(player);
    this.options.onLost([player], why);
  }

  private lose(process: Process, why: string): void {
    // Of one end it may be heard twice.
    if (this.closed || !this.processes.includes(process)) return;
    if (process.heard) this.replace(process, why);
    else process.ended = why;
  }

  private replace(process: Process, why: string): void {
    this.processes[this.processes.indexOf(process)] = this.start();
    const players = [...process.players.values()];
    for (const player of players) this.place(player);
    this.options.onLost(players, why);
  }

  /** A player whose worlds are in one of the processes; `tell` hears of what becomes of requests, `onAnswer` that one was answered. */
  sit(options: SeatOptions, tell: (news: PlayNews) => void, onAnswer: () => void): PooledPlayer {
    const player = new PooledPlayer(options, tell, onAnswer);
    this.place(player);
    return player;
  }

  /** Puts a player into the process with the fewest. */
  private place(player: PooledPlayer): void {
    const process = this.processes.reduce((a, b) => (b.players.size < a.players.size ? b : a));
    const number = this.next++;
    process.players.set(number, player);
    player.join(
      number,
      (message) => process.child.send(message),
      () => process.players.delete(number),
    );
  }

  /**
   * Asks every process whether it is alive, and ends those that did not answer since the last time: something in them never comes to an
   * end. Tries again where one could not even begin.
   */
  watch(): void {
    for (const process of [...this.processes]) {
      if (process.ended !== undefined) {
        this.replace(process, process.ended);
        continue;
      }
      if (process.asked) {
        process.child.kill();
        continue;
      }
      process.asked = true;
      process.child.send({ kind: 'alive?' });
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.processes.map(({ child }) => child.close()));
  }
}

/** A player whose worlds are in another process: requests go there, news come back. */
export class PooledPlayer implements Player {
  private readonly options: SeatOptions;
  private readonly tell: (news: PlayNews) => void;
  private readonly onAnswer: () => void;
  private number = 0;
  private post: (message: ToProcess) => void = () => {};
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

  /** Its worlds are in this process from now on; what was asked of another one is not answered any more. */
  join(number: number, post: (message: ToProcess) => void, forget: () => void): void {
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

  /** The process works by itself. */
  work(): boolean {
    return false;
  }

  /** What the process tells. */
  hear({ news, answers }: Extract<FromProcess, { kind: 'news' }>): void {
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
