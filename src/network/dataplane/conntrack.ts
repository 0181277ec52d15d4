import {
  type ConntrackEntry,
  hasQuirk,
  type NetworkNamespace,
  nodeOf,
  removeConntrack,
  type Tuple,
  tupleKey,
  type World,
} from '../../model/state/index.ts';
import {
  type Ipv4Packet,
  PROTO_TCP,
  PROTO_UDP,
  protocolOf,
  type TcpSegment,
} from '../../model/wire/index.ts';
import type { InFlight } from './in-flight.ts';
import { checksumGood } from './offload.ts';
import { makeRoom } from './conntrack-room.ts';
import { timeoutOf, trackTcp } from './conntrack-timeout.ts';

/** The tuple of a packet, or `undefined` where tracking does not apply. */
function tupleOf(packet: Ipv4Packet): Tuple | undefined {
  const p = packet.payload;
  const protocol = protocolOf(p);
  if (p.kind === 'tcp' || p.kind === 'udp')
    return { protocol, src: packet.src, dst: packet.dst, sport: p.sport, dport: p.dport };
  if (p.kind === 'icmp' && (p.type === 8 || p.type === 0))
    return {
      protocol,
      src: packet.src,
      dst: packet.dst,
      sport: p.id,
      dport: 0,
      icmpType: p.type,
      icmpCode: p.code,
    };
  return undefined;
}

export function invert(tuple: Tuple): Tuple {
  const icmpType = tuple.icmpType === 8 ? 0 : tuple.icmpType === 0 ? 8 : undefined;
  if (icmpType !== undefined) return { ...tuple, src: tuple.dst, dst: tuple.src, icmpType };
  return { protocol: tuple.protocol, src: tuple.dst, dst: tuple.src, sport: tuple.dport, dport: tuple.sport };
}

/**
 * Finds or begins the connection a packet belongs to (nf_conntrack_in). False: the table is full and the packet must be dropped.
 */
export function track(world: World, netns: NetworkNamespace, skb: InFlight): boolean {
  if (!netns.conntrackActive || skb.conntrack) return true;
  const { packet } = skb;
  if (skb.input?.kind === 'loopback' && recogniseOwn(netns, skb)) return true;
  // A bad checksum makes a received packet INVALID before its protocol sees it (recorded in f21b and f21d).
  if (skb.input && !checksumGood(packet)) {
    netns.conntrackStats.invalid++;
    skb.state = 'INVALID';
    return true;
  }
  if (packet.payload.kind === 'icmp' && packet.payload.quoted)
    return trackError(world, netns, skb, packet.payload.quoted);
  const tuple = tupleOf(packet);
  if (!tuple) {
    skb.state = packet.payload.kind === 'igmp' ? 'NEW' : 'INVALID';
    return true;
  }
  const entry = lookup(world, netns, tuple);
  // A closed connection opened again with the same ports is a new one (nf_conntrack_tcp_packet deletes and looks again).
  if (entry && reopens(entry, packet.payload, tuple)) removeConntrack(netns, entry);
  else if (entry) {
    follow(world, netns, skb, entry, tuple);
    return true;
  }
  return begin(world, netns, skb, tuple);
}

/**
 * A packet keeps its connection on the way through the loopback device: it is neither tracked nor mapped a second time. Its
 * tuple is the translated one, so its inverse names the connection.
 */
function recogniseOwn(netns: NetworkNamespace, skb: InFlight): boolean {
  const tuple = tupleOf(skb.packet);
  const inverse = tuple && invert(tuple);
  const entry = inverse && netns.conntrack.get(tupleKey(inverse));
  if (!entry || !inverse) return false;
  skb.conntrack = entry;
  skb.direction = sameTuple(entry.original, inverse) ? 'reply' : 'original';
  skb.state = entry.seenReply ? 'ESTABLISHED' : 'NEW';
  return true;
}

function reopens(entry: ConntrackEntry, payload: Ipv4Packet['payload'], tuple: Tuple): boolean {
  if (payload.kind !== 'tcp' || !payload.flags.syn || payload.flags.ack) return false;
  return (entry.tcp === 'TIME_WAIT' || entry.tcp === 'CLOSE') && sameTuple(entry.original, tuple);
}

