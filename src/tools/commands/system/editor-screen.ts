import type { EditorState } from './editor-text.ts';

const TAB = 8;

interface Size {
  columns: number;
  rows: number;
}

/** What a full-screen program shows, and where the cursor stands. */
interface Picture {
  lines: string[];
  row: number;
  column: number;
}

/** A line with its tabs spread out, and where a column of it stands. */
function spread(line: string, column: number): { text: string; at: number } {
  let text = '';
  let at = 0;
  for (let i = 0; i <= line.length; i++) {
    if (i === column) at = text.length;
    if (i === line.length) break;
    text += line[i] === '\t' ? ' '.repeat(TAB - (text.length % TAB)) : line[i];
  }
  return { text, at };
}

/** Rows between an editor's head and its bottom lines. */
function bodyHeight({ style }: EditorState, { rows }: Size): number {
  return Math.max(1, rows - (style === 'nano' ? 4 : 1));
}

/** Rows a line of the file takes: vi breaks it at the edge (vim's 'wrap'), nano scrolls it sideways. */
function rowsOf(state: EditorState, at: number, columns: number): number {
  if (state.style === 'nano') return 1;
  const { text, at: cursor } = spread(state.lines[at], at === state.row ? state.column : 0);
  return Math.max(1, Math.ceil(text.length / columns), Math.floor(cursor / columns) + 1);
}

/**
 * The first line of the file that is shown: as before while the cursor's line is to be seen, else as little further as it takes, and
 * after a leap with that line in the middle, as vim scrolls ('scrolloff' 0, 'scrolljump' 1).
 */
export function scrolledTo(state: EditorState, size: Size): number {
  const height = bodyHeight(state, size);
  const above = (from: number) => {
    let used = 0;
    for (let at = from; at <= state.row; at++) used += rowsOf(state, at, size.columns);
    return used;
  };
  const middle = () => {
    let top = state.row;
    while (top > 0 && above(top - 1) <= Math.ceil(height / 2)) top--;
    return top;
  };
  let top = Math.min(state.top, state.lines.length - 1);
  if (state.row < top) return top - state.row > height / 2 ? middle() : state.row;
  if (above(top) - height > height / 2) return middle();
  while (top < state.row && above(top) > height) top++;
  return top;
}

/** The picture of an editor from its first shown line on, and its bottom lines. */
export function drawEditor(state: EditorState, size: Size): Picture {
  return state.style === 'nano' ? drawNano(state, size) : drawVi(state, size);
}

function drawVi(state: EditorState, size: Size): Picture {
  const { columns } = size;
  const height = bodyHeight(state, size);
  const cursor = spread(state.lines[state.row], state.column).at;
  const body: string[] = [];
  let row = 0;
  for (let at = state.top; at < state.lines.length && body.length < height; at++) {
    const { text } = spread(state.lines[at], 0);
    const pieces = Array.from({ length: rowsOf(state, at, columns) }, (_, piece) =>
      text.slice(piece * columns, (piece + 1) * columns),
    );
    if (at === state.row) {
      row = body.length + Math.floor(cursor / columns);
      // A line that is longer than the screen is shown around the cursor.
      const hidden = Math.max(0, row - height + 1);
      pieces.splice(0, hidden);
      row -= hidden;
    } else if (body.length + pieces.length > height) {
      // The last line is shown whole or not at all (vim's 'display').
      while (body.length < height) body.push('@');
      break;
    }
    body.push(...pieces.slice(0, height - body.length));
  }
  while (body.length < height) body.push('~');
  const asking = state.mode === 'prompt';
  const bottom = asking ? promptText(state) : state.mode === 'insert' ? '-- INSERT --' : state.message;
  return {
    lines: [...body, bottom.slice(0, columns)],
    ...(asking
      ? { row: height, column: Math.min(bottom.length, columns - 1) }
      : { row, column: cursor % columns }),
  };
}

/** Where nano 2.3.1 begins to show the cursor's line: the same page as long as the cursor is on it (get_page_start). */
function pageStart(column: number, columns: number): number {
  if (column < columns - 1 || columns <= 8) return 0;
  return column - 6 - ((column - 7) % (columns - 8));
}

function drawNano(state: EditorState, size: Size): Picture {
  const { columns } = size;
  const height = bodyHeight(state, size);
  const cursor = spread(state.lines[state.row], state.column).at;
  const start = pageStart(cursor, columns);
  const body = Array.from({ length: height }, (_, i) => {
    const at = state.top + i;
    if (at >= state.lines.length) return '';
    const { text } = spread(state.lines[at], 0);
    const from = at === state.row ? start : 0;
    // A dollar at an edge: the line goes on there.
    const shown = (from > 0 ? '$' : '') + text.slice(from > 0 ? from + 1 : 0);
    return shown.length > columns ? `${shown.slice(0, columns - 1)}$` : shown;
  });
  const asking = state.mode === 'prompt';
  const bottom = asking ? promptText(state) : state.message;
  const title = `  GNU nano 2.3.1              File: ${state.path}${state.changed ? '          Modified' : ''}`;
  return {
    lines: [
      title.slice(0, columns),
      ...body,
      bottom.slice(0, columns),
      '^O WriteOut   ^W Where Is   ^K Cut Text',
      '^X Exit       ^U UnCut Text',
    ],
    ...(asking
      ? { row: 1 + height, column: Math.min(bottom.length, columns - 1) }
      : { row: 1 + state.row - state.top, column: cursor - start }),
  };
}

function promptText({ prompt }: EditorState): string {
  switch (prompt.kind) {
    case 'save?':
      return 'Save modified buffer (ANSWERING "No" WILL DESTROY CHANGES) ? ';
    case 'name':
    case 'name-then-quit':
      return `File Name to Write: ${prompt.text}`;
    default:
      return `${prompt.kind}${prompt.text}`;
  }
}
