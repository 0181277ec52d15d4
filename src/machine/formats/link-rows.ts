import {
  devicesByIndex,
  devicesOn,
  hasCarrier,
  isRunning,
  type NetDevice,
  type NetworkNamespace,
  type World,
} from '../../model/state/index.ts';

/** One device as every listing shows it: what is read from elsewhere (peer, bridge, carrier) is filled in. */
export interface LinkRow {
  device: NetDevice;
  /** What follows `@`: the peer's or parent's name when it is in this namespace, else `ifN`; empty for none. */
  link: string;
  /** `link-netnsid N`: the other end lives elsewhere. */
  linkNetnsId?: number;
  /** Name below /var/run/netns of the namespace at the other end; recent releases print it in place of the number. */
  linkNetnsName?: string;
  carrier: boolean;
  running: boolean;
  operstate: 'UNKNOWN' | 'UP' | 'DOWN' | 'LOWERLAYERDOWN';
  master?: NetDevice;
  /** Name that busybox resolves the peer's index to, though the peer lives elsewhere; absent when no device has it. */
  indexNamesake?: string;
  /** A macvlan device that is up uses this one as its parent. */
  carriesMacvlan: boolean;
  /** Whether the device has a peer or parent in another namespace. */
  foreign: boolean;
}

/** All devices of a namespace by index. Who does not see the host's /var/run/netns (`named` false) gets numbers only. */
export function selectLinks(world: World, netns: NetworkNamespace, named = true): LinkRow[] {
  return devicesByIndex(netns).map((device) => selectLink(world, netns, device, named));
}

/** One device; see {@link LinkRow}. */
export function selectLink(world: World, netns: NetworkNamespace, device: NetDevice, named = true): LinkRow {
  const carrier = hasCarrier(world, netns, device);
  const running = isRunning(world, netns, device);
  const other = otherEnd(netns, device);
  const foreign = other !== undefined && other.netns !== netns.id;
  const namesake = other === undefined ? undefined : netns.devices.get(other.index);
  return {
    device,
    link: other === undefined ? '' : foreign ? `if${other.index}` : (namesake?.name ?? `if${other.index}`),
    linkNetnsId: foreign ? netns.netnsIds.get(other.netns) : undefined,
    linkNetnsName: foreign && named ? mountedName(world.namespaces.get(other.netns)) : undefined,
    carrier,
    running,
    operstate: operstate(device, running, carrier),
    master: device.master === undefined ? undefined : netns.devices.get(device.master),
    indexNamesake: foreign ? namesake?.name : undefined,
    carriesMacvlan: macvlansOn(world, netns, device).length > 0,
    foreign,
  };
}

/** Where `ip netns add` mounts what it makes; a namespace's other names are those of Docker's own directory. */
export const NETNS_DIRECTORY = '/var/run/netns/';

/** The name `ip netns` knows a namespace by. */
export function mountedName(netns: NetworkNamespace | undefined): string | undefined {
  return netns?.names.find((name) => name.startsWith(NETNS_DIRECTORY))?.slice(NETNS_DIRECTORY.length);
}

/** The macvlan devices that are up and have this device as their parent, wherever they live. */
export function macvlansOn(world: World, netns: NetworkNamespace, parent: NetDevice): NetDevice[] {
  return devicesOn(world, netns, parent)
    .map(({ device }) => device)
    .filter((device) => device.kind === 'macvlan' && device.up);
}

/**
 * The device at the other end: a veth's peer, a macvlan's or VLAN's parent. A vxlan device that was moved points at its own old
 * index in the namespace of its socket (recorded as `vxlan1@if9` with `link-netnsid 0`).
 */
function otherEnd(netns: NetworkNamespace, device: NetDevice): { netns: number; index: number } | undefined {
  if (device.kind === 'veth') return device.peer;
  if (device.kind === 'macvlan' || device.kind === 'vlan') return device.parent;
  if (device.kind === 'vxlan' && device.linkNetns !== netns.id)
    return { netns: device.linkNetns, index: device.index };
  return undefined;
}

function operstate(device: NetDevice, running: boolean, carrier: boolean): LinkRow['operstate'] {
  // Drivers without carrier detection leave operstate at its initial UNKNOWN while the device is up.
  if (device.kind === 'loopback') return device.up ? 'UNKNOWN' : 'DOWN';
  if (device.kind === 'vxlan' || device.kind === 'dummy') return device.up ? 'UNKNOWN' : 'DOWN';
  if (running) return 'UP';
  const stacked = device.kind === 'macvlan' || device.kind === 'vlan';
  if (stacked && device.up && !carrier) return 'LOWERLAYERDOWN';
  return 'DOWN';
}

/** Flags in the order iproute2 prints them. Promiscuity of bridge ports and captures is not IFF_PROMISC. */
export function linkFlags(row: LinkRow, busybox = false): string[] {
  const { device } = row;
  const flags: string[] = [];
  if (device.up && !row.carrier) flags.push('NO-CARRIER');
  if (device.kind === 'loopback') flags.push('LOOPBACK');
  else flags.push('BROADCAST', 'MULTICAST');
  if (device.promisc && !busybox) flags.push('PROMISC');
  if (device.up) flags.push('UP');
  if (device.up && row.carrier) flags.push('LOWER_UP');
  // busybox has no name for it and prints what is left of the bits behind the last one.
  if (device.promisc && busybox) flags.push(`${flags.pop()}100`);
  // busybox looks for the peer's index among its own devices: absent counts as "master is down".
  if (busybox && row.foreign && row.indexNamesake === undefined) flags.push('M-DOWN');
  return flags;
}

/** Name with its other end, as `ip` prints it. */
export function linkName(row: LinkRow): string {
  return row.link === '' ? row.device.name : `${row.device.name}@${row.link}`;
}

/** Rows in the order net-tools lists them: by name, since it sorts what /proc/net/dev gives. */
export function byName(rows: readonly LinkRow[]): LinkRow[] {
  return [...rows].sort((a, b) => naturalOrder(a.device.name, b.device.name));
}

/** net-tools sorts interfaces with nstrcmp: digits at the end compare as numbers. */
function naturalOrder(a: string, b: string): number {
  const split = (name: string) => /^(.*?)(\d*)$/.exec(name)!;
  const [, stemA, numberA] = split(a);
  const [, stemB, numberB] = split(b);
  if (stemA === stemB && numberA !== '' && numberB !== '') return Number(numberA) - Number(numberB);
  return a < b ? -1 : a > b ? 1 : 0;
}
