import type { EditorKey } from '../../../drill/session/index.ts';
import type { Update } from '../actions.ts';
import { helpPages } from '../layout.ts';
import type { TrainerState } from '../state.ts';

const TURNS: Readonly<Record<string, number>> = {
  ' ': 1,
  Down: 1,
  Right: 1,
  PageDown: 1,
  Up: -1,
  Left: -1,
  PageUp: -1,
};

/** Keys of the help: arrows, page keys and Space turn its pages, any other key closes it. */
export function updateHelp(state: TrainerState, page: number, key: EditorKey): Update {
  const turn = TURNS[key.kind === 'key' ? key.name : key.text];
  const pages = helpPages(state);
  const help = pages === 1 || turn === undefined ? undefined : Math.max(0, Math.min(pages - 1, page + turn));
  return { state: { ...state, help }, effects: [] };
}
