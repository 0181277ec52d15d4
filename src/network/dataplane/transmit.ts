import {
  lowerOf,
  isRunning,
  type NetDevice,
  type NetworkNamespace,
  schedule,
  type World,
} from '../../model/state/index.ts';
import { type Frame, frameLength } from '../../model/wire/index.ts';
import { fromBridgeDevice } from './bridge.ts';
import { tap } from './capture.ts';
import { fromMacvlan } from './macvlan.ts';
import { beforeDevice, onWire } from './offload.ts';
import { ontoSegment } from './segment.ts';
import { drop, note } from './tracing.ts';
import { fromVxlan } from './vxlan-transmit.ts';
import { sentTo } from './step-text.ts';

/** Microseconds a frame needs from one end of a veth to the other: a softirq on the same processor. */
const VETH_DELAY = 7;

/** Gives a frame to a device, as dev_queue_xmit does. */
export function transmit(
  world: World,
  netns: NetworkNamespace,
  device: NetDevice,
  frame: Frame,
  trace: number,
): void {
  if (!isRunning(world, netns, device)) {
    // Without a carrier the queue is the noop one: the frame is gone before a capture could see it (f17a-veth-down).
    drop(world, trace, netns, device, 'DEV_DOWN');
    return;
  }
  const out = beforeDevice(device, frame);
  if (device.kind !== 'loopback') tap(world, netns, device, out, true, trace);
  if (trace) note(world, trace, netns, device, 'transmit', sentTo(out));
  switch (device.kind) {
    case 'loopback':
      countTransmit(device, out);
      schedule(world, 1, { kind: 'frame', netns: netns.id, device: device.index, frame: out, trace });
      return;
    case 'ethernet':
      countTransmit(device, out);
      ontoSegment(world, netns, device, onWire(device, out), trace);
      return;
    case 'veth': {
      countTransmit(device, out);
      const wire = device.tunnelOffloadBroken ? onWire(device, out) : out;
      schedule(world, VETH_DELAY, {
        kind: 'frame',
        netns: device.peer.netns,
        device: device.peer.index,
        frame: wire,
        trace,
      });
      return;
    }
    case 'bridge':
      countTransmit(device, out);
      fromBridgeDevice(world, netns, device, out, trace);
      return;
    case 'vxlan':
      fromVxlan(world, netns, device, out, trace);
      return;
    case 'macvlan':
      countTransmit(device, out);
      fromMacvlan(world, netns, device, out, trace);
      return;
    case 'vlan': {
      countTransmit(device, out);
      const lower = lowerOf(world, device);
      if (lower) transmit(world, lower.netns, lower.device, { ...out, vlan: device.vid }, trace);
      else drop(world, trace, netns, device, 'NO_LINK');
      return;
    }
    case 'dummy':
      countTransmit(device, out);
      drop(world, trace, netns, device, 'NO_LINK');
      return;
  }
}

function countTransmit(device: NetDevice, frame: Frame): void {
  device.stats.txPackets++;
  device.stats.txBytes += frameLength(frame);
}
