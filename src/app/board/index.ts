/**
 * The board: who plays what, how far each drill got, which causes are missed. It turns what is known of players into rows, and rows
 * into lines in two languages. It refuses to read files or the clock, to draw, and to give away the cause of a drill that somebody is
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
