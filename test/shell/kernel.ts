import type { Step } from '../../src/lib/index.ts';
import { signalNumber } from '../../src/tools/shell/index.ts';

/** Answers a polled call: a value, or `blocked` to be asked again after something else happened. */
export const blocked = Symbol('blocked');
export type Poll = (process: ToyProcess) => unknown;

interface Pipe {
  buffer: string;
  readers: number;
  writers: number;
}

/** An open file, shared by the descriptors that were duplicated from each other. */
export interface OpenFile {
  kind: 'file' | 'pipe-read' | 'pipe-write' | 'terminal' | 'null';
  uses: number;
  node?: FileNode;
  offset: number;
  append: boolean;
  pipe?: Pipe;
}

export interface FileNode {
  kind: 'file' | 'directory' | 'symlink' | 'character';
  mode: number;
  text: string;
  target: string;
  modified: number;
  inode: number;
  children: Map<string, FileNode>;
}

export interface ToyProcess {
  readonly pid: number;
  readonly parent: number;
  group: number;
  steps: Step<number>;
  files: Map<number, OpenFile>;
  cwd: string;
  umask: number;
  state: 'running' | 'stopped' | 'zombie';
  waiting: Poll | null;
  /** Report owed to the parent by `wait`. */
  change:
    | { kind: 'exited'; code: number }
    | { kind: 'killed' | 'stopped'; signal: string }
    | { kind: 'continued' }
    | null;
  dispositions: Map<string, 'ignore' | 'catch'>;
  caught: string[];
  environment: Map<string, string>;
  args: readonly string[];
}

export type ToyProgram = (kernel: Kernel, process: ToyProcess) => Step<number>;

/**
 * A toy world for the shell's tests: files in memory, pipes, processes that take turns, signals, one terminal whose
 * keys are given beforehand, and a clock that moves when everybody waits. Not a model of anything.
 */
export class Kernel {
  now = Date.UTC(2026, 10, 24) * 1000;
  readonly processes = new Map<number, ToyProcess>();
  readonly programs = new Map<string, ToyProgram>();
  readonly root: FileNode = node('directory', 0o755);
  foreground = 0;
  screen = '';
  /** Lines a person will type, or what they do: `^C`, `^Z` at a virtual time after the line before was read. */
  input: string[] = [];
  steps = 0;
  private pids = 100;
  private timers: { at: number; run: () => void }[] = [];

  constructor() {
    for (const path of ['/dev', '/bin', '/tmp', '/root', '/etc']) this.write(path, null);
    const device = this.write('/dev/null', '');
    device.kind = 'character';
    this.write('/etc/passwd', 'root:x:0:0:root:/root:/bin/bash\n');
  }

  // Files

  resolve(path: string, cwd: string, follow = true, depth = 0): FileNode | string {
    if (depth > 20) return 'ELOOP';
    let at: FileNode = this.root;
    const pieces = (path.startsWith('/') ? path : `${cwd}/${path}`)
      .split('/')
      .filter((piece) => piece !== '' && piece !== '.');
    const trail: FileNode[] = [this.root];
    const names: string[] = [];
    for (const [index, piece] of pieces.entries()) {
      if (at.kind !== 'directory') return 'ENOTDIR';
      if (piece === '..') {
        if (trail.length > 1) trail.pop();
        names.pop();
        at = trail.at(-1)!;
        continue;
      }
      const child = at.children.get(piece);
      if (child === undefined) return 'ENOENT';
      if (child.kind === 'symlink' && (follow || index < pieces.length - 1)) {
        const rest = pieces.slice(index + 1).join('/');
        const target = child.target.startsWith('/') ? child.target : `/${names.join('/')}/${child.target}`;
        return this.resolve(rest === '' ? target : `${target}/${rest}`, '/', follow, depth + 1);
      }
      trail.push(child);
      names.push(piece);
      at = child;
    }
    return path.endsWith('/') && at.kind !== 'directory' ? 'ENOTDIR' : at;
  }

