/**
 * What a class did and what it earned: attempts with their input logs and marks, credentials, releases, leases; in SQLite or
 * PostgreSQL, with a queue that writes when it can. It refuses to judge, to read what a log's lines say, and to decide who may see what.
 */
export type { OpenOptions } from './engine.ts';
export { formatCsv } from './csv.ts';
export { type ErrorKind, GradebookError } from './error.ts';
export { type ChainBreak, chainBreaks, chainHash } from './hash-chain.ts';
export { countingMarks, exportCells, exportRows, moodleCells } from './export-rows.ts';
export { openGradebook } from './open.ts';
export { openGradebookInThread } from './threaded.ts';
export * from './types.ts';
export { type QueueState, WriteQueue } from './write-queue.ts';
export { type Finding, type NotedHash, type Verification, verifyGradebook } from './verify.ts';
