import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChainedLine, chainBreaks, chainHash } from '../../../src/edge/gradebook/index.ts';
import { idOf } from './samples.ts';

const ID = idOf(1);

/** A log as it is written: of so many lines, from line 1 on. */
function chained(
  count: number,
  from: { seq: number; hash: string } = { seq: 0, hash: ID },
  word = 'line',
): ChainedLine[] {
  const lines: ChainedLine[] = [];
  let { seq, hash } = from;
  for (let i = 0; i < count; i++) {
    const line = `{"${word}":${++seq}}`;
    hash = chainHash(hash, line);
    lines.push({ seq, at: seq, line, hash });
  }
  return lines;
}

const renumbered = (lines: readonly ChainedLine[]) => lines.map((line, at) => ({ ...line, seq: at + 1 }));
const breaks = (lines: readonly ChainedLine[], lastSeq: number | null = null) =>
  chainBreaks(ID, lines, lastSeq).map(({ what, text }) => [what, text]);

describe('the chain of a log', () => {
  test('is whole as it was written, empty, begun or ended', () => {
    expect(breaks([])).toEqual([]);
    expect(breaks(chained(1))).toEqual([]);
    expect(breaks(chained(20), 20)).toEqual([]);
    expect(breaks(chained(20), 18)).toEqual([]);
  });

  test('shows a line that was edited', () => {
    for (const at of [0, 7, 19]) {
      const lines = chained(20);
      lines[at] = { ...lines[at], line: '{"line":"other"}' };
      expect(breaks(lines)).toEqual([
        ['edited', `line ${at + 1} edited, or lines before it removed and the rest numbered anew`],
      ]);
    }
  });

  test('shows a line that was edited together with its hash', () => {
    const lines = chained(20);
    const line = '{"line":"other"}';
    lines[7] = { ...lines[7], line, hash: chainHash(lines[6].hash, line) };
    expect(breaks(lines)).toEqual([
      ['edited', 'line 9 edited, or lines before it removed and the rest numbered anew'],
    ]);
  });

  test('shows lines that were removed', () => {
    const lines = chained(20);
    expect(breaks(lines.toSpliced(7, 1))).toEqual([['removed', 'line 8 removed']]);
    expect(breaks(lines.toSpliced(0, 3))).toEqual([['removed', 'lines 1 to 3 removed']]);
    expect(breaks(lines.slice(0, 15), 20)).toEqual([['cut-off', 'lines 16 to 20 removed from the end']]);
    expect(breaks([], 20)).toEqual([['cut-off', 'lines 1 to 20 removed from the end']]);
    // Numbered anew it is not to be told from an edited line, and that is said.
    expect(breaks(renumbered(lines.toSpliced(7, 1)))).toEqual([
      ['edited', 'line 8 edited, or lines before it removed and the rest numbered anew'],
    ]);
  });

  test('shows lines that were inserted, with a hash of their own or a made-up one', () => {
    const lines = chained(20);
    const own = chained(2, lines[6], 'mine');
    expect(breaks(renumbered(lines.toSpliced(7, 0, ...own)))).toEqual([
      ['inserted', 'lines 8 to 9 inserted'],
    ]);
    const made = { seq: 0, at: 0, line: '{"mine":1}', hash: '0'.repeat(64) };
    expect(breaks(renumbered(lines.toSpliced(7, 0, made)))).toEqual([['inserted', 'line 8 inserted']]);
    expect(breaks(renumbered(lines.toSpliced(0, 0, made)))).toEqual([['inserted', 'line 1 inserted']]);
  });

  test('shows a line that was never written as missing', () => {
    const lines = chained(7);
    const later = chained(5, { seq: 9, hash: lines[6].hash });
    expect(breaks([...lines, ...later])).toEqual([
      ['missing', 'lines 8 to 9 missing: never written, or removed by somebody who made the chain anew'],
    ]);
  });

  test('is tied to its attempt', () => {
    expect(chainBreaks(idOf(2), chained(3), null).map(({ seq }) => seq)).toEqual([1]);
  });

  test('shows any change of a line', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 29 }), fc.string({ minLength: 1 }), (at, text) => {
        const lines = chained(30);
        fc.pre(lines[at].line !== text);
        lines[at] = { ...lines[at], line: text };
        expect(breaks(lines)).toHaveLength(1);
      }),
    );
  });
});
