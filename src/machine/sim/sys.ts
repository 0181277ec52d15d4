import { namespaceOf, type Node, type Process } from '../../model/state/index.ts';
import type { Sys } from '../os/index.ts';
import type { Call } from './call.ts';
import type { Simulation } from './simulation.ts';

/** Calls whose answer is awaited; every one becomes a yielded `Call`. */
const YIELDED = [
  'sleep',
  'charge',
  'open',
  'read',
  'write',
  'close',
  'duplicate',
  'pipe',
  'readFile',
  'writeFile',
  'status',
  'readDirectory',
  'makeDirectory',
  'removeDirectory',
  'unlink',
  'rename',
  'symlink',
  'changeMode',
  'realPath',
  'changeDirectory',
  'spawn',
  'execute',
  'wait',
  'kill',
  'socket',
  'bind',
  'listen',
  'connect',
  'accept',
  'sendTo',
  'receiveFrom',
  'sendEcho',
  'receiveIcmp',
  'sendArp',
  'receiveFrame',
  'shutdown',
  'netlink',
  'receiveNetlink',
  'setNamespaces',
  'change',
  'thread',
  'again',
  'notify',
  'await',
  'request',
  'serve',
  'reply',
  'reboot',
  'current',
  'exit',
  'openText',
  'readLine',
  'disposition',
  'takeSignals',
  'setForeground',
  'draw',
  'terminalMode',
  'readLog',
  'log',
] as const;

/** The yielded calls, made once for all processes: each yields who is asked what, and returns the answer. */
const yielded: Record<string, unknown> = {};
for (const name of YIELDED)
  yielded[name] = function* (...args: unknown[]): Generator<Call, unknown, unknown> {
    return yield { call: name, args };
  };

/** Facades by process: a daemon's routines begin anew often, and all of one process share one. */
const facades = new WeakMap<Process, Sys>();

/** The system-call interface of one process: questions are answered at once, everything else is yielded to the loop. */
export function createSys(sim: Simulation, node: Node, process: Process): Sys {
  let facade = facades.get(process);
  if (!facade) {
    facade = Object.assign(Object.create(yielded), directCalls(sim, node, process)) as Sys;
    Object.defineProperty(facade, 'netns', { get: () => namespaceOf(sim.world, process.namespaces.net) });
    facades.set(process, facade);
  }
  return facade;
}

/** A program that took a process over sees its own words. */
export function forgetSys(process: Process): void {
  facades.delete(process);
}

function directCalls(sim: Simulation, node: Node, process: Process) {
  const terminal = () =>
    process.terminal === undefined ? undefined : sim.world.terminals.get(process.terminal);
  return {
    world: sim.world,
    process,
    node,
    args: (process.standIn ?? process.argv).slice(1),
    now: () => sim.replayTime ?? sim.world.now,
    isTerminal: (fd: number) => process.files.get(fd)?.kind === 'terminal',
    windowSize: () => ({ columns: terminal()?.columns ?? 80, rows: terminal()?.rows ?? 24 }),
    handle: (signals: Process['handled']) => {
      process.handled = [...signals];
      process.ignored = process.ignored.filter((signal) => !signals.includes(signal));
    },
    ignore: (signals: Process['ignored']) => {
      process.ignored = [...signals];
      process.handled = process.handled.filter((signal) => !signals.includes(signal));
    },
    takeSignal: () => process.pendingSignals.shift(),
    localAddress: (fd: number) => {
      const file = process.files.get(fd);
      const socket =
        file?.kind === 'socket'
          ? namespaceOf(sim.world, process.namespaces.net).sockets.get(file.socket)
          : undefined;
      return socket?.kind === 'udp' || socket?.kind === 'tcp'
        ? { address: socket.address, port: socket.port }
        : undefined;
    },
  };
}
