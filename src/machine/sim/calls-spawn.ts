import {
  fail,
  type Failure,
  groupNumbered,
  isFailure,
  type OpenFile,
  pidIn,
  type ProcessNamespaces,
} from '../../model/state/index.ts';
import { type ExecuteRequest, locate, readText, rootOf, type SpawnRequest } from '../os/index.ts';
import type { CallContext, Handler } from './call.ts';
import { attach, detach } from './descriptors.ts';
import { fileSystem } from './file-system.ts';
import { START_COST, startProcess } from './process-life.ts';
import { baseName, programOf } from './programs.ts';
import { EXECUTED } from './simulation.ts';

const SEARCH_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

function spawn(c: CallContext, request: SpawnRequest): number | Failure {
  const namespaces = request.namespaces ?? c.process.namespaces;
  const env = request.env ?? c.process.env;
  let argv = request.argv;
  if (!request.body) {
    const resolved = resolveArguments(c, request, namespaces, env, request.cwd ?? c.process.cwd);
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
    files: filesOf(c, request),
    group: groupFor(c, request.group),
    terminal: c.process.terminal,
    body: request.body,
    pid: request.pid,
    interactive: request.interactive ?? c.process.interactive,
    comm: request.body ? c.process.comm : undefined,
  });
  if (isFailure(process)) return process;
  process.ignored = [...(request.ignored ?? c.process.ignored)];
  process.deathSignal = request.deathSignal;
  if (request.foreground && process.terminal !== undefined) {
    const terminal = c.sim.world.terminals.get(process.terminal);
    if (terminal) terminal.foreground = { node: c.node.name, group: process.group };
  }
  return pidIn(c.process.namespaces.pid, process);
}

/** The group a child joins, by its number on the machine; undefined makes a new one. */
function groupFor(c: CallContext, wanted: number | undefined): number | undefined {
  if (wanted === undefined) return c.process.group;
  if (wanted === 0) return undefined;
  return groupNumbered(c.process.namespaces.pid, c.node, wanted)[0]?.group ?? wanted;
}

/**
 * Runs another program in the calling process (execve(2)), a daemon too: pid, parent, group and ignored signals stay, caught signals
 * are back at their default. Returns only when it fails.
 */
function execute(c: CallContext, request: ExecuteRequest): typeof EXECUTED | Failure {
  const { process, sim, node } = c;
  const env = request.env ?? process.env;
  const argv = resolveArguments(c, request, process.namespaces, env, process.cwd);
  if (isFailure(argv)) return argv;
  const entry = programOf(sim.programs, node, { argv, namespaces: process.namespaces });
  if (!entry?.program && !entry?.routines) return fail('ENOENT');
  const kept = filesOf(c, request);
  const old = [...process.files.keys()];
  // The new names first, so that no pipe counts as closed in between.
  const spare = 1 + Math.max(2, ...old, ...kept.keys());
  for (const [fd, file] of kept) attach(node, process, file, spare + fd);
  for (const fd of old) detach(sim, node, process, fd);
  for (const [fd, file] of kept) {
    process.files.delete(spare + fd);
    process.files.set(fd, file);
  }
  Object.assign(process, {
    argv,
    standIn: undefined,
    env,
    comm: baseName(argv[0]).slice(0, 15),
    handled: [],
    ignored: [...(request.ignored ?? process.ignored)],
  });
  sim.replaceBody(process, c.task, entry.program);
  sim.makeRunnable(process, c.task, START_COST);
  return EXECUTED;
}

/** The descriptors a new program gets: its number to the caller's open file. */
function filesOf(c: CallContext, request: Pick<SpawnRequest, 'files'>): Map<number, OpenFile> {
  const files = new Map<number, OpenFile>();
  for (const [to, from] of Object.entries(request.files ?? { 0: 0, 1: 1, 2: 2 })) {
    const file = c.process.files.get(from);
    if (file) files.set(Number(to), file);
  }
  return files;
}

/** The words a program will see: as they were given, unless the file turns out to be a script. */
function resolveArguments(
  c: CallContext,
  request: Pick<SpawnRequest, 'argv' | 'path'>,
  namespaces: ProcessNamespaces,
  env: Record<string, string>,
  cwd: string,
): string[] | Failure {
  const { path, argv } = request;
  const resolved = resolveProgram(c, [path ?? argv[0], ...argv.slice(1)], namespaces, env, cwd);
  if (isFailure(resolved) || resolved[0] !== path) return resolved;
  // The program table is asked by the name typed, so a name for which another file stands is not kept.
  return baseName(argv[0]) === baseName(path) ? argv : resolved;
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
    const first = /^#![ \t]*(\S+)(?:[ \t]+(\S+))?/.exec(text);
    const interpreter = first ? [first[1], ...(first[2] ? [first[2]] : [])] : ['/bin/sh'];
    if (baseName(interpreter[0]) === 'env' && interpreter[1]) interpreter.splice(0, 1);
    if (!c.sim.programs.find(baseName(interpreter[0]), root.profile)) return fail('ENOENT');
    return [baseName(interpreter[0]), ...interpreter.slice(1), found.path, ...argv.slice(1)];
  }
  return fail('ENOENT');
}

/** Handlers of calls that start programs. */
export const SPAWN_CALLS: Readonly<Record<string, Handler>> = { spawn, execute };
