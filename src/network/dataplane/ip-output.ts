import type { LocalText } from '../../lib/index.ts';
import {
  fail,
  type Failure,
  lookupRoute,
  type NetDevice,
  type NetworkNamespace,
  type Route,
  selectSource,
  type World,
} from '../../model/state/index.ts';
import {
  formatIpv4,
  type Ipv4,
  ipLength,
  type Ipv4Packet,
  type IpPayload,
  isMulticast,
} from '../../model/wire/index.ts';
import { confirm, track } from './conntrack.ts';
import { fragment } from './fragment.ts';
import { type InFlight, inFlight } from './in-flight.ts';
import { sendIcmpError } from './icmp-error.ts';
import { sendToNeighbor } from './neighbor.ts';
import { runHook } from './netfilter.ts';
import { reject } from './reject.ts';
import { beginTrace, count, drop, note } from './tracing.ts';
import { inPieces, isLocal, routeOfKind } from './step-text.ts';

export interface OutgoingPacket {
  dst: Ipv4;
  src?: Ipv4;
  ttl?: number;
  tos?: number;
  /** `want`: set when the packet fits (IP_PMTUDISC_WANT, the default of sockets). */
  df?: boolean | 'want';
  /** Leave by this device whatever the table says (SO_BINDTODEVICE, multicast). */
  device?: number;
  payload: IpPayload;
  broadcastAllowed?: boolean;
  /** See `Ipv4Packet`. */
  confirms?: boolean;
}

/**
 * Sends a packet this host makes (ip_local_out): route, source, OUTPUT, POSTROUTING, neighbour.
 * ENETUNREACH no route, EHOSTUNREACH unreachable route, EACCES broadcast or prohibit, EPERM refused by OUTPUT, EMSGSIZE larger
 * than the path's MTU with DF set, ENETDOWN device down.
 */
export function sendPacket(
  world: World,
  netns: NetworkNamespace,
  request: OutgoingPacket,
  parentTrace?: number,
): Failure | undefined {
  const trace = parentTrace ?? beginTrace(world);
  const route = routeFor(netns, request);
  if (!route) {
    count(netns, 'IpOutNoRoutes');
    drop(world, trace, netns, undefined, 'IP_OUTNOROUTES', { detail: formatIpv4(request.dst) });
    return fail('ENETUNREACH');
  }
  const refusal = refusalOf(route, request);
  if (refusal) {
    drop(world, trace, netns, undefined, 'IP_OUTNOROUTES', { detail: routeOfKind(route.kind) });
    return refusal;
  }
  const device = outputDevice(netns, route);
  if (!device) return fail('ENETDOWN');
  const packet: Ipv4Packet = {
    kind: 'ipv4',
    src:
      request.src === undefined || request.src === 0 ? selectSource(netns, route, request.dst) : request.src,
    dst: request.dst,
    tos: request.tos ?? 0,
    ttl: request.ttl ?? (isMulticast(request.dst) ? 1 : 64),
    id: netns.nextIpId,
    df: request.df === true,
    mf: false,
    offset: 0,
    payload: request.payload,
    confirms: request.confirms,
  };
  netns.nextIpId = (netns.nextIpId + 1) & 0xffff;
  const fits = ipLength(packet) <= mtuOf(world, netns, packet.dst, route, device);
  if (request.df === 'want') packet.df = fits;
  if (packet.df && !fits) {
    drop(world, trace, netns, device, 'PKT_TOO_BIG');
    return fail('EMSGSIZE');
  }
  const skb = inFlight(packet, trace);
  if (trace) note(world, trace, netns, device, 'route', describeRoute(netns, packet.dst, route));
  count(netns, 'IpOutRequests');
  return localOut(world, netns, skb, route, device);
}

function localOut(
  world: World,
  netns: NetworkNamespace,
  skb: InFlight,
  route: Route,
  device: NetDevice,
): Failure | undefined {
  if (!track(world, netns, skb)) {
    drop(world, skb.trace, netns, device, 'CONNTRACK_FULL');
    return fail('EPERM');
  }
  const before = skb.packet.dst;
  const verdict = runHook(world, netns, 'OUTPUT', skb, undefined, device);
  if (!verdict.accepted) {
    drop(world, skb.trace, netns, device, 'NETFILTER_DROP', { rule: verdict.rule, detail: verdict.rule });
    if (verdict.rejectWith) reject(world, netns, skb, verdict.rejectWith);
    return fail('EPERM');
  }
  if (skb.packet.dst === before) return output(world, netns, skb, route, device);
  const rerouted = lookupRoute(netns, skb.packet.dst, { source: skb.packet.src });
  const newDevice = rerouted && outputDevice(netns, rerouted);
  if (!rerouted || !newDevice) {
    drop(world, skb.trace, netns, device, 'IP_OUTNOROUTES');
    return fail('ENETUNREACH');
  }
  if (skb.trace)
    note(world, skb.trace, netns, newDevice, 'route', describeRoute(netns, skb.packet.dst, rerouted));
  return output(world, netns, skb, rerouted, newDevice);
}

