import { signsOf } from '../signs.ts';
import { type ClassBoard, type ClassPane, isWide } from './board.ts';
import { footRows } from './foot.ts';

/** Rows of the lower pane on a small screen. */
const LOW = 7;
/** Rows above a pane's list of learners: its title, and the titles of its columns. */
export const ABOVE_LEARNERS = 2;

/** A rectangle of cells, counted from 0. */
export interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Whether a cell is within it. */
export function inside(area: Area | undefined, column: number, row: number): boolean {
  if (!area) return false;
  const [right, below] = [area.left + area.width, area.top + area.height];
  return column >= area.left && column < right && row >= area.top && row < below;
}

/** Where the panes are that have room: the first row is the board's, the last ones say which keys there are. */
export function paneAreas(board: ClassBoard): Partial<Record<ClassPane, Area>> {
  const { columns, rows, pane } = board;
  const top = 1;
  const height = rows - top - footRows(board, signsOf(false)).length;
  if (!isWide(board)) {
    const low = { left: 0, top: top + height - LOW, width: columns, height: LOW };
    return {
      learners: { left: 0, top, width: columns, height: height - LOW },
      [pane === 'drills' ? 'drills' : 'log']: low,
    };
  }
  const width = Math.floor(columns * 0.7);
  const beside = { left: width + 1, width: columns - width - 1 };
  const high = Math.floor(height / 2);
  return {
    learners: { left: 0, top, width, height },
    drills: { ...beside, top, height: high },
    log: { ...beside, top: top + high, height: height - high },
  };
}

/** The first of a list's rows that is shown: the pointer stays in sight, and a list that has room is not scrolled. */
export function firstShown(length: number, pointer: number, room: number): number {
  return Math.max(0, Math.min(pointer - Math.floor(room / 2), length - room));
}
