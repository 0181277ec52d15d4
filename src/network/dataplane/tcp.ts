import { keyedInteger } from '../../lib/index.ts';
import {
  discoversPathMtu,
  fail,
  type Failure,
  hasQuirk,
  lookupRoute,
  type NetworkNamespace,
  nodeOf,
  schedule,
  selectSource,
  type TcpSocket,
  type World,
} from '../../model/state/index.ts';
import type { Ipv4, TcpFlags } from '../../model/wire/index.ts';
import { mtuOf, sendPacket } from './ip-output.ts';
import { count, wake } from './tracing.ts';

export const NO_FLAGS: TcpFlags = Object.freeze({
  syn: false,
  ack: false,
  fin: false,
  rst: false,
  psh: false,
});
/** RFC 6298: first time-out, and the least one once a round trip was measured (Linux: 200 ms). */
const INITIAL_RTO = 1_000_000;
const MIN_RTO = 200_000;
/** TCP_TIMEWAIT_LEN. */
const TIME_WAIT = 60_000_000;
/** Octets of IP and TCP header with timestamps: what an MTU loses to them. */
const HEADERS = 52;
/** Segments a connection begins with (TCP_INIT_CWND; f07a-mtu-l2-blackhole has ten of them lost). */
export const INITIAL_WINDOW = 10;
/** Octets a receiver offers once a connection stands. */
const WINDOW = 64_256;

/** Starts a connection from a bound socket: sends the SYN. The outcome shows in the socket's state. */
export function connectTcp(
  world: World,
  netns: NetworkNamespace,
  socket: TcpSocket,
  address: Ipv4,
  port: number,
): Failure | undefined {
  const route = lookupRoute(netns, address, { source: socket.address === 0 ? undefined : socket.address });
  if (!route) return fail('ENETUNREACH');
  if (route.kind === 'broadcast') return fail('ENETUNREACH');
  if (socket.address === 0) socket.address = selectSource(netns, route, address);
  socket.peer = { address, port };
  socket.mss = ownMss(world, netns, address);
  socket.initialSeq = initialSequence(world, socket);
  socket.sendUnacked = socket.initialSeq;
  socket.sendNext = socket.initialSeq + 1;
  socket.state = 'SYN_SENT';
  socket.retransmitTimeout = INITIAL_RTO;
  socket.congestionWindow = INITIAL_WINDOW;
  count(netns, 'TcpActiveOpens');
  const failure = sendSegment(world, netns, socket, { ...NO_FLAGS, syn: true }, socket.initialSeq, '');
  if (failure && failure.errno !== 'EPERM') {
    socket.state = 'CLOSE';
    return failure;
  }
  armRetransmission(world, netns, socket);
  return undefined;
}

/** Octets of payload that fit into the MTU towards an address: what we send at most, and, with room for options, announce. */
export function ownMss(world: World, netns: NetworkNamespace, address: Ipv4): number {
  const route = lookupRoute(netns, address);
  const device = route && netns.devices.get(route.kind === 'local' ? 1 : route.device);
  return device ? mtuOf(world, netns, address, route, device) - HEADERS : 536;
}

export function initialSequence(world: World, socket: TcpSocket): number {
  return keyedInteger(
    world.seed,
    1,
    0x7fffffff,
    'isn',
    socket.netns,
    socket.port,
    socket.peer?.port ?? 0,
    socket.id,
  );
}

