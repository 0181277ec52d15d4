/**
 * Ink views of the trainer's state, in two languages, with signs beside every colour. They refuse to hold state and to know what
 * a key does.
 */
export { App } from './App.tsx';
export { scrollEnd } from './scroll-end.ts';
