import { prompted } from './editor-prompt.ts';
import {
  backspace,
  edit,
  type EditorState,
  type EditorWish,
  insertText,
  overwrite,
  removeCharacter,
  removeLine,
  search,
  settle,
  takeBack,
} from './editor-text.ts';
import { atFirstWord, followCursor, turnPage } from './editor-view.ts';

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

/** What a key makes of the state, and what it wants done. */
export function pressKey(state: EditorState, key: string): { state: EditorState; wish?: EditorWish } {
  const { state: next, wish } = answer(state, key);
  const vertical = key === 'Up' || key === 'Down' || (state.mode === 'command' && /^[jk]$/.test(key));
  const atEnd = key === 'End' || (state.mode === 'command' && key === '$');
  const wanted = vertical ? state.wanted : atEnd ? Number.MAX_SAFE_INTEGER : next.column;
  return { state: followCursor({ ...next, wanted }), wish };
}

function answer(state: EditorState, key: string): { state: EditorState; wish?: EditorWish } {
  if (state.mode === 'prompt') return prompted(state, key);
  const moved = move(state, key);
  if (moved) return { state: settle({ ...moved, replaced: [] }) };
  if (state.style === 'nano') return nano(state, key);
  if (state.mode === 'insert' || state.mode === 'replace') return { state: settle(inserting(state, key)) };
  return command(state, key);
}

function move(state: EditorState, key: string): EditorState | undefined {
  switch (key) {
    case 'Up':
      return { ...state, row: state.row - 1, column: state.wanted };
    case 'Down':
      return { ...state, row: state.row + 1, column: state.wanted };
    case 'Left':
      return { ...state, column: state.column - 1 };
    case 'Right':
      return { ...state, column: state.column + 1 };
    case 'Home':
      return { ...state, column: 0 };
    case 'End':
      return { ...state, column: state.lines[state.row].length };
    case 'PageUp':
    case state.style === 'nano' ? '\u0019' : '\u0002': // Ctrl-Y, Ctrl-B
      return turnPage(state, -1);
    case 'PageDown':
    case state.style === 'nano' ? '\u0016' : '\u0006': // Ctrl-V, Ctrl-F
      return turnPage(state, 1);
    case 'Delete':
      return removeCharacter(state);
    default:
      return undefined;
  }
}

function inserting(state: EditorState, key: string): EditorState {
  if (key === '\u001b') return { ...state, mode: 'command', column: state.column - 1, message: '' };
  if (key === '\u007f') return state.mode === 'replace' ? takeBack(state) : backspace(state);
  // In Replace mode a line break splits the line and replaces nothing.
  if (state.mode === 'replace' && (key === '\t' || key >= ' ')) return overwrite(state, key);
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
    case 'R':
      return done({ ...state, mode: 'replace', replaced: [], message: '' });
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
      return done(atFirstWord(removeLine(state)));
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
      return done({ ...state, row: state.row + 1, column: state.wanted });
    case 'k':
      return done({ ...state, row: state.row - 1, column: state.wanted });
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
      return done(atFirstWord({ ...state, row: 0 }));
    case 'G':
      return done(atFirstWord({ ...state, row: state.lines.length - 1 }));
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
