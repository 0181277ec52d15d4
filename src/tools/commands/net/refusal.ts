import type { Step } from '../../../lib/index.ts';
import { type Failure, strerror } from '../../../model/state/index.ts';
import type { Program, Sys } from '../../../machine/os/index.ts';
import { notModelled, printError } from '../spec.ts';

/** Ends a tool: what it says on standard error, and its exit status. Thrown by parsers, caught by {@link refusing}. */
export class Refusal extends Error {
  readonly text: string;
  readonly status: number;
  constructor(text: string, status: number) {
    super(text);
    this.text = text;
    this.status = status;
  }
}

/** Ends a tool because the real one could go on and this model cannot. */
export class NotModelled extends Error {
  readonly what: string;
  constructor(what: string) {
    super(what);
    this.what = what;
  }
}

/** Runs a tool's body and turns what it throws into the tool's last words. */
export function refusing(tool: string, body: (sys: Sys) => Step<number>): Program {
  return function* (sys: Sys): Step<number> {
    try {
      return yield* body(sys);
    } catch (problem) {
      if (problem instanceof Refusal) {
        yield* printError(sys, problem.text);
        return problem.status;
      }
      if (problem instanceof NotModelled) return yield* notModelled(sys, tool, problem.what);
      throw problem;
    }
  };
}

/** iproute2's answer to a netlink error: exit 2; `said` is the kernel's own explanation, where it gives one. */
export function netlinkRefusal(failure: Failure, said?: string): Refusal {
  return new Refusal(
    said === undefined ? `RTNETLINK answers: ${strerror(failure.errno)}\n` : `Error: ${said}\n`,
    2,
  );
}
