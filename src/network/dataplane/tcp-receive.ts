import type { Errno, NetDevice, NetworkNamespace, TcpSocket, World } from '../../model/state/index.ts';
import type { Ipv4, Ipv4Packet, TcpSegment } from '../../model/wire/index.ts';
import { checksumGood } from './offload.ts';
import {
  armRetransmission,
  enterTimeWait,
  failConnection,
  INITIAL_WINDOW,
  initialSequence,
  ownMss,
  pushData,
  reduceMss,
  sendAck,
  sendReset,
  sendSegment,
} from './tcp.ts';
import { count, delivered, drop, wake } from './tracing.ts';

/** A segment for this host: its connection, a listener, or a reset. */
export function receiveTcp(
  world: World,
  netns: NetworkNamespace,
  device: NetDevice,
  packet: Ipv4Packet,
  segment: TcpSegment,
  trace: number,
): void {
  count(netns, 'TcpInSegs');
  if (!checksumGood(packet)) {
    count(netns, 'TcpInErrs');
    count(netns, 'TcpInCsumErrors');
    drop(world, trace, netns, device, 'TCP_CSUM', { detail: `tcp ${segment.dport}` });
    return;
  }
  const socket = lookupConnection(netns, packet, segment);
  const opens = segment.flags.syn && !segment.flags.ack && !segment.flags.rst;
  const listener = opens || !socket ? lookupListener(netns, packet.dst, segment.dport) : undefined;
  // Who drew the same port again gets a new connection (RFC 6191): Linux tells it from an old SYN by its timestamp, which goes on counting.
  const reopens = opens && listener && socket?.state === 'TIME_WAIT';
  if (reopens) netns.sockets.delete(socket.id);
  else if (socket) {
    delivered(world, trace, netns, device, `tcp ${segment.dport}`);
    advance(world, netns, socket, segment);
    return;
  }
  if (listener && opens) {
    delivered(world, trace, netns, device, `tcp ${segment.dport}`);
    acceptSyn(world, netns, listener, packet, segment);
    return;
  }
  drop(world, trace, netns, device, 'NO_SOCKET', { detail: `tcp ${segment.dport}` });
  if (segment.flags.rst) return;
  const length = segment.payload.length + (segment.flags.syn ? 1 : 0) + (segment.flags.fin ? 1 : 0);
  sendReset(world, netns, {
    from: packet.dst,
    fromPort: segment.dport,
    to: packet.src,
    toPort: segment.sport,
    seq: segment.flags.ack ? segment.ack : 0,
    ack: segment.seq + length,
    withAck: !segment.flags.ack,
  });
}

function lookupConnection(
  netns: NetworkNamespace,
  packet: Ipv4Packet,
  segment: TcpSegment,
): TcpSocket | undefined {
  for (const socket of netns.sockets.values()) {
    if (socket.kind !== 'tcp' || socket.state === 'LISTEN' || socket.state === 'CLOSE') continue;
    if (socket.port !== segment.dport || socket.peer?.port !== segment.sport) continue;
    if (socket.address === packet.dst && socket.peer.address === packet.src) return socket;
  }
  return undefined;
}

function lookupListener(netns: NetworkNamespace, address: Ipv4, port: number): TcpSocket | undefined {
  let wildcard: TcpSocket | undefined;
  for (const socket of netns.sockets.values()) {
    if (socket.kind !== 'tcp' || socket.state !== 'LISTEN' || socket.port !== port || socket.v6only) continue;
    if (socket.address === address) return socket;
    if (socket.address === 0) wildcard = socket;
  }
  return wildcard;
}

function acceptSyn(
  world: World,
  netns: NetworkNamespace,
  listener: TcpSocket,
  packet: Ipv4Packet,
  segment: TcpSegment,
): void {
  if (listener.backlog.length > listener.backlogLimit) {
    count(netns, 'TcpExtListenOverflows');
    return;
  }
  const child: TcpSocket = {
    ...listener,
    id: world.nextSocket++,
    inode: 0,
    owner: undefined,
    state: 'SYN_RECV',
    address: packet.dst,
    peer: { address: packet.src, port: segment.sport },
    backlog: [],
    parent: listener.id,
    receiveNext: segment.seq + 1,
    mss: Math.min((segment.mss ?? 536) - 12, ownMss(world, netns, packet.src)),
    sendBuffer: '',
    received: '',
    congestionWindow: INITIAL_WINDOW,
    retransmissions: 0,
    retransmitTimeout: 1_000_000,
    timerToken: 0,
  };
  child.initialSeq = initialSequence(world, child);
  child.sendUnacked = child.initialSeq;
  child.sendNext = child.initialSeq + 1;
  netns.sockets.set(child.id, child);
  sendSegment(
    world,
    netns,
    child,
    { syn: true, ack: true, fin: false, rst: false, psh: false },
    child.initialSeq,
    '',
  );
  armRetransmission(world, netns, child);
}

function advance(world: World, netns: NetworkNamespace, socket: TcpSocket, segment: TcpSegment): void {
  if (segment.flags.rst) {
    receiveReset(world, netns, socket);
    return;
  }
  if (socket.state === 'SYN_SENT') {
    if (segment.flags.syn && segment.flags.ack && segment.ack === socket.sendNext)
      completeActive(world, netns, socket, segment);
    return;
  }
  if (segment.flags.syn) {
    // Our SYN-ACK or its ACK was lost: answer again.
    if (socket.state === 'SYN_RECV')
      sendSegment(
        world,
        netns,
        socket,
        { syn: true, ack: true, fin: false, rst: false, psh: false },
        socket.initialSeq,
        '',
      );
    else sendAck(world, netns, socket);
    return;
  }
  if (segment.flags.ack) takeAck(world, netns, socket, segment.ack);
  if (socket.state === 'CLOSE' || socket.state === 'TIME_WAIT') return;
  takeData(world, netns, socket, segment);
}

