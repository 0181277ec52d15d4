import { cut, fit, widthOf, wordWrap } from './cells.ts';
import type { Signs } from './signs.ts';

/** Meanings of colour: sixteen system colours, so the user's theme rules. */
export type Tone = 'plain' | 'quiet' | 'accent' | 'good' | 'bad' | 'title' | 'warn';

/** A stretch of text in one tone. */
export interface Span {
  text: string;
  tone?: Tone;
  inverse?: boolean;
}

/** A row's text. */
export function rowText(spans: readonly Span[]): string {
  return spans.map(({ text }) => text).join('');
}

/** Whether two rows look the same. */
export function sameSpans(a: readonly Span[], b: readonly Span[]): boolean {
  return (
    a.length === b.length &&
    a.every((span, at) => {
      const other = b[at];
      return span.text === other.text && span.tone === other.tone && span.inverse === other.inverse;
    })
  );
}

/** The spans cut to `width` cells, and filled with blanks where they are shorter. */
export function fitRow(spans: readonly Span[], width: number): Span[] {
  const row: Span[] = [];
  let left = width;
  for (const span of spans) {
    if (left <= 0) break;
    const cells = widthOf(span.text);
    if (cells <= left) {
      row.push(span);
      left -= cells;
      continue;
    }
    const text = cut(span.text, left);
    left -= widthOf(text);
    row.push({ ...span, text });
  }
  if (left > 0) row.push({ text: ' '.repeat(left) });
  return row;
}

/** Exactly `height` rows: the first ones, or as many empty ones below. */
export function fitHeight(rows: readonly Span[][], height: number): Span[][] {
  return Array.from({ length: Math.max(0, height) }, (_, at) => rows[at] ?? []);
}

interface Column {
  rows: readonly Span[][];
  width: number;
  /** Its rows are of that width already, as many as are wanted. */
  fitted?: boolean;
}

/** Columns beside each other, each cut and filled to its width. */
export function beside(columns: readonly Column[], height: number): Span[][] {
  return Array.from({ length: height }, (_, at) =>
    columns.flatMap(({ rows, width, fitted }) => (fitted ? rows[at] : fitRow(rows[at] ?? [], width))),
  );
}

/** Two columns below their titles, with a line between them; `between` are rows of the whole width below the titles. */
export function split(
  left: Column & { title: Span[] },
  right: Column & { title: Span[] },
  height: number,
  signs: Signs,
  between: readonly Span[][] = [],
): Span[][] {
  const line = Array.from({ length: height }, (): Span[] => [{ text: signs.column, tone: 'quiet' }]);
  return [
    [...left.title, { text: '┬', tone: 'quiet' }, ...right.title],
    ...between,
    ...beside([left, { rows: line, width: 1 }, right], height),
  ];
}

/** Rows that stand off their left edge by a blank. */
export function inset(rows: readonly Span[][]): Span[][] {
  return rows.map((spans) => [{ text: ' ' }, ...spans]);
}

/** A separating line with a title on it. */
export function rule(title: string, width: number, signs: Signs): Span[] {
  if (title === '') return [{ text: signs.rule.repeat(width), tone: 'quiet' }];
  const shown = cut(title, width - 4);
  return [
    { text: `${signs.rule} `, tone: 'quiet' },
    { text: shown, tone: 'title' },
    { text: ` ${signs.rule.repeat(Math.max(0, width - widthOf(shown) - 3))}`, tone: 'quiet' },
  ];
}

/** Prose broken at blanks, each row indented. */
export function prose(text: string, width: number, tone?: Tone, indent = ' '): Span[][] {
  return wordWrap(text, width - widthOf(indent) - 1).map((row) => [{ text: indent + row, tone }]);
}

/** A table's cell. */
export function cell(text: string, width: number): string {
  return `${fit(text, width)} `;
}
