import {
  discoversPathMtu,
  type Errno,
  fail,
  type Failure,
  type NetDevice,
  type NetworkNamespace,
  type UdpSocket,
  type World,
} from '../../model/state/index.ts';
import {
  type Ipv4,
  type Ipv4Packet,
  isMulticast,
  type UdpDatagram,
  vxlanOf,
} from '../../model/wire/index.ts';
import { sendIcmpError } from './icmp-error.ts';
import { sendPacket } from './ip-output.ts';
import { checksumGood } from './offload.ts';
import { count, delivered, drop, wake } from './tracing.ts';
import { receiveVxlan } from './vxlan-receive.ts';
import { NO_VXLAN_HEADER, NOT_READ } from './step-text.ts';

/** A datagram for this host: the tunnel, a socket, or "port unreachable". */
export function receiveUdp(
  world: World,
  netns: NetworkNamespace,
  device: NetDevice,
  packet: Ipv4Packet,
  datagram: UdpDatagram,
  trace: number,
): void {
  const found = lookupUdp(netns, packet.dst, datagram.dport, packet.src, datagram.sport);
  const tunnelled = found?.encapsulation === 'vxlan';
  const socket = tunnelled ? undefined : found;
  if (!checksumGood(packet)) {
    count(netns, 'UdpInErrors');
    count(netns, 'UdpInCsumErrors');
    drop(world, trace, netns, device, 'UDP_CSUM', { detail: `udp ${datagram.dport}` });
    return;
  }
  if (!socket && !tunnelled) {
    if (isMulticast(packet.dst) || packet.dst === 0xffffffff) {
      drop(world, trace, netns, device, 'NO_SOCKET');
      return;
    }
    count(netns, 'UdpNoPorts');
    drop(world, trace, netns, device, 'NO_SOCKET', { detail: `udp ${datagram.dport}` });
    sendIcmpError(world, netns, packet, { type: 3, code: 3, input: device });
    return;
  }
  count(netns, 'UdpInDatagrams');
  if (!socket) {
    const payload = vxlanOf(packet);
    if (payload) receiveVxlan(world, netns, packet, payload, datagram.dport, trace);
    else drop(world, trace, netns, device, 'NOT_MODELLED', { detail: NO_VXLAN_HEADER });
    return;
  }
  if (typeof datagram.payload !== 'string') {
    drop(world, trace, netns, device, 'NOT_MODELLED', { detail: NOT_READ });
    return;
  }
  socket.received.push({
    from: packet.src,
    fromPort: datagram.sport,
    to: packet.dst,
    payload: datagram.payload,
    at: world.now,
    ttl: packet.ttl,
  });
  delivered(world, trace, netns, device, `udp ${datagram.dport}`);
  wake(world, socket);
}

/** The best socket: connected to the sender, then bound to the address, then a wildcard. */
function lookupUdp(
  netns: NetworkNamespace,
  dst: Ipv4,
  dport: number,
  src: Ipv4,
  sport: number,
): UdpSocket | undefined {
  let best: UdpSocket | undefined;
  let score = -1;
  for (const socket of netns.sockets.values()) {
    if (socket.kind !== 'udp' || socket.port !== dport || socket.closed || socket.v6only) continue;
    if (socket.address !== 0 && socket.address !== dst) continue;
    if (socket.peer && (socket.peer.address !== src || socket.peer.port !== sport)) continue;
    const value = (socket.peer ? 4 : 0) + (socket.address !== 0 ? 2 : 0) + (socket.family === 'inet' ? 1 : 0);
    if (value > score) {
      best = socket;
      score = value;
    }
  }
  return best;
}

/** Sends a datagram from a bound socket. Errors as `sendPacket`; a pending ICMP error of a connected socket is reported first. */
export function sendUdp(
  world: World,
  netns: NetworkNamespace,
  socket: UdpSocket,
  request: {
    address: Ipv4;
    port: number;
    payload: string;
    ttl?: number;
    tos?: number;
    df?: boolean | 'want';
    source?: Ipv4;
    device?: number;
    broadcast?: boolean;
  },
): Failure | undefined {
  if (socket.error) {
    const errno = socket.error;
    socket.error = undefined;
    return fail(errno);
  }
  const failure = sendPacket(world, netns, {
    dst: request.address,
    src: request.source ?? socket.address,
    ttl: request.ttl,
    tos: request.tos,
    df: request.df ?? (discoversPathMtu(netns) && 'want'),
    device: request.device,
    broadcastAllowed: request.broadcast,
    payload: {
      kind: 'udp',
      sport: socket.port,
      dport: request.port,
      payload: request.payload,
      checksum: 'partial',
    },
  });
  if (!failure) count(netns, 'UdpOutDatagrams');
  return failure;
}

/** An ICMP error about a datagram we sent: a connected socket learns of it. */
export function udpError(
  world: World,
  netns: NetworkNamespace,
  quoted: Ipv4Packet,
  datagram: UdpDatagram,
  errno: Errno,
): void {
  for (const socket of netns.sockets.values()) {
    if (socket.kind !== 'udp' || socket.port !== datagram.sport) continue;
    if (!socket.peer || socket.peer.address !== quoted.dst || socket.peer.port !== datagram.dport) continue;
    socket.error = errno;
    wake(world, socket);
  }
}
