import { terminalColumns, type TrainerState } from '../trainer/index.ts';
import { footer } from './footer.ts';
import { debriefEnd } from './screens/debrief.ts';
import { journeyEnd } from './screens/journey.ts';
import { terminalLength } from './screens/terminal-rows.ts';
import { ASCII, UNICODE } from './signs.ts';

/** How many rows the debrief's page or the active terminal can be scrolled: the rows that have no room on the screen. */
export function scrollEnd(state: TrainerState): number {
  const { play } = state;
  if (!play) return 0;
  const height = state.rows - footer(state).length;
  if (state.screen === 'debrief')
    return play.debrief ? debriefEnd(state, play.debrief, state.ascii ? ASCII : UNICODE, height) : 0;
  if (state.screen === 'journey') return journeyEnd(state, play, state.ascii ? ASCII : UNICODE, height);
  const view = play.terminals[play.active];
  return view ? Math.max(0, terminalLength(view, terminalColumns(state)) - (height - 2)) : 0;
}
