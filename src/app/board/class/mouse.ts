import { ABOVE_LEARNERS, type Area, firstShown, inside, paneAreas } from './areas.ts';
import { type BoardUpdate, CLASS_PANES, type ClassBoard, fits, only } from './board.ts';
import { learnerRows } from './rows.ts';
import { chosenLearner, moved, watchLearner } from './update.ts';

/** What the mouse did: a button was pressed, or the wheel turned; cells are counted from 0. */
export interface BoardMouse {
  does: 'press' | 'up' | 'down';
  column: number;
  row: number;
}

/** Whether the mouse says anything to the board: a learner's screen that is watched is text to be selected. */
export function takesMouse(board: ClassBoard): boolean {
  return board.mouse && fits(board) && !board.watching;
}

/** What the mouse does: it marks a learner, watches the one that is marked, moves the pane it is over. A question waits for its key. */
export function pointed(before: ClassBoard, { does, column, row }: BoardMouse): BoardUpdate {
  if (!takesMouse(before) || before.asking || before.prompt || before.filtering) return only(before);
  if (before.help) return only({ ...before, help: does !== 'press' });
  const areas = before.facts ? paneAreas(before) : {};
  const pane = CLASS_PANES.find((name) => inside(areas[name], column, row));
  if (pane === undefined) return only(before);
  const board = { ...before, pane, notice: undefined };
  if (does !== 'press') return only(moved(board, does === 'up' ? -1 : 1));
  const learner = pane === 'learners' ? learnerAt(before, areas[pane], row) : undefined;
  if (learner === undefined) return only(board);
  return learner === chosenLearner(before)
    ? watchLearner(board, learner)
    : only({ ...board, chosen: learner });
}

function learnerAt(board: ClassBoard, area: Area | undefined, row: number): string | undefined {
  if (!area) return undefined;
  const rows = learnerRows(board);
  const chosen = rows.findIndex(({ name }) => name === chosenLearner(board));
  const within = row - area.top - ABOVE_LEARNERS;
  if (within < 0) return undefined;
  return rows[firstShown(rows.length, chosen, area.height - ABOVE_LEARNERS) + within]?.name;
}
