/**
 * The trainer's app on one terminal, whosever it is: octets to keys, state to frames, a world's clock to real time, and the lines of a
 * session's log. It refuses to know where the terminal comes from and where logs are kept.
 */
export { AppOnTerminal, ENTER_TERMINAL, LEAVE_TERMINAL } from './app-on-terminal.tsx';
export { drillRows } from './drill-rows.ts';
export { dataDirectory, FileStore } from './file-store.ts';
export { KeyStream } from './key-stream.ts';
export * from './session-log.ts';
export {
  logNames,
  progressFile,
  readProgress,
  readText,
  recordingFile,
  sessionFile,
  sessionFolder,
} from './stored-files.ts';
export { startBeat } from './world-beat.ts';
