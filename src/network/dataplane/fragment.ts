import type { NetworkNamespace, World } from '../../model/state/index.ts';
import { ipHeaderLength, type Ipv4Packet, payloadLength, protocolOf } from '../../model/wire/index.ts';
import { count } from './tracing.ts';

/** ip_frag_time: microseconds until an incomplete datagram is given up. */
const REASSEMBLY_TIMEOUT = 30_000_000;

/** Cuts a packet into pieces that fit, each a multiple of 8 octets but the last (RFC 791, section 3.2). */
export function fragment(netns: NetworkNamespace, packet: Ipv4Packet, mtu: number): Ipv4Packet[] {
  const size = payloadLength(packet.payload);
  const most = (mtu - ipHeaderLength(packet)) & ~7;
  const whole = packet.payload.kind === 'fragment' ? packet.payload.whole : packet.payload;
  const pieces: Ipv4Packet[] = [];
  for (let at = 0; at < size; at += most) {
    const length = Math.min(most, size - at);
    pieces.push({
      ...packet,
      mf: packet.mf || at + length < size,
      offset: packet.offset + at,
      payload: { kind: 'fragment', protocol: protocolOf(packet.payload), size: length, whole },
    });
  }
  count(netns, 'IpFragOKs');
  count(netns, 'IpFragCreates', pieces.length);
  return pieces;
}

/** Collects pieces; the whole packet once the last one is there. */
export function reassemble(
  world: World,
  netns: NetworkNamespace,
  packet: Ipv4Packet,
): Ipv4Packet | undefined {
  if (packet.payload.kind !== 'fragment') return packet;
  count(netns, 'IpReasmReqds');
  const key = `${packet.src} ${packet.dst} ${packet.id} ${packet.payload.protocol}`;
  const old = netns.fragments.get(key);
  const packets = old && old.expires > world.now ? [...old.packets, packet] : [packet];
  if (old && old.expires <= world.now) count(netns, 'IpReasmFails');
  packets.sort((a, b) => a.offset - b.offset);
  let next = 0;
  for (const piece of packets) {
    if (piece.offset !== next) break;
    next += payloadLength(piece.payload);
    if (!piece.mf) {
      netns.fragments.delete(key);
      count(netns, 'IpReasmOKs');
      return { ...packets[0], mf: false, offset: 0, payload: packet.payload.whole };
    }
  }
  netns.fragments.set(key, { packets, expires: world.now + REASSEMBLY_TIMEOUT });
  return undefined;
}
