/**
 * Ink views of the trainer's state, in two languages, with signs beside every colour. They refuse to hold state and to know what
 * a key does.
 */
export { App } from './App.tsx';
export { plainNews, type Spoken, silent } from './plain/plain-news.ts';
export { wholePlainText } from './plain/plain-text.ts';
export { PLAIN } from './plain/plain-words.ts';
export { ReplayApp } from './ReplayApp.tsx';
export { REPLAY } from './replay-words.ts';
export { ScreenLines } from './screen-lines.tsx';
export { scrollEnd } from './scroll-end.ts';
