import { type Drill, type Explanation, noExplanation } from '../../drill/diagnosis/index.ts';
import { replayEvents, type ScriptDiagnosis, type SessionEvent } from '../../drill/session/index.ts';
import type { LogEntry, SavedSession, SavedView } from '../trainer/index.ts';
import type { Recording } from './recording.ts';

/** A moment of a recording: what has happened by then, and the virtual time. */
export interface Place {
  part: number;
  /** Steps of the part that were done. */
  steps: number;
  /** Virtual microseconds. */
  now: number;
}

/**
 * The world of a recording at one moment of it. Forward it does what comes next; back it begins anew and does everything again: shells
 * cannot be forked, and a whole session took 13 to 92 ms.
 */
export class Playback {
  private readonly recording: Recording;
  private readonly make: () => Drill;
  private part = 0;
  /** Steps of the part that were done. */
  private steps = 0;
  drill: Drill;
  /** Virtual time at the drill's beginning. */
  start: number;
  /** How the learner's screen stood, where the log says it. */
  view: SavedView | undefined;
  /** The terminal that has the keyboard: by its name where it was typed at, by its index where the log says how the screen stands. */
  private keyboard: string | number = 0;
  hints = 0;
  private submissions: (ScriptDiagnosis | null)[] = [];
  private earned: Explanation[] = [];

  /** `make` begins the drill in a world of its own. */
  constructor(recording: Recording, make: () => Drill) {
    this.recording = recording;
    this.make = make;
    this.drill = make();
    this.drill.session.followPackets();
    this.start = this.drill.session.now;
  }

  /** Goes to a moment, forward or back. */
  goTo({ part, steps, now }: Place): void {
    if (part !== this.part || steps < this.steps || now < this.drill.session.now) this.begin(part);
    const own = this.recording.parts[part].steps;
    while (this.steps < steps) this.apply(own[this.steps++]);
    if (now > this.drill.session.now) this.drill.session.passUntil(now);
  }

  private begin(part: number): void {
    this.drill = this.make();
    this.drill.session.followPackets();
    this.start = this.drill.session.now;
    Object.assign(this, { part, steps: 0, view: undefined, keyboard: 0, hints: 0 });
    this.submissions = [];
    this.earned = [];
  }

  /** Does the next step; the first command that shows something else than it did, if it is this one. */
  private apply(step: LogEntry): number | undefined {
    switch (step.type) {
      case 'event':
        this.keyboard = this.typesAt(step.event) ?? this.keyboard;
        return replayEvents(this.drill.session, [step.event]);
      case 'hint':
        this.hints++;
        break;
      case 'submit':
        this.submissions.push(step.diagnosis);
        break;
      case 'graded':
        this.earned.push(step.earned);
        break;
      case 'view': {
        const { type: _, ...view } = step;
        this.view = view;
        this.keyboard = view.active;
      }
    }
    return undefined;
  }

  /** Where it is. */
  get place(): Place {
    return { part: this.part, steps: this.steps, now: this.drill.session.now };
  }

  /** Does the step that comes next; see `apply`. */
  step(): number | undefined {
    return this.apply(this.recording.parts[this.part].steps[this.steps++]);
  }

  /** The session up to here, as something that can be gone on with. */
  saved(): SavedSession {
    const { recording, part, steps, drill } = this;
    const { scenario, seed, engine, digest } = recording;
    const events = recording.parts[part].steps
      .slice(0, steps)
      .flatMap((step) => (step.type === 'event' ? [step.event] : []));
    return {
      scenario,
      seed,
      engine,
      digest,
      events: [...events, { kind: 'time', at: drill.session.now }],
      hints: this.hints,
      view: { pane: 'terminal', drafts: {}, ...this.view, screen: 'workspace', active: this.active() },
      submissions: this.submissions,
      earned: this.earned.length > 0 ? this.earned : this.submissions.map(() => noExplanation),
    };
  }

  /** The terminal that gets the keyboard; those that the drill begins with do not. */
  private typesAt(event: SessionEvent): string | undefined {
    const opens = event.kind === 'open' && this.drill.session.commands.length === 0;
    return opens ? undefined : typedAt(event);
  }

  /** Index of the terminal that has the keyboard. */
  private active(): number {
    const { keyboard } = this;
    if (typeof keyboard === 'number') return keyboard;
    return Math.max(0, this.drill.session.terminalIds().indexOf(keyboard));
  }
}

/** The terminal at which something was typed. */
export function typedAt(event: SessionEvent): string | undefined {
  switch (event.kind) {
    case 'line':
    case 'keys':
    case 'signal':
    case 'end-of-input':
    case 'open':
      return event.terminal;
    default:
      return undefined;
  }
}
