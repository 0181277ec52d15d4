import type { LocalText } from '../../drill/scenario/index.ts';
import { remarked } from './screens/notebook.ts';
import type { PaneName, PlayState, ScreenName, TrainerState } from './state.ts';
import type { SavedSession, SavedView } from './store.ts';

/** Screens an unfinished session may open on; a debrief is made anew from what was handed in. */
const RESTORED: Readonly<Record<string, ScreenName>> = {
  ticket: 'ticket',
  browser: 'ticket',
  diagnosis: 'diagnosis',
};
const PANES: readonly PaneName[] = ['terminal', 'network', 'notebook', 'hints'];

/** How the screen stands, as a session's log keeps it. */
export function savedView(state: TrainerState, play: PlayState): SavedView {
  return {
    screen: state.screen,
    pane: play.pane,
    active: play.active,
    drafts: Object.fromEntries(
      play.terminals
        .filter((t) => t.editor.text !== '')
        .map((t) => [t.id, { text: t.editor.text, cursor: t.editor.cursor }]),
    ),
    hints: play.hints,
    remarks: play.remarks,
    diagnosis: play.diagnosis,
  };
}

/** What the hints said that were taken. Killed before its text was written, a hint is the author's. */
export function restoredHints({ view, hints }: SavedSession, known: readonly LocalText[]): LocalText[] {
  return known.slice(0, hints).map((authored, at) => view.hints?.[at] ?? authored);
}

/** The screen as it was when the session was left: terminal, lines not sent, hints seen, the half-filled form. */
export function restoredState(
  state: TrainerState,
  { view, hints }: { view: SavedView; hints: readonly LocalText[] },
): TrainerState {
  const { play } = state;
  if (!play) return state;
  return {
    ...state,
    screen: RESTORED[view.screen] ?? 'workspace',
    play: {
      ...play,
      active: Math.max(0, Math.min(view.active, play.terminals.length - 1)),
      pane: PANES.find((pane) => pane === view.pane) ?? 'terminal',
      hints: [...hints],
      remarks: view.remarks ?? {},
      notebook: remarked(play.notebook, view.remarks ?? {}),
      entered: view.screen !== 'ticket' || play.notebook.length > 0,
      diagnosis: (view.diagnosis as PlayState['diagnosis'] | undefined) ?? play.diagnosis,
      terminals: play.terminals.map((t) => {
        const draft = view.drafts[t.id];
        return draft ? { ...t, editor: { ...t.editor, ...draft } } : t;
      }),
    },
  };
}
