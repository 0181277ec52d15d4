import type { Ipv4, Mac } from './address.ts';
import { internetChecksum, pseudoHeaderSum } from './checksum.ts';
import {
  type ChecksumState,
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  ETHERTYPE_VLAN,
  VLAN_TAG,
  type Frame,
  type IcmpMessage,
  type IgmpMessage,
  ipHeaderLength,
  type IpPayload,
  type Ipv4Packet,
  payloadLength,
  PROTO_TCP,
  PROTO_UDP,
  protocolOf,
  quotedLength,
  tcpHeaderLength,
  type TcpSegment,
  type UdpDatagram,
} from './frame.ts';

/** What octets depend on besides the packet: the clock, and a TCP timestamp (RFC 7323) that the model does not keep. */
export interface EncodeContext {
  /** Wall clock of virtual time zero, microseconds since 1970: ping writes its send time into the payload. */
  epoch: number;
  /** Timestamp value and echo of a segment. */
  timestamps(packet: Ipv4Packet, segment: TcpSegment): { value: number; echo: number };
}

export const PLAIN_CONTEXT: EncodeContext = { epoch: 0, timestamps: () => ({ value: 0, echo: 0 }) };

/** The scale factor that Linux announces with the default receive buffer. */
export const WINDOW_SCALE = 7;

/** A frame's octets: Ethernet header and payload, without padding and FCS. */
export function encodeFrame(frame: Frame, context: EncodeContext = PLAIN_CONTEXT): Uint8Array {
  const { payload } = frame;
  const body = payload.kind === 'arp' ? encodeArp(frame) : encodePacket(payload, context);
  const tag = frame.vlan === undefined ? 0 : VLAN_TAG;
  const octets = new Uint8Array(14 + tag + body.length);
  octets.set(macOctets(frame.dst), 0);
  octets.set(macOctets(frame.src), 6);
  if (frame.vlan !== undefined) {
    putShort(octets, 12, ETHERTYPE_VLAN);
    putShort(octets, 14, frame.vlan);
  }
  putShort(octets, 12 + tag, payload.kind === 'arp' ? ETHERTYPE_ARP : ETHERTYPE_IPV4);
  octets.set(body, 14 + tag);
  return octets;
}

function encodeArp(frame: Frame): Uint8Array {
  const arp = frame.payload;
  if (arp.kind !== 'arp') throw new Error('not an ARP packet');
  const octets = new Uint8Array(28);
  octets.set([0, 1, 8, 0, 6, 4, 0, arp.operation === 'request' ? 1 : 2]);
  octets.set(macOctets(arp.senderMac), 8);
  putLong(octets, 14, arp.senderIp);
  octets.set(macOctets(arp.targetMac), 18);
  putLong(octets, 24, arp.targetIp);
  return octets;
}

/** The octets of an IPv4 packet; the header checksum is always right. */
export function encodePacket(packet: Ipv4Packet, context: EncodeContext = PLAIN_CONTEXT): Uint8Array {
  const header = ipHeaderLength(packet);
  const body = encodePayload(packet, packet.payload, context);
  const octets = new Uint8Array(header + body.length);
  octets[0] = 0x40 | (header >>> 2);
  octets[1] = packet.tos;
  putShort(octets, 2, octets.length);
  putShort(octets, 4, packet.id);
  putShort(octets, 6, (packet.df ? 0x4000 : 0) | (packet.mf ? 0x2000 : 0) | (packet.offset >>> 3));
  octets[8] = packet.ttl;
  octets[9] = protocolOf(packet.payload);
  putLong(octets, 12, packet.src);
  putLong(octets, 16, packet.dst);
  // Router alert (RFC 2113) precedes an IGMPv3 report.
  if (header === 24) octets.set([0x94, 4, 0, 0], 20);
  putShort(octets, 10, internetChecksum(octets.subarray(0, header)));
  octets.set(body, header);
  return octets;
}

