import {
  fail,
  type Failure,
  groupIn,
  groupNumbered,
  nextPidIn,
  pidIn,
  type Process,
  processNumbered,
  type ProcessNamespaces,
  type SignalName,
  type World,
} from '../../model/state/index.ts';
import type { WaitResult } from '../os/index.ts';
import { block, type CallContext, type Handler } from './call.ts';
import { addTask, signalProcess } from './process-life.ts';
import { AGAIN } from './simulation.ts';

function wait(
  c: CallContext,
  pid: number | undefined,
  options: { hang?: boolean; group?: number; deadline?: number; untraced?: boolean } = {},
): unknown {
  const own = c.process.namespaces.pid;
  const children = [...c.node.processes.values()].filter(
    (p) =>
      p.parent === c.process.pid &&
      p !== c.process &&
      (pid === undefined || pidIn(own, p) === pid) &&
      (options.group === undefined || groupIn(own, p) === options.group),
  );
  if (children.length === 0) return fail('ECHILD');
  for (const child of children) {
    if (child.state === 'zombie') {
      c.node.processes.delete(child.pid);
      const result: WaitResult = {
        pid: pidIn(own, child),
        status: child.status ?? 0,
        signal: child.signal,
        stopped: false,
      };
      return result;
    }
    if (options.untraced && child.state === 'stopped' && !child.stopReported) {
      child.stopReported = true;
      const result: WaitResult = {
        pid: pidIn(own, child),
        status: 128 + 20,
        signal: child.signal,
        stopped: true,
      };
      return result;
    }
  }
  return options.hang === false ? fail('EAGAIN') : block(c.pending ? undefined : options.deadline);
}

function kill(c: CallContext, pid: number, signal: SignalName | 0): Failure | undefined {
  // A container's processes cannot see, and so not signal, those outside.
  const own = c.process.namespaces.pid;
  const group = [...c.node.processes.values()].filter((p) => p.group === c.process.group);
  const targets =
    pid === 0 ? group : pid < 0 ? groupNumbered(own, c.node, -pid) : [processNumbered(own, c.node, pid)];
  const live = targets.filter((p): p is Process => p !== undefined && p.state !== 'zombie');
  if (live.length === 0) return fail('ESRCH');
  if (signal === 0) return undefined;
  for (const target of live) signalProcess(c.sim, c.node, target, signal, c.process);
  return undefined;
}

function setNamespaces(c: CallContext, namespaces: Partial<ProcessNamespaces>): Failure | undefined {
  if (namespaces.net !== undefined && !c.sim.world.namespaces.has(namespaces.net)) return fail('EINVAL');
  if (namespaces.root !== undefined && !c.node.roots.has(namespaces.root)) return fail('EINVAL');
  const { pid } = namespaces;
  if (pid !== undefined && pid !== c.process.namespaces.pid) {
    c.process.innerPid = pid === '' ? c.process.pid : nextPidIn(pid, c.node);
    c.process.innerGroup = pid === '' ? c.process.group : 0;
  }
  c.process.namespaces = { ...c.process.namespaces, ...namespaces };
  return undefined;
}

function thread(c: CallContext, name: string, argument: unknown): number {
  const task = addTask(c.process, name, argument, c.task.log !== undefined);
  c.sim.makeRunnable(c.process, task);
  return task.id;
}

function again(c: CallContext, argument: unknown): typeof AGAIN {
  c.task.routine.argument = argument;
  return AGAIN;
}

function notify(c: CallContext, topic: string): void {
  for (const task of [...c.process.tasks]) {
    if (task.waiting?.call !== 'await' || task.waiting.args[0] !== topic) continue;
    c.sim.finishWait(c.node, c.process, task, 'notified');
  }
}

/** Handlers of calls about processes, time and daemons. */
export const PROCESS_CALLS: Readonly<Record<string, Handler>> = {
  sleep: (c: CallContext, microseconds: number) => block(c.sim.world.now + Math.max(0, microseconds)),
  charge: (c: CallContext, microseconds: number) => {
    if (c.pending) return block();
    const before = Math.floor(c.process.cpuMicroseconds / 1000);
    c.process.cpuMicroseconds += microseconds;
    const spent = Math.floor(c.process.cpuMicroseconds / 1000) - before;
    return spent > 0 ? block(c.sim.world.now + spent * 1000) : undefined;
  },
  slice: () => block(),
  wait,
  kill,
  setNamespaces,
  thread,
  again,
  notify,
  await: (c: CallContext, _topic: string, options: { deadline?: number } = {}) =>
    block(c.pending ? undefined : options.deadline),
  change: (c: CallContext, action: (world: World) => unknown) => action(c.sim.world),
};
