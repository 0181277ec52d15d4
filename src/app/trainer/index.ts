/**
 * The screens as plain data, what keys mean, and the runner that carries effects out on worlds. One `update` changes the state.
 * It refuses to draw and to touch files or the real terminal: the edge gives it a store and time.
 */
export type { LocalText } from '../../drill/scenario/index.ts';
export { listQuestion, searchPrompt } from '../../drill/session/index.ts';
export type { Action, ScrollEnd, WorldView } from './actions.ts';
export { type Binding, bindings, type Command, LEADER, leaderKeys } from './bindings.ts';
export { suggestion, visibleDrills } from './browsing.ts';
export * from './diagnosis-form.ts';
export { hintPrice } from '../../drill/diagnosis/index.ts';
export { helpPages, isWide, paneHasKeyboard, SIDE_WIDTH, terminalColumns, windowOf } from './layout.ts';
export { type KeyChanges, type Keymap, keymapWith, withKeys } from './keymap.ts';
export { keysOfLine } from './plain-line.ts';
export type { RunnerOptions } from './runner-options.ts';
export { scenarioDigest } from './play-log.ts';
export { FREE, type Player, type PlayNews, type PlayRequest, type PlayRules } from './player.ts';
export { TrainerRunner } from './runner.ts';
export { Sitting, type SittingOptions } from './sitting.ts';
export { RivalWork } from './rival-work.ts';
export { restoredHints } from './restored-state.ts';
export * from './state.ts';
export * from './store.ts';
export { matches } from './screens/look-back.ts';
export { terminalLines, visible } from './terminal-lines.ts';
export { TOUR_LAB, TOUR_STEPS, tourStep } from './tour.ts';
export { update } from './update.ts';
export { openedPlay, worldView } from './views-of-world.ts';
export { keyName, ROW_STEPS } from './screens/keys.ts';