function receiveReset(world: World, netns: NetworkNamespace, socket: TcpSocket): void {
  if (socket.state === 'TIME_WAIT') {
    netns.sockets.delete(socket.id);
    return;
  }
  count(netns, 'TcpEstabResets');
  failConnection(world, netns, socket, socket.state === 'SYN_SENT' ? 'ECONNREFUSED' : 'ECONNRESET');
}

function completeActive(world: World, netns: NetworkNamespace, socket: TcpSocket, segment: TcpSegment): void {
  socket.state = 'ESTABLISHED';
  socket.receiveNext = segment.seq + 1;
  socket.sendUnacked = segment.ack;
  socket.mss = Math.min(socket.mss, (segment.mss ?? 536) - 12);
  socket.confirms = true;
  settleTimer(socket);
  sendAck(world, netns, socket);
  wake(world, socket);
}

function settleTimer(socket: TcpSocket): void {
  socket.retransmissions = 0;
  socket.retransmitAt = undefined;
  socket.timerToken++;
  socket.retransmitTimeout = 200_000;
}

function takeAck(world: World, netns: NetworkNamespace, socket: TcpSocket, ack: number): void {
  if (socket.state === 'SYN_RECV' && ack === socket.sendNext) {
    socket.state = 'ESTABLISHED';
    socket.sendUnacked = ack;
    socket.confirms = true;
    settleTimer(socket);
    count(netns, 'TcpPassiveOpens');
    const listener = socket.parent === undefined ? undefined : netns.sockets.get(socket.parent);
    if (listener?.kind !== 'tcp') {
      netns.sockets.delete(socket.id);
      return;
    }
    listener.backlog.push(socket.id);
    wake(world, listener);
    return;
  }
  if (ack <= socket.sendUnacked) return;
  socket.confirms = true;
  const acknowledged = Math.min(ack - socket.sendUnacked, socket.sendBuffer.length);
  socket.sendBuffer = socket.sendBuffer.slice(acknowledged);
  socket.sendUnacked = ack;
  // Slow start: each segment that arrived lets two go.
  socket.congestionWindow += Math.ceil(acknowledged / socket.mss);
  settleTimer(socket);
  const finAcknowledged = socket.finSent && ack === socket.sendNext;
  if (finAcknowledged && socket.state === 'FIN_WAIT1') socket.state = 'FIN_WAIT2';
  else if (finAcknowledged && socket.state === 'CLOSING') enterTimeWait(world, netns, socket);
  else if (finAcknowledged && socket.state === 'LAST_ACK') {
    socket.state = 'CLOSE';
    netns.sockets.delete(socket.id);
  } else pushData(world, netns, socket);
}

function takeData(world: World, netns: NetworkNamespace, socket: TcpSocket, segment: TcpSegment): void {
  const length = segment.payload.length;
  if (length === 0 && !segment.flags.fin) return;
  if (segment.seq !== socket.receiveNext) {
    // Not the next octet: say again what we wait for, and the sender repeats it.
    sendAck(world, netns, socket);
    return;
  }
  if (socket.orphaned && length > 0) {
    failConnection(world, netns, socket, 'ECONNRESET');
    sendReset(world, netns, {
      from: socket.address,
      fromPort: socket.port,
      to: socket.peer?.address ?? 0,
      toPort: socket.peer?.port ?? 0,
      seq: socket.sendNext,
      ack: 0,
      withAck: false,
    });
    return;
  }
  socket.received += segment.payload;
  socket.receiveNext += length;
  if (segment.flags.fin) {
    socket.receiveNext++;
    socket.endOfStream = true;
    if (socket.state === 'ESTABLISHED') socket.state = 'CLOSE_WAIT';
    else if (socket.state === 'FIN_WAIT1') socket.state = 'CLOSING';
    else if (socket.state === 'FIN_WAIT2') enterTimeWait(world, netns, socket);
  }
  sendAck(world, netns, socket);
  wake(world, socket);
  if (socket.finQueued) pushData(world, netns, socket);
}

/** An ICMP error about a segment we sent: fatal while connecting, otherwise only remembered by the retransmission timer. */
export function tcpError(
  world: World,
  netns: NetworkNamespace,
  quoted: Ipv4Packet,
  segment: TcpSegment,
  errno: Errno,
): void {
  let found = false;
  for (const socket of netns.sockets.values()) {
    if (socket.kind !== 'tcp' || socket.port !== segment.sport || socket.peer?.port !== segment.dport)
      continue;
    if (socket.peer.address !== quoted.dst || socket.address !== quoted.src) continue;
    found = true;
    if (socket.state === 'SYN_SENT') failConnection(world, netns, socket, errno);
  }
  // The connection is gone (tcp_v4_err; f24).
  if (!found) count(netns, 'IcmpInErrors');
}

/** A router says that a segment of ours was too big: smaller ones from now on, and those under way again (tcp_v4_mtu_reduced). */
export function tcpTooBig(
  world: World,
  netns: NetworkNamespace,
  quoted: Ipv4Packet,
  segment: TcpSegment,
  mtu: number,
): void {
  for (const socket of netns.sockets.values()) {
    if (socket.kind !== 'tcp' || socket.port !== segment.sport || socket.peer?.port !== segment.dport)
      continue;
    if (socket.peer.address === quoted.dst && socket.address === quoted.src)
      reduceMss(world, netns, socket, mtu);
  }
}
