/**
 * A session's log as lines, and one person's sessions and results as files. It refuses to know what a line does to a world.
 */
export { dataDirectory, FileStore } from './file-store.ts';
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
