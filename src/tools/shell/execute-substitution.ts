import type { Step } from '../../lib/index.ts';
import { executeStatements } from './execute.ts';
import { executeAsProcess } from './execute-pipeline.ts';
import { forkBody } from './execute-process.ts';
import { waitForChild } from './execute-wait.ts';
import { expandText } from './expand.ts';
import { failureText } from './failure-text.ts';
import { statusOf } from './jobs.ts';
import { isFailure } from './port.ts';
import { openPath } from './redirect.ts';
import { complain, type Shell } from './shell.ts';
import type { CommandNode, ScriptNode, WordNode } from './syntax.ts';
import { tick } from './traps.ts';

/** `$(...)`: runs the script as a child and returns all it wrote. The child's status becomes `$?`. */
export function* captureOutput(shell: Shell, script: ScriptNode): Step<string> {
  const file = redirectedFile(script);
  if (file !== null) return yield* readWholeFile(shell, yield* expandText(shell, file));
  const pipe = yield* shell.port.pipe();
  const descriptors = new Map(shell.descriptors).set(1, pipe.write);
  const pid = yield* forkBody(shell, { descriptors, group: 'inherit', foreground: false }, (child) =>
    runScript(child, script),
  );
  yield* shell.port.close(pipe.write);
  const text = yield* readToEnd(shell, pipe.read);
  yield* shell.port.close(pipe.read);
  const status = statusOf(yield* waitForChild(shell, pid));
  shell.status = status;
  shell.substituted = status;
  return text.replaceAll('\0', '');
}

function runScript(child: Shell, script: ScriptNode): Step<number> {
  child.options.errexit = false;
  const only = soleCommand(script);
  return only === null ? executeStatements(child, script.statements) : executeAsProcess(child, only);
}

/** The command of a script that holds nothing else. */
function soleCommand(script: ScriptNode): CommandNode | null {
  const [statement, ...others] = script.statements;
  if (statement === undefined || others.length > 0 || statement.background) return null;
  const [pipeline, ...more] = statement.pipelines;
  if (pipeline === undefined || more.length > 0 || pipeline.negated || pipeline.timed) return null;
  return pipeline.commands.length === 1 ? pipeline.commands[0]! : null;
}

/** The word of `$(< file)`, which reads the file without a process. */
function redirectedFile(script: ScriptNode): WordNode | null {
  const command = soleCommand(script);
  if (command?.type !== 'SimpleCommand' || command.name !== null || command.assignments.length > 0)
    return null;
  const [only, ...others] = command.redirections;
  if (only === undefined || others.length > 0 || only.operator !== '<' || only.target.type !== 'Word')
    return null;
  return only.target;
}

function* readWholeFile(shell: Shell, path: string): Step<string> {
  const descriptor = yield* openPath(shell, path, 'read');
  if (isFailure(descriptor)) {
    yield* complain(shell, `${path}: ${failureText(descriptor.errno)}`);
    shell.status = 1;
    shell.substituted = 1;
    return '';
  }
  const text = yield* readToEnd(shell, descriptor);
  yield* shell.port.close(descriptor);
  shell.status = 0;
  shell.substituted = 0;
  return text;
}

/** Reads until the end of input; traps run when a signal interrupts. */
export function* readToEnd(shell: Shell, descriptor: number): Step<string> {
  const pieces: string[] = [];
  for (;;) {
    const piece = yield* shell.port.read(descriptor, {});
    if (isFailure(piece)) {
      if (piece.errno !== 'EINTR') return pieces.join('');
      yield* tick(shell, 0);
    } else if (piece === '') return pieces.join('');
    else pieces.push(piece);
  }
}

/** `<(...)` and `>(...)`: a pipe that the command sees as a file; bash numbers them from 63 downwards. */
export function* substituteProcess(
  shell: Shell,
  script: ScriptNode,
  direction: 'input' | 'output',
): Step<string> {
  const pipe = yield* shell.port.pipe();
  const theirs = direction === 'input' ? pipe.write : pipe.read;
  const ours = direction === 'input' ? pipe.read : pipe.write;
  const descriptors = new Map(shell.descriptors).set(direction === 'input' ? 1 : 0, theirs);
  for (const number of shell.substitutions) descriptors.delete(number);
  const request = { descriptors, group: 'inherit' as const, foreground: false };
  shell.lastBackground = yield* forkBody(shell, request, (child) => runScript(child, script));
  yield* shell.port.close(theirs);
  let number = 63;
  while (shell.descriptors.has(number)) number -= 1;
  shell.descriptors.set(number, ours);
  shell.substitutions.push(number);
  return `/dev/fd/${number}`;
}
