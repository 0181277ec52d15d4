import { type EditorState, settle } from './editor-text.ts';

const TAB = 8;

/** A line as its cells, tabs spread out and control characters named, and where a column of it stands. */
export function spread(line: string, column = 0): { text: string; at: number } {
  let text = '';
  let at = 0;
  for (let i = 0; i <= line.length; i++) {
    if (i === column) at = text.length;
    if (i === line.length) break;
    const character = line[i];
    if (character === '\t') text += ' '.repeat(TAB - (text.length % TAB));
    else if (character < ' ' || character === '\u007f')
      text += `^${String.fromCharCode(character.charCodeAt(0) ^ 64)}`;
    else text += character;
  }
  return { text, at };
}

/** Rows above and below the text: nano 2.3.1 leaves the one below its title empty, 7.2 does not. */
export function frame({ style, recent }: Pick<EditorState, 'style' | 'recent'>): {
  head: number;
  feet: number;
} {
  return style === 'vi' ? { head: 0, feet: 1 } : { head: recent ? 1 : 2, feet: 3 };
}

/** Rows of the window that show text. */
export function textRows(state: EditorState): number {
  const { head, feet } = frame(state);
  return Math.max(1, state.size.rows - head - feet);
}

/** Screen rows a line takes: vi wraps, nano does not. */
export function rowsOf(state: EditorState, line: number): number {
  if (state.style === 'nano' || state.busybox) return 1;
  return Math.max(1, Math.ceil(spread(state.lines[line]).text.length / state.size.columns));
}

function rowsBetween(state: EditorState, from: number, to: number): number {
  let rows = 0;
  for (let line = from; line < to; line++) rows += rowsOf(state, line);
  return rows;
}

/** The first line behind those the window shows whole. */
function bottomLine(state: EditorState, top = state.top): number {
  let left = textRows(state);
  let line = top;
  while (line < state.lines.length && rowsOf(state, line) <= left) left -= rowsOf(state, line++);
  return line;
}

/** The window moved as little, or as much, as the editor does to have the cursor's line in it. */
export function followCursor(state: EditorState): EditorState {
  const within = { ...state, top: Math.min(state.top, state.lines.length - 1) };
  const top = state.style === 'vi' ? topOfVi(within) : topOfNano(within);
  return { ...state, top: Math.max(0, top) };
}

/**
 * vim's `update_topline`, 'scrolloff' 0: near lines come in at the edge, as few as make the cursor's line whole; for a far one
 * the window is put around it (compared with vim 9.0 on a terminal of 20x10).
 */
function topOfVi(state: EditorState): number {
  const { top, row } = state;
  const rows = textRows(state);
  if (row === top) return top;
  if (row < top) return top - row >= Math.max(2, Math.floor(rows / 2) - 1) ? halfway(state) : row;
  const bottom = bottomLine(state);
  if (row < bottom) return top;
  if (isFar(state, bottom)) return halfway(state);
  let missing = rowsBetween(state, bottom, row + 1) - (rows - rowsBetween(state, top, bottom));
  let at = top;
  while (missing > 0 && at < row) missing -= rowsOf(state, at++);
  return at;
}

/** Whether the lines from the window's end to the cursor, and as many below it, are more than the window holds. */
function isFar(state: EditorState, bottom: number): boolean {
  const reach = state.row - bottom;
  const below = Math.min(state.lines.length, state.row + reach + 1);
  return rowsBetween(state, bottom, below) > textRows(state);
}

/** vim's `scroll_cursor_halfway`: lines below and above in turn until one does not fit; `~` rows below count. */
function halfway(state: EditorState): number {
  const rows = textRows(state);
  let used = rowsOf(state, state.row);
  let first = state.row;
  let last = state.row;
  let above = 0;
  let below = 0;
  while (first > 0) {
    if (above < below) {
      const more = rowsOf(state, first - 1);
      used += more;
      if (used > rows) break;
      above += more;
      first--;
    } else if (last + 1 < state.lines.length) {
      const more = rowsOf(state, ++last);
      used += more;
      if (used > rows) break;
      below += more;
    } else below++;
  }
  return first;
}

/** nano 2.3.1 jumps half a window at the edges, 7.2 goes on by one line; a far line is put in the middle (`edit_update`). */
function topOfNano(state: EditorState): number {
  const { top, row } = state;
  const rows = textRows(state);
  const step = state.recent ? 1 : Math.floor(rows / 2) + 1;
  if (row === top - 1) return top - step;
  if (row === top + rows) return top + step;
  return row < top || row > top + rows ? row - Math.floor(rows / 2) : top;
}

/** A page on or back: vim's `onepage`, nano's `do_page_down`, which moves by two rows less than its window. */
export function turnPage(state: EditorState, direction: 1 | -1): EditorState {
  const last = state.lines.length - 1;
  if (state.style === 'nano') {
    const by = direction * Math.max(1, textRows(state) - 2);
    const row = (state.recent ? state.row : state.top) + by;
    if (row >= last) return { ...state, row: last, column: state.lines[last].length };
    if (row <= 0) return { ...state, top: 0, row: 0, column: 0 };
    return state.recent
      ? { ...state, top: Math.max(0, state.top + by), row }
      : { ...state, top: row, row, column: 0 };
  }
  const rows = textRows(state);
  if (direction === 1) {
    if (state.top === last) return state;
    const bottom = bottomLine(state);
    const top = bottom > last ? last : bottom - overlap(state, bottom, -1);
    return atFirstWord({ ...state, top, row: top, message: '' });
  }
  if (state.top === 0) return state;
  const kept = state.top - 1 + overlap(state, state.top - 1, 1);
  let top = kept;
  for (let used = 0; used <= rows && top >= 0; ) used += --top < 0 ? 0 : rowsOf(state, top);
  top = Math.max(0, Math.min(top < 0 ? 0 : top + 2, state.top - 1));
  return atFirstWord({
    ...state,
    top,
    row: Math.min(kept, Math.max(top, bottomLine(state, top) - 1)),
    message: '',
  });
}

/** vim's `get_scroll_overlap`: how many lines stay in sight on a new page, fewer where they are high. */
function overlap(state: EditorState, from: number, step: 1 | -1): number {
  const most = textRows(state) - 2;
  const [h1, h2, h3, h4] = [0, 1, 2, 3].map((n) => {
    const line = from + n * step;
    return line < 0 || line >= state.lines.length ? Number.POSITIVE_INFINITY : rowsOf(state, line);
  });
  if (h1 > most || h1 + h2 > most || h2 + h3 > most) return 0;
  return h2 + h3 + h4 > most || h1 + h2 + h3 > most ? 1 : 2;
}

/** vim's 'startofline': the cursor on the line's first word. */
export function atFirstWord(state: EditorState): EditorState {
  const settled = settle(state);
  const line = settled.lines[settled.row];
  return { ...settled, column: line.length - line.trimStart().length };
}
