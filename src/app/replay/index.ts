/**
 * A recorded session played again: its log as a timeline, the world at any moment of it, what the ledger says of it, and where it took the
 * wrong turn. It refuses to read files, to draw, and to change a recording: who goes on live does so in a session of its own.
 */
export type { Analysis } from './analysis.ts';
export { REPLAY_KEYS } from './keys.ts';
export type { Origin } from './origin.ts';
export { type RecordedStep, type Recording, recordingOf } from './recording.ts';
export { Replayer } from './replayer.ts';
export {
  commandAt,
  playedOf,
  placeOf,
  type ReplayState,
  SPEEDS,
} from './state.ts';
export type { Doing, Knot, RecordedCommand, Timeline } from './timeline.ts';
export { diagnosisText, turnText } from './turn-text.ts';
export { type WrongTurn, wrongTurnOf } from './wrong-turn.ts';
