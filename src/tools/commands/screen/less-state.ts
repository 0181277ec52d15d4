import { byteLength } from '../text/tool.ts';
import { translateRegex } from '../../shell/index.ts';
import { type Layout, type Row, rowsOfLine } from './less-text.ts';

/** Where a pager is in its text. */
export interface PagerState {
  readonly layout: Layout;
  /** Rows of the window without the prompt. */
  readonly height: number;
  readonly lines: readonly string[];
  readonly rows: readonly Row[];
  /** Index of the first row shown. */
  readonly top: number;
  /** Nothing was moved since the file was opened: the prompt is its name. */
  readonly fresh: boolean;
  /** Rows behind the end are `~`: not while a short file stands as it was opened. */
  readonly tildes: boolean;
  readonly pattern: RegExp | null;
  readonly backwards: boolean;
  readonly ignoreCase: boolean;
}

function layOut(lines: readonly string[], layout: Layout): Row[] {
  return lines.flatMap((line, index) => rowsOfLine(line, index, layout));
}

/** The same place in the text under another layout or with more of it. */
export function relaid(
  state: PagerState,
  change: { layout?: Layout; lines?: readonly string[]; height?: number },
): PagerState {
  const line = state.rows[state.top]?.line ?? 0;
  const next = { ...state, ...change };
  const rows = layOut(next.lines, next.layout);
  const top = Math.max(
    0,
    rows.findIndex((row) => row.line === line),
  );
  return { ...next, rows, top };
}

/** The highest place that still fills the window. */
export function lastTop(state: PagerState): number {
  return Math.max(0, state.rows.length - state.height);
}

export function atEnd(state: PagerState): boolean {
  return state.top + state.height >= state.rows.length;
}

/** Moves by rows; forwards no further than to the end. */
export function moveBy(state: PagerState, by: number): PagerState {
  const limit = by > 0 ? Math.max(state.top, lastTop(state)) : state.rows.length;
  return shownAt(state, Math.max(0, Math.min(limit, state.top + by)));
}

export function shownAt(state: PagerState, top: number): PagerState {
  return { ...state, top, fresh: false, tildes: state.tildes || top !== state.top };
}

/** Line number from 1 to the top of the window. */
export function goToLine(state: PagerState, number: number): PagerState {
  const wanted = Math.max(0, Math.min(state.lines.length, number) - 1);
  const at = state.rows.findIndex((row) => row.line === wanted);
  return shownAt(state, Math.min(Math.max(0, at), Math.max(lastTop(state), 0)));
}

/** A pattern as less reads it, an extended expression; null where it is none. */
export function pagerPattern(text: string, ignoreCase: boolean): RegExp | null {
  try {
    return new RegExp(translateRegex(text, 'extended'), ignoreCase && !/[A-Z]/.test(text) ? 'i' : '');
  } catch {
    return null;
  }
}

/**
 * The next line that matches, put at the top. A new search looks at the window, too: forwards from its first line, backwards from its
 * last; a repeated one begins beside the first line (less(1), -a). Null where there is none.
 */
export function search(state: PagerState, backwards: boolean, repeated: boolean): PagerState | null {
  const { pattern, lines, rows, top, height } = state;
  if (pattern === null) return null;
  const first = rows[top]?.line ?? 0;
  const last = rows[Math.min(rows.length, top + height) - 1]?.line ?? 0;
  const from = backwards ? (repeated ? first - 1 : last) : repeated ? first + 1 : first;
  for (let line = from; line >= 0 && line < lines.length; line += backwards ? -1 : 1)
    if (pattern.test(lines[line]!))
      return shownAt(
        { ...state, tildes: true },
        Math.max(
          0,
          rows.findIndex((row) => row.line === line),
        ),
      );
  return null;
}

/** `=`: the lines and octets the window shows of all. */
export function position(state: PagerState, name: string): string {
  const { rows, top, height, lines } = state;
  const end = Math.min(rows.length, top + height);
  const last = (rows[end - 1]?.line ?? 0) + 1;
  const size = (count: number) => lines.slice(0, count).reduce((sum, line) => sum + byteLength(line) + 1, 0);
  const all = size(lines.length);
  const here = size(last);
  const rest = atEnd(state) ? '(END)' : `${Math.floor((100 * here) / Math.max(1, all))}%`;
  return `${name === '' ? '' : `${name} `}lines ${(rows[top]?.line ?? 0) + 1}-${last}/${lines.length} byte ${here}/${all} ${rest}`;
}
