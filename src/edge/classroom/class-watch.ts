import type { ClassEvent, Doing, LearnerFacts } from '../../app/board/index.ts';
import type { TrainerRunner, TrainerState } from '../../app/trainer/index.ts';

/** Events that are kept for the board. */
const KEPT = 300;

/** A learner as the board has him. */
interface Watched {
  unfollow?: () => void;
  runner?: TrainerRunner;
  drill?: string;
  doing: Doing;
  /** What the drill came to so far: said once its learner is back in the browser. */
  result?: Over;
  left?: number;
  hints: number;
  guest?: LearnerFacts['guest'];
  /** Milliseconds of being stuck before `from`, which is absent while that clock stands still. */
  stuckBefore: number;
  from?: number;
  connection: LearnerFacts['connection'];
  since?: number;
}

/** Where somebody works at a drill and may be stuck. */
const AT_WORK: readonly Doing[] = ['ticket', 'working', 'diagnosing'];
/** What a drill came to. */
type Over = Extract<Doing, 'handed-in' | 'given-up' | 'solved'>;

/** Watches what learners do, for the board: who is at what, since when nothing led any further, and what happened. */
export class ClassWatch {
  private readonly now: () => number;
  private readonly learners = new Map<string, Watched>();
  private readonly happened: ClassEvent[] = [];
  private paused = false;

  constructor(now: () => number) {
    this.now = now;
  }

  /** What happened, oldest first. */
  get events(): readonly ClassEvent[] {
    return this.happened;
  }

  note(event: Omit<ClassEvent, 'at'>): void {
    this.happened.push({ at: this.now(), ...event });
    if (this.happened.length > KEPT) this.happened.shift();
  }

  private of(name: string): Watched {
    const known = this.learners.get(name);
    if (known) return known;
    const fresh: Watched = { doing: 'browser', hints: 0, stuckBefore: 0, connection: 'never' };
    this.learners.set(name, fresh);
    return fresh;
  }

  /** A learner has a seat. */
  follow(name: string, runner: TrainerRunner): void {
    const one = this.of(name);
    one.unfollow?.();
    one.runner = runner;
    const look = () => this.look(name, one, runner);
    one.unfollow = runner.subscribe(look);
    look();
  }

  /** The seat is given up. */
  unfollow(name: string): void {
    const one = this.learners.get(name);
    one?.unfollow?.();
    if (one) Object.assign(one, { unfollow: undefined, runner: undefined, guest: undefined });
  }

  came(name: string): void {
    const one = this.of(name);
    if (one.connection === 'here') return;
    Object.assign(one, { connection: 'here', since: this.now() });
    this.setClock(one);
    this.note({ kind: 'came', learner: name });
  }

  left(name: string): void {
    const one = this.of(name);
    Object.assign(one, { connection: 'away', since: this.now() });
    this.setClock(one);
    this.note({ kind: 'left', learner: name });
  }

  /** The class stands still, or goes on. */
  pause(paused: boolean): void {
    this.paused = paused;
    for (const one of this.learners.values()) this.setClock(one);
  }

  /** The clock of being stuck runs while somebody sits at a drill, and the class is not paused. */
  private setClock(one: Watched): void {
    const now = this.now();
    const runs = one.connection === 'here' && !this.paused && AT_WORK.includes(one.doing);
    if (one.from !== undefined) one.stuckBefore += now - one.from;
    one.from = runs ? now : undefined;
  }

  /** Something led further. */
  private restart(one: Watched): void {
    one.stuckBefore = 0;
    if (one.from !== undefined) one.from = this.now();
  }

  private look(name: string, one: Watched, { state, progress }: TrainerRunner): void {
    const { play } = state;
    if (play && play.id !== one.drill) {
      Object.assign(one, { drill: play.id, result: undefined, left: undefined, hints: play.hints.length });
      this.restart(one);
      this.note({ kind: 'opened', learner: name, drill: play.id });
    }
    if (play && play.hints.length > one.hints) this.note({ kind: 'hint', learner: name, drill: play.id });
    if (play) one.hints = play.hints.length;
    const left = play && progress?.left;
    if (left !== undefined && one.left !== undefined && left < one.left) this.restart(one);
    if (left !== undefined) one.left = left;
    const result = resultOf(state, one.doing);
    if (result !== undefined) {
      one.result = result;
      this.note({ kind: result, learner: name, drill: one.drill });
    }
    const doing = doingOf(state, one.result);
    if (doing !== one.doing) {
      one.doing = doing;
      this.setClock(one);
    }
    this.lookAtGuest(name, one, state.guest);
  }

  /** The learner's answer to who asked for the keyboard. */
  private lookAtGuest(name: string, one: Watched, guest: LearnerFacts['guest']): void {
    if (guest === one.guest) return;
    if (guest?.keyboard === 'has') this.note({ kind: 'agreed', learner: name });
    else if (!guest && one.guest) this.note({ kind: 'refused', learner: name });
    one.guest = guest;
  }

  /** A learner's attempt was ended: what it came to is nothing. */
  forget(name: string, drill: string): void {
    const one = this.of(name);
    if (one.drill !== drill) return;
    Object.assign(one, { drill: undefined, result: undefined, hints: 0 });
    if (one.runner) this.look(name, one, one.runner);
    else one.doing = 'browser';
  }

  /** Learners of these names, in this order. */
  facts(names: readonly string[]): LearnerFacts[] {
    const now = this.now();
    return names.map((name) => {
      const one = this.of(name);
      const { drill, doing, hints, connection, since, guest, runner } = one;
      const stuck = one.stuckBefore + (one.from === undefined ? 0 : now - one.from);
      return {
        name,
        drill,
        doing,
        suspects: runner?.state.play ? runner.progress : undefined,
        hints,
        // Whole seconds: more would be news all the time.
        stuck: AT_WORK.includes(doing) ? Math.floor(stuck / 1000) * 1000 : undefined,
        connection,
        since,
        guest,
      };
    });
  }
}

/** What the drill came to just now. An exam says nothing of its result: judged, its learner is in the browser again. */
function resultOf({ busy, screen, play }: TrainerState, before: Doing): Over | undefined {
  if (busy || before !== 'judging') return undefined;
  const { debrief } = play ?? {};
  if (!play || screen !== 'debrief' || !debrief) return play ? undefined : 'handed-in';
  return debrief.solved ? 'solved' : debrief.givenUp ? 'given-up' : 'handed-in';
}

function doingOf({ busy, screen, play }: TrainerState, result: Over | undefined): Doing {
  if (busy === 'judging') return 'judging';
  if (busy === 'opening') return 'opening';
  if (!play || screen === 'browser') return result ?? 'browser';
  // Whoever knows the cause is not at work any more, wherever he looks.
  if (play.debrief?.truth) return result ?? 'handed-in';
  switch (screen) {
    case 'ticket':
      return 'ticket';
    case 'diagnosis':
      return 'diagnosing';
    case 'debrief':
      return 'handed-in';
    default:
      return 'working';
  }
}
