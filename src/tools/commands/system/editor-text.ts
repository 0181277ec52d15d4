/** An editor's picture of a file: lines, a cursor, and what it is about to do. Plain data; every key gives a new one. */
export interface EditorState {
  style: 'vi' | 'nano';
  /** vim 9.0 and nano 7.2 of Debian 12 instead of vim 7.4 and nano 2.3.1 of CentOS 7. */
  recent: boolean;
  /** busybox's vi, which draws and words things its own way. */
  busybox?: boolean;
  size: { columns: number; rows: number };
  /** The first line of the file that the window shows. */
  top: number;
  path: string;
  lines: readonly string[];
  row: number;
  column: number;
  /** The column that moving up and down goes back to where lines are long enough. */
  wanted: number;
  mode: 'command' | 'insert' | 'replace' | 'prompt';
  /** What Replace mode overwrote, for its backspace; nothing where it wrote behind the line's end. */
  replaced: readonly string[];
  /** What the bottom line holds: a `:` or `/` command being typed, or nano's question. */
  prompt: { kind: ':' | '/' | 'name' | 'name-then-quit' | 'save?'; text: string };
  message: string;
  changed: boolean;
  /** The file is not there yet. */
  isNew: boolean;
  /** The command's first key, for `dd`, `yy`, `gg`. */
  pending: string;
  yanked: readonly string[];
  undo: readonly { lines: readonly string[]; row: number; column: number }[];
  lastSearch: string;
}

/** What a key asks of the world outside. */
export type EditorWish = { kind: 'write'; quit: boolean; path?: string } | { kind: 'quit' } | undefined;

/** An editor that has read a file; how it words that is its version's. */
export function openEditor(
  { style, recent, busybox }: Pick<EditorState, 'style' | 'recent' | 'busybox'>,
  path: string,
  text: string,
  isNew: boolean,
  size: EditorState['size'] = { columns: 80, rows: 24 },
): EditorState {
  const lines = text === '' ? [''] : text.replace(/\n$/, '').split('\n');
  return {
    style,
    recent,
    busybox,
    size,
    top: 0,
    path,
    lines,
    row: 0,
    column: 0,
    wanted: 0,
    mode: style === 'vi' ? 'command' : 'insert',
    replaced: [],
    prompt: { kind: ':', text: '' },
    message: path === '' ? '' : openingMessage({ style, recent, path, isNew, lines }, text),
    changed: false,
    isNew,
    pending: '',
    yanked: [],
    undo: [],
    lastSearch: '',
  };
}

function openingMessage(
  { style, recent, path, isNew, lines }: Pick<EditorState, 'style' | 'recent' | 'path' | 'isNew' | 'lines'>,
  text: string,
): string {
  if (style === 'nano')
    return isNew ? '[ New File ]' : `[ Read ${lines.length} line${lines.length === 1 ? '' : 's'} ]`;
  if (isNew) return `"${path}" ${recent ? '[New]' : '[New File]'}`;
  return `"${path}" ${fileSize({ lines, recent }, text)}`;
}

/** Lines and octets as vim counts them: "C" up to 8.2, "B" since (`msg_add_lines` of fileio.c). */
export function fileSize({ lines, recent }: Pick<EditorState, 'lines' | 'recent'>, text: string): string {
  return `${text === '' ? 0 : lines.length}L, ${new TextEncoder().encode(text).length}${recent ? 'B' : 'C'}`;
}

/** The text a file gets. */
export function editorText(state: EditorState): string {
  return state.lines.length === 1 && state.lines[0] === '' ? '' : `${state.lines.join('\n')}\n`;
}

/** The cursor inside the text: on a character in vi's command mode, behind the last one otherwise. */
export function settle(state: EditorState): EditorState {
  const row = Math.max(0, Math.min(state.row, state.lines.length - 1));
  const length = state.lines[row].length;
  const most = state.style === 'vi' && state.mode === 'command' ? Math.max(0, length - 1) : length;
  return { ...state, row, column: Math.max(0, Math.min(state.column, most)) };
}

