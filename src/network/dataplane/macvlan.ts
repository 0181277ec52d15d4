import {
  devicesOn,
  lowerOf,
  type MacvlanDevice,
  type NetDevice,
  type NetworkNamespace,
  type World,
} from '../../model/state/index.ts';
import { type Frame, isMulticastMac } from '../../model/wire/index.ts';
import { receiveFrame } from './receive.ts';
import { drop } from './tracing.ts';
import { transmit } from './transmit.ts';

/** macvlan devices on top of a parent, wherever they were moved. */
export function macvlanChildren(
  world: World,
  netns: NetworkNamespace,
  parent: NetDevice,
): { netns: NetworkNamespace; device: MacvlanDevice }[] {
  return devicesOn(world, netns, parent).flatMap(({ netns: own, device }) =>
    device.kind === 'macvlan' ? [{ netns: own, device }] : [],
  );
}

/**
 * Out of a macvlan: to a sibling in bridge mode, else through the parent onto the wire. Never to the parent's own stack: that
 * is why a host cannot reach its own macvlan children (recorded in f20a-macvlan-own-host).
 */
export function fromMacvlan(
  world: World,
  netns: NetworkNamespace,
  device: MacvlanDevice,
  frame: Frame,
  trace: number,
): void {
  const lower = lowerOf(world, device);
  if (!lower) {
    drop(world, trace, netns, device, 'NO_LINK');
    return;
  }
  const multicast = isMulticastMac(frame.dst);
  if (device.mode === 'bridge')
    for (const child of macvlanChildren(world, lower.netns, lower.device)) {
      if (child.device === device || (!multicast && child.device.mac !== frame.dst)) continue;
      receiveFrame(world, child.netns, child.device, frame, trace);
      if (!multicast) return;
    }
  transmit(world, lower.netns, lower.device, frame, trace);
}
