import { createHash } from 'node:crypto';
import type { ChainedLine } from './types.ts';

/**
 * What ties a line to all lines before it: SHA-256, in hexadecimal digits, of the hash before, a line feed and the line. The first line
 * of a log is tied to its attempt's id.
 */
export function chainHash(before: string, line: string): string {
  return createHash('sha256').update(`${before}\n${line}`).digest('hex');
}

/** Something about a log that the chain does not bear out. */
export interface ChainBreak {
  /** Number of the line that it is about. */
  readonly seq: number;
  readonly what:
    | 'edited'
    | 'inserted'
    | 'removed'
    | 'missing'
    | 'edited-or-removed'
    | 'cut-off'
    | 'rewritten';
  readonly text: string;
}

/**
 * Walks a log and names lines that were changed without making the rest of the chain anew. Who does make it anew leaves no trace here:
 * only a hash that was noted elsewhere (an export has the last one of each attempt) shows that.
 *
 * @param lines in the order of their numbers
 * @param lastSeq number of the last line when the attempt ended; null where it did not
 */
export function chainBreaks(
  attempt: string,
  lines: readonly ChainedLine[],
  lastSeq: number | null,
): ChainBreak[] {
  const breaks: ChainBreak[] = [];
  const hashBefore = (at: number) => (at === 0 ? attempt : lines[at - 1].hash);
  const follows = (at: number, before: string) => chainHash(before, lines[at].line) === lines[at].hash;
  const first = lines[0]?.seq === 0 ? 0 : 1;
  for (let at = 0; at < lines.length; at++) {
    const { seq } = lines[at];
    const expected = at === 0 ? first : lines[at - 1].seq + 1;
    const gap = seq > expected ? range(expected, seq - 1) : undefined;
    const fits = follows(at, hashBefore(at));
    if (gap && fits)
      breaks.push({
        seq: expected,
        what: 'missing',
        text: `${gap} missing: never written, or removed by somebody who made the chain anew`,
      });
    else if (gap) breaks.push({ seq: expected, what: 'removed', text: `${gap} removed` });
    if (fits || gap) continue;
    const next = resumes(lines, at, hashBefore(at));
    if (next !== undefined) {
      breaks.push({
        seq,
        what: 'inserted',
        text: `${range(seq, lines[next - 1].seq)} inserted`,
      });
      at = next;
      continue;
    }
    const origin = forkedFrom(attempt, lines, at);
    if (origin !== undefined)
      breaks.push({
        seq: lines[origin].seq,
        what: 'inserted',
        text: `${range(lines[origin].seq, lines[at - 1].seq)} inserted`,
      });
    else if (at + 1 >= lines.length || follows(at + 1, lines[at].hash))
      breaks.push({
        seq,
        what: 'edited',
        text: `line ${seq} edited, or lines before it removed and the rest numbered anew`,
      });
    else
      breaks.push({
        seq,
        what: 'edited-or-removed',
        text: `line ${seq} does not follow from the one before: one of them was edited, or lines between them removed`,
      });
  }
  const last = lines[lines.length - 1]?.seq ?? first - 1;
  if (lastSeq !== null && last < lastSeq)
    breaks.push({ seq: last + 1, what: 'cut-off', text: `${range(last + 1, lastSeq)} removed from the end` });
  return breaks;
}

function range(from: number, to: number): string {
  return from === to ? `line ${from}` : `lines ${from} to ${to}`;
}

/** Lines that are looked through for where an insertion begins or ends: a log that is all wrong would take for ever. */
const FAR = 500;

/** The next line that follows from the hash before line `at`: what lies between was put there. */
function resumes(lines: readonly ChainedLine[], at: number, before: string): number | undefined {
  for (let next = at + 1; next < Math.min(lines.length, at + FAR); next++)
    if (chainHash(before, lines[next].line) === lines[next].hash) return next;
  return undefined;
}

/** The first of the lines before `at` that line `at` knows nothing of, though it follows from what was before them. */
function forkedFrom(attempt: string, lines: readonly ChainedLine[], at: number): number | undefined {
  for (let origin = at - 1; origin >= Math.max(0, at - FAR); origin--) {
    const before = origin === 0 ? attempt : lines[origin - 1].hash;
    if (chainHash(before, lines[at].line) === lines[at].hash) return origin;
  }
  return undefined;
}
