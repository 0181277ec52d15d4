import type { Ipv4, Ipv4Packet } from '../wire/index.ts';
import type { Errno } from './errno.ts';
import type { CapturedFrame } from './device.ts';

/** Who is woken when a socket changes, and whom `ss -p` names. Kernel sockets (vxlan) have no owner. */
export interface SocketOwner {
  node: string;
  pid: number;
}

interface SocketBase {
  id: number;
  netns: number;
  owner?: SocketOwner;
  inode: number;
  uid: number;
}

export interface Datagram {
  from: Ipv4;
  fromPort: number;
  to: Ipv4;
  payload: string;
  at: number;
  ttl: number;
}

/** `inet6` sockets are dual-stack wildcards: they take IPv4 traffic and are listed as `:::port`. */
export interface UdpSocket extends SocketBase {
  kind: 'udp';
  family: 'inet' | 'inet6';
  /** IPV6_V6ONLY: no IPv4 comes here. */
  v6only?: boolean;
  address: Ipv4;
  port: number;
  /** Set by connect(2): only this peer is heard, and its ICMP errors are reported. */
  peer?: { address: Ipv4; port: number };
  received: Datagram[];
  error?: Errno;
  /** Kernel users of the port, such as a vxlan device, take the datagram themselves. */
  encapsulation?: 'vxlan';
  /** Shown in listings only, outside what the model carries (an IPv6 socket of a DHCP client). */
  closed: boolean;
}

export type TcpState =
  | 'LISTEN'
  | 'SYN_SENT'
  | 'SYN_RECV'
  | 'ESTABLISHED'
  | 'FIN_WAIT1'
  | 'FIN_WAIT2'
  | 'CLOSE_WAIT'
  | 'CLOSING'
  | 'LAST_ACK'
  | 'TIME_WAIT'
  | 'CLOSE';

export interface TcpSocket extends SocketBase {
  kind: 'tcp';
  family: 'inet' | 'inet6';
  /** IPV6_V6ONLY: it takes no IPv4 traffic, and so none at all in this model. */
  v6only?: boolean;
  state: TcpState;
  address: Ipv4;
  port: number;
  peer?: { address: Ipv4; port: number };
  /** Listener: connections not yet accepted, by socket id. */
  backlog: number[];
  backlogLimit: number;
  /** Connection of a listener, until accept(2). */
  parent?: number;
  initialSeq: number;
  sendNext: number;
  sendUnacked: number;
  receiveNext: number;
  /** Bytes the application wrote and the peer has not acknowledged, from `sendUnacked` on. */
  sendBuffer: string;
  received: string;
  /** The peer sent FIN: reads end after `received`. */
  endOfStream: boolean;
  /** The application closed its side; FIN goes out behind the buffer. */
  finQueued: boolean;
  finSent: boolean;
  error?: Errno;
  mss: number;
  /** Segments that may be under way at once. */
  congestionWindow: number;
  /** Segments are being handed down just now. */
  pushing?: true;
  retransmissions: number;
  /** Virtual microseconds of the next retransmission; absent when nothing is outstanding. */
  retransmitAt?: number;
  retransmitTimeout: number;
  timerToken: number;
  orphaned: boolean;
  /** The peer acknowledged something new: the next segment tells the neighbour's entry (sk_dst_pending_confirm). */
  confirms?: boolean;
}

/** ping's socket: receives the ICMP messages of its namespace. */
export interface IcmpSocket extends SocketBase {
  kind: 'icmp';
  /** Echo identifier it cares for; 0 hears everything (a raw socket). */
  identifier: number;
  received: { packet: Ipv4Packet; at: number }[];
  error?: Errno;
}

/** AF_PACKET: sees every frame of a device (index 0: all devices of the namespace). */
export interface PacketSocket extends SocketBase {
  kind: 'packet';
  device: number;
  /** Only ARP, as arping uses it. */
  arpOnly: boolean;
  frames: (CapturedFrame & { device: number })[];
}

export type Socket = UdpSocket | TcpSocket | IcmpSocket | PacketSocket;
