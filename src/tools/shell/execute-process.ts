import type { Step } from '../../lib/index.ts';
import { FunctionReturn, LineAbort, LoopJump, ShellExit } from './flow.ts';
import { type ChildOptions, isFailure, type ProcessGroup, type SignalName } from './port.ts';
import { complain, forkShell, type Shell } from './shell.ts';
import { runExitTrap } from './traps.ts';
import { ReadonlyVariable } from './variables.ts';

/** Signals that an interactive shell handles itself and whose default its children get back. */
export const terminalSignals: readonly SignalName[] = ['INT', 'QUIT', 'TERM', 'TSTP', 'TTIN', 'TTOU'];

export interface ForkRequest {
  readonly descriptors: ReadonlyMap<number, number>;
  readonly group: ProcessGroup;
  readonly foreground: boolean;
  /** A background job of a shell without job control ignores INT and QUIT. */
  readonly ignoresInterrupts?: boolean;
}

/** Pause before which bash gives up: microseconds (jobs.c, FORKSLEEP_MAX). */
const LONGEST_RETRY = 16_000_000;

/** Runs `body` in a copy of the shell as a new process, trying again for a while as bash does. Returns its id; gives up the line when none can be made. */
export function* forkBody(
  shell: Shell,
  request: ForkRequest,
  body: (child: Shell) => Step<number>,
): Step<number> {
  const child = forkShell(shell, request.descriptors);
  const ignored: SignalName[] = request.ignoresInterrupts ? ['INT', 'QUIT'] : [];
  const main = function* (): Step<number> {
    child.pid = yield* child.port.pid();
    if (shell.interactive) {
      for (const signal of terminalSignals) {
        if (!ignored.includes(signal) && shell.traps.get(signal) !== '')
          yield* child.port.onSignal(signal, 'default');
      }
    }
    return yield* runToEnd(child, () => body(child));
  };
  const options: ChildOptions = {
    descriptors: request.descriptors,
    group: request.group,
    foreground: request.foreground,
    ignored: ignored.length > 0 ? ignored : undefined,
  };
  let pid = yield* shell.port.fork(main, options);
  for (let pause = 1_000_000; isFailure(pid) && pause < LONGEST_RETRY; pause *= 2) {
    yield* complain(shell, 'fork: retry: Resource temporarily unavailable');
    yield* shell.port.sleep(pause);
    pid = yield* shell.port.fork(main, options);
  }
  if (isFailure(pid)) throw new LineAbort(254, 'fork: Resource temporarily unavailable');
  return pid;
}

/** Runs a whole shell process: every way of leaving ends in a status, after the EXIT trap. */
export function* runToEnd(shell: Shell, body: () => Step<number>): Step<number> {
  let status = yield* settle(shell, body);
  shell.status = status;
  if (shell.traps.has('EXIT')) {
    const after = yield* settle(shell, function* () {
      yield* runExitTrap(shell);
      return -1;
    });
    if (after >= 0) status = after;
  }
  return status;
}

function* settle(shell: Shell, body: () => Step<number>): Step<number> {
  try {
    return yield* body();
  } catch (error) {
    if (error instanceof ShellExit || error instanceof FunctionReturn) return error.status & 255;
    if (error instanceof LoopJump) return 0;
    if (error instanceof LineAbort) {
      if (error.text !== null) yield* complain(shell, error.text);
      return error.status;
    }
    if (error instanceof ReadonlyVariable) {
      yield* complain(shell, error.message);
      return 1;
    }
    if (error instanceof RangeError) {
      // The engine's own stack is the shell's: a nesting too deep for it ends the process as a stack overflow does.
      yield* complain(shell, 'Segmentation fault');
      return 139;
    }
    throw error;
  }
}

/** The group that a new foreground or background job joins: its own under job control. */
export function jobGroup(shell: Shell): ProcessGroup {
  return shell.options.monitor ? 'new' : 'inherit';
}
