/**
 * The command line: reads arguments, the real terminal, files and the clock, and calls the rooms that do
 * the work. It is what `bin/netdrill` starts. It refuses to decide anything about the simulated world:
 * no score, no packet and no tool's output is made here.
 */
export { commonOptions, optionsOf, type VerbSpec } from './arguments.ts';
export { type CommandLine, runCommandLine } from './command-line.ts';
export { loadVerbs } from './verbs/index.ts';
export type { Output } from './verbs/verb.ts';
