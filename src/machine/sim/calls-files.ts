import {
  fail,
  type Failure,
  isFailure,
  namespaceOf,
  type OpenFile,
  type World,
} from '../../model/state/index.ts';
import { shutdownTcp, writeTcp } from '../../network/dataplane/index.ts';
import {
  type FileStatus,
  listDirectory,
  locate,
  normalizePath,
  put,
  readText,
  removeEntry,
  rootOf,
  writeText,
} from '../os/index.ts';
import { block, type CallContext, type Handler } from './call.ts';
import { attach, detach, fileOf } from './descriptors.ts';
import { fileSystem } from './file-system.ts';
import { writeLog } from './calls-log.ts';
import { signalProcess } from './process-life.ts';
import { printToTerminal, roomOn } from './terminal-output.ts';

const absolute = (c: CallContext, path: string) => normalizePath(c.process.cwd, path);
const root = (c: CallContext) => rootOf(c.node, c.process.namespaces.root);

function open(c: CallContext, path: string, flags: string, mode?: number): number | Failure {
  const full = absolute(c, path);
  if (full === '/dev/null') return attach(c.node, c.process, { kind: 'null' });
  if (full === '/dev/tty' && c.process.terminal !== undefined)
    return attach(c.node, c.process, { kind: 'terminal', terminal: c.process.terminal });
  const standard = /^\/dev\/(?:fd\/|std)(\d+|in|out|err)$/.exec(full);
  if (standard) {
    const fd = { in: 0, out: 1, err: 2 }[standard[1]] ?? Number(standard[1]);
    const file = fileOf(c.process, fd);
    return isFailure(file) ? file : attach(c.node, c.process, file);
  }
  const dynamic = fileSystem(c);
  const found = locate(root(c), dynamic, full);
  if (isFailure(found)) return found;
  if (found.node?.type === 'directory') return fail('EISDIR');
  if (flags === 'read') {
    if (!found.node) return fail('ENOENT');
    const computed = dynamic.lookup(found.path) !== undefined && !root(c).upper.has(found.path);
    return attach(
      c.node,
      c.process,
      computed
        ? { kind: 'text', path: found.path, text: found.node.content, offset: 0 }
        : { kind: 'file', path: found.path, offset: 0, append: false, writable: false },
    );
  }
  if (flags === 'create-new' && found.node) return fail('EEXIST');
  if (!found.node || flags === 'write') {
    const failure = writeText(c.sim.world, root(c), dynamic, found.path, '', {
      mode: found.node ? undefined : (mode ?? 0o666) & ~c.process.umask,
    });
    if (failure) return failure;
  }
  return attach(c.node, c.process, {
    kind: 'file',
    path: found.path,
    offset: 0,
    append: flags === 'append',
    writable: true,
  });
}

function read(
  c: CallContext,
  fd: number,
  options: { max?: number; until?: string; deadline?: number } = {},
): unknown {
  const file = fileOf(c.process, fd);
  if (isFailure(file)) return file;
  const take = (text: string) => takeText(text, options.max, options.until);
  const later = () => block(c.pending ? undefined : options.deadline);
  switch (file.kind) {
    case 'null':
    case 'log':
      return '';
    case 'text': {
      const text = take(file.text.slice(file.offset));
      file.offset += text.length;
      return text;
    }
    case 'file': {
      const content = readText(root(c), fileSystem(c), file.path);
      if (isFailure(content)) return content;
      const text = take(content.slice(file.offset));
      file.offset += text.length;
      return text;
    }
    case 'pipe-read': {
      const pipe = c.node.pipes.get(file.pipe);
      if (!pipe) return '';
      if (pipe.buffer === '') return pipe.writers > 0 ? later() : '';
      const text = take(pipe.buffer);
      // Half a line is no line yet, unless nobody will finish it.
      if (
        options.until !== undefined &&
        !text.endsWith(options.until) &&
        pipe.writers > 0 &&
        text.length < (options.max ?? Number.POSITIVE_INFINITY)
      )
        return later();
      pipe.buffer = pipe.buffer.slice(text.length);
      c.sim.world.ready.push({ kind: 'pipe', node: c.node.name, id: pipe.id });
      return text;
    }
    case 'pipe-write':
      return fail('EBADF');
    case 'terminal':
      return readTerminal(c, file.terminal, take, later);
    case 'socket':
      return readSocket(c, file.socket, take, later);
  }
}

/** What one read gets: at most `max` characters, and no further than the first `until`. */
function takeText(text: string, max: number | undefined, until: string | undefined): string {
  const at = until === undefined ? -1 : text.indexOf(until);
  const end = Math.min(max ?? text.length, at < 0 || until === undefined ? text.length : at + until.length);
  return text.slice(0, end);
}

