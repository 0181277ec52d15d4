import {
  fail,
  type Failure,
  isFailure,
  type Process,
  type ProcessNamespaces,
  type SignalName,
  type World,
} from '../../model/state/index.ts';
import { locate, readText, rootOf, type SpawnRequest, type WaitResult, writeJournal } from '../os/index.ts';
import { block, type CallContext, type Handler } from './call.ts';
import { fileSystem } from './file-system.ts';
import { addTask, signalProcess, startProcess } from './process-life.ts';
import { AGAIN, baseName } from './simulation.ts';

const SEARCH_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

function spawn(c: CallContext, request: SpawnRequest): number | Failure {
  const files = new Map<number, NonNullable<ReturnType<Process['files']['get']>>>();
  const wanted = request.files ?? { 0: 0, 1: 1, 2: 2 };
  for (const [to, from] of Object.entries(wanted)) {
    const file = c.process.files.get(from);
    if (file) files.set(Number(to), file);
  }
  const namespaces = request.namespaces ?? c.process.namespaces;
  const env = request.env ?? c.process.env;
  let argv = request.argv;
  if (!request.body) {
    const resolved = resolveProgram(c, argv, namespaces, env, request.cwd ?? c.process.cwd);
    if (isFailure(resolved)) return resolved;
    argv = resolved;
  }
  const process = startProcess(c.sim, c.node, {
    argv,
    namespaces,
    parent: c.process.pid,
    env,
    cwd: request.cwd ?? c.process.cwd,
    uid: c.process.uid,
    files,
    group: request.group === undefined ? c.process.group : request.group === 0 ? undefined : request.group,
    terminal: c.process.terminal,
    body: request.body,
    interactive: c.process.interactive,
    comm: request.body ? c.process.comm : undefined,
  });
  if (isFailure(process)) return process;
  process.ignored = [...c.process.ignored];
  if (request.foreground && process.terminal !== undefined) {
    const terminal = c.sim.world.terminals.get(process.terminal);
    if (terminal) terminal.foreground = { node: c.node.name, group: process.group };
  }
  return process.pid;
}

/** Finds the program a name stands for: along PATH, or at a path; scripts run their interpreter. ENOENT, EACCES, EISDIR. */
function resolveProgram(
  c: CallContext,
  argv: string[],
  namespaces: ProcessNamespaces,
  env: Record<string, string>,
  cwd: string,
): string[] | Failure {
  const root = rootOf(c.node, namespaces.root);
  const dynamic = fileSystem(c, namespaces);
  const name = argv[0];
  const candidates = name.includes('/')
    ? [name.startsWith('/') ? name : `${cwd}/${name}`]
    : (env.PATH ?? SEARCH_PATH).split(':').map((directory) => `${directory}/${name}`);
  for (const path of candidates) {
    const found = locate(root, dynamic, path);
    if (isFailure(found) || !found.node) continue;
    if (found.node.type === 'directory') {
      if (name.includes('/')) return fail('EACCES');
      continue;
    }
    if ((found.node.mode & 0o111) === 0) {
      if (name.includes('/')) return fail('EACCES');
      continue;
    }
    if (c.sim.programs.find(baseName(found.path), root.profile) && found.node.content === '') return argv;
    const text = readText(root, dynamic, found.path);
    if (isFailure(text)) return text;
    const first = /^#!\s*(\S+)(?:\s+(\S+))?/.exec(text);
    const interpreter = first ? [first[1], ...(first[2] ? [first[2]] : [])] : ['/bin/sh'];
    if (baseName(interpreter[0]) === 'env' && interpreter[1]) interpreter.splice(0, 1);
    if (!c.sim.programs.find(baseName(interpreter[0]), root.profile)) return fail('ENOENT');
    return [baseName(interpreter[0]), ...interpreter.slice(1), found.path, ...argv.slice(1)];
  }
  return fail('ENOENT');
}

function wait(
  c: CallContext,
  pid: number | undefined,
  options: { hang?: boolean; group?: number } = {},
): unknown {
  const children = [...c.node.processes.values()].filter(
    (p) =>
      p.parent === c.process.pid &&
      p !== c.process &&
      (pid === undefined || p.pid === pid) &&
      (options.group === undefined || p.group === options.group),
  );
  if (children.length === 0) return fail('ECHILD');
  for (const child of children) {
    if (child.state === 'zombie') {
      c.node.processes.delete(child.pid);
      const result: WaitResult = {
        pid: child.pid,
        status: child.status ?? 0,
        signal: child.signal,
        stopped: false,
      };
      return result;
    }
    if (child.state === 'stopped' && !child.stopReported) {
      child.stopReported = true;
      const result: WaitResult = { pid: child.pid, status: 128 + 20, signal: child.signal, stopped: true };
      return result;
    }
  }
  return options.hang === false ? fail('EAGAIN') : block();
}

function kill(c: CallContext, pid: number, signal: SignalName | 0): Failure | undefined {
  const targets =
    pid < 0 ? [...c.node.processes.values()].filter((p) => p.group === -pid) : [c.node.processes.get(pid)];
  const live = targets.filter((p): p is Process => p !== undefined && p.state !== 'zombie');
  if (live.length === 0) return fail('ESRCH');
  if (signal === 0) return undefined;
  // A container's processes cannot see, and so not signal, those outside.
  if (c.process.namespaces.pid !== '' && live.some((p) => p.namespaces.pid !== c.process.namespaces.pid))
    return fail('ESRCH');
  for (const target of live) signalProcess(c.sim, c.node, target, signal);
  return undefined;
}

function setNamespaces(c: CallContext, namespaces: Partial<ProcessNamespaces>): Failure | undefined {
  if (namespaces.net !== undefined && !c.sim.world.namespaces.has(namespaces.net)) return fail('EINVAL');
  if (namespaces.root !== undefined && !c.node.roots.has(namespaces.root)) return fail('EINVAL');
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

function log(c: CallContext, message: string, priority?: number): void {
  const pid = c.process.namespaces.pid;
  if (pid !== '') {
    appendContainerLog(c.sim.world, c, pid, message);
    return;
  }
  writeJournal(c.sim.world, c.node, {
    identifier: c.process.comm,
    pid: c.process.pid,
    unit: c.process.unit,
    message,
    priority,
  });
}

/** Container logs live on the node's disk, as the json-file driver keeps them: virtual time, stream and line. */
function appendContainerLog(world: World, c: CallContext, container: string, message: string): void {
  let logs = c.node.disk.get('container-logs') as
    | Map<string, { at: number; stream: string; line: string }[]>
    | undefined;
  if (!logs) {
    logs = new Map();
    c.node.disk.set('container-logs', logs);
  }
  const lines = logs.get(container) ?? [];
  for (const line of message.split('\n'))
    lines.push(Object.freeze({ at: world.now, stream: 'stderr', line }));
  logs.set(container, lines.slice(-2000));
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
  spawn,
  wait,
  kill,
  setNamespaces,
  thread,
  again,
  notify,
  await: (c: CallContext, _topic: string, options: { deadline?: number } = {}) =>
    block(c.pending ? undefined : options.deadline),
  change: (c: CallContext, action: (world: World) => unknown) => action(c.sim.world),
  log,
};
