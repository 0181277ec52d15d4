import type { Step } from '../../../lib/index.ts';
import { failureText } from '../failure-text.ts';
import { reapJobs, waitForChild, waitForForeground, waitForJob } from '../execute-wait.ts';
import { type Job, jobState, statusOf } from '../jobs.ts';
import { isFailure } from '../port.ts';
import { complain, type Shell, writeTo } from '../shell.ts';
import { parseSignal, signalNames, signalNumber } from '../signals.ts';
import { type Builtin, put, readSwitches, wrongOption } from './builtin.ts';

/** Finds a job by its spec, or complains. */
function* jobBySpec(shell: Shell, builtin: string, spec: string | undefined): Step<Job | null> {
  const found = shell.jobs.lookup(spec ?? '%+');
  if (found === 'ambiguous') {
    yield* complain(shell, `${builtin}: ${spec!.replace(/^%/, '')}: ambiguous job spec`);
    return null;
  }
  if (found === undefined) {
    yield* complain(shell, `${builtin}: ${spec ?? 'current'}: no such job`);
    return null;
  }
  return found;
}

export const jobs: Builtin = function* (shell, args, name) {
  const { on, operands, unknown } = readSwitches(args, 'lnprs');
  if (unknown !== null) {
    return yield* wrongOption(shell, name, unknown, 'jobs [-lnprs] [jobspec ...] or jobs -x command [args]');
  }
  yield* reapJobs(shell);
  const wanted: Job[] = [];
  for (const spec of operands) {
    const job = yield* jobBySpec(shell, name, spec);
    if (job === null) return 1;
    wanted.push(job);
  }
  for (const job of operands.length > 0 ? wanted : [...shell.jobs.jobs]) {
    const state = jobState(job);
    if ((on.has('r') && state !== 'Running') || (on.has('s') && state !== 'Stopped')) continue;
    const text = on.has('p') ? String(job.processes[0]?.pid) : shell.jobs.describe(job, on.has('l'));
    yield* writeTo(shell, 1, `${text}\n`);
    job.reported = true;
    if (state === 'Ended') shell.jobs.remove(job);
  }
  return 0;
};

export const foreground: Builtin = function* (shell, args, name) {
  if (!shell.options.monitor) {
    yield* complain(shell, `${name}: no job control`);
    return 1;
  }
  const job = yield* jobBySpec(shell, name, args[0]);
  if (job === null) return 1;
  yield* writeTo(shell, 1, `${job.command}\n`);
  yield* shell.port.setForeground(job.group);
  yield* resume(shell, job);
  const end = yield* waitForForeground(shell, [], job.group, job.command, job);
  return end.kind === 'ended' ? (end.statuses.at(-1) ?? 0) : end.status;
};

export const background: Builtin = function* (shell, args, name) {
  if (!shell.options.monitor) {
    yield* complain(shell, `${name}: no job control`);
    return 1;
  }
  const job = yield* jobBySpec(shell, name, args[0]);
  if (job === null) return 1;
  if (jobState(job) === 'Running') {
    yield* complain(shell, `${name}: job ${job.id} already in background`);
    return 0;
  }
  yield* writeTo(shell, 1, `[${job.id}]${shell.jobs.mark(job)} ${job.command} &\n`);
  yield* resume(shell, job);
  return 0;
};

function* resume(shell: Shell, job: Job): Step<void> {
  for (const process of job.processes) if (process.state === 'stopped') process.state = 'running';
  yield* shell.port.kill(-job.group, 'CONT');
}

export const wait: Builtin = function* (shell, args, name) {
  const { on, operands, unknown } = readSwitches(args, 'fn');
  if (unknown !== null) return yield* wrongOption(shell, name, unknown, 'wait [-fn] [-p var] [id ...]');
  if (operands.length === 0) {
    if (on.has('n')) return yield* waitForAny(shell);
    for (const job of [...shell.jobs.jobs]) {
      if (jobState(job) !== 'Stopped') yield* waitForJob(shell, job);
    }
    return 0;
  }
  let status = 0;
  for (const operand of operands) {
    const pid = Number(operand);
    if (operand.startsWith('%')) {
      const job = yield* jobBySpec(shell, name, operand);
      status = job === null ? 127 : yield* waitForJob(shell, job);
    } else if (!Number.isInteger(pid)) {
      yield* complain(shell, `wait: \`${operand}': not a pid or valid job spec`);
      return 1;
    } else {
      const job = shell.jobs.jobs.find((known) => known.processes.some((process) => process.pid === pid));
      if (job !== undefined) status = yield* waitForJob(shell, job);
      else {
        const change = yield* shell.port.wait(pid, { block: false });
        if (isFailure(change)) {
          yield* complain(shell, `wait: pid ${pid} is not a child of this shell`);
          status = 127;
        } else status = statusOf(change === 'none' ? yield* waitForChild(shell, pid) : change);
      }
    }
  }
  return status;
};

