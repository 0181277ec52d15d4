import {
  drawInteger,
  fail,
  isInhabited,
  type Failure,
  nextPidIn,
  type Node,
  type OpenFile,
  type Process,
  type ProcessNamespaces,
  SIGNAL_NUMBERS,
  type SignalName,
  type Task,
} from '../../model/state/index.ts';
import { deleteNetns } from '../../network/kernel/index.ts';
import type { Program } from '../os/index.ts';
import { attach, detach } from './descriptors.ts';
import { baseName, programOf } from './programs.ts';
import type { Simulation } from './simulation.ts';

/** Signals whose default action is to end the process. */
const FATAL: readonly SignalName[] = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGKILL',
  'SIGPIPE',
  'SIGALRM',
  'SIGTERM',
  'SIGUSR1',
  'SIGUSR2',
];

/** Virtual price of starting a process, in microseconds. */
export const START_COST = 1000;

export interface ProcessRequest {
  argv: string[];
  namespaces: ProcessNamespaces;
  parent?: number;
  env?: Record<string, string>;
  cwd?: string;
  uid?: number;
  files?: Map<number, OpenFile>;
  group?: number;
  terminal?: string;
  body?: Program;
  interactive: boolean;
  unit?: string;
  comm?: string;
  pid?: number;
  data?: unknown;
  /** Argument of a daemon's `main`. */
  argument?: unknown;
}

/**
 * Processes a machine has room for, daemons aside. The number is this simulator's own limit, lower than kernel.threads-max of a real
 * machine; the error of the one too many is fork(2)'s EAGAIN. What a person starts by accident (`:(){ :|:& };:`) ends there.
 */
const MOST_PROCESSES = 256;

/**
 * Starts a process. A name of the program table that has routines becomes a daemon, unless a person typed it and it has a
 * program. ENOENT when the image has no such program, EAGAIN when the machine is full.
 */
export function startProcess(sim: Simulation, node: Node, request: ProcessRequest): Process | Failure {
  const entry = programOf(sim.programs, node, request);
  if (!request.body && !entry) return fail('ENOENT');
  const asDaemon = !request.body && entry?.routines !== undefined && (!request.interactive || !entry.program);
  if (!request.body && !asDaemon && !entry?.program) return fail('ENOENT');
  if (!asDaemon && node.processes.size >= MOST_PROCESSES) return fail('EAGAIN');
  const pid = request.pid ?? allocatePid(sim, node);
  const group = request.group ?? pid;
  const namespace = request.namespaces.pid;
  const innerPid = namespace === '' ? pid : nextPidIn(namespace, node);
  const process: Process = {
    pid,
    innerPid,
    innerGroup: request.group === undefined ? innerPid : innerGroupOf(node, namespace, group),
    parent: request.parent ?? 1,
    node: node.name,
    argv: request.argv,
    comm: request.comm ?? baseName(request.argv[0]).slice(0, 15),
    uid: request.uid ?? 0,
    started: sim.world.now,
    cpuMicroseconds: 0,
    namespaces: { ...request.namespaces },
    cwd: request.cwd ?? '/',
    env: request.env ?? {},
    files: new Map(),
    group,
    terminal: request.terminal,
    state: 'running',
    handled: [],
    ignored: [],
    pendingSignals: [],
    tasks: [],
    nextTask: 0,
    data: request.data,
    interactive: request.interactive,
    umask: 0o022,
    unit: request.unit,
  };
  for (const [fd, file] of request.files ?? []) attach(node, process, file, fd);
  node.processes.set(pid, process);
  const task = addTask(process, 'main', request.argument, asDaemon);
  if (request.body) sim.setBody(task, request.body);
  sim.makeRunnable(process, task, START_COST);
  return process;
}

/** How a pid namespace knows a group of the machine: by a member that it can see. */
function innerGroupOf(node: Node, namespace: string, group: number): number {
  if (namespace === '') return group;
  for (const other of node.processes.values())
    if (other.group === group && other.namespaces.pid === namespace) return other.innerGroup;
  return 0;
}

function allocatePid(sim: Simulation, node: Node): number {
  // Other processes of a real machine come and go in between: a small keyed step.
  node.nextPid += drawInteger(sim.world, 'pid-step', node.name, 1, 3);
  while (node.processes.has(node.nextPid)) node.nextPid++;
  return node.nextPid;
}

/** Who inherits an orphan: pid 1 of its own pid namespace. */
function initFor(node: Node, orphan: Process): Process | undefined {
  const { pid } = orphan.namespaces;
  if (pid === '') return undefined;
  return [...node.processes.values()].find((process) => process.initOf === pid && process.state !== 'zombie');
}

/** Adds a thread to a process; it still has to be made runnable. */
export function addTask(process: Process, routine: string, argument: unknown, logged: boolean): Task {
  const task: Task = {
    id: process.nextTask++,
    routine: { name: routine, argument },
    log: logged ? [] : undefined,
    done: false,
  };
  process.tasks.push(task);
  return task;
}

