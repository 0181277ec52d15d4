import type { Ipv4, Mac, Ipv4Packet } from '../wire/index.ts';
import type { DeviceReference, NetDevice } from './device.ts';
import type { ConntrackEntry, ConntrackStats, Ruleset } from './netfilter.ts';
import type { Socket } from './socket.ts';

export type NudState =
  | 'INCOMPLETE'
  | 'REACHABLE'
  | 'STALE'
  | 'DELAY'
  | 'PROBE'
  | 'FAILED'
  | 'NOARP'
  | 'PERMANENT';

export interface Neighbor {
  device: number;
  address: Ipv4;
  state: NudState;
  mac?: Mac;
  /** Virtual microseconds: last state change, last confirmation, last use. */
  updated: number;
  confirmed: number;
  used: number;
  /** Probes sent in the present state. */
  probes: number;
  /** Packets waiting for resolution, the oldest first (unres_qlen_bytes bounds them). */
  queue: { packet: Ipv4Packet; trace: number }[];
  /** Guards against timers of an earlier state. */
  timerToken: number;
  /** Uptime-stable share of base_reachable_time drawn for this neighbour, microseconds. */
  reachableTime: number;
}

export interface Route {
  destination: Ipv4;
  prefix: number;
  gateway?: Ipv4;
  device: number;
  source?: Ipv4;
  metric: number;
  scope: 'global' | 'link' | 'host';
  protocol: 'kernel' | 'static' | 'boot' | 'dhcp' | 'bird';
  kind: 'unicast' | 'local' | 'broadcast' | 'blackhole' | 'unreachable' | 'prohibit';
  table: number;
  onlink: boolean;
  mtu?: number;
}

export const TABLE_MAIN = 254;
export const TABLE_LOCAL = 255;
export const TABLE_DEFAULT = 253;

export interface RoutingRule {
  priority: number;
  from?: { address: Ipv4; prefix: number };
  to?: { address: Ipv4; prefix: number };
  iif?: string;
  table: number;
}

/** What a router told us about a path: learnt MTU until it expires. */
export interface RouteException {
  mtu?: number;
  gateway?: Ipv4;
  expires: number;
}

/** A monitor's view: neighbour, FDB and link messages as the kernel multicasts them over netlink. */
export interface NetlinkMessage {
  at: number;
  group: 'link' | 'neigh' | 'fdb' | 'address' | 'route' | 'miss';
  /** The row as it was, formatted later by the tool that listens. */
  row: Record<string, string | number | boolean | undefined>;
}

export interface NetworkNamespace {
  /** Virtual microseconds. */
  created: number;
  /** Inode number as `ip netns`, `lsns` and kernel messages show it; unique in the world. */
  id: number;
  node: string;
  /** Mount points that keep it alive: names below /var/run/docker/netns or /var/run/netns. */
  names: string[];
  devices: Map<number, NetDevice>;
  nextIndex: number;
  routes: Route[];
  rules: RoutingRule[];
  neighbors: Map<string, Neighbor>;
  exceptions: Map<Ipv4, RouteException>;
  sockets: Map<number, Socket>;
  netfilter: Ruleset;
  conntrack: Map<string, ConntrackEntry>;
  conntrackCount: number;
  /** When expired entries were last taken out. */
  conntrackCollected: number;
  conntrackStats: ConntrackStats;
  /** Tracking is attached once a rule needs it (nat table, ctstate), as the kernel does since 4.10. */
  conntrackActive: boolean;
  /** net.* values changed from their defaults; see `sysctl`. */
  sysctl: Map<string, string>;
  forwarding: boolean;
  /** SNMP counters by the names nstat prints; absent means zero. */
  counters: Record<string, number>;
  /** Ids this namespace uses for others, in the order they were met: `link-netnsid N`. */
  netnsIds: Map<number, number>;
  /** Reassembly: fragments by src/dst/id. */
  fragments: Map<string, { packets: Ipv4Packet[]; expires: number }>;
  nextIpId: number;
  /** Packet sockets of this namespace, so that a device without a capture costs nothing. */
  taps: number[];
  /** vxlan devices whose outer packets live here, wherever the devices are now. */
  tunnels: DeviceReference[];
  /** Netlink listeners: processes with an open monitor. */
  monitors: {
    id: number;
    groups: string[];
    messages: NetlinkMessage[];
    owner: { node: string; pid: number };
  }[];
}

export function neighborKey(device: number, address: Ipv4): string {
  return `${device} ${address}`;
}