/** A change that `u` can take back. */
export function edit(
  state: EditorState,
  change: Partial<Pick<EditorState, 'lines' | 'row' | 'column' | 'mode'>>,
): EditorState {
  const { lines, row, column } = state;
  return {
    ...state,
    ...change,
    changed: true,
    message: '',
    undo: [...state.undo.slice(-99), { lines, row, column }],
  };
}

/** Puts a character or a line break at the cursor. */
export function insertText(state: EditorState, text: string): EditorState {
  const line = state.lines[state.row];
  const parts = (line.slice(0, state.column) + text + line.slice(state.column)).split('\n');
  const lines = [...state.lines.slice(0, state.row), ...parts, ...state.lines.slice(state.row + 1)];
  return edit(
    { ...state, replaced: [] },
    text === '\n' ? { lines, row: state.row + 1, column: 0 } : { lines, column: state.column + text.length },
  );
}

/** Puts a character over the one under the cursor; behind the line's end it is added. */
export function overwrite(state: EditorState, text: string): EditorState {
  const { lines, row, column } = state;
  const line = lines[row];
  return {
    ...edit(state, {
      lines: lines.with(row, line.slice(0, column) + text + line.slice(column + 1)),
      column: column + 1,
    }),
    replaced: [...state.replaced, line.slice(column, column + 1)],
  };
}

/** Replace mode's backspace: what was overwritten comes back; before that it only moves. */
export function takeBack(state: EditorState): EditorState {
  const { lines, row, column, replaced } = state;
  const last = replaced.at(-1);
  if (last === undefined) return { ...state, column: column - 1 };
  const line = lines[row];
  return {
    ...edit(state, {
      lines: lines.with(row, line.slice(0, column - 1) + last + line.slice(column)),
      column: column - 1,
    }),
    replaced: replaced.slice(0, -1),
  };
}

/** Removes the character before the cursor, or joins with the line above. */
export function backspace(state: EditorState): EditorState {
  const { lines, row, column } = state;
  if (column > 0) {
    const line = lines[row].slice(0, column - 1) + lines[row].slice(column);
    return edit(state, { lines: lines.with(row, line), column: column - 1 });
  }
  if (row === 0) return state;
  const above = lines[row - 1];
  return edit(state, {
    lines: [...lines.slice(0, row - 1), above + lines[row], ...lines.slice(row + 1)],
    row: row - 1,
    column: above.length,
  });
}

/** Removes the character under the cursor; in nano also the line's end. */
export function removeCharacter(state: EditorState): EditorState {
  const { lines, row, column } = state;
  if (column < lines[row].length)
    return edit(state, {
      lines: lines.with(row, lines[row].slice(0, column) + lines[row].slice(column + 1)),
    });
  if (state.style === 'vi' || row === lines.length - 1) return state;
  return edit(state, {
    lines: [...lines.slice(0, row), lines[row] + lines[row + 1], ...lines.slice(row + 2)],
  });
}

/** Removes whole lines; the file never loses its last one. */
export function removeLine(state: EditorState): EditorState {
  const rest = state.lines.filter((_line, at) => at !== state.row);
  return {
    ...edit(state, { lines: rest.length > 0 ? rest : [''], column: 0 }),
    yanked: [state.lines[state.row]],
  };
}

/** The next place of a text behind the cursor, round the end. */
export function search(state: EditorState, text: string): EditorState {
  if (text === '') return state;
  for (let step = 0; step <= state.lines.length; step++) {
    const row = (state.row + step) % state.lines.length;
    const column = state.lines[row].indexOf(text, step === 0 ? state.column + 1 : 0);
    if (column >= 0) return { ...state, row, column, lastSearch: text, message: '' };
  }
  return {
    ...state,
    lastSearch: text,
    message: state.style === 'vi' ? `E486: Pattern not found: ${text}` : `[ "${text}" not found ]`,
  };
}