/** Ends a process: descriptors close, children are inherited by pid 1, the parent hears of it. */
export function endProcess(
  sim: Simulation,
  node: Node,
  process: Process,
  status: number,
  signal?: SignalName,
): void {
  if (process.state === 'zombie') return;
  process.state = 'zombie';
  process.status = status;
  process.signal = signal;
  sim.forget(process);
  process.tasks = [];
  leaveTerminal(sim, node, process);
  for (const fd of [...process.files.keys()]) detach(sim, node, process, fd);
  for (const netns of sim.world.namespaces.values())
    netns.monitors = netns.monitors.filter((m) => m.owner.node !== node.name || m.owner.pid !== process.pid);
  for (const [name, service] of node.services) if (service.pid === process.pid) node.services.delete(name);
  const told: Process[] = [];
  for (const child of node.processes.values()) {
    if (child.parent !== process.pid) continue;
    if (child.deathSignal) told.push(child);
    child.parent = initFor(node, child)?.pid ?? 1;
    child.adopted = true;
    if (child.state === 'zombie') node.processes.delete(child.pid);
  }
  if (process.initOf !== undefined)
    for (const other of [...node.processes.values()])
      if (other !== process && other.namespaces.pid === process.initOf)
        endProcess(sim, node, other, 137, 'SIGKILL');
  for (const child of told) if (child.deathSignal) signalProcess(sim, node, child, child.deathSignal);
  const parent = node.processes.get(process.parent);
  if (process.adopted || !parent || parent.state === 'zombie' || parent.pid === process.pid)
    node.processes.delete(process.pid);
  sim.world.ready.push({ kind: 'child', node: node.name, id: process.pid });
  releaseNetns(sim, node, process.namespaces.net);
}

/** A namespace that nothing names any more ends with its last process. */
function releaseNetns(sim: Simulation, node: Node, id: number): void {
  const netns = sim.world.namespaces.get(id);
  if (!netns || netns.names.length > 0 || id === node.initNetns) return;
  if (isInhabited(node, id)) return;
  deleteNetns(sim.world, id);
}

/**
 * A line nobody will read any more is not edited any more, and the picture of a full-screen program goes with the last
 * process of its group: a killed editor cannot give the terminal back itself.
 */
function leaveTerminal(sim: Simulation, node: Node, process: Process): void {
  const terminal = process.terminal === undefined ? undefined : sim.world.terminals.get(process.terminal);
  if (!terminal) return;
  const { editing, foreground } = terminal;
  if (editing?.node === node.name && editing.pid === process.pid) terminal.editing = undefined;
  if (foreground.node !== node.name || foreground.group !== process.group) return;
  for (const other of node.processes.values())
    if (other.group === process.group && other.state !== 'zombie') return;
  terminal.screen = undefined;
  terminal.mode = 'line';
}

/** Sends a signal to a process, with its default action or the program's own. Without a sender it is the kernel's. */
export function signalProcess(
  sim: Simulation,
  node: Node,
  process: Process,
  signal: SignalName,
  sender?: Process,
): void {
  if (process.state === 'zombie') return;
  if (signal === 'SIGCONT') {
    if (process.state !== 'stopped') return;
    process.state = 'running';
    process.stopReported = true;
    sim.continueTasks(node, process);
    return;
  }
  if (signal !== 'SIGKILL' && signal !== 'SIGSTOP') {
    if (process.ignored.includes(signal)) return;
    if (process.handled.includes(signal)) {
      process.pendingSignals.push(signal);
      sim.interrupt(node, process);
      sim.world.ready.push({ kind: 'signal', node: node.name, id: process.pid });
      return;
    }
  }
  if (isUnkillable(process, signal, sender)) {
    const status = programOf(sim.programs, node, process)?.ends?.[signal];
    if (status !== undefined) endProcess(sim, node, process, status);
    return;
  }
  if (signal === 'SIGSTOP' || signal === 'SIGTSTP' || signal === 'SIGTTIN') {
    if (process.state === 'stopped') return;
    process.state = 'stopped';
    process.signal = signal;
    process.stopReported = false;
    sim.world.ready.push({ kind: 'child', node: node.name, id: process.pid });
    return;
  }
  if (FATAL.includes(signal)) endProcess(sim, node, process, 128 + SIGNAL_NUMBERS[signal], signal);
}

/**
 * Whether pid 1 of a pid namespace does not get a signal that it has no handler for. Only SIGKILL and SIGSTOP from outside reach it
 * (pid_namespaces(7); `sig_task_ignored` and SIGNAL_UNKILLABLE in kernel/signal.c). A background read stops it nevertheless: the
 * kernel would try again for ever.
 */
function isUnkillable(process: Process, signal: SignalName, sender: Process | undefined): boolean {
  const own = process.initOf ?? (process.pid === 1 ? '' : undefined);
  if (own === undefined || signal === 'SIGTTIN') return false;
  return (signal !== 'SIGKILL' && signal !== 'SIGSTOP') || sender?.namespaces.pid === own;
}

/** Sends a signal to every process of a group on a node. */
export function signalGroup(sim: Simulation, node: Node, group: number, signal: SignalName): void {
  for (const process of [...node.processes.values()])
    if (process.group === group) signalProcess(sim, node, process, signal);
  sim.drainReady();
}
