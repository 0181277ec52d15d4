/**
 * The tools a person types, one file each, and the table that holds them with the daemons. A command parses its words, asks the
 * model, and hands rows to a format. It refuses the data plane: packets are sent by system calls.
 */
export { CaptureContext } from './traffic/capture-context.ts';
export { completeWords } from './complete.ts';
export { commandSpecs, createProgramTable } from './registry.ts';
export * from './spec.ts';
export { networkTables } from './proc-tables.ts';
