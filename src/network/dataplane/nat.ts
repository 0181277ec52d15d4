import {
  type HookName,
  type NetDevice,
  type NetworkNamespace,
  selectSource,
  lookupRoute,
  type Target,
  type Tuple,
  tupleKey,
  type World,
} from '../../model/state/index.ts';
import type { Ipv4, Ipv4Packet } from '../../model/wire/index.ts';
import { invert } from './conntrack.ts';
import type { InFlight } from './in-flight.ts';

const CHANGES_DESTINATION: readonly HookName[] = ['PREROUTING', 'OUTPUT'];

/** Whether this is the packet that decides a flow's mapping at this hook. */
export function needsNatRules(skb: InFlight, hook: HookName): boolean {
  const entry = skb.conntrack;
  if (!entry || entry.confirmed || skb.state !== 'NEW') return false;
  return CHANGES_DESTINATION.includes(hook) ? !entry.destinationNatDone : !entry.sourceNatDone;
}

/** Records the mapping a nat rule asks for in the flow's reply tuple; no rule means no change, decided once. */
export function setUpNat(
  world: World,
  netns: NetworkNamespace,
  skb: InFlight,
  hook: HookName,
  target: Target | undefined,
  output: NetDevice | undefined,
): void {
  const entry = skb.conntrack;
  if (!entry) return;
  if (CHANGES_DESTINATION.includes(hook)) {
    entry.destinationNatDone = true;
    if (target?.kind === 'DNAT') {
      entry.reply = { ...entry.reply, src: target.address, sport: target.port ?? entry.reply.sport };
    } else if (target?.kind === 'REDIRECT') {
      const own = hook === 'OUTPUT' ? 0x7f000001 : (skb.input?.addresses[0]?.address ?? entry.reply.src);
      entry.reply = { ...entry.reply, src: own, sport: target.port ?? entry.reply.sport };
    }
    return;
  }
  entry.sourceNatDone = true;
  if (target?.kind === 'MASQUERADE')
    setSource(world, netns, entry, masqueradeAddress(netns, skb.packet.dst, output), undefined);
  if (target?.kind === 'SNAT') setSource(world, netns, entry, target.address ?? skb.packet.src, target.port);
}

function setSource(
  _world: World,
  netns: NetworkNamespace,
  entry: NonNullable<InFlight['conntrack']>,
  address: Ipv4,
  port: number | undefined,
): void {
  let reply: Tuple = { ...entry.reply, dst: address, dport: port ?? entry.reply.dport };
  if (reply.icmpType !== undefined) reply = { ...entry.reply, dst: address };
  // The source port is kept unless another flow has it (nf_nat_l4proto_unique_tuple).
  while (
    netns.conntrack.has(tupleKey(reply)) &&
    netns.conntrack.get(tupleKey(reply)) !== entry &&
    reply.icmpType === undefined
  )
    reply = { ...reply, dport: reply.dport >= 65535 ? 1024 : reply.dport + 1 };
  entry.reply = reply;
}

function masqueradeAddress(netns: NetworkNamespace, destination: Ipv4, output: NetDevice | undefined): Ipv4 {
  const route = lookupRoute(netns, destination);
  if (route && route.device === output?.index) return selectSource(netns, route, destination);
  return output?.addresses[0]?.address ?? 0;
}

/** Rewrites the packet as its flow's mapping says for this hook and direction. */
export function applyNat(skb: InFlight, hook: HookName): void {
  const entry = skb.conntrack;
  if (!entry) return;
  const wanted = skb.direction === 'original' ? invert(entry.reply) : invert(entry.original);
  const changesDestination = CHANGES_DESTINATION.includes(hook);
  const { packet } = skb;
  const p = packet.payload;
  if (p.kind === 'icmp' && p.quoted) {
    skb.packet = translateError(packet, p.quoted, entry, skb.direction, changesDestination);
    return;
  }
  if (changesDestination) {
    if (packet.dst === wanted.dst && (p.kind === 'icmp' || !('dport' in p) || p.dport === wanted.dport))
      return;
    skb.packet = {
      ...packet,
      dst: wanted.dst,
      payload: p.kind === 'tcp' || p.kind === 'udp' ? { ...p, dport: wanted.dport } : p,
    };
    return;
  }
  if (packet.src === wanted.src && (p.kind === 'icmp' || !('sport' in p) || p.sport === wanted.sport)) return;
  skb.packet = {
    ...packet,
    src: wanted.src,
    payload: p.kind === 'tcp' || p.kind === 'udp' ? { ...p, sport: wanted.sport } : p,
  };
}

/** An error's outer destination and the packet it quotes go back to the untranslated names (nf_nat_icmp_reply_translation). */
function translateError(
  packet: Ipv4Packet,
  quoted: Ipv4Packet,
  entry: NonNullable<InFlight['conntrack']>,
  direction: 'original' | 'reply',
  changesDestination: boolean,
): Ipv4Packet {
  // What the quoted packet looked like on the side the error now goes to.
  const seen = direction === 'reply' ? entry.original : entry.reply;
  if (!changesDestination || packet.payload.kind !== 'icmp') return packet;
  if (quoted.src === seen.src && quoted.dst === seen.dst) return packet;
  const q = quoted.payload;
  const inner: Ipv4Packet = {
    ...quoted,
    src: seen.src,
    dst: seen.dst,
    payload: q.kind === 'tcp' || q.kind === 'udp' ? { ...q, sport: seen.sport, dport: seen.dport } : q,
  };
  return { ...packet, dst: seen.src, payload: { ...packet.payload, quoted: inner } };
}
