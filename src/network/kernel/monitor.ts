import type { NetlinkMessage, NetworkNamespace, World } from '../../model/state/index.ts';

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
