import type { AttemptResult, Best, LogEntry, SavedSession, SessionHeader } from '../../app/trainer/index.ts';
import type { AttemptRecord, Ending, Write } from '../gradebook/index.ts';
import { entryLine, headerStep, type LogStep, readSteps, savedSession } from '../logs/index.ts';
import type { DrillTerms, LearnerStore } from './class-store.ts';

/** An attempt that is not over, as the gradebook has it. */
export interface OpenAttempt {
  id: string;
  drill: string;
  /** Lines of its log, the first header's among them. */
  lines: readonly string[];
  standing: string | undefined;
  /** Submissions that have their marks. */
  marked: number;
}

/** What a learner's book is opened with. */
export interface BookParts {
  class: string;
  learner: string;
  engine: string;
  attempts: readonly AttemptRecord[];
  open: readonly OpenAttempt[];
  terms(drill: string): DrillTerms;
  push(write: Write): void;
  /** Something of how the screen stands changed: `keepStanding` is wanted before long. */
  onStanding(book: LearnerBook): void;
  newId(): string;
  now(): number;
}

type Header = Extract<LogStep, { type: 'header' }>;

/** An attempt that is played. */
interface Current extends Omit<OpenAttempt, 'lines' | 'standing'> {
  /** Number of the last line. */
  seq: number;
  /** From the last header on: what it goes on from. */
  header: Header;
  entries: LogEntry[];
  view?: Extract<LogEntry, { type: 'view' }>;
  time?: Extract<LogEntry, { type: 'event' }>;
  /** It is on the screen. */
  here: boolean;
  /** How it would end now. */
  how: Ending;
}

/** The standing of an attempt, as it is kept. */
interface Standing {
  view?: Current['view'];
  time?: Current['time'];
  here: boolean;
}

/** One learner's part of the gradebook, for the trainer: what is asked is in memory, what happens is pushed to be written. */
export class LearnerBook implements LearnerStore {
  readonly engine: string;
  private readonly parts: BookParts;
  private readonly current = new Map<string, Current>();
  private results: { attempt: string; drill: string; score: number; solved: boolean }[];
  private readonly used = new Set<string>();
  /** Attempts that are over, by drill: the last one's id. */
  private readonly over = new Map<string, string>();
  private playing: Current | undefined;

  constructor(parts: BookParts) {
    this.parts = parts;
    this.engine = parts.engine;
    // What a teacher ended is as if it had not been.
    const counted = parts.attempts.filter(({ how }) => how !== 'closed');
    this.results = counted.flatMap(({ id, drill, marks }) =>
      marks.map(({ score, solved }) => ({ attempt: id, drill, score, solved })),
    );
    for (const { id, drill, how } of counted) {
      if (how !== null && how !== 'abandoned') this.used.add(drill);
      if (how !== null) this.over.set(drill, id);
    }
    for (const attempt of parts.open) {
      const current = reopened(attempt);
      if (current) this.current.set(attempt.drill, current);
    }
  }

  private hidden(drill: string): boolean {
    const { mode, released } = this.parts.terms(drill);
    return mode === 'exam' && !released;
  }

  best(): Readonly<Record<string, Best>> {
    const best: Record<string, Best> = {};
    for (const { drill, score, solved } of this.results) {
      if (this.hidden(drill)) continue;
      const before = best[drill];
      best[drill] = {
        score: Math.max(before?.score ?? 0, score),
        solved: solved || (before?.solved ?? false),
      };
    }
    return best;
  }

  /** A class has its own plan of when what is played. */
  due(): readonly string[] {
    return [];
  }

  unfinished(): readonly string[] {
    return [...this.current.keys()];
  }

  isUsed(drill: string): boolean {
    return this.used.has(drill);
  }

  get place(): string | undefined {
    return [...this.current.values()].find(({ here }) => here)?.drill;
  }

  setPlace(id: string | undefined): void {
    for (const attempt of this.current.values()) {
      if (attempt.here === (attempt.drill === id)) continue;
      attempt.here = attempt.drill === id;
      this.push({ write: 'standing', attempt: attempt.id, line: standingOf(attempt) });
    }
  }

  begin(header: SessionHeader, entries: readonly LogEntry[]): void {
    const { scenario: drill, seed, digest } = header;
    const before = this.current.get(drill);
    const head = headerStep(this.engine, header);
    const attempt: Current = before ?? {
      id: this.parts.newId(),
      drill,
      seq: 0,
      header: head,
      entries: [],
      marked: 0,
      here: true,
      how: 'abandoned',
    };
    if (!before) {
      const { class: of, learner, engine, terms, now } = this.parts;
      this.push({
        write: 'begin-attempt',
        id: attempt.id,
        class: of,
        learner,
        drill,
        mode: terms(drill).mode,
        seed: seed ?? null,
        engine,
        digest,
        begun: now(),
      });
    }
    // Begun anew within an attempt: what was before stays in the log.
    Object.assign(attempt, { header: head, entries: [] });
    this.current.set(drill, attempt);
    this.playing = attempt;
    this.write(attempt, head);
    for (const entry of entries) this.append(entry);
    // That it is on the screen is known before the first key.
    this.parts.onStanding(this);
  }