  /** Puts a file (or with null text a directory) into the tree, making directories on the way. */
  write(path: string, text: string | null, mode = text === null ? 0o755 : 0o644): FileNode {
    const pieces = path.split('/').filter((piece) => piece !== '');
    const name = pieces.pop()!;
    let at = this.root;
    for (const piece of pieces) {
      const next = at.children.get(piece) ?? node('directory', 0o755);
      at.children.set(piece, next);
      at = next;
    }
    const made = node(text === null ? 'directory' : 'file', mode);
    made.text = text ?? '';
    made.modified = this.now;
    at.children.set(name, made);
    return made;
  }

  parentOf(path: string, cwd: string): { directory: FileNode; name: string } | string {
    const clean = path.replace(/\/+$/, '');
    const slash = clean.lastIndexOf('/');
    const parent = this.resolve(slash < 0 ? '.' : clean.slice(0, slash) || '/', cwd);
    if (typeof parent === 'string') return parent;
    if (parent.kind !== 'directory') return 'ENOTDIR';
    return { directory: parent, name: clean.slice(slash + 1) };
  }

  /** Adds a program under /bin. */
  install(name: string, program: ToyProgram): void {
    this.programs.set(`/bin/${name}`, program);
    this.write(`/bin/${name}`, '\x7fELF\0', 0o755);
  }

  // Descriptors

  attach(process: ToyProcess, file: OpenFile, number?: number): number {
    let free = number ?? 0;
    if (number === undefined) while (process.files.has(free)) free += 1;
    process.files.set(free, file);
    file.uses += 1;
    return free;
  }

  detach(process: ToyProcess, number: number): void {
    const file = process.files.get(number);
    if (file === undefined) return;
    process.files.delete(number);
    file.uses -= 1;
    if (file.uses > 0) return;
    if (file.kind === 'pipe-read') file.pipe!.readers -= 1;
    if (file.kind === 'pipe-write') file.pipe!.writers -= 1;
  }

  pipe(process: ToyProcess): { read: number; write: number } {
    const pipe: Pipe = { buffer: '', readers: 1, writers: 1 };
    const end = (kind: OpenFile['kind']): OpenFile => ({ kind, uses: 0, offset: 0, append: false, pipe });
    return { read: this.attach(process, end('pipe-read')), write: this.attach(process, end('pipe-write')) };
  }

  readFrom(process: ToyProcess, number: number, max: number, until?: string): unknown {
    const file = process.files.get(number);
    if (file === undefined) return { errno: 'EBADF' };
    const cut = (text: string): string => {
      const at = until === undefined ? -1 : text.indexOf(until);
      return text.slice(0, Math.min(max, at < 0 ? text.length : at + 1));
    };
    if (file.kind === 'file') {
      if (file.node!.kind === 'directory') return { errno: 'EISDIR' };
      const text = cut(file.node!.text.slice(file.offset));
      file.offset += text.length;
      return text;
    }
    if (file.kind === 'pipe-read') {
      const pipe = file.pipe!;
      if (pipe.buffer === '') return pipe.writers > 0 ? blocked : '';
      const text = cut(pipe.buffer);
      if (until !== undefined && !text.endsWith(until) && text.length < max && pipe.writers > 0)
        return blocked;
      pipe.buffer = pipe.buffer.slice(text.length);
      return text;
    }
    if (file.kind === 'terminal') {
      if (process.group !== this.foreground && this.foreground !== 0) return blocked;
      const line = this.input.shift();
      if (line === undefined || line === '^D') return '';
      return `${line}\n`;
    }
    return '';
  }

  writeTo(process: ToyProcess, number: number, text: string): unknown {
    const file = process.files.get(number);
    if (file === undefined) return { errno: 'EBADF' };
    if (file.kind === 'file') {
      const { node: target } = file;
      const at = file.append ? target!.text.length : file.offset;
      target!.text = target!.text.slice(0, at).padEnd(at, '\0') + text + target!.text.slice(at + text.length);
      file.offset = at + text.length;
      target!.modified = this.now;
      return text.length;
    }
    if (file.kind === 'terminal') {
      this.screen += text;
      return text.length;
    }
    if (file.kind === 'pipe-write') {
      const pipe = file.pipe!;
      if (pipe.readers === 0) {
        if (process.dispositions.get('PIPE') === undefined) {
          this.end(process, { kind: 'killed', signal: 'PIPE' });
          return blocked;
        }
        return { errno: 'EPIPE' };
      }
      if (pipe.buffer.length >= 65536) return blocked;
      pipe.buffer += text;
      return text.length;
    }
    return file.kind === 'null' ? text.length : { errno: 'EBADF' };
  }

