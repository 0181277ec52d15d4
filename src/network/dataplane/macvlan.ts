import type { MacvlanDevice, NetDevice, NetworkNamespace, World } from '../../model/state/index.ts';
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
  const children: { netns: NetworkNamespace; device: MacvlanDevice }[] = [];
  if (!parent.carriesMacvlan) return children;
  for (const other of world.namespaces.values()) {
    if (other.node !== netns.node) continue;
    for (const device of other.devices.values())
      if (
        device.kind === 'macvlan' &&
        device.parent.netns === netns.id &&
        device.parent.index === parent.index
      )
        children.push({ netns: other, device });
  }
  return children;
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
  const parentNetns = world.namespaces.get(device.parent.netns);
  const parent = parentNetns?.devices.get(device.parent.index);
  if (!parentNetns || !parent) {
    drop(world, trace, netns, device, 'NO_LINK');
    return;
  }
  const multicast = isMulticastMac(frame.dst);
  if (device.mode === 'bridge')
    for (const child of macvlanChildren(world, parentNetns, parent)) {
      if (child.device === device || (!multicast && child.device.mac !== frame.dst)) continue;
      receiveFrame(world, child.netns, child.device, frame, trace);
      if (!multicast) return;
    }
  transmit(world, parentNetns, parent, frame, trace);
}
