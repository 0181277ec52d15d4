import type { Step } from '../../lib/index.ts';
import { executeCommand, executeList } from './execute.ts';
import { forkBody, jobGroup } from './execute-process.ts';
import { waitForForeground } from './execute-wait.ts';
import { isFailure } from './port.ts';
import { type Shell, writeTo } from './shell.ts';
import { type CommandNode, commandText, type PipelineNode, type StatementNode } from './syntax.ts';
import { formatTimes } from './times.ts';
import { tick } from './traps.ts';

/** Runs one pipeline: a single command in this shell, several as processes that run at the same time. */
export function* executePipeline(
  shell: Shell,
  statement: StatementNode,
  pipeline: PipelineNode,
): Step<number> {
  if (!pipeline.timed) return yield* executeStages(shell, statement, pipeline);
  const from = yield* shell.port.now();
  const before = yield* shell.port.cpuTimes();
  const status = yield* executeStages(shell, statement, pipeline);
  const after = yield* shell.port.cpuTimes();
  const real = (yield* shell.port.now()) - from;
  const user = after.user + after.childUser - before.user - before.childUser;
  const system = after.system + after.childSystem - before.system - before.childSystem;
  yield* writeTo(shell, 2, formatTimes(real, user, system, pipeline.timePosix === true));
  return status;
}

function* executeStages(shell: Shell, statement: StatementNode, pipeline: PipelineNode): Step<number> {
  if (pipeline.negated) shell.tested += 1;
  let statuses: readonly number[];
  try {
    const [first] = pipeline.commands;
    if (pipeline.commands.length === 1) {
      const inShell = first!.type !== 'SimpleCommand' || first!.name !== null;
      statuses = [yield* executeCommand(shell, first!)];
      if (!inShell && pipeline.negated && statuses[0] === 0) statuses = [0];
    } else {
      statuses = yield* runStages(shell, statement, pipeline);
    }
  } finally {
    if (pipeline.negated) shell.tested -= 1;
  }
  shell.variables.setArray('PIPESTATUS', statuses.map(String));
  const failed = shell.options.pipefail ? statuses.findLast((status) => status !== 0) : undefined;
  const status = failed ?? statuses.at(-1) ?? 0;
  return pipeline.negated ? (status === 0 ? 1 : 0) : status;
}

/** Connects the stages with pipes. Each child gets only its own ends, so a reader sees the end of input. */
function* runStages(shell: Shell, statement: StatementNode, pipeline: PipelineNode): Step<readonly number[]> {
  yield* tick(shell);
  const text = commandText(statement, pipeline);
  const pids: number[] = [];
  let group = jobGroup(shell);
  let input: number | null = null;
  for (const [index, command] of pipeline.commands.entries()) {
    const last = index === pipeline.commands.length - 1;
    const pipe: { read: number; write: number } | null = last ? null : yield* shell.port.pipe();
    const descriptors = new Map(shell.descriptors);
    if (input !== null) descriptors.set(0, input);
    if (pipe !== null) descriptors.set(1, pipe.write);
    if (pipe !== null && pipeline.pipeStderr?.[index]) descriptors.set(2, pipe.write);
    const pid: number = yield* forkBody(
      shell,
      { descriptors, group, foreground: shell.options.monitor && index === 0 },
      (child) => executeAsProcess(child, command),
    );
    pids.push(pid);
    if (group === 'new') group = pid;
    if (input !== null) yield* shell.port.close(input);
    if (pipe !== null) yield* shell.port.close(pipe.write);
    input = pipe?.read ?? null;
  }
  const end = yield* waitForForeground(shell, pids, pids[0]!, text);
  return end.kind === 'ended' ? end.statuses : pids.map(() => end.status);
}

/** Runs a command as all that a forked shell will ever do, so that a program may take the process over. */
export function* executeAsProcess(child: Shell, command: CommandNode): Step<number> {
  child.finalCommand = command.type === 'SimpleCommand';
  return yield* executeCommand(child, command);
}

/** Starts a statement with `&`. */
export function* startBackground(shell: Shell, statement: StatementNode): Step<number> {
  yield* tick(shell);
  const text = commandText(statement);
  const descriptors = new Map(shell.descriptors);
  let devNull: number | null = null;
  if (!shell.options.monitor) {
    const opened = yield* shell.port.open('/dev/null', 'read');
    if (!isFailure(opened)) {
      devNull = opened;
      descriptors.set(0, opened);
    }
  }
  const request = {
    descriptors,
    group: jobGroup(shell),
    foreground: false,
    ignoresInterrupts: !shell.options.monitor,
  };
  const only = statement.pipelines.length === 1 ? statement.pipelines[0]! : null;
  const simple =
    only !== null && only.commands.length === 1 && !only.negated && !only.timed ? only.commands[0]! : null;
  const pid = yield* forkBody(shell, request, (child) =>
    simple !== null ? executeAsProcess(child, simple) : executeList(child, statement),
  );
  if (devNull !== null) yield* shell.port.close(devNull);
  const job = shell.jobs.add(pid, [pid], text);
  shell.lastBackground = pid;
  if (shell.interactive) yield* writeTo(shell, 2, `[${job.id}] ${pid}\n`);
  return 0;
}
