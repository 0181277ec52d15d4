import { isFailure, parentIn, pidIn, type Process, type SignalName } from '../../../model/state/index.ts';
import type { SpawnRequest, Sys } from '../../../machine/os/index.ts';
import type { ChildOptions, Failure, FileStatus, ProgramStart, ShellPort } from '../../shell/index.ts';

const long = (signal: string): SignalName => `SIG${signal}` as SignalName;
const short = (signal: SignalName | undefined): string => (signal ?? 'SIGKILL').slice(3);

const orNull = (failure: Failure | undefined): Failure | null => failure ?? null;

function startOf(options: ChildOptions): Pick<SpawnRequest, 'files' | 'group' | 'foreground'> {
  return {
    files: Object.fromEntries(options.descriptors),
    group: options.group === 'inherit' ? undefined : options.group === 'new' ? 0 : options.group,
    foreground: options.foreground,
  };
}

/** A path decides what runs; the program sees the name it was typed as. */
function programOf(program: ProgramStart): Pick<SpawnRequest, 'argv' | 'path' | 'env'> {
  return {
    path: program.path,
    argv: [...program.argv],
    env: Object.fromEntries(program.environment),
  };
}

/** The system calls as the shell wants them: one port serves a shell and all processes it forks, so it asks who calls. */
export function shellPort(sys: Sys): ShellPort {
  /** What each shell process itself has set to be ignored: programs get that back, but not what was ignored before. */
  const own = new WeakMap<Process, Set<SignalName>>();
  const ignoredFor = (process: Process, wanted: readonly string[] = []): SignalName[] => [
    ...process.ignored.filter((signal) => !own.get(process)?.has(signal)),
    ...wanted.map(long),
  ];
  return {
    *now() {
      return sys.world.epoch + sys.now();
    },
    *charge(microseconds) {
      yield* sys.charge(microseconds);
      return (yield* sys.takeSignals()).map(short);
    },
    *sleep(microseconds) {
      yield* sys.sleep(microseconds);
    },
    *cpuTimes() {
      const own = (yield* sys.current()).cpuMicroseconds;
      return { user: own, system: 0, childUser: 0, childSystem: 0 };
    },
    *pid() {
      const process = yield* sys.current();
      return pidIn(process.namespaces.pid, process);
    },
    *parentPid() {
      const process = yield* sys.current();
      return parentIn(process.namespaces.pid, sys.node, process);
    },
    *userId() {
      return (yield* sys.current()).uid;
    },
    *hostname() {
      const process = yield* sys.current();
      return sys.node.hostnames.get(process.namespaces.uts) ?? sys.node.name;
    },
    *fork(body, options) {
      const shell = yield* sys.current();
      const ignored = [...shell.ignored, ...(options.ignored ?? []).map(long)];
      // A copy of the shell has the shell's words, until a program takes it over.
      return yield* sys.spawn({ argv: shell.argv, body: () => body(), ignored, ...startOf(options) });
    },
    *spawn(program) {
      const ignored = ignoredFor(yield* sys.current(), program.ignored);
      return yield* sys.spawn({ ...programOf(program), ...startOf(program), ignored });
    },
    *exec(program) {
      const ignored = ignoredFor(yield* sys.current(), program.ignored);
      const { files } = startOf(program);
      return yield* sys.execute({ ...programOf(program), files, ignored });
    },
    *wait(pid, options) {
      if ((yield* sys.current()).pendingSignals.length > 0 && options.block) return { errno: 'EINTR' };
      const result = yield* sys.wait(pid === 'any' ? undefined : pid, {
        hang: options.block,
        untraced: true,
      });
      if (isFailure(result)) return result.errno === 'EAGAIN' ? 'none' : result;
      if (result.stopped) return { kind: 'stopped', pid: result.pid, signal: short(result.signal) };
      if (result.signal !== undefined)
        return { kind: 'killed', pid: result.pid, signal: short(result.signal) };
      return { kind: 'exited', pid: result.pid, code: result.status };
    },
    *kill(pid, signal) {
      return orNull(yield* sys.kill(pid, signal === '0' ? 0 : long(signal)));
    },
    *onSignal(signal, disposition) {
      const process = yield* sys.current();
      const set = own.get(process) ?? new Set();
      own.set(process, set);
      if (disposition === 'ignore') set.add(long(signal));
      else set.delete(long(signal));
      yield* sys.disposition(long(signal), disposition);
    },
    setForeground: (group) => sys.setForeground(group),
    pipe: () => sys.pipe(),
    openText: (text) => sys.openText(text),
    *open(path, mode) {
      const flags = {
        read: 'read',
        write: 'write',
        append: 'append',
        'create-only': 'create-new',
        'read-write': 'append',
      } as const;
      return yield* sys.open(path, flags[mode]);
    },
    *duplicate(descriptor) {
      const copy = yield* sys.duplicate(descriptor);
      return isFailure(copy) ? descriptor : copy;
    },
    close: (descriptor) => sys.close(descriptor),
    *read(descriptor, limits) {
      const deadline = limits.timeout === undefined ? undefined : sys.now() + limits.timeout;
      const text = yield* sys.read(descriptor, { max: limits.max, until: limits.until, deadline });
      return isFailure(text) && text.errno === 'EAGAIN' ? { errno: 'ETIMEDOUT' } : text;
    },
    *write(descriptor, text) {
      const written = yield* sys.write(descriptor, text);
      return isFailure(written) ? written : null;
    },
    *isTerminal(descriptor) {
      return (yield* sys.current()).files.get(descriptor)?.kind === 'terminal';
    },
    *readLine(request) {
      return yield* sys.readLine({
        prompt: request.prompt,
        continued: request.continued,
        history: request.history,
        status: request.status,
        commands: request.words.commands,
        variables: request.words.variables,
      });
    },
    *status(path, options) {
      const found = yield* sys.status(path, options);
      if (isFailure(found)) return found;
      const kind = found.type === 'pipe' ? 'fifo' : found.type;
      const status: FileStatus = {
        kind,
        mode: found.mode,
        uid: found.uid,
        gid: found.uid,
        size: found.size,
        modified: sys.world.epoch + found.modified,
        device: 64768,
        inode: inodeOf(path),
      };
      return status;
    },
    list: (path) => sys.readDirectory(path),
    *access(path, right) {
      const found = yield* sys.status(path);
      if (isFailure(found)) return false;
      // Only root lives here, who may do all but execute what nobody may.
      return right !== 'execute' || (found.mode & 0o111) !== 0;
    },
    *changeDirectory(path) {
      return orNull(yield* sys.changeDirectory(path));
    },
    *workingDirectory() {
      return (yield* sys.current()).cwd;
    },
    *umask(mask) {
      const process = yield* sys.current();
      const old = process.umask;
      if (mask !== undefined) process.umask = mask;
      return old;
    },
    *openFilesLimit(limit) {
      return limit ?? 1024;
    },
  };
}

/** A stable number for a path: hard links do not exist here. */
function inodeOf(path: string): number {
  let hash = 7;
  for (let i = 0; i < path.length; i++) hash = (hash * 31 + path.charCodeAt(i)) % 1_000_003;
  return hash + 1000;
}