/** Sends one segment of a connection. */
export function sendSegment(
  world: World,
  netns: NetworkNamespace,
  socket: TcpSocket,
  flags: TcpFlags,
  seq: number,
  payload: string,
): Failure | undefined {
  const { peer } = socket;
  if (!peer) return fail('ENOTCONN');
  count(netns, 'TcpOutSegs');
  const windowScale = hasQuirk(nodeOf(world, netns.node).kernel, 'tcp-receive-32m') ? 10 : 7;
  const { confirms } = socket;
  socket.confirms = undefined;
  return sendPacket(world, netns, {
    dst: peer.address,
    src: socket.address,
    df: discoversPathMtu(netns),
    confirms,
    payload: {
      kind: 'tcp',
      sport: socket.port,
      dport: peer.port,
      seq,
      ack: flags.ack ? socket.receiveNext : 0,
      flags,
      window: flags.syn ? 64240 : Math.round(WINDOW / 2 ** windowScale),
      payload,
      mss: flags.syn ? ownMss(world, netns, peer.address) + 12 : undefined,
      windowScale: flags.syn ? windowScale : undefined,
      checksum: 'partial',
    },
  });
}

export function sendAck(world: World, netns: NetworkNamespace, socket: TcpSocket): void {
  sendSegment(world, netns, socket, { ...NO_FLAGS, ack: true }, socket.sendNext, '');
}

/** Answers a segment nobody wants (RFC 9293, section 3.5.2). */
export function sendReset(
  world: World,
  netns: NetworkNamespace,
  request: {
    from: Ipv4;
    fromPort: number;
    to: Ipv4;
    toPort: number;
    seq: number;
    ack: number;
    withAck: boolean;
  },
): void {
  count(netns, 'TcpOutSegs');
  count(netns, 'TcpOutRsts');
  sendPacket(world, netns, {
    dst: request.to,
    src: request.from,
    df: true,
    payload: {
      kind: 'tcp',
      sport: request.fromPort,
      dport: request.toPort,
      seq: request.seq,
      ack: request.ack,
      flags: { ...NO_FLAGS, rst: true, ack: request.withAck },
      window: 0,
      payload: '',
      checksum: 'partial',
    },
  });
}

/** Queues octets for sending and sends what can go. EPIPE once the sending side is closed. */
export function writeTcp(
  world: World,
  netns: NetworkNamespace,
  socket: TcpSocket,
  text: string,
): Failure | undefined {
  if (socket.error) {
    const errno = socket.error;
    socket.error = undefined;
    return fail(errno);
  }
  if (socket.finQueued || (socket.state !== 'ESTABLISHED' && socket.state !== 'CLOSE_WAIT'))
    return fail('EPIPE');
  socket.sendBuffer += text;
  pushData(world, netns, socket);
  return undefined;
}

/**
 * Sends what was not sent yet, in segments of the connection's MSS and as many as its window lets go, and FIN behind the last when the
 * application is done.
 */
export function pushData(world: World, netns: NetworkNamespace, socket: TcpSocket): void {
  // An answer may come before the call that sends returns (macvlan devices of one card): each step is taken before its segment goes,
  // and what the answer lets go is left to the loop that is running.
  if (socket.pushing) return;
  socket.pushing = true;
  const underWay = () => socket.sendNext - socket.sendUnacked;
  while (underWay() < socket.sendBuffer.length && underWay() < socket.congestionWindow * socket.mss) {
    const at = underWay();
    const chunk = socket.sendBuffer.slice(at, at + socket.mss);
    const last = at + chunk.length >= socket.sendBuffer.length;
    const seq = socket.sendNext;
    socket.sendNext += chunk.length;
    sendSegment(world, netns, socket, { ...NO_FLAGS, ack: true, psh: last }, seq, chunk);
  }
  socket.pushing = undefined;
  if (socket.finQueued && !socket.finSent && underWay() >= socket.sendBuffer.length) {
    socket.finSent = true;
    const seq = socket.sendNext++;
    sendSegment(world, netns, socket, { ...NO_FLAGS, ack: true, fin: true }, seq, '');
  }
  if (socket.sendNext > socket.sendUnacked && socket.retransmitAt === undefined) {
    socket.retransmitTimeout = MIN_RTO;
    armRetransmission(world, netns, socket);
  }
}

