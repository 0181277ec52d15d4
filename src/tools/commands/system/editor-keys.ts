import {
  backspace,
  edit,
  type EditorState,
  type EditorWish,
  insertText,
  removeCharacter,
  removeLine,
  search,
  settle,
} from './editor-text.ts';

/** Keys out of what a terminal sends: escape sequences become names, everything else stays a character. */
export function readKeys(text: string): string[] {
  const names: Readonly<Record<string, string>> = {
    A: 'Up',
    B: 'Down',
    C: 'Right',
    D: 'Left',
    H: 'Home',
    F: 'End',
    '1~': 'Home',
    '4~': 'End',
    '3~': 'Delete',
    '5~': 'PageUp',
    '6~': 'PageDown',
  };
  return (text.match(/\u001b(?:\[|O)(?:[A-Z]|\d~)|[\s\S]/gu) ?? []).map((key) => {
    if (key.length > 1 && key.startsWith('\u001b')) return names[key.slice(2)] ?? '';
    if (key === '\r') return '\n';
    return key === '\b' ? '\u007f' : key;
  });
}

const PAGE = 20;

/** What a key makes of the state, and what it wants done. */
export function pressKey(state: EditorState, key: string): { state: EditorState; wish?: EditorWish } {
  if (state.mode === 'prompt') return prompted(state, key);
  const moved = move(state, key);
  if (moved) return { state: settle(moved) };
  if (state.style === 'nano') return nano(state, key);
  if (state.mode === 'insert') return { state: settle(inserting(state, key)) };
  return command(state, key);
}

function move(state: EditorState, key: string): EditorState | undefined {
  const by = (row: number, column: number) => ({
    ...state,
    row: state.row + row,
    column: state.column + column,
  });
  switch (key) {
    case 'Up':
      return by(-1, 0);
    case 'Down':
      return by(1, 0);
    case 'Left':
      return by(0, -1);
    case 'Right':
      return by(0, 1);
    case 'Home':
      return { ...state, column: 0 };
    case 'End':
      return { ...state, column: state.lines[state.row].length };
    case 'PageUp':
      return by(-PAGE, 0);
    case 'PageDown':
      return by(PAGE, 0);
    case 'Delete':
      return removeCharacter(state);
    default:
      return undefined;
  }
}

function inserting(state: EditorState, key: string): EditorState {
  if (key === '\u001b') return { ...state, mode: 'command', column: state.column - 1, message: '' };
  if (key === '\u007f') return backspace(state);
  if (key === '\n' || key === '\t' || key >= ' ') return insertText(state, key);
  return state;
}

function command(state: EditorState, key: string): { state: EditorState; wish?: EditorWish } {
  const whole = state.pending + key;
  const done = (next: EditorState) => ({ state: settle({ ...next, pending: '' }) });
  const line = state.lines[state.row];
  const begin = (next: EditorState) => done({ ...next, mode: 'insert', message: '' });
  switch (whole) {
    case 'd':
    case 'y':
    case 'g':
    case 'Z':
    case 'r':
      return { state: { ...state, pending: whole } };
    case 'i':
      return begin(state);
    case 'I':
      return begin({ ...state, column: line.length - line.trimStart().length });
    case 'a':
      return begin({ ...state, column: state.column + (line === '' ? 0 : 1) });
    case 'A':
      return begin({ ...state, column: line.length });
    case 'o':
    case 'O': {
      const at = state.row + (key === 'o' ? 1 : 0);
      return begin(
        edit(state, {
          lines: [...state.lines.slice(0, at), '', ...state.lines.slice(at)],
          row: at,
          column: 0,
        }),
      );
    }
    case 'x':
      return done(removeCharacter(state));
    case 'dd':
      return done(removeLine(state));
    case 'd$':
    case 'D':
      return done(edit(state, { lines: state.lines.with(state.row, line.slice(0, state.column)) }));
    case 'dw': {
      const word = /^(?:\w+|[^\w\s]+|)\s*/.exec(line.slice(state.column))?.[0] ?? '';
      return done(
        edit(state, {
          lines: state.lines.with(
            state.row,
            line.slice(0, state.column) + line.slice(state.column + word.length),
          ),
        }),
      );
    }
    case 'yy':
      return done({ ...state, yanked: [line] });
    case 'p':
      return state.yanked.length === 0
        ? done(state)
        : done(
            edit(state, {
              lines: [
                ...state.lines.slice(0, state.row + 1),
                ...state.yanked,
                ...state.lines.slice(state.row + 1),
              ],
              row: state.row + 1,
              column: 0,
            }),
          );
    case 'u': {
      const last = state.undo.at(-1);
      return last
        ? done({ ...state, ...last, undo: state.undo.slice(0, -1), message: '' })
        : done({ ...state, message: 'Already at oldest change' });
    }
    case 'h':
      return done({ ...state, column: state.column - 1 });
    case 'j':
      return done({ ...state, row: state.row + 1 });
    case 'k':
      return done({ ...state, row: state.row - 1 });
    case 'l':
    case ' ':
      return done({ ...state, column: state.column + 1 });
    case '0':
      return done({ ...state, column: 0 });
    case '^':
      return done({ ...state, column: line.length - line.trimStart().length });
    case '$':
      return done({ ...state, column: line.length });
    case 'w': {
      const next = /^(?:\w+|[^\w\s]+|)\s*/.exec(line.slice(state.column))?.[0].length ?? 0;
      return state.column + next >= line.length && state.row < state.lines.length - 1
        ? done({ ...state, row: state.row + 1, column: 0 })
        : done({ ...state, column: state.column + next });
    }
    case 'b': {
      const before = line.slice(0, state.column);
      return done({
        ...state,
        column: before.length - (/(?:\w+|[^\w\s]+)\s*$/.exec(before)?.[0].length ?? before.length),
      });
    }
    case 'gg':
      return done({ ...state, row: 0, column: 0 });
    case 'G':
      return done({ ...state, row: state.lines.length - 1 });
    case 'n':
      return done(search(state, state.lastSearch));
    case ':':
    case '/':
      return {
        state: {
          ...state,
          pending: '',
          mode: 'prompt',
          prompt: { kind: key === ':' ? ':' : '/', text: '' },
          message: '',
        },
      };
    case 'ZZ':
      return { ...done(state), wish: { kind: 'write', quit: true } };
    default:
      if (state.pending === 'r' && key >= ' ' && state.column < line.length)
        return done(
          edit(state, {
            lines: state.lines.with(
              state.row,
              line.slice(0, state.column) + key + line.slice(state.column + 1),
            ),
          }),
        );
      return done(state);
  }
}

function nano(state: EditorState, key: string): { state: EditorState; wish?: EditorWish } {
  const ask = (kind: EditorState['prompt']['kind'], text: string) => ({
    state: { ...state, mode: 'prompt' as const, prompt: { kind, text }, message: '' },
  });
  switch (key) {
    case '\u0018': // Ctrl-X
      return state.changed ? ask('save?', '') : { state, wish: { kind: 'quit' } };
    case '\u000f': // Ctrl-O
      return ask('name', state.path);
    case '\u0017': // Ctrl-W
      return ask('/', '');
    case '\u000b': // Ctrl-K
      return { state: settle(removeLine(state)) };
    case '\u0015': // Ctrl-U
      return {
        state: settle(
          state.yanked.length === 0
            ? state
            : edit(state, {
                lines: [...state.lines.slice(0, state.row), ...state.yanked, ...state.lines.slice(state.row)],
                row: state.row + 1,
                column: 0,
              }),
        ),
      };
    default:
      return { state: settle(inserting(state, key === '\u001b' ? '' : key)) };
  }
}

/** A key while the bottom line asks for something. */
function prompted(state: EditorState, key: string): { state: EditorState; wish?: EditorWish } {
  const { prompt } = state;
  const back: EditorState = {
    ...state,
    mode: state.style === 'vi' ? 'command' : 'insert',
    prompt: { kind: ':', text: '' },
  };
  if (prompt.kind === 'save?') {
    if (key === 'y' || key === 'Y')
      return { state: { ...state, prompt: { kind: 'name-then-quit', text: state.path } } };
    if (key === 'n' || key === 'N') return { state: back, wish: { kind: 'quit' } };
    return key === '\u0003' ? { state: { ...back, message: '[ Cancelled ]' } } : { state };
  }
  if (key === '\u001b' || key === '\u0003') return { state: back };
  if (key === '\u007f') {
    if (prompt.text === '') return { state: back };
    return { state: { ...state, prompt: { ...prompt, text: prompt.text.slice(0, -1) } } };
  }
  if (key !== '\n')
    return key >= ' ' && key.length === 1
      ? { state: { ...state, prompt: { ...prompt, text: prompt.text + key } } }
      : { state };
  if (prompt.kind === '/') return { state: settle(search(back, prompt.text || state.lastSearch)) };
  if (prompt.kind === 'name' || prompt.kind === 'name-then-quit')
    return {
      state: back,
      wish: { kind: 'write', quit: prompt.kind === 'name-then-quit', path: prompt.text },
    };
  return colon(back, prompt.text.trim());
}

/** `:w`, `:q`, `:wq`, `:x`, their `!`, a line number, `:s` on this line or all. */
function colon(state: EditorState, text: string): { state: EditorState; wish?: EditorWish } {
  const file = /^(w|wq|x)(!?)(?:\s+(\S+))?$/.exec(text);
  if (file) return { state, wish: { kind: 'write', quit: file[1] !== 'w', path: file[3] } };
  if (text === 'q' && state.changed)
    return { state: { ...state, message: 'E37: No write since last change (add ! to override)' } };
  if (text === 'q' || text === 'q!' || text === 'qa!') return { state, wish: { kind: 'quit' } };
  if (/^\d+$/.test(text)) return { state: settle({ ...state, row: Number(text) - 1, column: 0 }) };
  if (text === '$') return { state: settle({ ...state, row: state.lines.length - 1 }) };
  if (text === '' || /^set (no)?(nu|number|paste)$/.test(text)) return { state };
  const substitute = /^(%?)s(\W)(.*?)\2(.*?)(?:\2(g?))?$/.exec(text);
  if (substitute) {
    const [, all, , from, to, global] = substitute;
    const lines = state.lines.map((line, at) => {
      if (all === '' && at !== state.row) return line;
      return global === 'g' ? line.replaceAll(from, () => to) : line.replace(from, () => to);
    });
    if (lines.every((line, at) => line === state.lines[at]))
      return { state: { ...state, message: `E486: Pattern not found: ${from}` } };
    return { state: settle(edit(state, { lines })) };
  }
  return { state: { ...state, message: `E492: Not an editor command: ${text}` } };
}
