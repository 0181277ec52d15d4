import type { EditorKey } from '../../../drill/session/index.ts';
import type { Update } from '../actions.ts';
import type { Asking, TrainerState } from '../state.ts';

/** Whether a key says yes: Enter or y. */
export function saysYes(key: EditorKey): boolean {
  return (key.kind === 'key' && key.name === 'Enter') || (key.kind === 'text' && key.text === 'y');
}

/** The key after a question: Enter or y does it, any other key goes back. */
export function answerAsking(state: TrainerState, asking: Asking, key: EditorKey): Update {
  return {
    state: { ...state, asking: undefined },
    effects: saysYes(key) ? [{ kind: asking }] : [],
  };
}
