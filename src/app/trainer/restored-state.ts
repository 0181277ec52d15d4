import type { LocalText } from '../../drill/scenario/index.ts';
import type { PlayState, ScreenName, TrainerState } from './state.ts';
import type { SavedSession } from './store.ts';

/** Screens an unfinished session may open on; a debrief is made anew from what was handed in. */
const RESTORED: Readonly<Record<string, ScreenName>> = {
  ticket: 'ticket',
  browser: 'ticket',
  diagnosis: 'diagnosis',
};

/** The screen as it was when the session was left: terminal, lines not sent, hints seen, the half-filled form. */
export function restoredState(
  state: TrainerState,
  saved: SavedSession,
  hints: readonly LocalText[],
): TrainerState {
  const { play } = state;
  if (!play) return state;
  return {
    ...state,
    screen: RESTORED[saved.screen] ?? 'workspace',
    play: {
      ...play,
      active: Math.max(0, Math.min(saved.active, play.terminals.length - 1)),
      hints: hints.slice(0, saved.hints),
      diagnosis: (saved.diagnosis as PlayState['diagnosis'] | undefined) ?? play.diagnosis,
      terminals: play.terminals.map((t) => {
        const text = saved.drafts[t.id] ?? '';
        return text === '' ? t : { ...t, editor: { ...t.editor, text, cursor: text.length } };
      }),
    },
  };
}
