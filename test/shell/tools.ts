import type { Step } from '../../src/lib/index.ts';
import type { FileStatus, Sys } from '../../src/machine/os/index.ts';
import type { CommandSpec } from '../../src/tools/commands/spec.ts';
import {
  ask,
  blocked,
  type FileNode,
  type Kernel,
  node,
  type ToyProcess,
  type ToyProgram,
} from './kernel.ts';
import { absolute, openFile, toyPort } from './port.ts';

/** Those system calls over the toy kernel that text tools make. Any other one fails loudly. */
function toySys(kernel: Kernel, process: ToyProcess, args: readonly string[]): Sys {
  const port = toyPort(kernel);
  const find = (path: string, follow = true): FileNode | string => kernel.resolve(path, process.cwd, follow);
  const nothing = undefined;
  const calls = {
    args,
    world: { epoch: 0 },
    node: { roots: new Map([['root', { profile: 'debian12' }]]) },
    process: {
      pid: process.pid,
      uid: 0,
      cwd: process.cwd,
      env: Object.fromEntries(process.environment),
      namespaces: { root: 'root' },
    },
    now: () => kernel.now,
    charge: (microseconds: number) => port.charge(microseconds),
    *sleep(microseconds: number): Step<string> {
      let done = false;
      kernel.after(microseconds, () => {
        done = true;
      });
      return yield* ask<string>(() => (done ? 'elapsed' : blocked));
    },
    open: (path: string, mode: string) => ask((self) => openFile(kernel, self, path, mode)),
    read: (number: number, options?: { max?: number }) =>
      ask((self) => kernel.readFrom(self, number, options?.max ?? 65536)),
    write: (number: number, text: string) => ask((self) => kernel.writeTo(self, number, text)),
    close: (number: number) => port.close(number),
    isTerminal: (number: number) => process.files.get(number)?.kind === 'terminal',
    windowSize: () => ({ columns: 80, rows: 24 }),
    readFile: (path: string) =>
      ask(() => {
        const found = find(path);
        if (typeof found === 'string') return { errno: found };
        return found.kind === 'directory' ? { errno: 'EISDIR' } : found.text;
      }),
    writeFile: (path: string, text: string, options: { append?: boolean; mode?: number } = {}) =>
      ask((self) => {
        const opened = openFile(kernel, self, path, options.append ? 'append' : 'write');
        if (typeof opened !== 'number') return opened;
        const known = find(path);
        kernel.writeTo(self, opened, text);
        kernel.detach(self, opened);
        if (options.mode !== undefined && typeof known !== 'string') known.mode = options.mode;
        return nothing;
      }),
    status: (path: string, options: { follow?: boolean } = {}) =>
      ask(() => {
        const found = find(path, options.follow ?? true);
        if (typeof found === 'string') return { errno: found };
        const status: FileStatus = {
          type: found.kind,
          mode: found.mode,
          uid: 0,
          size: found.text.length,
          modified: found.modified,
        };
        return found.kind === 'symlink' ? { ...status, target: found.target } : status;
      }),
    readDirectory: (path: string) =>
      ask(() => {
        const found = find(path);
        if (typeof found === 'string') return { errno: found };
        return found.kind === 'directory' ? [...found.children.keys()].sort() : { errno: 'ENOTDIR' };
      }),
    makeDirectory: (path: string, mode = 0o755) =>
      change(path, (known) => (known === undefined ? node('directory', mode) : { errno: 'EEXIST' })),
    removeDirectory: (path: string) =>
      change(path, (known) =>
        known === undefined
          ? { errno: 'ENOENT' }
          : known.kind !== 'directory'
            ? { errno: 'ENOTDIR' }
            : known.children.size > 0
              ? { errno: 'ENOTEMPTY' }
              : null,
      ),
    unlink: (path: string) =>
      change(path, (known) =>
        known === undefined ? { errno: 'ENOENT' } : known.kind === 'directory' ? { errno: 'EISDIR' } : null,
      ),
    symlink: (target: string, path: string) =>
      change(path, (known) =>
        known === undefined ? Object.assign(node('symlink', 0o777), { target }) : { errno: 'EEXIST' },
      ),
    rename: (from: string, to: string) =>
      ask(() => {
        const source = find(from, false);
        const parent = kernel.parentOf(from, process.cwd);
        const goal = kernel.parentOf(to, process.cwd);
        if (typeof source === 'string') return { errno: source };
        if (typeof parent === 'string' || typeof goal === 'string') return { errno: 'ENOENT' };
        parent.directory.children.delete(parent.name);
        goal.directory.children.set(goal.name, source);
        return nothing;
      }),
    changeMode: (path: string, mode: number) =>
      ask(() => {
        const found = find(path);
        if (typeof found === 'string') return { errno: found };
        found.mode = mode;
        return nothing;
      }),
    realPath: (path: string) =>
      ask(() => (typeof find(path) === 'string' ? { errno: find(path) } : absolute(path, process.cwd))),
    *spawn(request: { argv: string[]; env?: Record<string, string> }): Step<unknown> {
      const name = request.argv[0]!;
      const path = name.includes('/') ? name : `/bin/${name}`;
      return yield* port.spawn({
        path,
        argv: request.argv,
        environment: new Map(Object.entries(request.env ?? Object.fromEntries(process.environment))),
        descriptors: new Map([...process.files.keys()].map((number) => [number, number])),
        group: 'inherit',
        foreground: false,
      });
    },
    *wait(pid?: number, options: { deadline?: number } = {}): Step<unknown> {
      const { deadline } = options;
      if (deadline !== undefined) {
        const changed = (child: ToyProcess) =>
          child.parent === process.pid && (pid === undefined || child.pid === pid) && child.change !== null;
        kernel.after(deadline - kernel.now, () => nothing);
        yield* ask(() =>
          kernel.now >= deadline || [...kernel.processes.values()].some(changed) ? true : blocked,
        );
      }
      const change = yield* port.wait(pid ?? 'any', { block: deadline === undefined });
      if (change === 'none') return { errno: 'EAGAIN' };
      if (typeof change === 'string' || 'errno' in change) return change;
      return {
        pid: change.pid,
        status: change.kind === 'exited' ? change.code : 143,
        stopped: change.kind === 'stopped',
      };
    },
    kill: (pid: number, signal: string) => port.kill(pid, signal.replace(/^SIG/, '')),
    handle: () => nothing,
    ignore: () => nothing,
    takeSignal: () => nothing,
  };
  function change(
    path: string,
    action: (known: FileNode | undefined) => FileNode | { errno: string } | null,
  ): Step<unknown> {
    return ask(() => {
      const parent = kernel.parentOf(path, process.cwd);
      if (typeof parent === 'string') return { errno: parent };
      const made = action(parent.directory.children.get(parent.name));
      if (made === null) parent.directory.children.delete(parent.name);
      else if ('errno' in made) return made;
      else {
        made.modified = kernel.now;
        parent.directory.children.set(parent.name, made);
      }
      return nothing;
    });
  }
  return new Proxy(calls, {
    get(target, name) {
      if (name in target) return target[name as keyof typeof target];
      throw new Error(`the toy world has no system call ${String(name)}`);
    },
  }) as unknown as Sys;
}

/** Puts tools into the toy kernel's /bin. */
export function installTools(kernel: Kernel, tools: readonly CommandSpec[]): void {
  for (const tool of tools) {
    const program: ToyProgram = (world, process) => tool.run(toySys(world, process, process.args.slice(1)));
    for (const name of [tool.name, ...(tool.aliases ?? [])]) kernel.install(name, program);
  }
}