function encodePayload(packet: Ipv4Packet, payload: IpPayload, context: EncodeContext): Uint8Array {
  switch (payload.kind) {
    case 'icmp':
      return encodeIcmp(payload, context);
    case 'igmp':
      return encodeIgmp(payload);
    case 'udp':
      return withSum(
        packet,
        payload.checksum,
        PROTO_UDP,
        6,
        encodeUdp(payload, context),
        summed(payload, context),
      );
    case 'tcp':
      return withSum(packet, payload.checksum, PROTO_TCP, 16, encodeTcp(packet, payload, context));
    case 'fragment':
      return encodePayload(packet, payload.whole, context).subarray(
        packet.offset,
        packet.offset + payload.size,
      );
  }
}

/** Writes the checksum that stands in the header: the right one, the unfinished seed, zero, or a wrong one. */
function withSum(
  packet: Ipv4Packet,
  state: ChecksumState,
  protocol: number,
  at: number,
  octets: Uint8Array,
  summedOctets = octets,
) {
  putShort(octets, at, standingSum(packet, state, protocol, summedOctets));
  return octets;
}

/**
 * The octets an outer sum is computed over: those of a tunnel whose inner sum the device will finish are taken as finished (local
 * checksum offload, lco_csum). A capture before the device sees an outer sum that does not fit yet.
 */
function summed(datagram: UdpDatagram, context: EncodeContext): Uint8Array {
  const { payload } = datagram;
  const packet = typeof payload === 'string' ? undefined : payload.inner.payload;
  const inner = packet?.kind === 'ipv4' ? packet.payload : undefined;
  if (typeof payload === 'string' || packet?.kind !== 'ipv4') return encodeUdp(datagram, context);
  if ((inner?.kind !== 'udp' && inner?.kind !== 'tcp') || inner.checksum !== 'partial')
    return encodeUdp(datagram, context);
  const finished: Frame = {
    ...payload.inner,
    payload: { ...packet, payload: { ...inner, checksum: 'right' } },
  };
  return encodeUdp({ ...datagram, payload: { ...payload, inner: finished } }, context);
}

function standingSum(packet: Ipv4Packet, state: ChecksumState, protocol: number, octets: Uint8Array): number {
  const seed = pseudoHeaderSum(packet.src, packet.dst, protocol, octets.length);
  if (state === 'none') return 0;
  // Negative numbers stand for the seed that a broken offload left.
  if (state === 'partial' || (typeof state === 'number' && state < 0)) return seed;
  if (typeof state === 'number') return state;
  // A UDP sum of zero would mean "none" and is sent as its complement (RFC 768).
  return internetChecksum(octets, seed) || (protocol === PROTO_UDP ? 0xffff : 0);
}

/** What stands in a transport header and what would be right there, as a capture tool compares them. */
export function transportChecksum(
  packet: Ipv4Packet,
  context: EncodeContext = PLAIN_CONTEXT,
): { standing: number; right: number } | undefined {
  const { payload } = packet;
  if (payload.kind !== 'udp' && payload.kind !== 'tcp') return undefined;
  const protocol = protocolOf(payload);
  const octets = payload.kind === 'udp' ? encodeUdp(payload, context) : encodeTcp(packet, payload, context);
  return {
    standing: standingSum(
      packet,
      payload.checksum,
      protocol,
      payload.kind === 'udp' && payload.checksum === 'right' ? summed(payload, context) : octets,
    ),
    right: standingSum(packet, 'right', protocol, octets),
  };
}

function encodeUdp(datagram: UdpDatagram, context: EncodeContext): Uint8Array {
  const { payload } = datagram;
  const body = typeof payload === 'string' ? textOctets(payload) : encodeFrame(payload.inner, context);
  const header = typeof payload === 'string' ? 8 : 16;
  const octets = new Uint8Array(header + body.length);
  putShort(octets, 0, datagram.sport);
  putShort(octets, 2, datagram.dport);
  putShort(octets, 4, octets.length);
  if (typeof payload !== 'string') {
    octets[8] = 8;
    putLong(octets, 12, payload.vni * 256);
  }
  octets.set(body, header);
  return octets;
}

