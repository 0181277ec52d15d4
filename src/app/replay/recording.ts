import type { LogEntry, SessionHeader } from '../trainer/index.ts';
import type { SessionEvent } from '../../drill/session/index.ts';

/** The header of a log: the drill is begun, or begun anew after an undo or a reset. */
interface RecordedHeader extends Omit<SessionHeader, 'seed'> {
  readonly type: 'header';
  /** The version of Netdrill that wrote it. */
  readonly engine: string;
  readonly seed: number | null;
}

/** One line of a log, in the order it was written. */
export type RecordedStep = LogEntry | RecordedHeader;

/** From one header to the next: the drill as it was begun once. */
export interface RecordedPart {
  readonly steps: readonly LogEntry[];
  /** How many of them, at its beginning, do again what was done before: they took no time. */
  readonly carried: number;
}

/** A session as it was recorded. */
export interface Recording {
  readonly scenario: string;
  readonly seed: number | undefined;
  readonly engine: string;
  readonly digest: string;
  readonly parts: readonly RecordedPart[];
}

/** The recording that a log's lines are; `undefined` where they do not begin with a header. */
export function recordingOf(steps: readonly RecordedStep[]): Recording | undefined {
  const [head] = steps;
  if (head?.type !== 'header') return undefined;
  const sittings: LogEntry[][] = [];
  for (const step of steps)
    if (step.type === 'header') sittings.push([]);
    else sittings[sittings.length - 1].push(step);
  const parts: RecordedPart[] = [];
  for (const own of sittings) parts.push({ steps: own, carried: carriedSteps(own, parts[parts.length - 1]) });
  const { scenario, seed, engine, digest } = head;
  return { scenario, seed: seed ?? undefined, engine, digest, parts };
}

/**
 * How many steps repeat what was before: `PlayLog.begin` writes the events that are kept, the hints, and a placeholder for each
 * submission. A log in a file has its last header only, so there the placeholders are all that tells.
 */
function carriedSteps(steps: readonly LogEntry[], before: RecordedPart | undefined): number {
  const placeholder = steps.findLastIndex((step, at) => step.type === 'submit' && !isHandedIn(steps, at));
  if (placeholder >= 0) return placeholder + (steps[placeholder + 1]?.type === 'graded' ? 2 : 1);
  if (!before) return 0;
  const earlier = eventsOf(before.steps);
  let same = 0;
  for (; same < earlier.length; same++) {
    const step = steps[same];
    if (step?.type !== 'event' || JSON.stringify(step.event) !== JSON.stringify(earlier[same])) break;
  }
  let hints = before.steps.filter(({ type }) => type === 'hint').length;
  for (; hints > 0 && steps[same]?.type === 'hint'; hints--) same++;
  return same;
}

/** What was handed in follows a heartbeat, which says how late it was; a placeholder follows none. */
function isHandedIn(steps: readonly LogEntry[], at: number): boolean {
  const before = steps[at - 1];
  return before?.type === 'event' && before.event.kind === 'time';
}

/** What was done to the session, without heartbeats. */
function eventsOf(steps: readonly LogEntry[]): SessionEvent[] {
  return steps.flatMap((step) => (step.type === 'event' && step.event.kind !== 'time' ? [step.event] : []));
}