function trackError(world: World, netns: NetworkNamespace, skb: InFlight, quoted: Ipv4Packet): boolean {
  const tuple = tupleOf(quoted);
  // Whoever complains quotes the translated packet: the inverse of it is what the answer would have been.
  const answered = tuple && netns.conntrack.get(tupleKey(invert(tuple)));
  if (answered && tuple) {
    skb.conntrack = answered;
    skb.state = 'RELATED';
    skb.direction = sameTuple(answered.original, invert(tuple)) ? 'original' : 'reply';
    return true;
  }
  const entry = tuple && netns.conntrack.get(tupleKey(tuple));
  if (!entry || !tuple) {
    if (!hasQuirk(nodeOf(world, netns.node).kernel, 'icmp-errors-untracked-uncounted')) {
      netns.conntrackStats.error++;
      netns.conntrackStats.invalid++;
    }
    skb.state = 'INVALID';
    return true;
  }
  skb.conntrack = entry;
  skb.state = 'RELATED';
  // The error travels against the packet it quotes.
  skb.direction = sameTuple(entry.original, tuple) ? 'reply' : 'original';
  return true;
}

function sameTuple(a: Tuple, b: Tuple): boolean {
  return (
    a.src === b.src &&
    a.dst === b.dst &&
    a.sport === b.sport &&
    a.dport === b.dport &&
    a.icmpType === b.icmpType
  );
}

function lookup(world: World, netns: NetworkNamespace, tuple: Tuple): ConntrackEntry | undefined {
  const entry = netns.conntrack.get(tupleKey(tuple));
  if (!entry) return undefined;
  if (entry.expires > world.now) return entry;
  removeConntrack(netns, entry);
  return undefined;
}

function follow(
  world: World,
  netns: NetworkNamespace,
  skb: InFlight,
  entry: ConntrackEntry,
  tuple: Tuple,
): void {
  skb.conntrack = entry;
  skb.direction = sameTuple(entry.original, tuple) ? 'original' : 'reply';
  if (skb.direction === 'reply') entry.seenReply = true;
  if (skb.packet.payload.kind === 'tcp') trackTcp(entry, skb.packet.payload, skb.direction);
  if (entry.original.protocol === PROTO_UDP && entry.seenReply && skb.direction === 'original')
    entry.assured = true;
  entry.expires = world.now + timeoutOf(netns, entry);
  skb.state = entry.seenReply ? 'ESTABLISHED' : 'NEW';
}

function begin(world: World, netns: NetworkNamespace, skb: InFlight, tuple: Tuple): boolean {
  const segment = skb.packet.payload;
  if ((segment.kind === 'tcp' && segment.flags.rst) || (segment.kind === 'icmp' && segment.type === 0)) {
    netns.conntrackStats.invalid++;
    skb.state = 'INVALID';
    return true;
  }
  if (!makeRoom(world, netns, tuple)) {
    netns.conntrackStats.drop++;
    return false;
  }
  const entry: ConntrackEntry = {
    id: world.nextConntrack++,
    original: tuple,
    reply: invert(tuple),
    tcp: tuple.protocol === PROTO_TCP ? firstTcpState(segment as TcpSegment) : undefined,
    seenReply: false,
    assured: false,
    expires: world.now,
    confirmed: false,
    sourceNatDone: false,
    destinationNatDone: false,
    mark: 0,
  };
  entry.expires = world.now + timeoutOf(netns, entry);
  skb.conntrack = entry;
  skb.direction = 'original';
  skb.state = 'NEW';
  return true;
}

/** A connection picked up in its middle counts as established at once (nf_conntrack_tcp_loose). */
function firstTcpState(segment: TcpSegment): ConntrackEntry['tcp'] {
  if (segment.flags.syn) return 'SYN_SENT';
  return segment.flags.fin ? 'FIN_WAIT' : 'ESTABLISHED';
}

/** Whether a packet would begin a connection for which a full table has no room; counted as dropped. */
export function refusesNew(world: World, netns: NetworkNamespace, packet: Ipv4Packet): boolean {
  const tuple = netns.conntrackActive ? tupleOf(packet) : undefined;
  if (!tuple || lookup(world, netns, tuple) || makeRoom(world, netns, tuple)) return false;
  netns.conntrackStats.drop++;
  return true;
}

/** Puts a new connection into the table once its first packet has passed everything (nf_conntrack_confirm). */
export function confirm(_world: World, netns: NetworkNamespace, skb: InFlight): boolean {
  const entry = skb.conntrack;
  if (!entry || entry.confirmed || skb.state === 'RELATED') return true;
  netns.conntrack.set(tupleKey(entry.original), entry);
  netns.conntrack.set(tupleKey(entry.reply), entry);
  entry.confirmed = true;
  netns.conntrackCount++;
  return true;
}
