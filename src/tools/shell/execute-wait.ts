import type { Step } from '../../lib/index.ts';
import { LineAbort } from './flow.ts';
import { type Job, jobState, jobStatus, statusOf } from './jobs.ts';
import { type ChildChange, isFailure } from './port.ts';
import { type Shell, writeTo } from './shell.ts';
import { signalTexts } from './signals.ts';
import { tick } from './traps.ts';

/** Waits for one child to end or stop; traps of signals that arrive meanwhile run. */
export function* waitForChild(shell: Shell, pid: number): Step<ChildChange> {
  for (;;) {
    const change = yield* shell.port.wait(pid, { block: true });
    if (isFailure(change)) {
      if (change.errno !== 'EINTR') return { kind: 'exited', pid, code: 127 };
      yield* tick(shell, 0);
    } else if (change !== 'none') return change;
  }
}

/** How a foreground pipeline ended: the status of each process, or that it was stopped. */
export type ForegroundEnd =
  | { readonly kind: 'ended'; readonly statuses: readonly number[] }
  | { readonly kind: 'stopped'; readonly status: number };

/**
 * Waits for the processes of a foreground job. The terminal comes back to the shell; a stopped job goes to the job
 * table; a death by INT gives up the line, as the person meant the line and not only one command of it.
 */
export function* waitForForeground(
  shell: Shell,
  pids: readonly number[],
  group: number,
  text: string,
  known?: Job,
): Step<ForegroundEnd> {
  const job = known ?? shell.jobs.add(group, pids, text);
  const statuses: number[] = [];
  let killer: string | undefined;
  for (const process of job.processes) {
    if (process.state === 'ended') {
      statuses.push(process.status);
      continue;
    }
    const change = yield* waitForChild(shell, process.pid);
    shell.jobs.record(change);
    if (change.kind === 'stopped') {
      for (const other of job.processes) if (other.state === 'running') other.state = 'stopped';
      yield* takeTerminal(shell);
      job.reported = true;
      if (shell.options.monitor) yield* writeTo(shell, 2, `\n${shell.jobs.describe(job)}\n`);
      return { kind: 'stopped', status: statusOf(change) };
    }
    statuses.push(statusOf(change));
    if (change.kind === 'killed') killer = change.signal;
  }
  shell.jobs.remove(job);
  yield* takeTerminal(shell);
  if (killer !== undefined) yield* tellDeath(shell, killer, job);
  return { kind: 'ended', statuses };
}

function* takeTerminal(shell: Shell): Step<void> {
  if (shell.options.monitor) yield* shell.port.setForeground(shell.pid);
}

function* tellDeath(shell: Shell, signal: string, job: Job): Step<void> {
  if (signal === 'PIPE') return;
  if (!shell.interactive) {
    const words = signalTexts[signal];
    if (signal !== 'INT' && words !== undefined) {
      const pid = String(job.processes.at(-1)?.pid);
      yield* writeTo(
        shell,
        2,
        `${shell.messageName}: line ${shell.line}: ${pid.padStart(5)} ${words.padEnd(23)} ${job.command}\n`,
      );
    }
    return;
  }
  if (signal === 'INT') {
    yield* writeTo(shell, 2, '\n');
    throw new LineAbort(130, null);
  }
  yield* writeTo(shell, 2, `${signalTexts[signal] ?? signal}\n`);
}

/** Takes in what happened to background jobs, without waiting. */
export function* reapJobs(shell: Shell): Step<void> {
  for (;;) {
    const change = yield* shell.port.wait('any', { block: false });
    if (change === 'none') return;
    if (isFailure(change)) {
      if (change.errno !== 'EINTR') return;
      yield* tick(shell, 0);
      continue;
    }
    shell.jobs.record(change);
  }
}

/** Tells of jobs that changed since the last time, and forgets those that ended. */
export function* reportJobs(shell: Shell): Step<void> {
  for (const job of [...shell.jobs.jobs]) {
    if (job.reported) continue;
    const ended = jobState(job) === 'Ended';
    if (shell.options.monitor) yield* writeTo(shell, 2, `${shell.jobs.describe(job)}\n`);
    job.reported = true;
    if (ended) shell.jobs.remove(job);
  }
}

/** Waits until a background job ended (or stopped) and forgets it. Returns its status. */
export function* waitForJob(shell: Shell, job: Job): Step<number> {
  for (const process of job.processes) {
    while (process.state === 'running') {
      const change = yield* waitForChild(shell, process.pid);
      if (!shell.jobs.record(change)) break;
      if (change.kind === 'exited' && change.code === 127 && process.state === 'running') break;
    }
  }
  const status = jobStatus(job);
  if (jobState(job) === 'Ended') {
    job.reported = !shell.interactive;
    if (!shell.interactive) shell.jobs.remove(job);
  }
  return status;
}
