import {
  discoversPathMtu,
  fail,
  type Failure,
  hasQuirk,
  isFailure,
  lookupRoute,
  namespaceOf,
  type NetlinkMessage,
  type NetworkNamespace,
  type Node,
  type Socket,
} from '../../model/state/index.ts';
import { connectTcp, sendArp, sendPacket, sendUdp } from '../../network/dataplane/index.ts';
import {
  bindSocket,
  listenSocket,
  openIcmp,
  openPacket,
  openTcp,
  openUdp,
} from '../../network/kernel/index.ts';
import type { Ipv4 } from '../../model/wire/index.ts';
import type { SendOptions, SocketRequest } from '../os/index.ts';
import { block, type CallContext, type Handler } from './call.ts';
import { socketAnywhere } from './calls-files.ts';
import { attach, fileOf } from './descriptors.ts';

interface Deadline {
  deadline?: number;
}

/** Longest queue of connections a listener may have by the kernel's default; Go programs ask for as much. */
function somaxconn(node: Node): number {
  return hasQuirk(node.kernel, 'somaxconn-4096') ? 4096 : 128;
}

function socketOf(c: CallContext, fd: number): Socket | Failure {
  const file = fileOf(c.process, fd);
  if (isFailure(file)) return file;
  if (file.kind !== 'socket') return fail('ENOTSOCK');
  return socketAnywhere(c.sim.world, file.socket) ?? fail('EBADF');
}

function home(c: CallContext, socket: Socket): NetworkNamespace {
  return namespaceOf(c.sim.world, socket.netns);
}

function socket(c: CallContext, request: SocketRequest): number | Failure {
  const { world } = c.sim;
  const options = { owner: { node: c.node.name, pid: c.process.pid }, uid: c.process.uid };
  const elsewhere = 'netns' in request ? request.netns : undefined;
  const where = elsewhere === undefined ? c.netns : world.namespaces.get(elsewhere);
  if (!where) return fail('EINVAL');
  let made: Socket;
  switch (request.type) {
    case 'udp':
      made = openUdp(world, where, { ...options, family: request.family, v6only: request.v6only });
      break;
    case 'tcp':
      made = openTcp(world, where, { ...options, family: request.family, v6only: request.v6only });
      break;
    case 'icmp':
      made = openIcmp(world, c.netns, request.identifier, options);
      break;
    case 'packet':
      if (request.device !== 0 && !c.netns.devices.has(request.device)) return fail('ENODEV');
      made = openPacket(world, c.netns, request.device, { ...options, arpOnly: request.arpOnly });
      break;
  }
  return attach(c.node, c.process, { kind: 'socket', socket: made.id });
}

function bind(c: CallContext, fd: number, address: Ipv4, port: number): Failure | undefined {
  const s = socketOf(c, fd);
  if (isFailure(s)) return s;
  if (s.kind !== 'udp' && s.kind !== 'tcp') return fail('EOPNOTSUPP');
  return bindSocket(c.sim.world, home(c, s), s, address, port);
}

/** What connect(2) of a datagram socket learns from the routes alone: EACCES for a broadcast address. */
function refusedRoute(netns: NetworkNamespace, address: Ipv4): Failure | undefined {
  switch (lookupRoute(netns, address)?.kind) {
    case undefined:
      return fail('ENETUNREACH');
    case 'broadcast':
    case 'prohibit':
      return fail('EACCES');
    case 'unreachable':
      return fail('EHOSTUNREACH');
    default:
      return undefined;
  }
}

function connect(c: CallContext, fd: number, address: Ipv4, port: number, options: Deadline = {}): unknown {
  const s = socketOf(c, fd);
  if (isFailure(s)) return s;
  const netns = home(c, s);
  if (s.kind === 'udp') {
    const unreachable = refusedRoute(netns, address);
    if (unreachable) return unreachable;
    if (s.port === 0) {
      const failure = bindSocket(c.sim.world, netns, s, s.address, 0);
      if (failure) return failure;
    }
    s.peer = { address, port };
    return undefined;
  }
  if (s.kind !== 'tcp') return fail('EOPNOTSUPP');
  if (!c.pending) {
    if (s.state !== 'CLOSE') return fail('EISCONN');
    if (s.port === 0) {
      const failure = bindSocket(c.sim.world, netns, s, s.address, 0);
      if (failure) return failure;
    }
    const failure = connectTcp(c.sim.world, netns, s, address, port);
    if (failure) return failure;
    return block(options.deadline);
  }
  if (s.state === 'CLOSE') {
    const errno = s.error ?? 'ECONNREFUSED';
    s.error = undefined;
    return fail(errno);
  }
  return s.state === 'SYN_SENT' ? block() : undefined;
}

function accept(c: CallContext, fd: number, options: Deadline = {}): unknown {
  const s = socketOf(c, fd);
  if (isFailure(s)) return s;
  if (s.kind !== 'tcp' || s.state !== 'LISTEN') return fail('EINVAL');
  const id = s.backlog.shift();
  if (id === undefined) return block(c.pending ? undefined : options.deadline);
  const child = home(c, s).sockets.get(id);
  if (child?.kind !== 'tcp' || !child.peer) return block(c.pending ? undefined : options.deadline);
  child.owner = { node: c.node.name, pid: c.process.pid };
  return {
    fd: attach(c.node, c.process, { kind: 'socket', socket: id }),
    address: child.peer.address,
    port: child.peer.port,
  };
}

