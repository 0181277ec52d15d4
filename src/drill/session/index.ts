/**
 * One world with its terminals and its numbered commands: typed at, run, repeated from a script. It refuses to judge: what a
 * command proves is `diagnosis`.
 */
export * from './events.ts';
export type { OwnPacket, Sighting } from './own-packets.ts';
export * from './replay.ts';
export * from './run-script.ts';
export * from './script.ts';
export * from './session.ts';
export { completeLine } from './complete.ts';
export type { Completion } from '../../tools/shell/index.ts';
export {
  type EditorKey,
  type EditorState,
  editLine,
  freshEditor,
  LONGEST_LINE,
  listQuestion,
  searchPrompt,
} from '../../tools/shell/index.ts';
