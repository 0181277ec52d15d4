import { contains, isLoopback, isMulticast, LIMITED_BROADCAST, type Ipv4 } from '../wire/index.ts';
import type { MacvlanDevice, NetDevice, VlanDevice } from './device.ts';
import { type NetworkNamespace, type Route, TABLE_LOCAL } from './namespace.ts';
import type { Node } from './node.ts';
import type { World } from './world.ts';

/** The namespace with this inode number; throws when it does not exist, which would be a broken reference. */
export function namespaceOf(world: World, id: number): NetworkNamespace {
  const netns = world.namespaces.get(id);
  if (!netns) throw new Error(`no network namespace ${id}`);
  return netns;
}

export function nodeOf(world: World, name: string): Node {
  const node = world.nodes.get(name);
  if (!node) throw new Error(`no node ${name}`);
  return node;
}

export function lookupDevice(netns: NetworkNamespace, name: string): NetDevice | undefined {
  for (const device of netns.devices.values()) if (device.name === name) return device;
  return undefined;
}

/** Devices in the order `ip link` lists them: by index. */
export function devicesByIndex(netns: NetworkNamespace): NetDevice[] {
  return [...netns.devices.values()].sort((a, b) => a.index - b.index);
}

/** Whether a device is up and has a carrier: IFF_UP with something alive at the other end. */
export function isRunning(world: World, netns: NetworkNamespace, device: NetDevice): boolean {
  return device.up && hasCarrier(world, netns, device);
}

/** The carrier: a cable, the peer's IFF_UP, a bridge's running ports, the parent's carrier. */
export function hasCarrier(world: World, netns: NetworkNamespace, device: NetDevice): boolean {
  switch (device.kind) {
    case 'loopback':
    case 'dummy':
    case 'vxlan':
      return true;
    case 'ethernet':
      return device.segment !== '';
    case 'veth': {
      const peer = world.namespaces.get(device.peer.netns)?.devices.get(device.peer.index);
      return peer?.up === true;
    }
    case 'macvlan':
    case 'vlan': {
      const lower = lowerOf(world, device);
      return lower !== undefined && isRunning(world, lower.netns, lower.device);
    }
    case 'bridge':
      for (const port of netns.devices.values())
        if (port.master === device.index && isRunning(world, netns, port)) return true;
      return false;
  }
}

/** The device that a macvlan or VLAN device is on top of, with the namespace it is in. */
export function lowerOf(
  world: World,
  { parent }: MacvlanDevice | VlanDevice,
): { netns: NetworkNamespace; device: NetDevice } | undefined {
  const netns = world.namespaces.get(parent.netns);
  const device = netns?.devices.get(parent.index);
  return netns && device && { netns, device };
}

/** The macvlan and VLAN devices on top of a device, wherever they were moved. */
export function devicesOn(
  world: World,
  netns: NetworkNamespace,
  lower: NetDevice,
): { netns: NetworkNamespace; device: MacvlanDevice | VlanDevice }[] {
  if (!lower.carriesOthers) return [];
  const found: { netns: NetworkNamespace; device: MacvlanDevice | VlanDevice }[] = [];
  for (const other of world.namespaces.values()) {
    if (other.node !== netns.node) continue;
    for (const device of other.devices.values())
      if (
        (device.kind === 'macvlan' || device.kind === 'vlan') &&
        device.parent.netns === netns.id &&
        device.parent.index === lower.index
      )
        found.push({ netns: other, device });
  }
  return found;
}

/** Ports of a bridge, by port number. */
export function bridgePorts(netns: NetworkNamespace, bridge: NetDevice): NetDevice[] {
  const ports: NetDevice[] = [];
  for (const device of netns.devices.values()) if (device.master === bridge.index) ports.push(device);
  return ports.sort((a, b) => (a.port?.number ?? 0) - (b.port?.number ?? 0));
}

