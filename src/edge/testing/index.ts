/**
 * The screen-test kit: hosts any Ink app on a virtual terminal, presses its keys and reads its screen as a
 * person would see it: text, colours, cursor. This door knows nothing of Netdrill and refuses to look inside
 * an app: what is not on the screen cannot be asserted.
 */
export type { Cell, Color } from './cells.ts';
export { keySequence } from './keys.ts';
export { ansiScreen, svgScreen } from './screen-text.ts';
export {
  type Cursor,
  openTerminal,
  type Screen,
  type TerminalSize,
  type VirtualTerminal,
} from './terminal.ts';
