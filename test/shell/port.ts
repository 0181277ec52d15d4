import type { Step } from '../../src/lib/index.ts';
import type {
  ChildChange,
  ChildOptions,
  FileStatus,
  LineAnswer,
  ShellPort,
} from '../../src/tools/shell/index.ts';
import { ask, blocked, type FileNode, type Kernel, type OpenFile, type ToyProcess } from './kernel.ts';

/** The shell's port over the toy kernel. */
export function toyPort(kernel: Kernel): ShellPort {
  const inherit = (process: ToyProcess, descriptors: ReadonlyMap<number, number>): Map<number, OpenFile> => {
    const files = new Map<number, OpenFile>();
    for (const [child, own] of descriptors) {
      const file = process.files.get(own);
      if (file !== undefined) files.set(child, file);
    }
    return files;
  };
  const begin = (
    process: ToyProcess,
    options: ChildOptions,
    args: readonly string[],
    environment: Map<string, string>,
    body: (child: ToyProcess) => Step<number>,
  ): ToyProcess => {
    const child = kernel.start({
      parent: process.pid,
      group: options.group === 'inherit' ? process.group : options.group,
      files: inherit(process, options.descriptors),
      cwd: process.cwd,
      umask: process.umask,
      environment,
      args,
      body,
    });
    for (const signal of options.ignored ?? []) child.dispositions.set(signal, 'ignore');
    if (options.foreground) kernel.foreground = child.group;
    kernel.now += 1000;
    return child;
  };
  const interrupted = (process: ToyProcess): boolean => process.caught.length > 0;
  const file = (path: string, process: ToyProcess, follow = true): FileNode | string =>
    kernel.resolve(path, process.cwd, follow);

  return {
    now: () => ask((): number => kernel.now),
    charge: (microseconds) =>
      ask((process) => {
        kernel.now += microseconds;
        return process.caught.splice(0);
      }),
    sleep: (microseconds) =>
      ask(() => {
        kernel.now += microseconds;
      }),
    cpuTimes: () => ask(() => ({ user: 0, system: 0, childUser: 0, childSystem: 0 })),
    pid: () => ask((process) => process.pid),
    parentPid: () => ask((process) => process.parent),
    userId: () => ask(() => 0),
    hostname: () => ask(() => 'xdhuxc.lan'),
    fork: (body, options) =>
      ask((process) => {
        if (kernel.processes.size > 400) return { errno: 'EAGAIN' };
        const child = begin(process, options, process.args, new Map(process.environment), body);
        for (const [signal, disposition] of process.dispositions) {
          if (disposition === 'ignore') child.dispositions.set(signal, 'ignore');
        }
        return child.pid;
      }),
    spawn: (program) =>
      ask((process) => {
        const found = kernel.programs.get(absolute(program.path, process.cwd));
        const target = file(program.path, process);
        if (typeof target === 'string') return { errno: target };
        if (target.kind === 'directory' || (target.mode & 0o111) === 0) return { errno: 'EACCES' };
        if (found === undefined) return { errno: 'ENOEXEC' };
        return begin(process, program, program.argv, new Map(program.environment), (child) =>
          found(kernel, child),
        ).pid;
      }),
    exec: (program) =>
      ask((process) => {
        const found = kernel.programs.get(absolute(program.path, process.cwd));
        const target = file(program.path, process);
        if (typeof target === 'string') return { errno: target };
        if (target.kind === 'directory' || (target.mode & 0o111) === 0) return { errno: 'EACCES' };
        if (found === undefined) return { errno: 'ENOEXEC' };
        const files = inherit(process, program.descriptors);
        for (const kept of files.values()) kept.uses += 1;
        for (const number of [...process.files.keys()]) kernel.detach(process, number);
        for (const [number, kept] of files) process.files.set(number, kept);
        process.args = program.argv;
        process.environment = new Map(program.environment);
        process.dispositions = new Map(
          [...process.dispositions].filter(([, disposition]) => disposition === 'ignore'),
        );
        process.steps = found(kernel, process);
        return undefined;
      }),
    wait: (pid, { block }) =>
      ask((process) => {
        const children = [...kernel.processes.values()].filter(
          (child) => child.parent === process.pid && (pid === 'any' || child.pid === pid),
        );
        if (children.length === 0) return { errno: 'ECHILD' };
        const changed = children.find((child) => child.change !== null);
        if (changed !== undefined) {
          const change = { ...changed.change!, pid: changed.pid } as ChildChange;
          changed.change = null;
          if (changed.state === 'zombie') kernel.processes.delete(changed.pid);
          return change;
        }
        if (!block) return 'none';
        return interrupted(process) ? { errno: 'EINTR' } : blocked;
      }),
    kill: (pid, signal) =>
      ask(() => {
        if (pid < 0) return kernel.signalGroup(-pid, signal) ? null : { errno: 'ESRCH' };
        const target = kernel.processes.get(pid);
        if (target === undefined || target.state === 'zombie') return { errno: 'ESRCH' };
        if (signal !== '0') kernel.signal(target, signal);
        return null;
      }),
    onSignal: (signal, disposition) =>
      ask((process) => {
        if (disposition === 'default') process.dispositions.delete(signal);
        else process.dispositions.set(signal, disposition);
      }),
    setForeground: (group) => ask(() => void (kernel.foreground = group)),
    pipe: () => ask((process) => kernel.pipe(process)),
    openText: (text) =>
      ask((process) => {
        const made = kernel.write('/tmp/.here', text);
        kernel.root.children.get('tmp')!.children.delete('.here');
        return kernel.attach(process, { kind: 'file', uses: 0, node: made, offset: 0, append: false });
      }),
    open: (path, mode) => ask((process) => openFile(kernel, process, path, mode === 'read' ? 'read' : mode)),
    duplicate: (number) => ask((process) => kernel.attach(process, process.files.get(number)!)),
    close: (number) => ask((process) => kernel.detach(process, number)),
    read: (number, limits) => {
      let armed = false;
      let late = false;
      return ask((process) => {
        const text = kernel.readFrom(process, number, limits.max ?? 65536, limits.until);
        if (text !== blocked) return text;
        if (late) return { errno: 'ETIMEDOUT' };
        if (limits.timeout !== undefined && !armed) {
          armed = true;
          kernel.after(limits.timeout, () => {
            late = true;
          });
        }
        return interrupted(process) ? { errno: 'EINTR' } : blocked;
      });
    },
    write: (number, text) =>
      ask((process) => {
        const answer = kernel.writeTo(process, number, text);
        return typeof answer === 'number' ? null : answer;
      }),
    isTerminal: (number) => ask((process) => process.files.get(number)?.kind === 'terminal'),
    readLine: (request) =>
      ask<LineAnswer>((process) => {
        kernel.screen += request.prompt;
        const line = kernel.input.shift();
        process.caught.length = 0;
        if (line === undefined || line === '^D') return { kind: 'eof' };
        if (line === '^C') {
          kernel.screen += '^C\n';
          return { kind: 'interrupted' };
        }
        kernel.screen += `${line}\n`;
        while (/^\^[CZ\\]@/.test(kernel.input[0] ?? '')) {
          const [key, delay] = kernel.input.shift()!.split('@') as [string, string];
          const signal = { '^C': 'INT', '^Z': 'TSTP', '^\\': 'QUIT' }[key]!;
          kernel.after(Number(delay) * 1e6, () => {
            kernel.screen += key;
            kernel.signalGroup(kernel.foreground, signal);
          });
        }
        return { kind: 'line', text: line };
      }),
    status: (path, { follow }) =>
      ask((process) => {
        const found = file(path, process, follow);
        if (typeof found === 'string') return { errno: found };
        const status: FileStatus = {
          kind: found.kind,
          mode: found.mode,
          uid: 0,
          gid: 0,
          size: found.text.length,
          modified: found.modified,
          device: 1,
          inode: found.inode,
        };
        return status;
      }),
    list: (path) =>
      ask((process) => {
        const found = file(path, process);
        if (typeof found === 'string') return { errno: found };
        return found.kind === 'directory' ? [...found.children.keys()] : { errno: 'ENOTDIR' };
      }),
    access: (path, right) =>
      ask((process) => {
        const found = file(path, process);
        if (typeof found === 'string') return false;
        return right !== 'execute' || (found.mode & 0o111) !== 0;
      }),
    changeDirectory: (path) =>
      ask((process) => {
        const found = file(path, process);
        if (typeof found === 'string') return { errno: found };
        if (found.kind !== 'directory') return { errno: 'ENOTDIR' };
        process.cwd = absolute(path, process.cwd);
        return null;
      }),
    workingDirectory: () => ask((process) => process.cwd),
    umask: (mask) =>
      ask((process) => {
        const before = process.umask;
        process.umask = mask ?? before;
        return before;
      }),
    openFilesLimit: (limit) => ask(() => limit ?? 1024),
  };
}

