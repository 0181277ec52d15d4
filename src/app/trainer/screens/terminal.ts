import { type Completion, type EditorKey, editLine, freshEditor } from '../../../drill/session/index.ts';
import type { Effect, Update } from '../actions.ts';
import type { LineToComplete } from '../player.ts';
import type { PlayState, TerminalView, TrainerState } from '../state.ts';

/** Octets a full-screen program reads for a named key. */
const RAW_KEYS: Readonly<Record<string, string>> = {
  Enter: '\r',
  Escape: '\u001b',
  BSpace: '\u007f',
  Tab: '\t',
  Up: '\u001b[A',
  Down: '\u001b[B',
  Right: '\u001b[C',
  Left: '\u001b[D',
  Home: '\u001b[H',
  End: '\u001b[F',
  PageUp: '\u001b[5~',
  PageDown: '\u001b[6~',
  DC: '\u001b[3~',
};

function rawText(key: EditorKey): string {
  if (key.kind !== 'key') return key.text;
  const control = /^C-([a-z])$/.exec(key.name);
  if (control) return String.fromCharCode(control[1].charCodeAt(0) - 96);
  // Escape and a key right behind it: the line editor's Meta key is two keys to a full-screen program.
  const meta = /^M-(.+)$/.exec(key.name);
  if (meta)
    return `\u001b${meta[1].length === 1 ? meta[1] : rawText({ kind: 'key', name: meta[1] } as EditorKey)}`;
  return RAW_KEYS[key.name] ?? '';
}

/** A key for the active terminal: the line editor at a prompt, the program's input while one runs. */
export function updateTerminal(state: TrainerState, play: PlayState, key: EditorKey): Update {
  const terminal = play.terminals[play.active];
  if (!terminal) return { state, effects: [] };
  if (terminal.screen)
    return { state, effects: [{ kind: 'keys', terminal: terminal.id, text: rawText(key) }] };
  const signal =
    key.kind === 'key' ? { 'C-c': 'SIGINT', 'C-\\': 'SIGQUIT', 'C-z': 'SIGTSTP' }[key.name] : undefined;
  if (terminal.prompt === undefined && signal)
    return {
      state: withEditor(state, play, terminal, freshEditor(terminal.editor.killed)),
      effects: [{ kind: 'signal', terminal: terminal.id, signal: signal as 'SIGINT' }],
    };
  let line: LineToComplete | undefined;
  const step = editLine(terminal.editor, key, {
    history: terminal.history,
    complete(text, cursor) {
      line = { terminal: terminal.id, text, cursor, key };
      return { from: cursor, candidates: [] };
    },
  });
  // The world knows how words may end: the key counts once it has said so.
  if (line) return { state, effects: [{ kind: 'complete', ...line }] };
  const effects: Effect[] = [];
  let { state: editor } = step;
  switch (step.outcome?.kind) {
    case 'submit':
      effects.push({ kind: 'line', terminal: terminal.id, text: step.outcome.text });
      editor = freshEditor(editor.killed);
      break;
    case 'interrupt':
      effects.push({ kind: 'signal', terminal: terminal.id, signal: 'SIGINT' });
      editor = freshEditor(editor.killed);
      break;
    case 'eof':
      effects.push({ kind: 'end-of-input', terminal: terminal.id });
      break;
    case 'clear-screen':
      // A form feed, which the world's terminal takes as Ctrl-L: the line being typed stays.
      effects.push({ kind: 'keys', terminal: terminal.id, text: '\f' });
      break;
    default:
      break;
  }
  return { state: withEditor(state, play, terminal, editor), effects };
}

/** The line with its word completed, where it still is the line that was asked about. */
export function completed(
  play: PlayState,
  { terminal: id, text, cursor, key, completion }: LineToComplete & { completion: Completion },
): PlayState {
  const terminal = play.terminals.find((t) => t.id === id);
  if (!terminal || terminal.editor.text !== text || terminal.editor.cursor !== cursor) return play;
  const { history } = terminal;
  const editor = editLine(terminal.editor, key, { history, complete: () => completion }).state;
  return {
    ...play,
    scrollback: 0,
    terminals: play.terminals.map((t) => (t === terminal ? { ...t, editor } : t)),
  };
}

function withEditor(
  state: TrainerState,
  play: PlayState,
  terminal: TerminalView,
  editor: TerminalView['editor'],
): TrainerState {
  return {
    ...state,
    play: {
      ...play,
      scrollback: 0,
      terminals: play.terminals.map((t) => (t.id === terminal.id ? { ...t, editor } : t)),
    },
  };
}
