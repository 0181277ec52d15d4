import { type NetworkNamespace, pidIn, type Socket, type World } from '../../model/state/index.ts';
import type { Ipv4 } from '../../model/wire/index.ts';

/** A socket as netstat, ss and /proc/net show it. */
export interface SocketRow {
  protocol: 'tcp' | 'udp' | 'raw';
  family: 'inet' | 'inet6';
  /** Takes IPv6 only. */
  v6only?: boolean;
  /** Kernel's name of the TCP state; UDP knows UNCONN and ESTABLISHED. */
  state: string;
  address: Ipv4;
  port: number;
  peer?: { address: Ipv4; port: number };
  receiveQueue: number;
  sendQueue: number;
  /** Listeners: how many may wait. */
  backlog?: number;
  uid: number;
  inode: number;
  owner?: { pid: number; comm: string; fd: number };
  timers?: { rto: number; mss: number; unacked: number; retransmissions: number };
}

/**
 * Internet sockets of a namespace: UDP, then TCP, each by local port. Their processes are named as the pid namespace `viewer` numbers
 * them; those it does not see (the engine's DNS inside a container) stay unnamed.
 */
export function selectSockets(world: World, netns: NetworkNamespace, viewer = ''): SocketRow[] {
  const rows: SocketRow[] = [];
  for (const socket of netns.sockets.values()) {
    const row = socketRow(world, socket, viewer);
    if (row) rows.push(row);
  }
  const rank = { udp: 0, raw: 1, tcp: 2 };
  return rows.sort(
    (a, b) =>
      rank[a.protocol] - rank[b.protocol] ||
      Number(b.state === 'LISTEN') - Number(a.state === 'LISTEN') ||
      Number(a.family === 'inet6') - Number(b.family === 'inet6') ||
      a.port - b.port,
  );
}

function socketRow(world: World, socket: Socket, viewer: string): SocketRow | undefined {
  const base = { uid: socket.uid, inode: socket.inode, owner: ownerOf(world, socket, viewer) };
  switch (socket.kind) {
    case 'udp':
      // A socket without a port is not in the kernel's table.
      if (socket.port === 0) return undefined;
      return {
        ...base,
        protocol: 'udp',
        family: socket.family,
        v6only: socket.v6only,
        state: socket.peer ? 'ESTABLISHED' : 'UNCONN',
        address: socket.address,
        port: socket.port,
        peer: socket.peer,
        receiveQueue: socket.received.reduce((sum, datagram) => sum + datagram.payload.length, 0),
        sendQueue: 0,
      };
    case 'tcp':
      if (socket.state === 'CLOSE' || socket.port === 0) return undefined;
      return {
        ...base,
        protocol: 'tcp',
        family: socket.family,
        v6only: socket.v6only,
        state: socket.state,
        address: socket.address,
        port: socket.port,
        peer: socket.peer,
        receiveQueue: socket.state === 'LISTEN' ? socket.backlog.length : socket.received.length,
        sendQueue: socket.sendBuffer.length,
        backlog: socket.state === 'LISTEN' ? socket.backlogLimit : undefined,
        owner: socket.state === 'TIME_WAIT' || socket.orphaned ? undefined : base.owner,
        timers: {
          rto: socket.retransmitTimeout / 1000,
          mss: socket.mss,
          unacked: socket.sendNext - socket.sendUnacked,
          retransmissions: socket.retransmissions,
        },
      };
    case 'icmp':
      return {
        ...base,
        protocol: 'raw',
        family: 'inet',
        state: 'UNCONN',
        address: 0,
        port: 1,
        receiveQueue: 0,
        sendQueue: 0,
      };
    case 'packet':
      return undefined;
  }
}

function ownerOf(world: World, socket: Socket, viewer: string): SocketRow['owner'] {
  if (!socket.owner) return undefined;
  const process = world.nodes.get(socket.owner.node)?.processes.get(socket.owner.pid);
  const pid = process ? pidIn(viewer, process) : 0;
  if (!process || pid === 0) return undefined;
  let fd = 0;
  for (const [number, file] of process.files)
    if (file.kind === 'socket' && file.socket === socket.id) fd = number;
  return { pid, comm: process.comm, fd };
}
