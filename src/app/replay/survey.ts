import { type CommandRecord, LONGEST_GAP, type Session } from '../../drill/session/index.ts';
import type { LogEntry } from '../trainer/index.ts';
import { type Playback, typedAt } from './playback.ts';
import type { RecordedPart, Recording } from './recording.ts';
import {
  commandIndex,
  type Doing,
  type Knot,
  type RecordedCommand,
  type RecordedSubmission,
  type Timeline,
} from './timeline.ts';

/** Longest stretch in which nothing is to be seen: microseconds as it is played. */
const LONGEST_PAUSE = 2_000_000;
/** How long one sees that the drill was begun anew. */
const ANEW_PAUSE = 1_000_000;
/** Virtual time between two looks at what the terminals show, and how many looks a gap is worth. */
const LOOK = { every: 200_000, most: 2_000 };

/**
 * Plays a recording once, and notes when something happened: what was typed, and when a terminal showed something new. A pause is a
 * stretch without either.
 */
export function timelineOf(recording: Recording, playback: Playback): Timeline {
  const survey = new Survey(playback);
  for (const [at, part] of recording.parts.entries()) survey.part(part, at);
  return survey.timeline();
}

class Survey {
  private readonly playback: Playback;
  private readonly knots: Knot[] = [];
  private readonly commands: RecordedCommand[] = [];
  private readonly submissions: RecordedSubmission[] = [];
  private differs: number | undefined;
  private play = 0;

  constructor(playback: Playback) {
    this.playback = playback;
  }

  private get session(): Session {
    return this.playback.drill.session;
  }

  part(part: RecordedPart, index: number): void {
    const { playback } = this;
    playback.goTo({ part: index, steps: 0, now: playback.start });
    // What is done again was shown already; the file of a session has its last part alone, and there it was not.
    const from = index === 0 ? 0 : part.carried;
    while (playback.place.steps < from) playback.step();
    if (index === 0) this.note(this.session.now);
    else this.anew(this.session.commands.length);
    const times = stepTimes(part.steps.slice(from), this.session.now);
    for (let at = from; at < part.steps.length; at++) {
      const step = part.steps[at];
      if (at < part.carried && (step.type === 'submit' || step.type === 'graded')) playback.step();
      else this.step(step, times[at - from], index);
    }
    this.note(this.session.now);
  }

  private anew(kept: number): void {
    this.play += ANEW_PAUSE;
    for (const command of this.commands) if (command.number > kept) command.undone = true;
    this.note(this.session.now, { kind: 'anew', commands: kept });
  }

  private step(step: LogEntry, time: number, part: number): void {
    this.passTo(time);
    const from = this.session.now;
    const before = this.session.commands.length;
    const differs = this.playback.step();
    const begun = this.session.commands.slice(before);
    if (step.type === 'graded') this.graded(step.score);
    const isCommand = step.type === 'event' && step.event.kind === 'line' && begun.length > 0;
    const doing = isCommand ? undefined : this.doingOf(step, part);
    if (doing || step.type === 'view') this.note(from, doing);
    for (const record of begun) this.begin(record, from, part);
    if (differs === undefined) return;
    const command = commandIndex(this.commands, part, differs);
    this.differs ??= command < 0 ? this.commands.length : command;
  }

  private begin(record: CommandRecord, from: number, part: number): void {
    const { where, line, number } = record;
    const typed = this.knots.length;
    this.commands.push({ where, line, number, part, typed, shown: typed, undone: false });
    this.note(from, { kind: 'command', command: this.commands.length - 1 });
  }

  private graded(score: number): void {
    const last = this.submissions[this.submissions.length - 1];
    if (!last) return;
    last.score = score;
    // It belongs to the same moment.
    this.knots[this.knots.length - 1].steps = this.playback.place.steps;
  }

  private doingOf(step: LogEntry, part: number): Doing | undefined {
    if (step.type === 'hint') return { kind: 'hint', number: this.playback.hints };
    if (step.type === 'submit') {
      this.submissions.push({ part, knot: this.knots.length, diagnosis: step.diagnosis });
      return { kind: 'submit', submission: this.submissions.length - 1 };
    }
    if (step.type !== 'event') return undefined;
    const { event } = step;
    switch (event.kind) {
      case 'time':
        return undefined;
      case 'ended': {
        const command = commandIndex(this.commands, part, event.number);
        const found = this.commands[command];
        if (!found) return undefined;
        found.status = this.session.commands[event.number - 1]?.status;
        found.shown = this.knots.length;
        return { kind: 'ended', command };
      }
      case 'resize':
        return { kind: 'resize', columns: event.columns, rows: event.rows };
      case 'reconnect':
        return { kind: 'reconnect' };
      case 'signal':
        return { kind: 'signal', terminal: event.terminal, text: event.signal };
      case 'line':
      case 'keys':
        return { kind: event.kind, terminal: event.terminal, text: event.text };
      default:
        return { kind: event.kind, terminal: typedAt(event) ?? '' };
    }
  }

  /** Lets virtual time pass, and notes when a terminal showed something new. */
  private passTo(time: number): void {
    const { session } = this;
    const begin = session.now;
    // A damaged log: the replay says so.
    if (time - begin > LONGEST_GAP) return;
    const step = Math.max(LOOK.every, (time - begin) / LOOK.most);
    let shown = seen(session);
    for (let next = begin + step; next < time; next += step) {
      const from = Math.floor(next);
      session.passUntil(from);
      const now = seen(session);
      if (now === shown) continue;
      shown = now;
      this.note(from);
    }
    session.passUntil(time);
  }

  private note(from: number, doing?: Doing): void {
    const last = this.knots[this.knots.length - 1];
    const place = this.playback.place;
    const passed = last && last.part === place.part ? Math.max(0, from - last.now) : 0;
    this.play += Math.min(passed, LONGEST_PAUSE);
    this.knots.push({ ...place, play: this.play, from, doing });
  }

  timeline(): Timeline {
    const { knots, commands, submissions, differs } = this;
    commands.forEach((command, at) => {
      const next = commands[at + 1];
      const last = (next && next.part === command.part ? next.typed : this.endOf(command.part)) - 1;
      if (command.shown > last || command.shown === command.typed)
        command.shown = Math.max(command.typed, last);
    });
    return { knots, commands, submissions, differs };
  }

  /** Index behind the last knot of a part. */
  private endOf(part: number): number {
    return this.knots.findLastIndex((knot) => knot.part === part) + 1;
  }
}

/** What the terminals show, as something that changes when it does. */
function seen(session: Session): string {
  return session
    .terminalIds()
    .map((id) => {
      const terminal = session.terminal(id);
      const picture = terminal?.screen ? JSON.stringify(terminal.screen) : '';
      return `${terminal?.output.length} ${terminal?.editing ? 1 : 0} ${picture}`;
    })
    .join('\n');
}

/**
 * Virtual times of steps. Those that carry none (how the screen stands, hints, submissions) lie evenly between their neighbours: the log
 * writes down at each key how the screen stands.
 */
function stepTimes(steps: readonly LogEntry[], begin: number): number[] {
  const times: number[] = [];
  let known = begin;
  let untimed = 0;
  for (const step of steps) {
    if (step.type !== 'event') {
      untimed++;
      continue;
    }
    const { at } = step.event;
    const until = at - known > LONGEST_GAP ? known : Math.max(known, at);
    for (let n = 1; n <= untimed; n++) times.push(Math.floor(known + ((until - known) * n) / (untimed + 1)));
    times.push(until);
    known = until;
    untimed = 0;
  }
  for (; untimed > 0; untimed--) times.push(known);
  return times;
}
