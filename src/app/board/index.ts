/**
 * The boards: who plays what, how far each drill got, which causes are missed, and for a teacher the class that plays now. They turn what
 * is known of players into rows, and rows into lines in two languages. They refuse to read files or the clock, to draw, and to give away the cause of a drill that somebody is
 * still in the middle of.
 */
export { boardLines } from './lines.ts';
export {
  type Attempt,
  type Board,
  type BoardDrill,
  boardOf,
  type OpenSession,
  type Player,
} from './model.ts';
export { headline, type Pane, type PaneName, PANES, paneOf, type Telling } from './panes.ts';
export { type Signs, signsOf } from './signs.ts';
export type { Span, Tone } from './table.ts';
export { type Lang, tame } from './texts.ts';
export { BOARD_WORDS } from './words.ts';
export { type BoardKey, type ClassBoard, openedBoard } from './class/board.ts';
export type {
  BoardCommand,
  BoardFeed,
  ClassDrill,
  ClassEvent,
  ClassFacts,
  Doing,
  LearnerFacts,
} from './class/facts.ts';
export { type Area, inside } from './class/areas.ts';
export { type BoardMouse, pointed, takesMouse } from './class/mouse.ts';
export { learnerRows } from './class/rows.ts';
export { fed, pressed } from './class/update.ts';
export { boardRows } from './class/view.ts';