  append(entry: LogEntry): void {
    const { playing } = this;
    if (!playing) return;
    if (entry.type === 'view') playing.view = entry;
    else if (entry.type === 'event' && entry.event.kind === 'time') playing.time = entry;
    else {
      // An answer is judged in the world as it was then.
      if (entry.type === 'submit' && playing.time) this.write(playing, playing.time);
      if (entry.type === 'submit') playing.how = endingOf(entry);
      this.write(playing, entry);
      return;
    }
    this.parts.onStanding(this);
  }

  private write(attempt: Current, step: LogStep | LogEntry): void {
    const line = entryLine(step).trimEnd();
    attempt.seq++;
    if (step.type !== 'header') attempt.entries.push(step);
    this.push({
      write: 'log',
      attempt: attempt.id,
      lines: [{ seq: attempt.seq, at: this.parts.now(), line }],
    });
  }

  /** Writes down how the screen stands. */
  keepStanding(): void {
    const { playing } = this;
    if (playing) this.push({ write: 'standing', attempt: playing.id, line: standingOf(playing) });
  }

  private push(write: Write): void {
    this.parts.push(write);
  }

  load(drill: string): SavedSession | undefined {
    const attempt = this.current.get(drill);
    if (!attempt) return undefined;
    this.playing = attempt;
    const { header, entries, time, view } = attempt;
    const stood = view ? [view] : [];
    // What was handed in and not judged yet came after the last that was said of the screen.
    const unjudged = entries.at(-1)?.type === 'submit';
    return savedSession(
      header,
      unjudged ? [...stood, ...entries] : [...entries, ...(time ? [time] : []), ...stood],
    );
  }

  recordResult(drill: string, result: AttemptResult): void {
    const attempt = this.current.get(drill);
    if (!attempt) return;
    const { marks, ...rest } = result;
    attempt.marked++;
    if (result.solved) attempt.how = 'solved';
    this.results.push({ attempt: attempt.id, drill, score: result.score, solved: result.solved });
    this.push({
      write: 'mark',
      attempt: attempt.id,
      submission: attempt.marked,
      ...marks,
      ...rest,
      rules: this.engine,
      at: this.parts.now(),
    });
    this.used.add(drill);
  }

  end(drill: string): void {
    const attempt = this.current.get(drill);
    if (!attempt) return;
    this.current.delete(drill);
    if (this.playing === attempt) this.playing = undefined;
    if (attempt.how !== 'abandoned') this.used.add(drill);
    this.over.set(drill, attempt.id);
    this.push({ write: 'end-attempt', attempt: attempt.id, at: this.parts.now(), how: attempt.how });
  }

  closeAttempt(drill: string): boolean {
    const attempt = this.current.get(drill);
    const id = attempt?.id ?? this.over.get(drill);
    if (id === undefined) return false;
    this.current.delete(drill);
    if (this.playing === attempt) this.playing = undefined;
    this.over.delete(drill);
    this.used.delete(drill);
    this.results = this.results.filter((result) => result.attempt !== id);
    this.push({ write: 'end-attempt', attempt: id, at: this.parts.now(), how: 'closed' });
    return true;
  }

  takeProblems(): string[] {
    return [];
  }
}

function standingOf({ view, time, here }: Current): string {
  return JSON.stringify({ view, time, here } satisfies Standing);
}

/** How an attempt ends with that answer, unless it solves the drill. */
function endingOf({ diagnosis }: Extract<LogEntry, { type: 'submit' }>): Ending {
  return diagnosis === null ? 'given-up' : 'handed-in';
}

/** An attempt as it was left; none where its log has no header that this version reads. */
function reopened({ id, drill, lines, standing, marked }: OpenAttempt): Current | undefined {
  const {
    view,
    time,
    here = false,
  } = (standing === undefined ? {} : JSON.parse(standing)) as Partial<Standing>;
  const steps = readSteps(`attempt ${id}`, lines, []);
  const from = steps.findLastIndex(({ type }) => type === 'header');
  const header = steps[from];
  if (header?.type !== 'header') return undefined;
  const entries = steps.slice(from + 1).filter((step) => step.type !== 'header');
  const submitted = entries.findLast((step) => step.type === 'submit');
  const how = submitted ? endingOf(submitted) : 'abandoned';
  const known = { id, drill, seq: lines.length, header, entries, marked, here, how };
  return { ...known, view, time: newer(time, entries) };
}

/** A time that was written before the last event is no news. */
function newer(time: Standing['time'], entries: readonly LogEntry[]): Standing['time'] {
  const last = entries.findLast((entry) => entry.type === 'event');
  return time && time.event.at >= (last?.event.at ?? 0) ? time : undefined;
}