  // Processes

  start(options: {
    parent: number;
    group: number | 'new';
    files: Map<number, OpenFile>;
    cwd: string;
    umask: number;
    environment: Map<string, string>;
    args: readonly string[];
    body: (process: ToyProcess) => Step<number>;
  }): ToyProcess {
    const pid = ++this.pids;
    const process: ToyProcess = {
      pid,
      parent: options.parent,
      group: options.group === 'new' ? pid : options.group,
      steps: null!,
      files: new Map(),
      cwd: options.cwd,
      umask: options.umask,
      state: 'running',
      waiting: () => undefined,
      change: null,
      dispositions: new Map(),
      caught: [],
      environment: options.environment,
      args: options.args,
    };
    for (const [number, file] of options.files) this.attach(process, file, number);
    process.steps = options.body(process);
    this.processes.set(pid, process);
    return process;
  }

  end(process: ToyProcess, change: NonNullable<ToyProcess['change']>): void {
    for (const number of [...process.files.keys()]) this.detach(process, number);
    process.state = 'zombie';
    process.change = change;
    process.waiting = null;
  }

  signal(process: ToyProcess, name: string): void {
    if (process.state === 'zombie') return;
    if (name === 'CONT') {
      if (process.state === 'stopped') {
        process.state = 'running';
        process.change = null;
      }
      return;
    }
    const disposition = process.dispositions.get(name);
    if (name !== 'KILL' && name !== 'STOP') {
      if (disposition === 'ignore') return;
      if (disposition === 'catch') {
        process.caught.push(name);
        return;
      }
    }
    if (['CHLD', 'WINCH', 'URG'].includes(name)) return;
    if (['TSTP', 'STOP', 'TTIN', 'TTOU'].includes(name)) {
      process.state = 'stopped';
      process.change = { kind: 'stopped', signal: name };
    } else this.end(process, { kind: 'killed', signal: name });
  }

  signalGroup(group: number, name: string): boolean {
    const members = [...this.processes.values()].filter(
      (process) => process.group === group && process.state !== 'zombie',
    );
    for (const process of members) this.signal(process, name);
    return members.length > 0;
  }

  after(microseconds: number, run: () => void): void {
    this.timers.push({ at: this.now + microseconds, run });
    this.timers.sort((a, b) => a.at - b.at);
  }

  /** Lets everybody run until `process` ends; returns its status. Throws when all wait for ever or steps run out. */
  run(process: ToyProcess, limit = 400_000): number {
    while (process.state !== 'zombie') {
      let progress = false;
      for (const candidate of [...this.processes.values()]) {
        if (this.timers[0] !== undefined && this.timers[0].at <= this.now) this.timers.shift()!.run();
        if (candidate.state === 'running' && this.advance(candidate)) progress = true;
        if (++this.steps > limit) throw new Error('step budget');
      }
      if (progress || process.state !== ('running' as string)) continue;
      const timer = this.timers.shift();
      if (timer === undefined)
        throw new Error(
          `everybody waits: ${[...this.processes.values()].map((p) => `${p.pid}:${p.state}`).join(' ')}`,
        );
      this.now = Math.max(this.now, timer.at);
      timer.run();
    }
    const { change } = process;
    return change?.kind === 'exited'
      ? change.code
      : change?.kind === 'killed'
        ? 128 + signalNumber(change.signal)
        : 0;
  }

  private advance(process: ToyProcess): boolean {
    if (process.waiting === null) return false;
    const answer = process.waiting(process);
    if (process.state !== ('running' as string)) return true;
    if (answer === blocked) return false;
    const next = process.steps.next(answer);
    if (process.state === 'zombie') return true;
    if (next.done) this.end(process, { kind: 'exited', code: next.value & 255 });
    else process.waiting = next.value as Poll;
    return true;
  }
}

let inodes = 1;

export function node(kind: FileNode['kind'], mode: number): FileNode {
  return { kind, mode, text: '', target: '', modified: 0, inode: inodes++, children: new Map() };
}

/** Yields one call and returns its answer. */
export function* ask<T>(poll: Poll): Step<T> {
  return (yield poll) as T;
}
