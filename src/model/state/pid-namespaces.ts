import type { Node } from './node.ts';
import type { Process } from './process.ts';

/**
 * How a pid namespace numbers processes (pid_namespaces(7)). The machine's own namespace (`''`) sees every process by its `pid`; a
 * container's sees its own processes only, counted from 1. Calls take and give the caller's numbers.
 */

/** The number by which a namespace knows a process; 0 for one that it cannot see. */
export function pidIn(namespace: string, process: Process): number {
  if (namespace === '') return process.pid;
  return process.namespaces.pid === namespace ? process.innerPid : 0;
}

/** The number of a process's parent; 0 where that is outside, as for what `docker exec` starts. */
export function parentIn(namespace: string, node: Node, process: Process): number {
  if (namespace === '') return process.parent;
  const parent = node.processes.get(process.parent);
  return parent ? pidIn(namespace, parent) : 0;
}

/** The number of a process's group. */
export function groupIn(namespace: string, process: Process): number {
  if (namespace === '') return process.group;
  return process.namespaces.pid === namespace ? process.innerGroup : 0;
}

/** The process a namespace knows by a number. */
export function processNumbered(namespace: string, node: Node, pid: number): Process | undefined {
  if (namespace === '') return node.processes.get(pid);
  for (const process of node.processes.values())
    if (process.namespaces.pid === namespace && process.innerPid === pid) return process;
  return undefined;
}

/** Processes of a group that a namespace knows by a number. */
export function groupNumbered(namespace: string, node: Node, group: number): Process[] {
  return [...node.processes.values()].filter((process) => groupIn(namespace, process) === group);
}

/** The next number of a namespace that is not the machine's own: from 1 where nobody is in it. Threads, which take numbers as well, are not modelled. */
export function nextPidIn(namespace: string, node: Node): number {
  const empty = [...node.processes.values()].every((process) => process.namespaces.pid !== namespace);
  const next = (empty ? 0 : (node.innerPids[namespace] ?? 0)) + 1;
  node.innerPids[namespace] = next;
  return next;
}
