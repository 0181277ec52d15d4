import {
  type EthernetDevice,
  type NetworkNamespace,
  noise,
  schedule,
  type World,
} from '../../model/state/index.ts';
import { type Frame, frameLength, isMulticastMac } from '../../model/wire/index.ts';
import { drop } from './tracing.ts';
import { carriesAtMost } from './step-text.ts';

/** Carries a frame over the cable to the switch and on to whoever shall have it: the learned port, or all others. */
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
  segment.learned.set(frame.src, { netns: netns.id, index: device.index });
  const jitter = Math.floor(segment.delay * 0.5 * noise(world, 'segment', frame.src, device.stats.txPackets));
  // A cable does not let one frame overtake another.
  device.lastArrival = Math.max(device.lastArrival ?? 0, world.now + segment.delay + jitter);
  const known = isMulticastMac(frame.dst) ? undefined : segment.learned.get(frame.dst);
  const targets = known ? [known] : segment.ports;
  let sent = false;
  for (const port of targets) {
    if (port.netns === netns.id && port.index === device.index) continue;
    sent = true;
    schedule(world, device.lastArrival - world.now, {
      kind: 'frame',
      netns: port.netns,
      device: port.index,
      frame,
      trace,
    });
  }
  if (!sent) drop(world, trace, netns, device, 'NO_LINK');
}
