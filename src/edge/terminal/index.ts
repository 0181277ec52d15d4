/**
 * The trainer's app on one terminal, whosever it is: octets to keys, state to frames, a world's clock to real time. It refuses to know where
 * the terminal comes from.
 */
export { Allowance } from './allowance.ts';
export { AppOnTerminal } from './app-on-terminal.ts';
export { drillRows } from './drill-rows.ts';
export { InkScreen } from './ink-screen.tsx';
export { KeyStream } from './key-stream.ts';
export { LineScreen } from './line-screen.ts';
export { ENTER_TERMINAL, LEAVE_TERMINAL } from './screen.ts';
export { startBeat } from './world-beat.ts';
