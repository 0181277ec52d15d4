import {
  addressType,
  lookupRoute,
  type NetDevice,
  type NetworkNamespace,
  type Route,
  rpFilterOf,
  sysctl,
  TABLE_LOCAL,
  type World,
} from '../../model/state/index.ts';
import { formatIpv4, ipLength, isLoopback } from '../../model/wire/index.ts';
import { confirm, track } from './conntrack.ts';
import { reassemble } from './fragment.ts';
import { sendIcmpError } from './icmp-error.ts';
import { receiveIcmp } from './icmp.ts';
import type { InFlight } from './in-flight.ts';
import { describeRoute, output } from './ip-output.ts';
import { runHook } from './netfilter.ts';
import { reject } from './reject.ts';
import { receiveTcp } from './tcp-receive.ts';
import { count, delivered, drop, note } from './tracing.ts';
import { receiveUdp } from './udp.ts';
import {
  IGMP_REPORT,
  LOOPBACK_OUTSIDE,
  NO_FORWARDING,
  NO_MEMBER,
  octets,
  otherWayBack,
  ownAddress,
  routeOfKind,
} from './step-text.ts';

/** An IPv4 packet comes up from a device (ip_rcv): PREROUTING, routing, then local delivery or forwarding. */
export function receiveIp(world: World, netns: NetworkNamespace, device: NetDevice, skb: InFlight): void {
  countReceived(netns, skb);
  if (netns.conntrackActive && skb.packet.payload.kind === 'fragment') {
    const whole = reassemble(world, netns, skb.packet);
    if (!whole) return;
    skb.packet = whole;
    if (skb.trace) note(world, skb.trace, netns, device, 'reassemble', octets(ipLength(whole)));
  }
  if (!track(world, netns, skb)) {
    drop(world, skb.trace, netns, device, 'CONNTRACK_FULL');
    return;
  }
  const verdict = runHook(world, netns, 'PREROUTING', skb, device, undefined);
  if (!verdict.accepted) {
    drop(world, skb.trace, netns, device, 'NETFILTER_DROP', { rule: verdict.rule, detail: verdict.rule });
    if (verdict.rejectWith) reject(world, netns, skb, verdict.rejectWith);
    return;
  }
  route(world, netns, device, skb);
}

function countReceived(netns: NetworkNamespace, skb: InFlight): void {
  const length = ipLength(skb.packet);
  count(netns, 'IpInReceives');
  count(netns, 'IpExtInOctets', length);
  count(netns, 'IpExtInNoECTPkts');
}

function route(world: World, netns: NetworkNamespace, device: NetDevice, skb: InFlight): void {
  const { packet, trace } = skb;
  const kind = addressType(netns, packet.dst);
  if (kind === 'MULTICAST') {
    if (!device.groups.includes(packet.dst)) {
      drop(world, trace, netns, device, 'OTHERHOST', { detail: NO_MEMBER });
      return;
    }
    // Only what a member receives counts as multicast (recorded in f19-rp-filter).
    count(netns, 'IpExtInMcastPkts');
    count(netns, 'IpExtInMcastOctets', ipLength(packet));
    deliver(world, netns, device, skb);
    return;
  }
  if (device.kind !== 'loopback' && isLoopback(packet.dst) && !device.conf.routeLocalnet) {
    count(netns, 'IpInAddrErrors');
    drop(world, trace, netns, device, 'IP_INADDRERRORS', { detail: LOOPBACK_OUTSIDE });
    return;
  }
  if (!sourceValid(world, netns, device, skb)) return;
  if (kind === 'LOCAL' || kind === 'BROADCAST') {
    if (kind === 'BROADCAST') {
      count(netns, 'IpExtInBcastPkts');
      count(netns, 'IpExtInBcastOctets', ipLength(packet));
    }
    deliver(world, netns, device, skb);
    return;
  }
  const found = lookupRoute(netns, packet.dst, { source: packet.src, iif: device.name });
  if (!found) {
    count(netns, device.conf.forwarding ? 'IpInNoRoutes' : 'IpInAddrErrors');
    drop(world, trace, netns, device, 'IP_INNOROUTES', { detail: formatIpv4(packet.dst) });
    if (device.conf.forwarding) sendIcmpError(world, netns, packet, { type: 3, code: 0, input: device });
    return;
  }
  if (!device.conf.forwarding) {
    count(netns, 'IpInAddrErrors');
    drop(world, trace, netns, device, 'IP_INADDRERRORS', { detail: NO_FORWARDING });
    return;
  }
  if (found.kind === 'unreachable' || found.kind === 'prohibit' || found.kind === 'blackhole') {
    count(netns, 'IpInNoRoutes');
    drop(world, trace, netns, device, 'IP_INNOROUTES', { detail: routeOfKind(found.kind) });
    if (found.kind !== 'blackhole')
      sendIcmpError(world, netns, packet, {
        type: 3,
        code: found.kind === 'prohibit' ? 13 : 1,
        input: device,
      });
    return;
  }
  forward(world, netns, device, skb, found);
}

