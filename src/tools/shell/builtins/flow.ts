import { failureText } from '../failure-text.ts';
import { FunctionReturn, LoopJump, ShellExit } from '../flow.ts';
import { readToEnd } from '../execute-substitution.ts';
import { jobState } from '../jobs.ts';
import { lookupProgram } from '../lookup-program.ts';
import { isFailure } from '../port.ts';
import { openPath } from '../redirect.ts';
import { complain, writeTo } from '../shell.ts';
import type { Builtin } from './builtin.ts';

export const succeed: Builtin = function* () {
  return 0;
};

export const fail: Builtin = function* () {
  return 1;
};

/** Reads a status argument; null where it is no number. */
function readStatus(text: string | undefined, otherwise: number): number | null {
  if (text === undefined) return otherwise;
  return /^[+-]?\d+$/.test(text) ? Number(text) & 255 : null;
}

export const exit: Builtin = function* (shell, args, name) {
  if (shell.interactive) yield* writeTo(shell, 2, shell.login ? 'logout\n' : 'exit\n');
  const stopped = shell.jobs.jobs.some((job) => jobState(job) === 'Stopped');
  if (shell.interactive && stopped && !shell.warnedOfJobs) {
    yield* writeTo(shell, 2, 'There are stopped jobs.\n');
    shell.warnedOfJobs = true;
    return 1;
  }
  const status = readStatus(args[0], shell.status);
  if (status === null) {
    yield* complain(shell, `${name}: ${args[0]}: numeric argument required`);
    throw new ShellExit(2);
  }
  throw new ShellExit(status);
};

export const returnBuiltin: Builtin = function* (shell, args, name) {
  if (shell.calls.length === 0) {
    yield* complain(shell, "return: can only `return' from a function or sourced script");
    return 1;
  }
  const status = readStatus(args[0], shell.status);
  if (status === null) {
    yield* complain(shell, `${name}: ${args[0]}: numeric argument required`);
    throw new FunctionReturn(2);
  }
  throw new FunctionReturn(status);
};

export const jump: Builtin = function* (shell, args, name) {
  const levels = args[0] === undefined ? 1 : Number(args[0]);
  if (!Number.isInteger(levels)) {
    yield* complain(shell, `${name}: ${args[0]}: numeric argument required`);
    return 128;
  }
  if (levels < 1) {
    yield* complain(shell, `${name}: ${args[0]}: loop count out of range`);
    return 1;
  }
  if (shell.loops === 0) {
    yield* complain(shell, `${name}: only meaningful in a \`for', \`while', or \`until' loop`);
    return 0;
  }
  throw new LoopJump(name === 'break' ? 'break' : 'continue', Math.min(levels, shell.loops));
};

export const evaluate: Builtin = function* (shell, args) {
  const text = args[0] === '--' ? args.slice(1).join(' ') : args.join(' ');
  return text.trim() === '' ? 0 : yield* shell.run.text(shell, text, 'eval');
};

export const source: Builtin = function* (shell, args, name) {
  const file = args[0];
  if (file === undefined) {
    yield* complain(shell, `${name}: filename argument required`);
    yield* writeTo(shell, 2, `${name}: usage: ${name} filename [arguments]\n`);
    return 2;
  }
  const path = file.includes('/') ? file : yield* sourcePath(shell, file);
  const descriptor = yield* openPath(shell, path, 'read');
  if (isFailure(descriptor)) {
    yield* complain(shell, `${file}: ${failureText(descriptor.errno)}`);
    return 1;
  }
  const text = yield* readToEnd(shell, descriptor);
  yield* shell.port.close(descriptor);
  const { positional, messageName, line } = shell;
  if (args.length > 1) shell.positional = args.slice(1);
  shell.calls.push('source');
  shell.messageName = shell.interactive ? `${messageName.replace(/:$/, '')}: ${file}` : file;
  const leave = (): void => {
    shell.positional = positional;
    shell.messageName = messageName;
    shell.line = line;
    shell.calls.pop();
  };
  try {
    return yield* shell.run.text(shell, text, file);
  } catch (error) {
    if (error instanceof FunctionReturn) return error.status;
    throw error;
  } finally {
    leave();
  }
};

/** A sourced file is sought along PATH first, readable being enough, then here. */
function* sourcePath(shell: Parameters<Builtin>[0], file: string) {
  return (yield* lookupProgram(shell, file)) ?? file;
}
