import {
  fail,
  type Failure,
  type IcmpSocket,
  isLocalAddress,
  type NetworkNamespace,
  type PacketSocket,
  type Socket,
  type SocketOwner,
  type TcpSocket,
  type UdpSocket,
  type World,
  keyedPort,
} from '../../model/state/index.ts';
import type { Ipv4 } from '../../model/wire/index.ts';

interface SocketOptions {
  owner?: SocketOwner;
  uid?: number;
}

function base(world: World, netns: NetworkNamespace, options: SocketOptions) {
  return {
    id: world.nextSocket++,
    netns: netns.id,
    owner: options.owner,
    inode: world.nextInode++,
    uid: options.uid ?? 0,
  };
}

export function openUdp(
  world: World,
  netns: NetworkNamespace,
  options: SocketOptions & { family?: 'inet' | 'inet6'; v6only?: boolean } = {},
): UdpSocket {
  const socket: UdpSocket = {
    ...base(world, netns, options),
    kind: 'udp',
    family: options.family ?? 'inet',
    v6only: options.v6only,
    address: 0,
    port: 0,
    received: [],
    closed: false,
  };
  netns.sockets.set(socket.id, socket);
  return socket;
}

export function openTcp(
  world: World,
  netns: NetworkNamespace,
  options: SocketOptions & { family?: 'inet' | 'inet6'; v6only?: boolean } = {},
): TcpSocket {
  const socket: TcpSocket = {
    ...base(world, netns, options),
    kind: 'tcp',
    family: options.family ?? 'inet',
    v6only: options.v6only,
    state: 'CLOSE',
    address: 0,
    port: 0,
    backlog: [],
    backlogLimit: 0,
    initialSeq: 0,
    sendNext: 0,
    sendUnacked: 0,
    receiveNext: 0,
    sendBuffer: '',
    received: '',
    endOfStream: false,
    finQueued: false,
    finSent: false,
    mss: 536,
    congestionWindow: 0,
    retransmissions: 0,
    retransmitTimeout: 1_000_000,
    timerToken: 0,
    orphaned: false,
  };
  netns.sockets.set(socket.id, socket);
  return socket;
}

export function openIcmp(
  world: World,
  netns: NetworkNamespace,
  identifier: number,
  options: SocketOptions = {},
): IcmpSocket {
  const socket: IcmpSocket = { ...base(world, netns, options), kind: 'icmp', identifier, received: [] };
  netns.sockets.set(socket.id, socket);
  return socket;
}

export function openPacket(
  world: World,
  netns: NetworkNamespace,
  device: number,
  options: SocketOptions & { arpOnly?: boolean } = {},
): PacketSocket {
  const socket: PacketSocket = {
    ...base(world, netns, options),
    kind: 'packet',
    device,
    arpOnly: options.arpOnly ?? false,
    frames: [],
  };
  netns.sockets.set(socket.id, socket);
  netns.taps.push(socket.id);
  const opened = netns.devices.get(device);
  if (opened && !socket.arpOnly) opened.promiscuity++;
  return socket;
}

/** Whether a port of a protocol is taken for an address; wildcards clash with everything, TIME_WAIT with nothing. */
export function portTaken(
  netns: NetworkNamespace,
  kind: 'udp' | 'tcp',
  address: Ipv4,
  port: number,
  except?: Socket,
): boolean {
  for (const other of netns.sockets.values()) {
    if (other === except || other.kind !== kind || other.port !== port) continue;
    if (other.kind === 'tcp' && (other.state === 'TIME_WAIT' || (other.peer && other.state !== 'LISTEN')))
      continue;
    if (other.kind === 'udp' && other.closed && other.family === 'inet6') continue;
    if (isV6Only(other) !== isV6Only(except) && (isInet(other) || isInet(except))) continue;
    if (address === 0 || other.address === 0 || other.address === address) return true;
  }
  return false;
}

const isV6Only = (socket: Socket | undefined) =>
  (socket?.kind === 'tcp' || socket?.kind === 'udp') && socket.v6only === true;
const isInet = (socket: Socket | undefined) =>
  socket === undefined || !('family' in socket) || socket.family === 'inet';

/** bind(2): EADDRNOTAVAIL for a foreign address, EADDRINUSE for a taken port; port 0 picks an ephemeral one. */
export function bindSocket(
  world: World,
  netns: NetworkNamespace,
  socket: UdpSocket | TcpSocket,
  address: Ipv4,
  port: number,
): Failure | undefined {
  if (address !== 0 && !isLocalAddress(netns, address)) return fail('EADDRNOTAVAIL');
  const chosen = port === 0 ? ephemeralPort(world, netns, socket.kind, address) : port;
  if (chosen === undefined || portTaken(netns, socket.kind, address, chosen, socket))
    return fail('EADDRINUSE');
  socket.address = address;
  socket.port = chosen;
  return undefined;
}

/** An unused port of net.ipv4.ip_local_port_range, drawn by the scenario's seed. */
export function ephemeralPort(
  world: World,
  netns: NetworkNamespace,
  kind: 'udp' | 'tcp',
  address: Ipv4,
): number | undefined {
  const [low, high] = (netns.sysctl.get('net.ipv4.ip_local_port_range') ?? '32768\t60999')
    .split(/\s+/)
    .map(Number);
  for (let attempt = 0; attempt < 64; attempt++) {
    const port = keyedPort(world, netns.id, kind, low, high);
    // A connection that still lingers in TIME_WAIT keeps its port from being drawn (ip-sysctl: tcp_tw_reuse is off).
    const lingers = [...netns.sockets.values()].some((other) => other.kind === kind && other.port === port);
    if (!lingers && !portTaken(netns, kind, address, port)) return port;
  }
  return undefined;
}

/** listen(2): EADDRINUSE when another listener has the port. */
export function listenSocket(socket: TcpSocket, backlog: number): Failure | undefined {
  if (socket.state !== 'CLOSE' && socket.state !== 'LISTEN') return fail('EINVAL');
  socket.state = 'LISTEN';
  socket.backlogLimit = backlog;
  return undefined;
}

/** Forgets a socket at once, without telling a peer (the data plane closes connections politely). */
export function dropSocket(netns: NetworkNamespace, id: number): void {
  const socket = netns.sockets.get(id);
  if (socket?.kind === 'packet' && !socket.arpOnly) {
    const device = netns.devices.get(socket.device);
    if (device) device.promiscuity--;
  }
  netns.sockets.delete(id);
  const at = netns.taps.indexOf(id);
  if (at >= 0) netns.taps.splice(at, 1);
}
