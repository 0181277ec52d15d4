import {
  addressType,
  lookupRoute,
  neighborKey,
  type NetDevice,
  type NetworkNamespace,
  rpFilterOf,
  TABLE_LOCAL,
  type World,
} from '../../model/state/index.ts';
import {
  type ArpPacket,
  BROADCAST_MAC,
  type Frame,
  type Ipv4,
  type Mac,
  ZERO_MAC,
} from '../../model/wire/index.ts';
import { learnNeighbor } from './neighbor.ts';
import { delivered, drop } from './tracing.ts';
import { transmit } from './transmit.ts';
import { arpReply, asksFor, otherWayBack } from './step-text.ts';

/** An ARP packet for this namespace (arp_process). */
export function receiveArp(
  world: World,
  netns: NetworkNamespace,
  device: NetDevice,
  arp: ArpPacket,
  trace: number,
): void {
  if (arp.operation === 'reply') {
    // An answer updates what was asked for; nobody learns from answers he did not wait for (arp_accept is 0).
    const known = netns.neighbors.get(neighborKey(device.index, arp.senderIp));
    // Told first: packets that waited for the answer leave at once.
    delivered(world, trace, netns, device, arpReply(arp.senderIp, arp.senderMac), true);
    if (known) learnNeighbor(world, netns, device, arp.senderIp, arp.senderMac, 'REACHABLE');
    return;
  }
  if (arp.senderIp === 0) {
    // Duplicate address detection (RFC 2131, 4.4.1): answered like any request, nothing is learned.
    if (addressType(netns, arp.targetIp) === 'LOCAL') reply(world, netns, device, arp, trace);
    return;
  }
  if (addressType(netns, arp.targetIp) === 'LOCAL') {
    if (!sourceValid(netns, device, arp.senderIp)) {
      drop(world, trace, netns, device, 'IP_RPFILTER', {
        detail: otherWayBack(arp.senderIp, true),
      });
      return;
    }
    if (device.conf.arpIgnore >= 1 && !device.addresses.some((a) => a.address === arp.targetIp)) {
      drop(world, trace, netns, device, 'ARP_IGNORED');
      return;
    }
    learnNeighbor(world, netns, device, arp.senderIp, arp.senderMac, 'STALE', true);
    reply(world, netns, device, arp, trace);
    return;
  }
  const known = netns.neighbors.get(neighborKey(device.index, arp.senderIp));
  if (known) learnNeighbor(world, netns, device, arp.senderIp, arp.senderMac, 'STALE');
  drop(world, trace, netns, device, 'ARP_NOT_FOR_US', { detail: asksFor(arp.targetIp) });
}

/**
 * The kernel routes the request backwards before it answers, so rp_filter decides about ARP as well
 * (recorded in f13b-route-overlap-gwbridge and f19-rp-filter).
 */
function sourceValid(netns: NetworkNamespace, device: NetDevice, source: Ipv4): boolean {
  if (lookupRoute(netns, source, { tables: [TABLE_LOCAL] })?.kind === 'local') return false;
  const back = lookupRoute(netns, source);
  const mode = rpFilterOf(netns, device);
  if (mode === 0) return true;
  if (!back) return false;
  return mode === 2 || back.device === device.index;
}

function reply(
  world: World,
  netns: NetworkNamespace,
  device: NetDevice,
  arp: ArpPacket,
  trace: number,
): void {
  sendArp(world, netns, device, {
    operation: 'reply',
    senderIp: arp.targetIp,
    targetIp: arp.senderIp,
    targetMac: arp.senderMac,
    destination: arp.senderMac,
    trace,
  });
}

/** Sends an ARP packet from a device's own hardware address. */
export function sendArp(
  world: World,
  netns: NetworkNamespace,
  device: NetDevice,
  request: {
    operation: ArpPacket['operation'];
    senderIp: Ipv4;
    targetIp: Ipv4;
    targetMac?: Mac;
    destination?: Mac;
    trace: number;
  },
): void {
  const frame: Frame = {
    src: device.mac,
    dst: request.destination ?? BROADCAST_MAC,
    payload: {
      kind: 'arp',
      operation: request.operation,
      senderMac: device.mac,
      senderIp: request.senderIp,
      targetMac: request.targetMac ?? ZERO_MAC,
      targetIp: request.targetIp,
    },
  };
  transmit(world, netns, device, frame, request.trace);
}
