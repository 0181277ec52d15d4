import type { LocalText } from '../../lib/index.ts';
import type { Lang, PaneName } from '../trainer/index.ts';
import type { Analysis } from './analysis.ts';
import type { Place } from './playback.ts';
import type { Timeline } from './timeline.ts';

/** How fast a recording may be played. */
export const SPEEDS = [0.5, 1, 2, 4, 8] as const;

/** A replay as it stands; what it shows of the world follows from `placeOf`. */
export interface ReplayState {
  lang: Lang;
  columns: number;
  rows: number;
  timeline: Timeline;
  /** Index of the knot that was reached last. */
  knot: number;
  /** Microseconds played since then. */
  into: number;
  running: boolean;
  /** Index into `SPEEDS`. */
  speed: number;
  /** The list of commands is open, with its pointer here. */
  list?: number;
  help?: boolean;
  /** What is looked at instead of what the learner looked at. */
  look: { pane?: PaneName; terminal?: number };
  /** Nothing is told of marks, suspects and the wrong turn: an exam whose results are not released. */
  concealed: boolean;
  /** Absent until every rival world has answered. */
  analysis?: Analysis;
  /** What there is to say, until the next key. */
  notice?: LocalText;
}

export function initialReplay(
  options: Pick<ReplayState, 'lang' | 'columns' | 'rows' | 'timeline' | 'concealed' | 'notice'>,
): ReplayState {
  return { ...options, knot: 0, into: 0, running: true, speed: SPEEDS.indexOf(1), look: {} };
}

/** The moment of the recording that is shown. */
export function placeOf({ timeline: { knots }, knot, into }: ReplayState): Place {
  const { part, steps, now, play } = knots[knot];
  const next = knots[knot + 1];
  if (!next || into === 0 || next.part !== part || next.play === play) return { part, steps, now };
  const share = Math.min(1, into / (next.play - play));
  return { part, steps, now: Math.floor(now + Math.max(0, next.from - now) * share) };
}

/** How long it has been played, of how long: microseconds. */
export function playedOf({ timeline: { knots }, knot, into }: ReplayState): { at: number; of: number } {
  return { at: knots[knot].play + into, of: knots[knots.length - 1].play };
}

/** Index of the command that was typed last; -1 before the first. */
export function commandAt({ timeline: { commands }, knot }: ReplayState): number {
  return commands.findLastIndex(({ typed }) => typed <= knot);
}
