import type { EditorKey } from '../../../drill/session/index.ts';
import { done, openDrill } from '../commands.ts';
import { TOUR_LAB } from '../tour.ts';
import type { Update } from '../actions.ts';
import type { Asking, TrainerState } from '../state.ts';

/** Whether a key says yes: Enter or y. */
export function saysYes(key: EditorKey): boolean {
  return (key.kind === 'key' && key.name === 'Enter') || (key.kind === 'text' && key.text === 'y');
}

/** The key after a question: Enter or y does it, any other key goes back. */
export function answerAsking(state: TrainerState, asking: Asking, key: EditorKey): Update {
  const answered = { ...state, asking: undefined };
  if (!saysYes(key)) return done(answered);
  return asking === 'tour' ? openDrill(answered, TOUR_LAB, false) : done(answered, { kind: asking });
}