/** In line mode a read ends after one line, as a canonical terminal gives it. Background jobs are stopped for trying. */
function readTerminal(
  c: CallContext,
  id: string,
  take: (text: string) => string,
  later: () => unknown,
): unknown {
  const terminal = c.sim.world.terminals.get(id);
  if (!terminal) return '';
  if (terminal.foreground.node === c.node.name && terminal.foreground.group !== c.process.group) {
    signalProcess(c.sim, c.node, c.process, 'SIGTTIN');
    return later();
  }
  if (terminal.input === '') {
    if (terminal.endOfFile) {
      terminal.endOfFile = false;
      return '';
    }
    return later();
  }
  const line = terminal.mode === 'line' ? terminal.input.indexOf('\n') + 1 : 0;
  if (terminal.mode === 'line' && line === 0) return later();
  const text = take(terminal.input.slice(0, line > 0 ? line : terminal.input.length));
  terminal.input = terminal.input.slice(text.length);
  return text;
}

function readSocket(
  c: CallContext,
  id: number,
  take: (text: string) => string,
  later: () => unknown,
): unknown {
  const socket = c.netns.sockets.get(id) ?? socketAnywhere(c.sim.world, id);
  if (!socket) return fail('EBADF');
  if (socket.kind !== 'tcp') return fail('EINVAL');
  if (socket.received !== '') {
    const text = take(socket.received);
    socket.received = socket.received.slice(text.length);
    return text;
  }
  if (socket.error) {
    const errno = socket.error;
    socket.error = undefined;
    return fail(errno);
  }
  if (socket.endOfStream || socket.state === 'CLOSE') return '';
  return later();
}

/** A socket stays in the namespace it was made in, whatever its owner enters later. */
export function socketAnywhere(world: World, id: number) {
  for (const netns of world.namespaces.values()) {
    const socket = netns.sockets.get(id);
    if (socket) return socket;
  }
  return undefined;
}

function write(c: CallContext, fd: number, text: string): unknown {
  const file = fileOf(c.process, fd);
  if (isFailure(file)) return file;
  switch (file.kind) {
    case 'null':
      return text.length;
    case 'terminal': {
      const terminal = c.sim.world.terminals.get(file.terminal);
      if (!terminal) return fail('EIO');
      const room = roomOn(terminal, c.process);
      if (room === 'outgrown') {
        signalProcess(c.sim, c.node, c.process, 'SIGKILL');
        return fail('EIO');
      }
      if (room === 'full') return text.length;
      printToTerminal(terminal, text);
      if (file.stderr) terminal.stderr += text;
      else terminal.stdout += text;
      return text.length;
    }
    case 'log':
      // Whoever writes many lines waits until they are on the disk, so that an endless producer leaves others their turn.
      if (c.pending) return block();
      return busyWith(writeLog(c, text, file.stream), c.sim.world.now, text.length);
    case 'file':
      return writeFileAt(c, file, text);
    case 'pipe-write': {
      const pipe = c.node.pipes.get(file.pipe);
      if (!pipe || pipe.readers === 0) {
        signalProcess(c.sim, c.node, c.process, 'SIGPIPE');
        return fail('EPIPE');
      }
      // A full pipe (64 KiB) makes the writer wait, so an endless producer does not fill the memory.
      if (pipe.buffer.length > 65_536) return block();
      pipe.buffer += text;
      c.sim.world.ready.push({ kind: 'pipe', node: c.node.name, id: pipe.id });
      return text.length;
    }
    case 'socket': {
      const socket = socketAnywhere(c.sim.world, file.socket);
      if (socket?.kind !== 'tcp') return fail('EINVAL');
      return writeTcp(c.sim.world, namespaceOf(c.sim.world, socket.netns), socket, text) ?? text.length;
    }
    default:
      return fail('EBADF');
  }
}

/** Virtual price of a line of a log, microseconds, and how many go at once. */
const LOG_LINE_COST = 10;
const LOG_BURST = 100;

function busyWith(lines: number, now: number, written: number): unknown {
  return lines > LOG_BURST ? block(now + lines * LOG_LINE_COST, written) : written;
}

function writeFileAt(
  c: CallContext,
  file: Extract<OpenFile, { kind: 'file' }>,
  text: string,
): number | Failure {
  if (!file.writable) return fail('EBADF');
  const dynamic = fileSystem(c);
  const special = dynamic.write(file.path, text);
  if (special !== undefined) return special === 'written' ? text.length : special;
  const old = readText(root(c), dynamic, file.path);
  const content = isFailure(old) ? '' : old;
  const at = file.append ? content.length : file.offset;
  const next = content.slice(0, at) + text + content.slice(at + text.length);
  const failure = writeText(c.sim.world, root(c), dynamic, file.path, next);
  if (failure) return failure;
  file.offset = at + text.length;
  return text.length;
}

function status(c: CallContext, path: string, options: { follow?: boolean } = {}): FileStatus | Failure {
  const full = absolute(c, path);
  if (full === '/dev/null' || full === '/dev/tty')
    return { type: 'character', mode: 0o666, uid: 0, size: 0, modified: 0 };
  const found = locate(root(c), fileSystem(c), full, options.follow ?? true);
  if (isFailure(found)) return found;
  if (!found.node) return fail('ENOENT');
  const { node } = found;
  return {
    type: node.type,
    mode: node.mode,
    uid: node.uid,
    size: node.type === 'directory' ? 4096 : node.content.length,
    modified: node.modified,
    target: node.type === 'symlink' ? node.content : undefined,
  };
}

