import {
  type DeviceReference,
  type EthernetDevice,
  type NetworkNamespace,
  noise,
  schedule,
  type Segment,
  switchPort,
  type World,
} from '../../model/state/index.ts';
import {
  type Frame,
  frameLength,
  type Ipv4Packet,
  isMulticastMac,
  type Mac,
} from '../../model/wire/index.ts';
import { drop } from './tracing.ts';
import { carriesAtMost, portOf } from './step-text.ts';

/** The one station a switch port knows; `undefined` for a port that takes all. */
function stationOf(world: World, segment: Segment, { netns, index }: DeviceReference): Mac | undefined {
  const node = world.namespaces.get(netns)?.node;
  return node === undefined ? undefined : segment.secured.get(switchPort(node, index));
}

/**
 * Carries a frame over the cable to the switch and on to whoever shall have it: the learned port, or all others. A secured port
 * drops frames with another source than its station's and passes no unicast frame for others on, as virtual switches do where
 * forged transmits and promiscuous mode are rejected (VMware vSphere Security, "Securing Standard Switch Ports"). Nobody is told.
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
  if (frameLength(frame) > segment.maxFrame) {
    drop(world, trace, netns, device, 'PKT_TOO_BIG', {
      detail: carriesAtMost(segment.maxFrame),
    });
    return;
  }
  const refuse = (station: Mac) =>
    drop(world, trace, netns, device, 'PORT_SECURITY', { detail: portOf(station, frame) });
  const own = stationOf(world, segment, { netns: netns.id, index: device.index });
  if (own !== undefined && frame.src !== own) {
    refuse(own);
    return;
  }
  segment.learned.set(frame.src, { netns: netns.id, index: device.index });
  const jitter = Math.floor(segment.delay * 0.5 * noise(world, 'segment', frame.src, device.stats.txPackets));
  // A cable does not let one frame overtake another.
  device.lastArrival = Math.max(device.lastArrival ?? 0, world.now + segment.delay + jitter);
  const multicast = isMulticastMac(frame.dst);
  const known = multicast ? undefined : segment.learned.get(frame.dst);
  const arriving = onlyOctets(frame);
  let sent = false;
  let refused: Mac | undefined;
  for (const port of known ? [known] : segment.ports) {
    if (port.netns === netns.id && port.index === device.index) continue;
    const station = multicast ? undefined : stationOf(world, segment, port);
    if (station !== undefined && station !== frame.dst) {
      refused = station;
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
  if (refused !== undefined && !sent) refuse(refused);
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
