import {
  announce,
  namespaceOf,
  type NetworkNamespace,
  neighborKey,
  schedule,
  type VxlanDevice,
  type World,
} from '../../model/state/index.ts';
import { hashKey } from '../../lib/index.ts';
import {
  type ArpPacket,
  type ChecksumState,
  formatIpv4,
  type Frame,
  frameLength,
  type Ipv4Packet,
  isLoopback,
  isMulticast,
  isMulticastMac,
  type Mac,
} from '../../model/wire/index.ts';
import { sendPacket } from './ip-output.ts';
import { drop, note } from './tracing.ts';
import { answerTooBig } from './vxlan-pmtu.ts';
import { ANSWERED_FOR_FAR, encapsulatedTo, noFdbEntry, noNeighbour, proxyAnswers } from './step-text.ts';

const NO_MAC: Mac = '00:00:00:00:00:00';

/** Out of a vxlan device (vxlan_xmit): answer ARP by proxy, find the remote, wrap the frame and send it as the host. */
export function fromVxlan(
  world: World,
  netns: NetworkNamespace,
  device: VxlanDevice,
  frame: Frame,
  trace: number,
): void {
  if (device.proxy && frame.payload.kind === 'arp') {
    reduceArp(world, netns, device, frame.payload, frame, trace);
    return;
  }
  const entry = lookupRemote(world, device, frame.dst) ?? lookupRemote(world, device, NO_MAC);
  if (!entry) {
    if (device.l2miss && !isMulticastMac(frame.dst))
      announce(world, netns, 'miss', { device: device.name, mac: frame.dst, state: 'STALE' });
    device.stats.txDropped++;
    drop(world, trace, netns, device, 'VXLAN_NO_REMOTE', { detail: noFdbEntry(frame.dst) });
    return;
  }
  encapsulate(world, netns, device, frame, entry.remote, trace);
}

function lookupRemote(world: World, device: VxlanDevice, mac: Mac) {
  const entry = device.fdb.get(mac);
  if (!entry) return undefined;
  if (!entry.permanent && world.now - entry.updated > device.ageing) return undefined;
  return entry;
}

/**
 * The ARP proxy: a request for a known neighbour is answered here, so ARP never crosses the tunnel. The request is consumed
 * without being counted, known or not (recorded in healthy and f03b-no-peer-discovery).
 */
function reduceArp(
  world: World,
  netns: NetworkNamespace,
  device: VxlanDevice,
  arp: ArpPacket,
  frame: Frame,
  trace: number,
): void {
  if (arp.operation !== 'request' || isLoopback(arp.targetIp) || isMulticast(arp.targetIp)) {
    drop(world, trace, netns, device, 'ARP_IGNORED');
    return;
  }
  const neighbor = netns.neighbors.get(neighborKey(device.index, arp.targetIp));
  if (neighbor?.mac !== undefined && neighbor.state !== 'FAILED' && neighbor.state !== 'INCOMPLETE') {
    if (trace) note(world, trace, netns, device, 'neighbour', proxyAnswers(arp.targetIp, neighbor.mac));
    const reply: Frame = {
      src: neighbor.mac,
      dst: frame.src,
      payload: {
        kind: 'arp',
        operation: 'reply',
        senderMac: neighbor.mac,
        senderIp: arp.targetIp,
        targetMac: arp.senderMac,
        targetIp: arp.senderIp,
      },
    };
    schedule(world, 2, { kind: 'frame', netns: netns.id, device: device.index, frame: reply, trace });
    return;
  }
  if (device.l3miss)
    announce(world, netns, 'miss', {
      device: device.name,
      address: formatIpv4(arp.targetIp),
      state: 'STALE',
    });
  drop(world, trace, netns, device, 'VXLAN_L3_MISS', { detail: noNeighbour(arp.targetIp) });
}

function encapsulate(
  world: World,
  netns: NetworkNamespace,
  device: VxlanDevice,
  frame: Frame,
  remote: number,
  trace: number,
): void {
  if (trace)
    note(world, trace, netns, device, 'encapsulate', encapsulatedTo(device.vni, remote, device.dstPort));
  const underlay = namespaceOf(world, device.linkNetns);
  const refusal = answerTooBig(world, underlay, device, frame, remote);
  if (refusal) {
    drop(world, trace, netns, device, 'PKT_TOO_BIG', { detail: ANSWERED_FOR_FAR });
    // The answer passes through the device as if it had come from the other side (vxlan_encap_bypass).
    const octets = frameLength(refusal) - 14;
    device.stats.txPackets++;
    device.stats.txBytes += octets;
    device.stats.rxPackets++;
    device.stats.rxBytes += octets;
    schedule(world, 2, { kind: 'frame', netns: netns.id, device: device.index, frame: refusal, trace: 0 });
    return;
  }
  const result = sendPacket(
    world,
    underlay,
    {
      dst: remote,
      src: device.local,
      df:
        device.df === 'set' || (device.df === 'inherit' && frame.payload.kind === 'ipv4' && frame.payload.df),
      // The outer packet is the same buffer with more headers in front.
      confirms: frame.payload.kind === 'ipv4' ? frame.payload.confirms : undefined,
      payload: {
        kind: 'udp',
        sport: flowSourcePort(device, frame),
        dport: device.dstPort,
        payload: { kind: 'vxlan', vni: device.vni, inner: frame },
        checksum: outerChecksum(device, frame),
      },
    },
    trace,
  );
  // A missing route is an error of the carrier (vxlan_xmit_one); what the host did not let out is dropped (iptunnel_xmit_stats; f22).
  if (result?.errno === 'ENETUNREACH' || result?.errno === 'EHOSTUNREACH') {
    device.stats.txErrors++;
    device.stats.txCarrier++;
  } else if (result) device.stats.txDropped++;
  if (result) return;
  device.stats.txPackets++;
  device.stats.txBytes += frameLength(frame) - 14;
}

/**
 * With outer checksums on, the outer sum is left to the device, unless the inner one already is: then the outer is computed
 * in software over an inner that will be finished later (local checksum offload).
 */
function outerChecksum(device: VxlanDevice, frame: Frame): ChecksumState {
  if (!device.udpcsum) return 'none';
  const inner = frame.payload.kind === 'ipv4' ? frame.payload.payload : undefined;
  const innerLeft = (inner?.kind === 'udp' || inner?.kind === 'tcp') && inner.checksum === 'partial';
  return innerLeft ? 'right' : 'partial';
}

/**
 * The outer source port: a hash of the inner flow, the same in both directions (the dissector sorts the addresses), in the
 * range 32768..60999. A retransmitted SYN gets another one (txhash rethink), which its sequence of attempts stands for.
 */
function flowSourcePort(device: VxlanDevice, frame: Frame): number {
  const inner = frame.payload;
  let key: (string | number)[];
  if (inner.kind === 'ipv4') {
    const [low, high] = inner.src < inner.dst ? [inner.src, inner.dst] : [inner.dst, inner.src];
    key = [low, high, inner.payload.kind, ...portsOf(inner)];
  } else key = [frame.src, frame.dst];
  return 32768 + (hashKey(device.hashSecret, 'flow', ...key) % (60999 - 32768 + 1));
}

function portsOf(packet: Ipv4Packet): number[] {
  const p = packet.payload;
  if (p.kind !== 'tcp' && p.kind !== 'udp') return [];
  return p.sport < p.dport ? [p.sport, p.dport] : [p.dport, p.sport];
}