/** Reverse path check (fib_validate_source). */
function sourceValid(world: World, netns: NetworkNamespace, device: NetDevice, skb: InFlight): boolean {
  const { src } = skb.packet;
  if (device.kind === 'loopback' || src === 0) return true;
  if (lookupRoute(netns, src, { tables: [TABLE_LOCAL] })?.kind === 'local') {
    drop(world, skb.trace, netns, device, 'IP_LOCAL_SOURCE', {
      detail: ownAddress(src),
    });
    return false;
  }
  const mode = rpFilterOf(netns, device);
  if (mode === 0) return true;
  const back = lookupRoute(netns, src);
  if (back && (mode === 2 || back.device === device.index)) return true;
  count(netns, 'TcpExtIPReversePathFilter');
  drop(world, skb.trace, netns, device, 'IP_RPFILTER', {
    detail: otherWayBack(src),
  });
  return false;
}

function deliver(world: World, netns: NetworkNamespace, device: NetDevice, skb: InFlight): void {
  if (skb.packet.payload.kind === 'fragment') {
    const whole = reassemble(world, netns, skb.packet);
    if (!whole) return;
    skb.packet = whole;
    if (skb.trace) note(world, skb.trace, netns, device, 'reassemble', octets(ipLength(whole)));
  }
  const verdict = runHook(world, netns, 'INPUT', skb, device, undefined);
  if (!verdict.accepted) {
    drop(world, skb.trace, netns, device, 'NETFILTER_DROP', { rule: verdict.rule, detail: verdict.rule });
    if (verdict.rejectWith) reject(world, netns, skb, verdict.rejectWith);
    return;
  }
  if (!confirm(world, netns, skb)) {
    drop(world, skb.trace, netns, device, 'CONNTRACK_FULL');
    return;
  }
  count(netns, 'IpInDelivers');
  const { packet } = skb;
  switch (packet.payload.kind) {
    case 'icmp':
      receiveIcmp(world, netns, device, packet, packet.payload, skb.trace);
      return;
    case 'udp':
      receiveUdp(world, netns, device, packet, packet.payload, skb.trace);
      return;
    case 'tcp':
      receiveTcp(world, netns, device, packet, packet.payload, skb.trace);
      return;
    case 'igmp':
      delivered(world, skb.trace, netns, device, IGMP_REPORT);
      return;
    case 'fragment':
      throw new Error('a fragment reached a transport protocol');
  }
}

function forward(
  world: World,
  netns: NetworkNamespace,
  device: NetDevice,
  skb: InFlight,
  found: Route,
): void {
  const { trace } = skb;
  if (skb.packet.ttl <= 1) {
    drop(world, trace, netns, device, 'TTL_EXPIRED');
    sendIcmpError(world, netns, skb.packet, { type: 11, code: 0, input: device });
    return;
  }
  const target = netns.devices.get(found.device);
  if (!target) {
    drop(world, trace, netns, device, 'DEV_DOWN');
    return;
  }
  skb.packet = { ...skb.packet, ttl: skb.packet.ttl - 1 };
  if (trace) note(world, trace, netns, device, 'forward', describeRoute(netns, skb.packet.dst, found));
  count(netns, 'IpForwDatagrams');
  const verdict = runHook(world, netns, 'FORWARD', skb, device, target);
  if (!verdict.accepted) {
    drop(world, trace, netns, device, 'NETFILTER_DROP', { rule: verdict.rule, detail: verdict.rule });
    if (verdict.rejectWith) reject(world, netns, skb, verdict.rejectWith);
    return;
  }
  output(world, netns, skb, found, target);
}

/** Whether echo requests are ignored (icmp_echo_ignore_all). */
export function ignoresEcho(netns: NetworkNamespace): boolean {
  return sysctl(netns, 'net.ipv4.icmp_echo_ignore_all') === '1';
}
