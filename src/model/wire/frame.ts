import type { Ipv4, Mac } from './address.ts';

/** EtherType numbers this model carries. */
export const ETHERTYPE_IPV4 = 0x0800;
export const ETHERTYPE_ARP = 0x0806;
/** Tag protocol identifier of IEEE 802.1Q. */
export const ETHERTYPE_VLAN = 0x8100;
/** Octets that a tag adds to a frame. */
export const VLAN_TAG = 4;

/** IP protocol numbers (IANA). */
export const PROTO_ICMP = 1;
export const PROTO_IGMP = 2;
export const PROTO_TCP = 6;
export const PROTO_UDP = 17;

/** An Ethernet II frame without FCS: 14 octets of header and the payload. */
export interface Frame {
  src: Mac;
  dst: Mac;
  /**
   * VLAN identifier of its IEEE 802.1Q tag, 1..4094; the priority is always 0. The kernel keeps the tag beside the packet
   * (skb->vlan_tci), so {@link frameLength} and the counters of devices leave its 4 octets out.
   */
  vlan?: number;
  payload: ArpPacket | Ipv4Packet;
}

/** RFC 826, Ethernet over IPv4: 28 octets. */
export interface ArpPacket {
  kind: 'arp';
  operation: 'request' | 'reply';
  senderMac: Mac;
  senderIp: Ipv4;
  targetMac: Mac;
  targetIp: Ipv4;
}

/** RFC 791 without options but for the router alert of IGMP (4 octets, counted by {@link ipHeaderLength}). */
export interface Ipv4Packet {
  kind: 'ipv4';
  src: Ipv4;
  dst: Ipv4;
  tos: number;
  ttl: number;
  /** Identification, 16 bit. */
  id: number;
  /** Don't Fragment. */
  df: boolean;
  /** More Fragments. */
  mf: boolean;
  /** Fragment offset in octets. */
  offset: number;
  payload: IpPayload;
  /**
   * What a kernel notes on a packet and no wire carries: TCP has just heard from the peer, so every neighbour the packet is handed
   * to works (skb->dst_pending_confirm).
   */
  confirms?: boolean;
}

export type IpPayload = IcmpMessage | UdpDatagram | TcpSegment | IgmpMessage | FragmentData;

/**
 * State of a transport checksum on its way:
 * `right`: as the sum should be; `partial`: only the pseudo-header seed is there, the device shall finish it;
 * `none`: zero, not computed (UDP only); a number: this wrong value stands in the header.
 */
export type ChecksumState = 'right' | 'partial' | 'none' | number;

/** RFC 792. `quoted` is the packet an error complains about (header and the first octets of its payload). */
export interface IcmpMessage {
  kind: 'icmp';
  type: number;
  code: number;
  /** Echo identifier. */
  id: number;
  /** Echo sequence number. */
  sequence: number;
  /** Octets after the 8-octet header of an echo. */
  size: number;
  /** Virtual send time in microseconds, as ping puts it into the first 16 octets. */
  stamp: number;
  quoted?: Ipv4Packet;
  /** Next-hop MTU of "fragmentation needed". */
  mtu?: number;
  checksum: ChecksumState;
}

/** RFC 768; `payload` is structured for tunnels, otherwise text (one character an octet). */
export interface UdpDatagram {
  kind: 'udp';
  sport: number;
  dport: number;
  payload: string | VxlanPayload;
  checksum: ChecksumState;
}

/** RFC 7348: 8 octets of header and the inner frame. */
export interface VxlanPayload {
  kind: 'vxlan';
  vni: number;
  inner: Frame;
}

/** RFC 9293; `payload` is text, one character an octet. */
export interface TcpSegment {
  kind: 'tcp';
  sport: number;
  dport: number;
  seq: number;
  ack: number;
  flags: TcpFlags;
  window: number;
  payload: string;
  /** Maximum segment size option, on SYN. */
  mss?: number;
  /** Factor of a SYN's window, a power of two; absent: what Linux announces with 6 MiB of buffer. */
  windowScale?: number;
  checksum: ChecksumState;
}

export interface TcpFlags {
  syn: boolean;
  ack: boolean;
  fin: boolean;
  rst: boolean;
  psh: boolean;
}

/** RFC 3376 membership report, or an IGMPv2-style leave; only its presence and size matter here. */
export interface IgmpMessage {
  kind: 'igmp';
  groups: readonly Ipv4[];
}

/** A later fragment: its octets belong to the datagram of the first. */
export interface FragmentData {
  kind: 'fragment';
  protocol: number;
  size: number;
  /** Present in every fragment, so that reassembly needs no second representation of the datagram. */
  whole: IpPayload;
}

/** Octets of the IP header. */
export function ipHeaderLength(packet: Ipv4Packet): number {
  return packet.payload.kind === 'igmp' ? 24 : 20;
}

/** IANA protocol number of a payload. */
export function protocolOf(payload: IpPayload): number {
  switch (payload.kind) {
    case 'icmp':
      return PROTO_ICMP;
    case 'igmp':
      return PROTO_IGMP;
    case 'tcp':
      return PROTO_TCP;
    case 'udp':
      return PROTO_UDP;
    case 'fragment':
      return payload.protocol;
  }
}

/** Octets of a transport payload with its own header. */
export function payloadLength(payload: IpPayload): number {
  switch (payload.kind) {
    case 'icmp':
      return 8 + (payload.quoted ? quotedLength(payload.quoted) : payload.size);
    case 'igmp':
      return 8 + 8 * payload.groups.length;
    case 'udp':
      return (
        8 +
        (typeof payload.payload === 'string'
          ? payload.payload.length
          : 8 + frameLength(payload.payload.inner))
      );
    case 'tcp':
      return tcpHeaderLength(payload) + payload.payload.length;
    case 'fragment':
      return payload.size;
  }
}

/** Linux quotes as much of the offending packet as fits into 576 octets of answer (RFC 1812, section 4.3.2.3). */
export function quotedLength(packet: Ipv4Packet): number {
  return Math.min(ipLength(packet), 576 - 28);
}

/** 20 octets, and the options Linux sends: MSS, SACK, timestamps, window scale on SYN; timestamps otherwise. */
export function tcpHeaderLength(segment: TcpSegment): number {
  if (segment.flags.rst) return 20;
  return segment.flags.syn ? 40 : 32;
}

/** Total length of an IP packet in octets. */
export function ipLength(packet: Ipv4Packet): number {
  return ipHeaderLength(packet) + payloadLength(packet.payload);
}

/** Length of a frame in octets as tcpdump prints it: header and payload, no padding, no FCS. */
export function frameLength(frame: Frame): number {
  return 14 + (frame.payload.kind === 'arp' ? 28 : ipLength(frame.payload));
}

/** The VXLAN payload of a packet, if it is one. */
export function vxlanOf(packet: Ipv4Packet): VxlanPayload | undefined {
  return packet.payload.kind === 'udp' && typeof packet.payload.payload === 'object'
    ? packet.payload.payload
    : undefined;
}