export function absolute(path: string, cwd: string): string {
  const out: string[] = [];
  for (const piece of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (piece === '..') out.pop();
    else if (piece !== '' && piece !== '.') out.push(piece);
  }
  return `/${out.join('/')}`;
}

/** Opens a file for a process of the toy kernel. */
export function openFile(kernel: Kernel, process: ToyProcess, path: string, mode: string): unknown {
  const inherited = /^\/dev\/fd\/(\d+)$/.exec(path);
  if (inherited !== null) {
    const source = process.files.get(Number(inherited[1]));
    return source === undefined ? { errno: 'ENOENT' } : kernel.attach(process, source);
  }
  const found = kernel.resolve(path, process.cwd);
  if (typeof found !== 'string') {
    if (found.kind === 'character')
      return kernel.attach(process, { kind: 'null', uses: 0, offset: 0, append: false });
    if (mode.startsWith('create')) return { errno: 'EEXIST' };
    if (found.kind === 'directory' && mode !== 'read') return { errno: 'EISDIR' };
    if (mode === 'write') found.text = '';
    return kernel.attach(process, {
      kind: 'file',
      uses: 0,
      node: found,
      offset: 0,
      append: mode === 'append',
    });
  }
  if (mode === 'read' || found !== 'ENOENT') return { errno: found };
  const parent = kernel.parentOf(path, process.cwd);
  if (typeof parent === 'string') return { errno: parent };
  const made = kernel.write('/tmp/.new', '');
  kernel.root.children.get('tmp')!.children.delete('.new');
  made.mode = 0o666 & ~process.umask;
  parent.directory.children.set(parent.name, made);
  return kernel.attach(process, { kind: 'file', uses: 0, node: made, offset: 0, append: mode === 'append' });
}
