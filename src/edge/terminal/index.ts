/**
 * The trainer's app on one terminal, whosever it is: octets to keys, state to frames, a world's clock to real time. It refuses to know where
 * the terminal comes from.
 */
export { Allowance } from './allowance.ts';
export { AppOnTerminal, ENTER_TERMINAL, LEAVE_TERMINAL } from './app-on-terminal.tsx';
export { drillRows } from './drill-rows.ts';
export { KeyStream } from './key-stream.ts';
export { startBeat } from './world-beat.ts';