/** What kind of address this is to the namespace, as `-m addrtype` and the receive path see it. */
export function addressType(
  netns: NetworkNamespace,
  address: Ipv4,
): 'LOCAL' | 'BROADCAST' | 'MULTICAST' | 'UNICAST' | 'UNSPEC' {
  if (address === 0) return 'UNSPEC';
  if (address === LIMITED_BROADCAST) return 'BROADCAST';
  if (isMulticast(address)) return 'MULTICAST';
  const route = lookupRoute(netns, address, { tables: [TABLE_LOCAL] });
  if (route?.kind === 'local' || isLoopback(address)) return 'LOCAL';
  if (route?.kind === 'broadcast') return 'BROADCAST';
  return 'UNICAST';
}

export interface RouteQuery {
  /** Source address the routing rules see; 0 when not chosen yet. */
  source?: Ipv4;
  /** Bound or incoming device index. */
  device?: number;
  iif?: string;
  tables?: number[];
}

/**
 * The route for a destination: routing rules in order, in each table the longest prefix, then the lowest metric.
 * `undefined` means the network is unreachable. Routes over devices that are down do not exist (the kernel removes them).
 */
export function lookupRoute(
  netns: NetworkNamespace,
  destination: Ipv4,
  query: RouteQuery = {},
): Route | undefined {
  if (query.tables) {
    for (const table of query.tables) {
      const route = lookupTable(netns, table, destination, query);
      if (route) return route;
    }
    return undefined;
  }
  for (const rule of netns.rules) {
    if (
      rule.from &&
      !(query.source !== undefined && contains(rule.from.address, rule.from.prefix, query.source))
    )
      continue;
    if (rule.to && !contains(rule.to.address, rule.to.prefix, destination)) continue;
    if (rule.iif !== undefined && rule.iif !== query.iif) continue;
    const route = lookupTable(netns, rule.table, destination, query);
    if (route) return route;
  }
  return undefined;
}

function lookupTable(
  netns: NetworkNamespace,
  table: number,
  destination: Ipv4,
  query: RouteQuery,
): Route | undefined {
  let best: Route | undefined;
  for (const route of netns.routes) {
    if (route.table !== table || !contains(route.destination, route.prefix, destination)) continue;
    if (query.device !== undefined && table !== TABLE_LOCAL && route.device !== query.device) continue;
    if (best && (route.prefix < best.prefix || (route.prefix === best.prefix && route.metric >= best.metric)))
      continue;
    best = route;
  }
  return best;
}

/** The address a packet without one gets: the route's, else the first of the device that shares the prefix, else the first. */
export function selectSource(netns: NetworkNamespace, route: Route, destination: Ipv4): Ipv4 {
  if (route.kind === 'local') return destination;
  if (route.source !== undefined) return route.source;
  const target = route.gateway ?? destination;
  const device = netns.devices.get(route.device);
  const usable = (device?.addresses ?? []).filter((a) => a.scope !== 'host' || device?.kind === 'loopback');
  const near = usable.find((a) => !a.secondary && contains(a.address, a.prefix, target));
  if (near) return near.address;
  if (usable.length > 0) return usable[0].address;
  for (const other of netns.devices.values())
    for (const a of other.addresses) if (a.scope === 'global') return a.address;
  return 0;
}

/** Whether an address is one of the namespace's own. */
export function isLocalAddress(netns: NetworkNamespace, address: Ipv4): boolean {
  return addressType(netns, address) === 'LOCAL';
}

/** Octets of the largest super-frame a device takes; a tunnel keeps the kernel's default (recorded on 6.18). */
export function tsoMax(device: NetDevice): number {
  return device.kind === 'bridge' ? device.tsoMax : device.kind === 'vxlan' ? 65536 : 524280;
}

/** Whether a process lives in a network namespace. */
export function isInhabited(node: Node, netns: number): boolean {
  for (const process of node.processes.values())
    if (process.state !== 'zombie' && process.namespaces.net === netns) return true;
  return false;
}
