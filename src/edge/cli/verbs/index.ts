import { catalogue } from './catalogue.ts';
import { conformance } from './conformance.ts';
import { diagnose } from './diagnose.ts';
import { exec } from './exec.ts';
import { list } from './list.ts';
import { browse, play } from './play.ts';
import { run } from './run.ts';
import { screen } from './screen.ts';
import { trace } from './trace.ts';
import type { Verb } from './verb.ts';

/** Every verb, in the order of the help. */
export const verbs: readonly Verb[] = [
  browse,
  play,
  list,
  catalogue,
  exec,
  run,
  screen,
  trace,
  diagnose,
  conformance,
];
