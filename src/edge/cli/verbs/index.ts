import { exec } from './exec.ts';
import { list } from './list.ts';
import { run } from './run.ts';
import type { Verb } from './verb.ts';

/** Every verb, in the order of the help. */
export const verbs: readonly Verb[] = [list, exec, run];
