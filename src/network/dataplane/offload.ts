import type { NetDevice } from '../../model/state/index.ts';
import { type Frame, type Ipv4Packet, vxlanOf } from '../../model/wire/index.ts';

/** Stands in a header for "the pseudo-header seed was left": the octets are computed where somebody looks at them. */
const SEED_LEFT = -1;

/** Whether the device offers to finish transport checksums (ethtool: tx-checksumming). */
function finishesChecksums(device: NetDevice): boolean {
  return device.features['tx-checksum-ip-generic'] ?? device.features['tx-checksumming'] ?? true;
}

/**
 * The frame as it leaves towards a device: a device without the offload makes the stack finish the sums before.
 * A virtual device with it passes the unfinished sum on, marked as good.
 */
export function beforeDevice(device: NetDevice, frame: Frame): Frame {
  return finishesChecksums(device) ? frame : finish(frame);
}

/** What hardware makes of unfinished sums on the wire. A broken tunnel offload leaves the seed in VXLAN packets. */
export function onWire(device: NetDevice, frame: Frame): Frame {
  const packet = frame.payload;
  if (packet.kind !== 'ipv4') return frame;
  if (!device.tunnelOffloadBroken || !finishesChecksums(device)) return finish(frame);
  const tunnel = vxlanOf(packet);
  if (!tunnel || packet.payload.kind !== 'udp') return finish(frame);
  const inner = tunnel.inner.payload;
  const innerPartial = inner.kind === 'ipv4' && isPartial(inner);
  const outer = packet.payload.checksum;
  if (outer !== 'partial' && !innerPartial) return frame;
  const innerFrame =
    inner.kind === 'ipv4' && innerPartial
      ? { ...tunnel.inner, payload: withChecksum(inner, SEED_LEFT) }
      : tunnel.inner;
  const checksum = outer === 'none' ? 'none' : SEED_LEFT;
  return {
    ...frame,
    payload: {
      ...packet,
      payload: { ...packet.payload, checksum, payload: { ...tunnel, inner: innerFrame } },
    },
  };
}

function finish(frame: Frame): Frame {
  const packet = frame.payload;
  if (packet.kind !== 'ipv4') return frame;
  const done = finishPacket(packet);
  return done === packet ? frame : { ...frame, payload: done };
}

function finishPacket(packet: Ipv4Packet): Ipv4Packet {
  let result = isPartial(packet) ? withChecksum(packet, 'right') : packet;
  const tunnel = vxlanOf(result);
  if (tunnel && result.payload.kind === 'udp') {
    const inner = finish(tunnel.inner);
    if (inner !== tunnel.inner)
      result = { ...result, payload: { ...result.payload, payload: { ...tunnel, inner } } };
  }
  return result;
}

function isPartial(packet: Ipv4Packet): boolean {
  const p = packet.payload;
  return (p.kind === 'udp' || p.kind === 'tcp') && p.checksum === 'partial';
}

function withChecksum(packet: Ipv4Packet, checksum: 'right' | number): Ipv4Packet {
  const p = packet.payload;
  return p.kind === 'udp' || p.kind === 'tcp' ? { ...packet, payload: { ...p, checksum } } : packet;
}

/** Whether a receiver finds the transport checksum good. Sums not yet finished count as good (CHECKSUM_PARTIAL). */
export function checksumGood(packet: Ipv4Packet): boolean {
  const p = packet.payload;
  return p.kind === 'igmp' || p.kind === 'fragment' || typeof p.checksum !== 'number';
}
