import type { Invocation, VerbSpec } from '../arguments.ts';

/** Where a command line's answer goes. */
export interface Output {
  stdout(text: string): void;
  stderr(text: string): void;
}

/** A verb of the command line; `run` gives the exit status. */
export interface Verb {
  spec: VerbSpec;
  run(invocation: Invocation, output: Output): number | Promise<number>;
}