function* waitForAny(shell: Shell): Step<number> {
  for (;;) {
    const ended = shell.jobs.jobs.find((job) => jobState(job) === 'Ended');
    if (ended !== undefined) return yield* waitForJob(shell, ended);
    if (!shell.jobs.jobs.some((job) => jobState(job) === 'Running')) return 127;
    const change = yield* shell.port.wait('any', { block: true });
    if (isFailure(change) || change === 'none') return 127;
    shell.jobs.record(change);
  }
}

export const kill: Builtin = function* (shell, args, name) {
  let rest = args;
  let signal: string = 'TERM';
  if (rest[0] === '-l' || rest[0] === '-L') return yield* listSignals(shell, rest.slice(1));
  if (rest[0] === '-s' || rest[0] === '-n') {
    const parsed = parseSignal(rest[1] ?? '');
    if (parsed === null) return yield* badSignal(shell, rest[1] ?? '');
    signal = parsed;
    rest = rest.slice(2);
  } else if (rest[0] !== undefined && /^-./.test(rest[0]) && rest[0] !== '--') {
    const parsed = parseSignal(rest[0].slice(1));
    if (parsed === null) return yield* badSignal(shell, rest[0].slice(1));
    signal = parsed;
    rest = rest.slice(1);
  }
  if (rest[0] === '--') rest = rest.slice(1);
  if (rest.length === 0) {
    yield* writeTo(
      shell,
      2,
      `${name}: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n`,
    );
    return 2;
  }
  let status = 0;
  for (const operand of rest) status = (yield* killOne(shell, operand, signal)) || status;
  return status;
};

function* killOne(shell: Shell, operand: string, signal: string): Step<number> {
  let pid = Number(operand);
  if (operand.startsWith('%')) {
    const job = yield* jobBySpec(shell, 'kill', operand);
    if (job === null) return 1;
    pid = shell.options.monitor ? -job.group : (job.processes[0]?.pid ?? 0);
    if (jobState(job) === 'Stopped' && (signal === 'TERM' || signal === 'HUP')) {
      yield* shell.port.kill(pid, signal);
      yield* resume(shell, job);
      return 0;
    }
  } else if (!/^-?\d+$/.test(operand)) {
    yield* complain(shell, `kill: ${operand}: arguments must be process or job IDs`);
    return 1;
  }
  const failure = yield* shell.port.kill(pid, signal);
  if (failure === null) return 0;
  yield* complain(shell, `kill: (${operand}) - ${failureText(failure.errno)}`);
  return 1;
}

function* badSignal(shell: Shell, text: string): Step<number> {
  yield* complain(shell, `kill: ${text}: invalid signal specification`);
  return 1;
}

function* listSignals(shell: Shell, operands: readonly string[]): Step<number> {
  if (operands.length === 0) {
    let out = '';
    for (const [index, name] of signalNames.entries()) {
      const cell = `${String(index + 1).padStart(2)}) SIG${name}`;
      out += (index + 1) % 5 === 0 || index === signalNames.length - 1 ? `${cell}\n` : `${cell}\t`;
    }
    return yield* put(shell, 'kill', out);
  }
  for (const operand of operands) {
    const number = Number(operand);
    const name = Number.isInteger(number)
      ? signalNames[(number > 128 ? number - 128 : number) - 1]
      : undefined;
    const other = parseSignal(operand);
    if (name !== undefined) yield* writeTo(shell, 1, `${name}\n`);
    else if (other !== null && other !== '0') yield* writeTo(shell, 1, `${signalNumber(other)}\n`);
    else return yield* badSignal(shell, operand);
  }
  return 0;
}

export const disown: Builtin = function* (shell, args, name) {
  if (args[0] === '-a') {
    shell.jobs.jobs.length = 0;
    return 0;
  }
  const job = yield* jobBySpec(
    shell,
    name,
    args.find((arg) => !arg.startsWith('-')),
  );
  if (job === null) return 1;
  shell.jobs.remove(job);
  return 0;
};
