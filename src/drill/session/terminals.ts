import type { OpenFile, Terminal, World } from '../../model/state/index.ts';
import { type Simulation, startProcess } from '../../machine/sim/index.ts';
import type { Place } from '../scenario/index.ts';

/** A terminal of a machine, on which nothing was typed or printed. */
export function newTerminal(id: string, columns: number, rows: number, node: string): Terminal {
  return {
    id,
    columns,
    rows,
    input: '',
    endOfFile: false,
    output: '',
    stdout: '',
    stderr: '',
    foreground: { node, group: 0 },
    mode: 'line',
    interrupted: false,
    taken: [],
  };
}

/**
 * What was printed is in the records: the streams begin anew, so that no world keeps all that was ever printed in it.
 *
 * @returns how long they are now.
 */
export function takePrinted(terminal: Terminal): { stdout: number; stderr: number } {
  const lengths = { stdout: 0, stderr: 0 };
  Object.assign(terminal, { stdout: '', stderr: '' });
  if (terminal.editing) Object.assign(terminal.editing, lengths);
  return lengths;
}

/** Whether the foreground program of a terminal waits for input of it. */
export function isReading(world: World, id: string): boolean {
  const terminal = world.terminals.get(id);
  const node = terminal && world.nodes.get(terminal.foreground.node);
  if (!terminal || !node || terminal.editing) return false;
  for (const process of node.processes.values()) {
    if (process.group !== terminal.foreground.group || process.terminal !== id) continue;
    for (const task of process.tasks) {
      if (task.waiting?.call !== 'read') continue;
      const file = process.files.get(task.waiting.args[0] as number);
      if (file?.kind === 'terminal') return terminal.input === '';
    }
  }
  return false;
}

/** Whether a process is left that belongs to a terminal. */
export function hasShell(world: World, id: string): boolean {
  for (const node of world.nodes.values())
    for (const process of node.processes.values())
      if (process.terminal === id && process.state !== 'zombie') return true;
  return false;
}

/** Name of the container a shell runs in, by its pid namespace; `undefined` on the host. */
export function containerName(world: World, node: string, container: string): string | undefined {
  const disk = world.nodes.get(node)?.disk.get('docker') as
    | { containers: Map<string, { name: string }> }
    | undefined;
  return container === '' ? undefined : disk?.containers.get(container)?.name;
}

/** A shell for a terminal at a place. */
export function startShell(sim: Simulation, place: Place, id: string): ReturnType<typeof startProcess> {
  return startProcess(sim, place.node, {
    // A host is logged in to; a container's shell is an exec, and no login shell.
    argv: [place.namespaces.pid === '' ? '-bash' : 'bash'],
    namespaces: place.namespaces,
    interactive: true,
    terminal: id,
    parent: 0,
    cwd: place.namespaces.pid === '' ? '/root' : '/',
    env: {
      HOME: '/root',
      USER: 'root',
      LOGNAME: 'root',
      SHELL: '/bin/bash',
      TERM: 'xterm',
      LANG: 'en_US.UTF-8',
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    },
    comm: 'bash',
    files: new Map<number, OpenFile>([
      [0, { kind: 'terminal', terminal: id }],
      [1, { kind: 'terminal', terminal: id }],
      [2, { kind: 'terminal', terminal: id, stderr: true }],
    ]),
  });
}
