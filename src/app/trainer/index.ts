/**
 * The screens as plain data, what keys mean, and the runner that carries effects out on worlds. One `update` changes the state.
 * It refuses to draw and to touch files or the real terminal: the edge gives it a store and time.
 */
export type { LocalText } from '../../drill/scenario/index.ts';
export { listQuestion, searchPrompt } from '../../drill/session/index.ts';
export type { Action, ScrollEnd } from './actions.ts';
export { type Binding, bindings, footerBindings, LEADER, leaderKeys } from './bindings.ts';
export * from './diagnosis-form.ts';
export { hintPrice } from '../../drill/diagnosis/index.ts';
export { helpPages, isWide, paneHasKeyboard, SIDE_WIDTH, terminalColumns } from './layout.ts';
export { type RunnerOptions, TrainerRunner } from './runner.ts';
export * from './state.ts';
export * from './store.ts';
export { update } from './update.ts';