/** POSTROUTING and everything behind it, for local and forwarded packets alike (ip_output). */
export function output(
  world: World,
  netns: NetworkNamespace,
  skb: InFlight,
  route: Route,
  device: NetDevice,
): Failure | undefined {
  count(netns, 'IpExtOutOctets', ipLength(skb.packet));
  if (isMulticast(skb.packet.dst)) {
    count(netns, 'IpExtOutMcastPkts');
    count(netns, 'IpExtOutMcastOctets', ipLength(skb.packet));
  } else if (route.kind === 'broadcast') {
    count(netns, 'IpExtOutBcastPkts');
    count(netns, 'IpExtOutBcastOctets', ipLength(skb.packet));
  }
  const verdict = runHook(world, netns, 'POSTROUTING', skb, undefined, device);
  if (!verdict.accepted) {
    drop(world, skb.trace, netns, device, 'NETFILTER_DROP', { rule: verdict.rule, detail: verdict.rule });
    return fail('EPERM');
  }
  if (!confirm(world, netns, skb)) {
    drop(world, skb.trace, netns, device, 'CONNTRACK_FULL');
    return fail('EPERM');
  }
  const { packet, trace } = skb;
  const nextHop = route.gateway ?? packet.dst;
  const mtu = mtuOf(world, netns, packet.dst, route, device);
  if (ipLength(packet) > mtu) {
    if (packet.df) {
      count(netns, 'IpFragFails');
      drop(world, trace, netns, device, 'PKT_TOO_BIG', { detail: `MTU ${mtu}` });
      sendIcmpError(world, netns, packet, { type: 3, code: 4, mtu });
      return undefined;
    }
    if (trace) note(world, trace, netns, device, 'fragment', inPieces(mtu));
    for (const piece of fragment(netns, packet, mtu))
      sendToNeighbor(world, netns, device, nextHop, piece, trace, route.kind === 'broadcast');
    return undefined;
  }
  sendToNeighbor(world, netns, device, nextHop, packet, trace, route.kind === 'broadcast');
  return undefined;
}

function routeFor(netns: NetworkNamespace, request: OutgoingPacket): Route | undefined {
  const route = lookupRoute(netns, request.dst, { source: request.src, device: request.device });
  if (route || request.device === undefined) return route;
  // Multicast and broadcast bound to a device need no route.
  return {
    destination: request.dst,
    prefix: 32,
    device: request.device,
    metric: 0,
    scope: 'link',
    protocol: 'kernel',
    kind: request.dst === 0xffffffff ? 'broadcast' : 'unicast',
    table: 254,
    onlink: true,
  };
}

function refusalOf(route: Route, request: OutgoingPacket): Failure | undefined {
  switch (route.kind) {
    case 'unreachable':
      return fail('EHOSTUNREACH');
    case 'prohibit':
      return fail('EACCES');
    case 'blackhole':
      return fail('EINVAL');
    case 'broadcast':
      return request.broadcastAllowed ? undefined : fail('EACCES');
    default:
      return undefined;
  }
}

function outputDevice(netns: NetworkNamespace, route: Route): NetDevice | undefined {
  return netns.devices.get(route.kind === 'local' ? 1 : route.device);
}

/** MTU towards a destination: a learnt path MTU, the route's, the device's. */
export function mtuOf(
  world: World,
  netns: NetworkNamespace,
  dst: Ipv4,
  route: Route,
  device: NetDevice,
): number {
  const learnt = netns.exceptions.get(dst);
  const limit = route.mtu ?? device.mtu;
  return learnt?.mtu !== undefined && learnt.expires > world.now ? Math.min(learnt.mtu, limit) : limit;
}

/** The route as one line for a journey. */
export function describeRoute(netns: NetworkNamespace, dst: Ipv4, route: Route): string | LocalText {
  const device = netns.devices.get(route.device)?.name ?? '?';
  if (route.kind === 'local') return isLocal(dst);
  const to = route.prefix === 0 ? 'default' : `${formatIpv4(route.destination)}/${route.prefix}`;
  return route.gateway === undefined
    ? `${to} dev ${device}`
    : `${to} via ${formatIpv4(route.gateway)} dev ${device}`;
}
