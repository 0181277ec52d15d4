import type { ChildChange, SignalName } from './port.ts';
import { signalNumber, signalTexts } from './signals.ts';

interface JobProcess {
  readonly pid: number;
  state: 'running' | 'stopped' | 'ended';
  /** Exit status as `$?` shows it: the code, or 128 + signal number. */
  status: number;
  /** The signal that ended or stopped it. */
  signal?: SignalName;
}

/** A pipeline that was started in the background or stopped. */
export interface Job {
  readonly id: number;
  /** Process group; without job control, the first process's id. */
  readonly group: number;
  readonly processes: JobProcess[];
  readonly command: string;
  /** Whether the present state was told to the person. */
  reported: boolean;
  /** Order of becoming current: the highest is `%+`. */
  rank: number;
}

export type JobState = 'Running' | 'Stopped' | 'Ended';

export function jobState(job: Job): JobState {
  if (job.processes.every((process) => process.state === 'ended')) return 'Ended';
  return job.processes.some((process) => process.state === 'stopped') ? 'Stopped' : 'Running';
}

/** `$?` of a job: that of its last process. */
export function jobStatus(job: Job): number {
  return job.processes.at(-1)?.status ?? 0;
}

/** `$?` for a change of state, as waitpid(2)'s status is turned into by POSIX shells. */
export function statusOf(change: ChildChange): number {
  if (change.kind === 'exited') return change.code;
  if (change.kind === 'continued') return 0;
  return 128 + signalNumber(change.signal);
}

/** The jobs of one shell. */
export class JobTable {
  readonly jobs: Job[] = [];
  private ranks = 0;

  /** Takes in a new job; numbers go on from the highest in use. */
  add(group: number, pids: readonly number[], command: string): Job {
    const job: Job = {
      id: Math.max(0, ...this.jobs.map((known) => known.id)) + 1,
      group,
      processes: pids.map((pid) => ({ pid, state: 'running', status: 0 })),
      command,
      reported: true,
      rank: ++this.ranks,
    };
    this.jobs.push(job);
    return job;
  }

  /** Makes a job `%+`. */
  makeCurrent(job: Job): void {
    job.rank = ++this.ranks;
  }

  remove(job: Job): void {
    const at = this.jobs.indexOf(job);
    if (at >= 0) this.jobs.splice(at, 1);
  }

  /** Records what happened to a child; false when it belongs to no job. */
  record(change: ChildChange): boolean {
    for (const job of this.jobs) {
      const process = job.processes.find((candidate) => candidate.pid === change.pid);
      if (process === undefined) continue;
      recordChange(process, change);
      if (change.kind !== 'continued') job.reported = false;
      if (change.kind === 'stopped') this.makeCurrent(job);
      return true;
    }
    return false;
  }

  /** Jobs from the current one backwards: stopped jobs come before running ones, as bash picks `%+`. */
  private ordered(): Job[] {
    const weight = (job: Job): number => (jobState(job) === 'Stopped' ? 1 : 0);
    return this.jobs
      .filter((job) => jobState(job) !== 'Ended' || !job.reported)
      .sort((a, b) => weight(b) - weight(a) || b.rank - a.rank);
  }

  mark(job: Job): '+' | '-' | ' ' {
    const ordered = this.ordered();
    if (ordered[0] === job) return '+';
    return ordered[1] === job ? '-' : ' ';
  }

  /** Finds a job by `%1`, `%+`, `%%`, `%-`, `%text`, `%?text`; no text means the current one. */
  lookup(spec: string): Job | 'ambiguous' | undefined {
    const text = spec.replace(/^%/, '');
    const ordered = this.ordered();
    if (text === '' || text === '+' || text === '%') return ordered[0];
    if (text === '-') return ordered[1] ?? ordered[0];
    if (/^\d+$/.test(text)) return this.jobs.find((job) => job.id === Number(text));
    const wanted = text.startsWith('?')
      ? this.jobs.filter((job) => job.command.includes(text.slice(1)))
      : this.jobs.filter((job) => job.command.startsWith(text));
    return wanted.length > 1 ? 'ambiguous' : wanted[0];
  }

  /** The line of `jobs`, and of the notices before a prompt. */
  describe(job: Job, withPid = false): string {
    const pid = withPid ? `${String(job.processes[0]?.pid).padStart(5)} ` : ' ';
    const running = jobState(job) === 'Running';
    return `[${job.id}]${this.mark(job)} ${pid}${describeState(job).padEnd(24)}${job.command}${running ? ' &' : ''}`;
  }
}

function recordChange(process: JobProcess, change: ChildChange): void {
  switch (change.kind) {
    case 'continued':
      process.state = 'running';
      return;
    case 'stopped':
      process.state = 'stopped';
      break;
    default:
      process.state = 'ended';
  }
  process.status = statusOf(change);
  process.signal = change.kind === 'exited' ? undefined : change.signal;
}

function describeState(job: Job): string {
  const state = jobState(job);
  if (state === 'Running') return 'Running';
  if (state === 'Stopped') return 'Stopped';
  const last = job.processes.at(-1);
  if (last?.signal !== undefined) return signalTexts[last.signal] ?? `Signal ${signalNumber(last.signal)}`;
  return last?.status ? `Exit ${last.status}` : 'Done';
}
