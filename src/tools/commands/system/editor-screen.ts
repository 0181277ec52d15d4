import { drawBusyboxVi } from './editor-busybox.ts';
import type { EditorState } from './editor-text.ts';
import { frame, rowsOf, spread, textRows } from './editor-view.ts';

interface Picture {
  lines: string[];
  row: number;
  column: number;
}

/** The picture of an editor: the lines of the file in its window, the cursor, and its bottom rows. */
export function drawEditor(state: EditorState): Picture {
  if (state.busybox) return drawBusyboxVi(state);
  return state.style === 'vi' ? drawVi(state) : drawNano(state);
}

/** The text in pieces of a width, at least one. */
function pieces(text: string, width: number): string[] {
  const rows = [text.slice(0, width)];
  for (let at = width; at < text.length; at += width) rows.push(text.slice(at, at + width));
  return rows;
}

/**
 * vim with 'wrap': a long line goes on in the next row, the last line that does not fit whole leaves rows of `@` ('display' is
 * empty), and rows behind the file are `~`.
 */
function drawVi(state: EditorState): Picture {
  const { columns } = state.size;
  const height = textRows(state);
  const at = spread(state.lines[state.row], state.column).at;
  // A line that is longer than the window stands alone in it, moved up to where the cursor is.
  const skip =
    rowsOf(state, state.top) > height && state.row === state.top
      ? Math.max(0, Math.floor(at / columns) - height + 1)
      : 0;
  const body: string[] = [];
  let above = 0;
  for (let line = state.top; line < state.lines.length && body.length < height; line++) {
    if (line === state.row) above = body.length;
    const rows = pieces(spread(state.lines[line]).text, columns);
    const room = height - body.length;
    if (line === state.top) body.push(...rows.slice(skip, skip + room));
    else if (rows.length <= room) body.push(...rows);
    else body.push(...Array<string>(room).fill('@'));
  }
  while (body.length < height) body.push('~');
  if (state.mode === 'prompt') {
    const asked = `${state.prompt.kind}${state.prompt.text}`;
    const rows = pieces(asked, columns);
    if (asked.length % columns === 0) rows.push('');
    return {
      lines: [...body.slice(rows.length - 1), ...rows],
      row: height,
      column: asked.length % columns,
    };
  }
  const row = above + Math.floor(at / columns) - skip;
  return {
    lines: [...body, statusOfVi(state)],
    row: Math.min(row, height - 1),
    column: row < height ? at % columns : columns - 1,
  };
}

/** A message about a file loses its beginning where it is too long ('shortmess' has "t"). */
function statusOfVi({ message, mode, size }: EditorState): string {
  if (message === '') return mode === 'insert' ? '-- INSERT --' : mode === 'replace' ? '-- REPLACE --' : '';
  const room = size.columns - 1;
  if (message.length <= room) return message;
  return message.startsWith('"') ? `<${message.slice(1 - room)}` : message.slice(0, room);
}

/** nano does not wrap: lines are cut, and the cursor's line is shown from the page the cursor is on. */
function drawNano(state: EditorState): Picture {
  const { columns } = state.size;
  const { head } = frame(state);
  const height = textRows(state);
  const at = spread(state.lines[state.row], state.column).at;
  const body = Array.from({ length: height }, (_, index) => {
    const line = state.lines[state.top + index];
    return line === undefined ? '' : cutLine(state, line, state.top + index === state.row ? at : 0);
  });
  const asking = state.mode === 'prompt';
  const bottom = asking ? question(state) : centred(state.message, columns);
  return {
    lines: [
      title(state).slice(0, columns),
      ...Array<string>(head - 1).fill(''),
      ...body,
      bottom.slice(-columns),
      ...keys(state),
    ],
    row: asking ? head + height : head + state.row - state.top,
    column: asking ? Math.min(bottom.length, columns - 1) : at - pageStart(at, columns),
  };
}

/** nano's `get_page_start` (utils.c): the first cell shown of a line whose cursor stands at a cell. */
function pageStart(at: number, columns: number): number {
  if (at < columns - 1) return 0;
  return columns > 8 ? at - 7 - ((at - 7) % (columns - 8)) : at - (columns - 2);
}

function cutLine(state: EditorState, line: string, at: number): string {
  const { columns } = state.size;
  const { text } = spread(line);
  const from = pageStart(at, columns);
  let shown = text.slice(from, from + columns);
  if (text.length > from + columns) shown = shown.slice(0, -1) + (state.recent ? '>' : '$');
  return from > 0 ? (state.recent ? '<' : '$') + shown.slice(1) : shown;
}

/** nano's `titlebar` (winio.c): 2.3.1 puts the name at a third of the room, 7.2 in its middle. */
function title({ recent, path, changed, size: { columns } }: EditorState): string {
  const prefix = path === '' ? 'New Buffer' : recent ? '' : 'File: ';
  const name = prefix + path;
  const before = recent
    ? 15 + Math.floor((columns - 26 - name.length) / 2)
    : 18 + Math.floor((columns - 29 - name.length) / 3);
  const left = (recent ? '  GNU nano 7.2' : '  GNU nano 2.3.1').padEnd(Math.max(18, before)) + name;
  return left.padEnd(columns - 10) + (changed ? 'Modified' : '');
}

function centred(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, Math.floor((columns - text.length) / 2))) + text;
}

function question({ prompt, recent }: EditorState): string {
  switch (prompt.kind) {
    case 'save?':
      return recent
        ? 'Save modified buffer? '
        : 'Save modified buffer (ANSWERING "No" WILL DESTROY CHANGES) ? ';
    case 'name':
    case 'name-then-quit':
      return `File Name to Write: ${prompt.text}`;
    default:
      return `Search: ${prompt.text}`;
  }
}

/** The rows of keys, of those that work here. */
function keys({ mode, prompt, recent }: EditorState): [string, string] {
  if (mode !== 'prompt')
    return recent
      ? ['^O Write Out  ^W Where Is   ^K Cut', '^X Exit       ^V Next Page  ^U Paste']
      : [
          '^O WriteOut   ^Y Prev Page  ^K Cut Text',
          '^X Exit       ^W Where Is   ^V Next Page  ^U UnCut Text',
        ];
  return prompt.kind === 'save?' ? [' Y Yes', ' N No           ^C Cancel'] : ['', '^C Cancel'];
}
