import type { EditorKey } from '../../../drill/session/index.ts';
import type { Effect, Update } from '../actions.ts';
import type { LookBack, PlayState, TrainerState } from '../state.ts';
import { terminalLines } from '../terminal-lines.ts';
import { keyName, ROW_STEPS } from './keys.ts';

const STEPS: Readonly<Record<string, number>> = {
  ...ROW_STEPS,
  PageUp: -10,
  PageDown: 10,
  'C-b': -10,
  'C-f': 10,
};

/** Begins to look through what the active terminal has shown, at its last line. */
export function openLookBack(state: TrainerState): TrainerState {
  const { play } = state;
  const terminal = play?.terminals[play.active];
  if (!play || !terminal) return state;
  const line = Math.max(0, terminalLines(terminal).length - 1);
  return { ...state, play: { ...play, pane: 'terminal', lookBack: { line, query: '', typing: false } } };
}

/** Keys while one looks back: the shell gets none of them. */
export function pressInLookBack(
  state: TrainerState,
  play: PlayState,
  look: LookBack,
  key: EditorKey,
): Update {
  const to = (lookBack: LookBack | undefined, ...effects: Effect[]): Update => ({
    state: { ...state, play: { ...play, lookBack } },
    effects,
  });
  const terminal = play.terminals[play.active];
  const lines = terminal ? terminalLines(terminal) : [];
  if (look.typing) return typeQuery(to, look, key, lines);
  const name = keyName(key);
  if (name in STEPS) {
    const line = Math.max(0, Math.min(lines.length - 1, look.line + STEPS[name]));
    return to({ ...look, line });
  }
  switch (name) {
    case 'Escape':
      return look.anchor === undefined ? to(undefined) : to({ ...look, anchor: undefined });
    case 'q':
      return to(undefined);
    case '/':
      return to({ ...look, typing: true, query: '' });
    case 'n':
    case 'N':
      return found(to, look, lines, name === 'n' ? -1 : 1);
    case 'v':
    case 'Space':
      return to({ ...look, anchor: look.anchor === undefined ? look.line : undefined });
    case 'y':
    case 'Enter': {
      const from = Math.min(look.line, look.anchor ?? look.line);
      const end = Math.max(look.line, look.anchor ?? look.line);
      const text = lines.slice(from, end + 1).join('\n');
      return to({ ...look, anchor: undefined }, { kind: 'copy', text: `${text}\n` });
    }
    case 'Y':
      return to({ ...look, anchor: undefined }, { kind: 'copy', text: `${lines.join('\n')}\n` });
    default:
      return to(look);
  }
}

type To = (lookBack: LookBack | undefined, ...effects: Effect[]) => Update;

function typeQuery(to: To, look: LookBack, key: EditorKey, lines: readonly string[]): Update {
  if (key.kind !== 'key') return to({ ...look, query: look.query + key.text });
  switch (key.name) {
    case 'BSpace':
      return to({ ...look, query: look.query.slice(0, -1) });
    case 'Enter': {
      const at = searched(lines, look.query, look.line, -1, true);
      return to({ ...look, typing: false, line: at ?? look.line });
    }
    case 'Escape':
      return to({ ...look, typing: false, query: '' });
    default:
      return to(look);
  }
}

const NOT_FOUND = { en: 'Nothing is found.', zh: '没有找到。' };
const NO_QUERY = {
  en: 'Nothing was searched yet: / asks for what.',
  zh: '还没有搜索：用 / 输入要找的文字。',
};

/** The next line that has what is searched: upwards first, since the newest output is below, and round at the ends. */
function found(to: To, look: LookBack, lines: readonly string[], step: 1 | -1): Update {
  const notice = look.query === '' ? NO_QUERY : NOT_FOUND;
  const at = look.query === '' ? undefined : searched(lines, look.query, look.line, step, false);
  if (at !== undefined) return to({ ...look, line: at });
  const update = to(look);
  return { ...update, state: { ...update.state, notice } };
}

/** Lines that have a text, whatever the case of its letters. */
export function matches(line: string, query: string): boolean {
  return query !== '' && line.toLowerCase().includes(query.toLowerCase());
}

function searched(
  lines: readonly string[],
  query: string,
  from: number,
  step: 1 | -1,
  own: boolean,
): number | undefined {
  for (let i = own ? 0 : 1; i <= lines.length; i++) {
    const at = (from + step * i + lines.length * 2) % lines.length;
    if (matches(lines[at] ?? '', query)) return at;
  }
  return undefined;
}
