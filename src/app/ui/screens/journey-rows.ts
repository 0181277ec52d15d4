import { isWide, type JourneyLine, type TrainerState } from '../../trainer/index.ts';
import { fit, hardWrap, wordWrap } from '../cells.ts';
import { rule, type Span, split } from '../spans.ts';
import type { Signs } from '../signs.ts';

/** Columns of a step's name in a journey, the blank behind it included. */
const STEP = 12;

/** A journey below its title; what is said where there are no lines. */
export interface Titled {
  title: string;
  lines: readonly JourneyLine[];
  empty: string;
}

/** Two journeys: beside each other where there is room, or one after the other. */
export function twoJourneys(state: TrainerState, one: Titled, other: Titled, signs: Signs): Span[][] {
  const { columns } = state;
  if (!isWide(state))
    return [one, other].flatMap((journey) => [
      rule(journey.title, columns, signs),
      ...journeyRows(state, journey, columns - 1, signs),
    ]);
  const left = Math.floor(columns / 2);
  const right = columns - left - 1;
  const rows = [journeyRows(state, one, left - 1, signs), journeyRows(state, other, right - 1, signs)];
  return split(
    { title: rule(one.title, left, signs), rows: rows[0], width: left },
    { title: rule(other.title, right, signs), rows: rows[1], width: right },
    Math.max(rows[0].length, rows[1].length),
    signs,
  );
}

/** A journey's lines, broken where the column ends. */
function journeyRows(
  { lang }: TrainerState,
  { lines, empty }: Titled,
  width: number,
  signs: Signs,
): Span[][] {
  if (lines.length === 0)
    return wordWrap(empty, width - 1).map((text): Span[] => [{ text: ` ${text}`, tone: 'quiet' }]);
  return lines.flatMap((line): Span[][] => {
    if (line.tone === 'place')
      return hardWrap(` ${line.text}`, width).map((text) => [{ text, tone: 'title' }]);
    const tone = line.tone === 'drop' ? 'bad' : line.tone === 'good' ? 'good' : 'plain';
    const sign = tone === 'plain' ? ' ' : signs[tone];
    const indent = STEP + 3;
    return wordWrap(line.detail[lang], width - indent).map((text, at) => [
      { text: at === 0 ? ` ${sign} ${fit(line.kind[lang], STEP)}${text}` : ' '.repeat(indent) + text, tone },
    ]);
  });
}
