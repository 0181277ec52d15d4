import { fail, type Failure, type Node, type OpenFile, type Process } from '../../model/state/index.ts';
import { closeTcp } from '../../network/dataplane/index.ts';
import { dropSocket } from '../../network/kernel/index.ts';
import type { Simulation } from './simulation.ts';

/** Gives an open file the lowest free descriptor from `from` on, or exactly `wanted`. */
export function attach(node: Node, process: Process, file: OpenFile, wanted?: number, from = 3): number {
  let fd = wanted ?? from;
  if (wanted === undefined) while (process.files.has(fd)) fd++;
  process.files.set(fd, file);
  countPipe(node, file, 1);
  return fd;
}

/** Pipes know how many ends are open: no writer means end of file, no reader a broken pipe. */
function countPipe(node: Node, file: OpenFile, by: number): void {
  if (file.kind !== 'pipe-read' && file.kind !== 'pipe-write') return;
  const pipe = node.pipes.get(file.pipe);
  if (!pipe) return;
  if (file.kind === 'pipe-read') pipe.readers += by;
  else pipe.writers += by;
  if (pipe.readers === 0 && pipe.writers === 0) node.pipes.delete(file.pipe);
}

export function detach(sim: Simulation, node: Node, process: Process, fd: number): void {
  const file = process.files.get(fd);
  if (!file) return;
  process.files.delete(fd);
  countPipe(node, file, -1);
  if (file.kind === 'pipe-read' || file.kind === 'pipe-write')
    sim.world.ready.push({ kind: 'pipe', node: node.name, id: file.pipe });
  if (file.kind === 'socket') closeSocket(sim, node, file.socket);
}

function closeSocket(sim: Simulation, node: Node, id: number): void {
  // Another descriptor, of this process or of a child, may still hold it.
  for (const other of node.processes.values()) {
    if (other.state === 'zombie') continue;
    for (const file of other.files.values()) if (file.kind === 'socket' && file.socket === id) return;
  }
  for (const netns of sim.world.namespaces.values()) {
    const socket = netns.sockets.get(id);
    if (!socket) continue;
    if (socket.kind === 'tcp') closeTcp(sim.world, netns, socket);
    else dropSocket(netns, id);
    return;
  }
}

export function fileOf(process: Process, fd: number): OpenFile | Failure {
  return process.files.get(fd) ?? fail('EBADF');
}
