import type { LocalText } from '../../lib/index.ts';
import {
  type DeviceReference,
  type DropReason,
  type EthernetDevice,
  type NetworkNamespace,
  noise,
  schedule,
  type Segment,
  switchPort,
  type World,
} from '../../model/state/index.ts';
import { type Frame, frameLength, type Ipv4Packet, isMulticastMac } from '../../model/wire/index.ts';
import { drop } from './tracing.ts';
import { carriesAtMost, portCarriesAtMost, portOf } from './step-text.ts';

/** Why a switch does not carry a frame. */
interface Refusal {
  reason: DropReason;
  detail: LocalText;
}

/** The switch port a device is plugged into. */
function portNamed(world: World, { netns, index }: DeviceReference): string {
  return switchPort(world.namespaces.get(netns)?.node ?? '', index);
}

/** Why a port does not take a frame in, or passes none on; `undefined` for one that carries it. */
function refusalOf(segment: Segment, port: string, frame: Frame, arriving: boolean): Refusal | undefined {
  const station = segment.secured.get(port);
  const stranger = arriving ? frame.src !== station : !isMulticastMac(frame.dst) && frame.dst !== station;
  if (station !== undefined && stranger) return { reason: 'PORT_SECURITY', detail: portOf(station, frame) };
  const most = segment.shortPorts.get(port);
  if (most !== undefined && frameLength(frame) > most)
    return { reason: 'PKT_TOO_BIG', detail: portCarriesAtMost(port, most) };
  return undefined;
}

/**
 * Carries a frame over the cable to the switch and on to whoever shall have it: the learned port, or all others. A secured port
 * drops frames with another source than its station's and passes no unicast frame for others on, as virtual switches do where
 * forged transmits and promiscuous mode are rejected (VMware vSphere Security, "Securing Standard Switch Ports"). A short port loses
 * longer frames both ways, as a trunk with a smaller MTU does (recorded in f07a-mtu-l2-blackhole). Nobody is told.
 */
export function ontoSegment(
  world: World,
  netns: NetworkNamespace,
  device: EthernetDevice,
  frame: Frame,
  trace: number,
): void {
  const segment = world.segments.get(device.segment);
  if (!segment) {
    drop(world, trace, netns, device, 'NO_LINK');
    return;
  }
  const refuse = ({ reason, detail }: Refusal) => drop(world, trace, netns, device, reason, { detail });
  // Who knows tags takes four octets more for them (IEEE 802.3, clause 3.2.7).
  if (frameLength(frame) > segment.maxFrame) {
    refuse({ reason: 'PKT_TOO_BIG', detail: carriesAtMost(segment.maxFrame) });
    return;
  }
  const own = refusalOf(segment, switchPort(netns.node, device.index), frame, true);
  if (own) {
    refuse(own);
    return;
  }
  segment.learned.set(frame.src, { netns: netns.id, index: device.index });
  const jitter = Math.floor(segment.delay * 0.5 * noise(world, 'segment', frame.src, device.stats.txPackets));
  // A cable does not let one frame overtake another.
  device.lastArrival = Math.max(device.lastArrival ?? 0, world.now + segment.delay + jitter);
  const known = isMulticastMac(frame.dst) ? undefined : segment.learned.get(frame.dst);
  const arriving = onlyOctets(frame);
  let sent = false;
  let refused: Refusal | undefined;
  for (const port of known ? [known] : segment.ports) {
    if (port.netns === netns.id && port.index === device.index) continue;
    const refusal = refusalOf(segment, portNamed(world, port), frame, false);
    if (refusal) {
      refused = refusal;
      continue;
    }
    sent = true;
    schedule(world, device.lastArrival - world.now, {
      kind: 'frame',
      netns: port.netns,
      device: port.index,
      frame: arriving,
      trace,
    });
  }
  if (refused && !sent) refuse(refused);
  else if (!sent) drop(world, trace, netns, device, 'NO_LINK');
}

/** A frame as the far card reads it off the wire: without what the sender's kernel had noted on its packets. */
function onlyOctets(frame: Frame): Frame {
  if (frame.payload.kind !== 'ipv4' || !frame.payload.confirms) return frame;
  const packet: Ipv4Packet = { ...frame.payload, confirms: undefined };
  if (packet.payload.kind === 'udp' && typeof packet.payload.payload === 'object') {
    const tunnel = packet.payload.payload;
    packet.payload = { ...packet.payload, payload: { ...tunnel, inner: onlyOctets(tunnel.inner) } };
  }
  return { ...frame, payload: packet };
}