/** Takes a smaller MTU of the path in, and sends what was under way in smaller segments again. */
export function reduceMss(world: World, netns: NetworkNamespace, socket: TcpSocket, mtu: number): void {
  if (mtu - HEADERS >= socket.mss) return;
  socket.mss = mtu - HEADERS;
  const underWay = Math.min(socket.sendNext - socket.sendUnacked, socket.sendBuffer.length);
  for (let at = 0; at < underWay; at += socket.mss) {
    const chunk = socket.sendBuffer.slice(at, Math.min(at + socket.mss, underWay));
    count(netns, 'TcpRetransSegs');
    sendSegment(world, netns, socket, { ...NO_FLAGS, ack: true }, socket.sendUnacked + at, chunk);
  }
  if (socket.finSent)
    sendSegment(
      world,
      netns,
      socket,
      { ...NO_FLAGS, ack: true, fin: true },
      socket.sendUnacked + underWay,
      '',
    );
}

/** Closes the sending side: FIN follows the queued octets. */
export function shutdownTcp(world: World, netns: NetworkNamespace, socket: TcpSocket): void {
  if (socket.finQueued) return;
  if (socket.state !== 'ESTABLISHED' && socket.state !== 'CLOSE_WAIT' && socket.state !== 'SYN_RECV') return;
  socket.finQueued = true;
  // The state changes at once, however long the FIN waits behind data (tcp_close_state).
  socket.state = socket.state === 'CLOSE_WAIT' ? 'LAST_ACK' : 'FIN_WAIT1';
  pushData(world, netns, socket);
}

/** The application closes its descriptor: an orderly FIN, or a reset when unread octets would be lost (RFC 2525, 2.17). */
export function closeTcp(world: World, netns: NetworkNamespace, socket: TcpSocket): void {
  socket.owner = undefined;
  socket.orphaned = true;
  if (socket.state === 'LISTEN') {
    for (const id of socket.backlog) {
      const child = netns.sockets.get(id);
      if (child?.kind === 'tcp') abortTcp(world, netns, child);
    }
    netns.sockets.delete(socket.id);
    return;
  }
  if (socket.state === 'CLOSE' || socket.state === 'SYN_SENT') {
    netns.sockets.delete(socket.id);
    return;
  }
  if (socket.received !== '') {
    abortTcp(world, netns, socket);
    return;
  }
  shutdownTcp(world, netns, socket);
}

/** Resets a connection and forgets it. */
export function abortTcp(world: World, netns: NetworkNamespace, socket: TcpSocket): void {
  if (socket.peer && socket.state !== 'CLOSE' && socket.state !== 'TIME_WAIT')
    sendReset(world, netns, {
      from: socket.address,
      fromPort: socket.port,
      to: socket.peer.address,
      toPort: socket.peer.port,
      seq: socket.sendNext,
      ack: socket.receiveNext,
      withAck: true,
    });
  socket.state = 'CLOSE';
  netns.sockets.delete(socket.id);
}

export function armRetransmission(world: World, netns: NetworkNamespace, socket: TcpSocket): void {
  socket.timerToken++;
  socket.retransmitAt = world.now + socket.retransmitTimeout;
  schedule(world, socket.retransmitTimeout, {
    kind: 'tcp',
    netns: netns.id,
    socket: socket.id,
    token: socket.timerToken,
  });
}

export function enterTimeWait(world: World, netns: NetworkNamespace, socket: TcpSocket): void {
  socket.state = 'TIME_WAIT';
  socket.timerToken++;
  socket.retransmitAt = undefined;
  schedule(world, TIME_WAIT, { kind: 'tcp', netns: netns.id, socket: socket.id, token: socket.timerToken });
}

/** Ends a connection with an error its owner will read. */
export function failConnection(
  world: World,
  netns: NetworkNamespace,
  socket: TcpSocket,
  errno: NonNullable<TcpSocket['error']>,
): void {
  socket.state = 'CLOSE';
  socket.error = errno;
  socket.timerToken++;
  socket.retransmitAt = undefined;
  if (socket.orphaned || (socket.parent !== undefined && !socket.owner)) netns.sockets.delete(socket.id);
  else wake(world, socket);
}
