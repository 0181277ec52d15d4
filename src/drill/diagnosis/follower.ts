import type { Lab } from '../scenario/index.ts';
import { NoSuchPlace, repeatEvent, Session, type SessionEvent } from '../session/index.ts';
import type { Observation } from './compare.ts';
import type { SharedTexts } from './shared-texts.ts';

/**
 * Two runs of one world end a command this far apart at most, by noise alone (round trips and scheduling): microseconds. Without
 * it a ping that ends 17 us later here would be cut short and count as evidence.
 */
const END_NOISE = 200_000;

/** What a command shows where nobody can type it. */
const NOWHERE: Observation = { stdout: '', stderr: '', status: undefined };

/**
 * A world that is told to do what the learner did, at the same virtual times. What its commands print is compared with the
 * truth; a command that runs on when the true one ended is cut there.
 */
export class Follower {
  private readonly lab: Lab;
  private readonly texts: SharedTexts;
  private playing: Session | undefined;
  private readonly observations = new Map<number, Observation>();
  /** Commands that ended in the true world, by terminal: the same ones here, whatever their numbers. */
  private readonly ended = new Map<string, number>();
  /** Terminals that cannot be opened here, where their container does not run: to have one at all tells this world from the true one. */
  private readonly absent = new Set<string>();
  private next = 0;
  /** The world did something the model cannot carry further: it is undecided, and shows nothing any more. */
  private undecided = false;

  /** Follows in a fork of a world, made when there is something to follow. `texts` are those of all worlds that follow the same session. */
  constructor(lab: Lab, texts: SharedTexts) {
    this.lab = lab;
    this.texts = texts;
  }

  private get session(): Session {
    this.playing ??= new Session(this.lab.sim.fork(), this.lab.scenario);
    return this.playing;
  }

  /** Does everything the true session did since the last call, in pieces that take little time each. */
  *catchUp(events: readonly SessionEvent[]): Generator<void> {
    for (; this.next < events.length; this.next++) {
      if (this.undecided) continue;
      const event = events[this.next];
      try {
        const absent = 'terminal' in event && this.absent.has(event.terminal);
        while (!absent && !this.session.passSome(event.at)) yield;
        this.apply(event);
      } catch {
        this.undecided = true;
      }
    }
  }

  /** Whether a terminal could be opened here. */
  hasTerminal(id: string): boolean {
    return !this.absent.has(id);
  }

  private apply(event: SessionEvent): void {
    if ('terminal' in event && this.absent.has(event.terminal)) {
      if (event.kind === 'ended') this.observations.set(event.number, NOWHERE);
      return;
    }
    if (event.kind === 'open') {
      try {
        repeatEvent(this.session, event);
      } catch (error) {
        if (!(error instanceof NoSuchPlace)) throw error;
        this.absent.add(event.terminal);
      }
      return;
    }
    if (event.kind === 'ended') {
      if (event.at > this.session.now) this.session.advance(event.at - this.session.now);
      this.close(event.terminal, event.number);
    } else repeatEvent(this.session, event);
  }

  /** Takes what a command printed so far, and brings its terminal back to a prompt if it still runs. */
  private close(terminal: string, number: number): void {
    const { session } = this;
    const at = this.ended.get(terminal) ?? 0;
    this.ended.set(terminal, at + 1);
    if (!session.isIdle(terminal)) session.settle(terminal, END_NOISE);
    session.note();
    const own = session.commands.filter((c) => c.terminal === terminal)[at];
    if (!own) {
      this.undecided = true;
      return;
    }
    const shared = this.texts.share(own);
    this.observations.set(number, shared);
    // This world's own record holds no copy.
    Object.assign(own, shared);
    if (own.ended === undefined) session.cut(own);
  }

  /** What command `number` showed here; `undefined` while it has not ended in the true world. */
  observation(number: number): Observation | undefined {
    return this.observations.get(number);
  }
}
