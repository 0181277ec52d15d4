import type { PlayState, TrainerState } from './state.ts';

/** Width of the left column on a wide screen. */
export const SIDE_WIDTH = 42;

/** Whether panes stand beside each other. */
export function isWide({ columns }: Pick<TrainerState, 'columns'>): boolean {
  return columns >= 110;
}

/** Columns the terminal pane has: the whole width on a small screen, the right part on a wide one. */
export function terminalColumns(state: Pick<TrainerState, 'columns'>): number {
  return isWide(state) ? state.columns - SIDE_WIDTH - 3 : state.columns;
}

/** Rows the terminal pane has: all but headline, tabs and footer. */
export function terminalRows(state: Pick<TrainerState, 'rows'>): number {
  return Math.max(10, state.rows - 3);
}

/**
 * The window whose terminal pane has a size. Panes of 80 to 109 columns are those of two windows, one that is as wide and one of
 * {@link SIDE_WIDTH} more: the narrow one is taken, which shows the terminal alone.
 */
export function windowOf({ columns, rows }: { columns: number; rows: number }): {
  columns: number;
  rows: number;
} {
  const wide = columns + SIDE_WIDTH + 3;
  const narrow = (columns >= 80 && !isWide({ columns })) || !isWide({ columns: wide });
  return { columns: narrow ? columns : wide, rows: rows + 3 };
}

/** Whether the workspace's pane has the keyboard instead of the shell: what hides the terminal has, and the notebook always. */
export function paneHasKeyboard(state: Pick<TrainerState, 'columns'>, { pane }: PlayState): boolean {
  return pane === 'notebook' || (pane !== 'terminal' && !isWide(state));
}

/** Pages the help of a screen has: one where it fits on the screen. */
export function helpPages({ screen, rows }: Pick<TrainerState, 'screen' | 'rows'>): number {
  return (screen === 'workspace' || screen === 'diagnosis' || screen === 'debrief') && rows < 38 ? 2 : 1;
}
