import { formatIpv4 } from '../wire/index.ts';
import type { Neighbor, NetlinkMessage, NetworkNamespace } from './namespace.ts';
import type { World } from './world.ts';

/** Multicasts a netlink message to whoever monitors its group in the namespace. */
export function announce(
  world: World,
  netns: NetworkNamespace,
  group: NetlinkMessage['group'],
  row: NetlinkMessage['row'],
): void {
  for (const monitor of netns.monitors) {
    if (!monitor.groups.includes(group)) continue;
    monitor.messages.push({ at: world.now, group, row });
    world.ready.push({ kind: 'monitor', node: monitor.owner.node, id: monitor.id });
  }
}

/** Tells neighbour monitors of a new state. */
export function announceNeighbor(
  world: World,
  netns: NetworkNamespace,
  neighbor: Neighbor,
  deleted = false,
): void {
  if (netns.monitors.length === 0) return;
  announce(world, netns, 'neigh', {
    address: formatIpv4(neighbor.address),
    device: netns.devices.get(neighbor.device)?.name ?? '',
    mac: neighbor.mac,
    state: neighbor.state,
    deleted,
  });
}
