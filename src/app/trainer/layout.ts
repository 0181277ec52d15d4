import type { TrainerState } from './state.ts';

/** Width of the left column on a wide screen. */
export const SIDE_WIDTH = 42;

/** Columns the terminal pane has: the whole width on a small screen, the right part on a wide one. */
export function terminalColumns(state: Pick<TrainerState, 'columns'>): number {
  return state.columns >= 110 ? state.columns - SIDE_WIDTH - 3 : state.columns;
}
