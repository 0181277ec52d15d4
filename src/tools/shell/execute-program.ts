import type { Step } from '../../lib/index.ts';
import { forkBody, jobGroup } from './execute-process.ts';
import { waitForForeground } from './execute-wait.ts';
import { ShellExit } from './flow.ts';
import { failureText } from './failure-text.ts';
import { readToEnd } from './execute-substitution.ts';
import { lookupProgram } from './lookup-program.ts';
import { isFailure, type ProgramStart } from './port.ts';
import { complain, type Shell } from './shell.ts';

/**
 * Runs a program and waits for it. With `replace` the program takes over this process. Statuses as POSIX has them: 127
 * where there is no such program, 126 where it cannot be run.
 */
export function* runProgram(
  shell: Shell,
  words: readonly string[],
  replace: boolean,
  who = '',
): Step<number> {
  const name = words[0]!;
  const path = yield* findProgram(shell, name);
  if (path === null) {
    yield* complain(shell, who === '' ? `${name}: command not found` : `${who}${name}: not found`);
    return yield* finish(shell, 127, replace);
  }
  const environment = shell.variables.environment();
  environment.set('_', path);
  const start: ProgramStart = {
    path,
    argv: words,
    environment,
    descriptors: shell.descriptors,
    group: jobGroup(shell),
    foreground: shell.options.monitor,
    ignored: [...shell.traps].flatMap(([signal, action]) => (action === '' ? [signal] : [])),
  };
  if (replace) {
    const failure = yield* shell.port.exec(start);
    if (failure.errno === 'ENOEXEC') return yield* runAsScript(shell, path, words, true);
    return yield* finish(shell, yield* explain(shell, name, path, failure.errno), true);
  }
  const pid = yield* shell.port.spawn(start);
  if (isFailure(pid)) {
    if (pid.errno === 'ENOEXEC') return yield* runAsScript(shell, path, words, false);
    return yield* explain(shell, name, path, pid.errno);
  }
  const end = yield* waitForForeground(shell, [pid], pid, words.join(' '));
  return end.kind === 'ended' ? end.statuses[0]! : end.status;
}

/** A shell that `exec` failed in ends, unless a person sits at it. */
function* finish(shell: Shell, status: number, replaced: boolean): Step<number> {
  if (replaced && !shell.interactive) throw new ShellExit(status);
  return status;
}

function* findProgram(shell: Shell, name: string): Step<string | null> {
  const known = shell.hashed.get(name);
  if (known !== undefined) {
    const status = yield* shell.port.status(known.path, { follow: true });
    if (!isFailure(status)) {
      known.hits += 1;
      return known.path;
    }
    shell.hashed.delete(name);
  }
  const path = yield* lookupProgram(shell, name);
  if (path !== null && !name.includes('/')) shell.hashed.set(name, { path, hits: 1 });
  return path;
}

function* explain(shell: Shell, name: string, path: string, errno: string): Step<number> {
  const status = yield* shell.port.status(path, { follow: true });
  const directory = !isFailure(status) && status.kind === 'directory';
  yield* complain(shell, `${name}: ${directory ? 'Is a directory' : failureText(errno)}`);
  return errno === 'ENOENT' || errno === 'ENOTDIR' ? 127 : 126;
}

/** A file without `#!` that is not a program is run by a copy of the shell, as POSIX asks. */
function* runAsScript(shell: Shell, path: string, words: readonly string[], replace: boolean): Step<number> {
  const descriptor = yield* shell.port.open(path, 'read');
  if (isFailure(descriptor)) return yield* explain(shell, words[0]!, path, descriptor.errno);
  const text = yield* readToEnd(shell, descriptor);
  yield* shell.port.close(descriptor);
  if (text.includes('\0')) {
    yield* complain(shell, `${words[0]}: cannot execute binary file: Exec format error`);
    return yield* finish(shell, 126, replace);
  }
  const request = {
    descriptors: shell.descriptors,
    group: jobGroup(shell),
    foreground: shell.options.monitor,
  };
  const pid = yield* forkBody(shell, request, function* (child) {
    child.positional = words.slice(1);
    child.messageName = words[0]!;
    return yield* child.run.text(child, text, path);
  });
  const end = yield* waitForForeground(shell, [pid], pid, words.join(' '));
  return yield* finish(shell, end.kind === 'ended' ? end.statuses[0]! : end.status, replace);
}