function makeDirectory(c: CallContext, path: string, mode?: number): Failure | undefined {
  const found = locate(root(c), fileSystem(c), absolute(c, path));
  if (isFailure(found)) return found;
  if (found.node) return fail('EEXIST');
  put(c.sim.world, root(c), found.path, {
    type: 'directory',
    content: '',
    mode: (mode ?? 0o777) & ~c.process.umask,
    uid: c.process.uid,
  });
  return undefined;
}

function rename(c: CallContext, from: string, to: string): Failure | undefined {
  const fs = root(c);
  const dynamic = fileSystem(c);
  const source = locate(fs, dynamic, absolute(c, from), false);
  if (isFailure(source)) return source;
  if (!source.node) return fail('ENOENT');
  const target = locate(fs, dynamic, absolute(c, to), false);
  if (isFailure(target)) return target;
  if (target.node?.type === 'directory') return fail('EISDIR');
  if (source.node.type === 'directory') {
    for (const [path, entry] of [...fs.upper])
      if (path.startsWith(`${source.path}/`)) {
        fs.upper.set(target.path + path.slice(source.path.length), entry);
        fs.upper.delete(path);
      }
  }
  fs.upper.set(target.path, source.node);
  fs.upper.delete(source.path);
  return undefined;
}

function changeDirectory(c: CallContext, path: string): Failure | undefined {
  const found = locate(root(c), fileSystem(c), absolute(c, path));
  if (isFailure(found)) return found;
  if (!found.node) return fail('ENOENT');
  if (found.node.type !== 'directory') return fail('ENOTDIR');
  c.process.cwd = found.path;
  return undefined;
}

/** Handlers of calls about files, descriptors and pipes. */
export const FILE_CALLS: Readonly<Record<string, Handler>> = {
  open,
  read,
  write,
  close: (c: CallContext, fd: number) => detach(c.sim, c.node, c.process, fd),
  duplicate: (c: CallContext, fd: number, to?: number) => {
    const file = fileOf(c.process, fd);
    if (isFailure(file) || fd === to) return isFailure(file) ? file : fd;
    if (to !== undefined) detach(c.sim, c.node, c.process, to);
    return attach(c.node, c.process, file, to, 10);
  },
  pipe: (c: CallContext) => {
    const id = c.node.nextPipe++;
    c.node.pipes.set(id, { id, buffer: '', readers: 0, writers: 0 });
    const reading = attach(c.node, c.process, { kind: 'pipe-read', pipe: id }, undefined, 10);
    return {
      read: reading,
      write: attach(c.node, c.process, { kind: 'pipe-write', pipe: id }, undefined, 10),
    };
  },
  readFile: (c: CallContext, path: string) => readText(root(c), fileSystem(c), absolute(c, path)),
  writeFile: (c: CallContext, path: string, text: string, options?: { append?: boolean; mode?: number }) =>
    writeText(c.sim.world, root(c), fileSystem(c), absolute(c, path), text, options),
  status,
  readDirectory: (c: CallContext, path: string) => listDirectory(root(c), fileSystem(c), absolute(c, path)),
  makeDirectory,
  removeDirectory: (c: CallContext, path: string) =>
    removeEntry(root(c), fileSystem(c), absolute(c, path), true),
  unlink: (c: CallContext, path: string) => removeEntry(root(c), fileSystem(c), absolute(c, path), false),
  rename,
  symlink: (c: CallContext, target: string, path: string) => {
    const found = locate(root(c), fileSystem(c), absolute(c, path), false);
    if (isFailure(found)) return found;
    if (found.node) return fail('EEXIST');
    put(c.sim.world, root(c), found.path, {
      type: 'symlink',
      content: target,
      mode: 0o777,
      uid: c.process.uid,
    });
    return undefined;
  },
  changeMode: (c: CallContext, path: string, mode: number) => {
    const found = locate(root(c), fileSystem(c), absolute(c, path));
    if (isFailure(found)) return found;
    if (!found.node) return fail('ENOENT');
    put(c.sim.world, root(c), found.path, { ...found.node, mode });
    return undefined;
  },
  realPath: (c: CallContext, path: string) => {
    const found = locate(root(c), fileSystem(c), absolute(c, path));
    return isFailure(found) ? found : found.node ? found.path : fail('ENOENT');
  },
  changeDirectory,
  shutdown: (c: CallContext, fd: number) => {
    const file = fileOf(c.process, fd);
    if (isFailure(file)) return file;
    const socket = file.kind === 'socket' ? socketAnywhere(c.sim.world, file.socket) : undefined;
    if (socket?.kind !== 'tcp') return fail('ENOTSOCK');
    shutdownTcp(c.sim.world, namespaceOf(c.sim.world, socket.netns), socket);
    return undefined;
  },
};