function encodeTcp(packet: Ipv4Packet, segment: TcpSegment, context: EncodeContext): Uint8Array {
  const header = tcpHeaderLength(segment);
  const octets = new Uint8Array(header + segment.payload.length);
  const { flags } = segment;
  putShort(octets, 0, segment.sport);
  putShort(octets, 2, segment.dport);
  putLong(octets, 4, segment.seq);
  putLong(octets, 8, segment.ack);
  octets[12] = (header >>> 2) << 4;
  octets[13] = flagBits(flags);
  putShort(octets, 14, segment.window);
  if (header > 20) {
    const { value, echo } = context.timestamps(packet, segment);
    const mss = segment.mss ?? 0;
    octets.set(flags.syn ? [2, 4, mss >>> 8, mss & 255, 4, 2, 8, 10] : [1, 1, 8, 10], 20);
    const at = flags.syn ? 28 : 24;
    putLong(octets, at, value);
    putLong(octets, at + 4, echo);
    if (flags.syn) octets.set([1, 3, 3, segment.windowScale ?? WINDOW_SCALE], 36);
  }
  octets.set(textOctets(segment.payload), header);
  return octets;
}

function flagBits(flags: TcpSegment['flags']): number {
  return (
    (flags.fin ? 1 : 0) |
    (flags.syn ? 2 : 0) |
    (flags.rst ? 4 : 0) |
    (flags.psh ? 8 : 0) |
    (flags.ack ? 16 : 0)
  );
}

function encodeIcmp(message: IcmpMessage, context: EncodeContext): Uint8Array {
  const octets = new Uint8Array(payloadLength(message));
  octets[0] = message.type;
  octets[1] = message.code;
  if (message.quoted) {
    putShort(octets, 6, message.mtu ?? 0);
    octets.set(encodePacket(message.quoted, context).subarray(0, quotedLength(message.quoted)), 8);
  } else {
    putShort(octets, 4, message.id);
    putShort(octets, 6, message.sequence);
    putEcho(octets, context.epoch + message.stamp);
  }
  const { checksum } = message;
  putShort(octets, 2, typeof checksum === 'number' ? checksum & 0xffff : internetChecksum(octets));
  return octets;
}

/** iputils ping: a struct timeval in host order where it fits, then octets that count up. */
function putEcho(octets: Uint8Array, at: number): void {
  for (let i = 8; i < octets.length; i++) octets[i] = i - 8;
  if (octets.length < 24) return;
  const put = (offset: number, value: number) => {
    let rest = Math.floor(value);
    for (let i = 0; i < 8; i++) {
      octets[offset + i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  };
  put(8, at / 1_000_000);
  put(16, at % 1_000_000);
}

/** An IGMPv3 report: one "change to exclude" record without sources for each group (RFC 3376, section 4.2). */
function encodeIgmp(message: IgmpMessage): Uint8Array {
  const octets = new Uint8Array(payloadLength(message));
  octets[0] = 0x22;
  putShort(octets, 6, message.groups.length);
  message.groups.forEach((group, i) => {
    octets[8 + 8 * i] = 4;
    putLong(octets, 12 + 8 * i, group);
  });
  putShort(octets, 2, internetChecksum(octets));
  return octets;
}

function macOctets(mac: Mac): number[] {
  return mac.split(':').map((pair) => Number.parseInt(pair, 16));
}

function textOctets(text: string): Uint8Array {
  const octets = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) octets[i] = text.charCodeAt(i);
  return octets;
}

function putShort(octets: Uint8Array, at: number, value: number): void {
  octets[at] = (value >>> 8) & 255;
  octets[at + 1] = value & 255;
}

function putLong(octets: Uint8Array, at: number, value: Ipv4 | number): void {
  putShort(octets, at, value >>> 16);
  putShort(octets, at + 2, value);
}