function sendTo(
  c: CallContext,
  fd: number,
  address: Ipv4,
  port: number,
  payload: string,
  options: SendOptions = {},
): Failure | number {
  const s = socketOf(c, fd);
  if (isFailure(s)) return s;
  if (s.kind !== 'udp') return fail('EOPNOTSUPP');
  const netns = home(c, s);
  if (s.port === 0) {
    const failure = bindSocket(c.sim.world, netns, s, s.address, 0);
    if (failure) return failure;
  }
  const failure = sendUdp(c.sim.world, netns, s, {
    address,
    port,
    payload,
    ttl: options.ttl,
    tos: options.tos,
    df: options.dontFragment,
    source: options.source,
    device: options.device,
  });
  return failure ?? payload.length;
}

function sendEcho(
  c: CallContext,
  fd: number,
  address: Ipv4,
  sequence: number,
  size: number,
  options: SendOptions = {},
): Failure | number {
  const s = socketOf(c, fd);
  if (isFailure(s)) return s;
  if (s.kind !== 'icmp') return fail('EOPNOTSUPP');
  const netns = home(c, s);
  const failure = sendPacket(c.sim.world, netns, {
    dst: address,
    src: options.source,
    ttl: options.ttl,
    tos: options.tos,
    df: options.dontFragment ?? (discoversPathMtu(netns) && 'want'),
    device: options.device,
    payload: {
      kind: 'icmp',
      type: 8,
      code: 0,
      id: s.identifier,
      sequence,
      size,
      stamp: c.sim.world.now,
      checksum: 'right',
    },
  });
  if (failure) return failure;
  netns.counters.IcmpOutMsgs = (netns.counters.IcmpOutMsgs ?? 0) + 1;
  netns.counters.IcmpOutEchos = (netns.counters.IcmpOutEchos ?? 0) + 1;
  netns.counters.IcmpMsgOutType8 = (netns.counters.IcmpMsgOutType8 ?? 0) + 1;
  return size + 8;
}

function receiveIcmp(c: CallContext, fd: number, options: Deadline = {}): unknown {
  const s = socketOf(c, fd);
  if (isFailure(s)) return s;
  if (s.kind !== 'icmp') return fail('EOPNOTSUPP');
  return s.received.shift() ?? block(c.pending ? undefined : options.deadline);
}

function receiveFrom(c: CallContext, fd: number, options: Deadline = {}): unknown {
  const s = socketOf(c, fd);
  if (isFailure(s)) return s;
  if (s.kind !== 'udp') return fail('EOPNOTSUPP');
  if (s.error) {
    const errno = s.error;
    s.error = undefined;
    return fail(errno);
  }
  return s.received.shift() ?? block(c.pending ? undefined : options.deadline);
}

function receiveFrame(c: CallContext, fd: number, options: Deadline = {}): unknown {
  const s = socketOf(c, fd);
  if (isFailure(s)) return s;
  if (s.kind !== 'packet') return fail('EOPNOTSUPP');
  return s.frames.shift() ?? block(c.pending ? undefined : options.deadline);
}

function arp(
  c: CallContext,
  fd: number,
  request: {
    target: Ipv4;
    source: Ipv4;
    destination?: string;
    operation?: 'request' | 'reply';
    targetMac?: string;
  },
): Failure | number {
  const s = socketOf(c, fd);
  if (isFailure(s)) return s;
  if (s.kind !== 'packet') return fail('EOPNOTSUPP');
  const netns = home(c, s);
  const device = netns.devices.get(s.device);
  if (!device) return fail('ENODEV');
  if (!device.up) return fail('ENETDOWN');
  sendArp(c.sim.world, netns, device, {
    operation: request.operation ?? 'request',
    senderIp: request.source,
    targetIp: request.target,
    destination: request.destination,
    targetMac: request.targetMac,
    trace: 0,
  });
  return 28;
}

function netlink(c: CallContext, groups: NetlinkMessage['group'][]): number {
  const id = c.sim.world.nextSocket++;
  c.netns.monitors.push({ id, groups, messages: [], owner: { node: c.node.name, pid: c.process.pid } });
  return id;
}

function receiveNetlink(c: CallContext, id: number, options: Deadline = {}): unknown {
  for (const netns of c.sim.world.namespaces.values()) {
    const monitor = netns.monitors.find((m) => m.id === id);
    if (monitor) return monitor.messages.shift() ?? block(c.pending ? undefined : options.deadline);
  }
  return fail('EBADF');
}

/** Handlers of calls about sockets and netlink. */
export const SOCKET_CALLS: Readonly<Record<string, Handler>> = {
  socket,
  bind,
  listen: (c: CallContext, fd: number, backlog = somaxconn(c.node)) => {
    const s = socketOf(c, fd);
    if (isFailure(s)) return s;
    return s.kind === 'tcp' ? listenSocket(s, backlog) : fail('EOPNOTSUPP');
  },
  connect,
  accept,
  sendTo,
  receiveFrom,
  sendEcho,
  receiveIcmp,
  sendArp: arp,
  receiveFrame,
  netlink,
  receiveNetlink,
};
