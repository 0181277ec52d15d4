import type { Frame, Ipv4, Mac } from '../wire/index.ts';

/** Counters of `ip -s link`; octets as the device counts them (Ethernet header included but for vxlan: inner IP length). */
export interface DeviceStats {
  rxBytes: number;
  rxPackets: number;
  rxErrors: number;
  rxDropped: number;
  rxMissed: number;
  multicast: number;
  txBytes: number;
  txPackets: number;
  txErrors: number;
  txDropped: number;
  txCarrier: number;
  collisions: number;
}

export function emptyStats(): DeviceStats {
  return {
    rxBytes: 0,
    rxPackets: 0,
    rxErrors: 0,
    rxDropped: 0,
    rxMissed: 0,
    multicast: 0,
    txBytes: 0,
    txPackets: 0,
    txErrors: 0,
    txDropped: 0,
    txCarrier: 0,
    collisions: 0,
  };
}

/** An IPv4 address on a device. */
export interface InterfaceAddress {
  address: Ipv4;
  prefix: number;
  broadcast?: Ipv4;
  scope: 'global' | 'link' | 'host';
  label: string;
  secondary: boolean;
  /** From DHCP: virtual microseconds at which the lease ends; absent means forever. */
  validUntil?: number;
  noprefixroute?: boolean;
}

/** An IPv6 address is shown, not routed: the model carries IPv4 only. */
export interface Inet6Address {
  address: string;
  prefix: number;
  scope: 'global' | 'link' | 'host';
}

/** The values of net.ipv4.conf.DEVICE that the model reads. */
export interface DeviceConf {
  rpFilter: number;
  forwarding: boolean;
  arpIgnore: number;
  routeLocalnet: boolean;
  proxyArp: boolean;
}

interface DeviceBase {
  index: number;
  name: string;
  mac: Mac;
  mtu: number;
  /** IFF_UP. */
  up: boolean;
  /** Depth of IFF_PROMISC requests, as `ip -d link` prints it. */
  promiscuity: number;
  /** Somebody asked for promiscuous mode by hand: IFF_PROMISC as `ip link` shows it. */
  promisc?: boolean;
  /** Index of the bridge this device is a port of. */
  master?: number;
  qdisc: string;
  txQueueLength: number;
  stats: DeviceStats;
  addresses: InterfaceAddress[];
  inet6: Inet6Address[];
  conf: DeviceConf;
  /** Multicast groups the stack joined on this device, 224.0.0.1 included while it is up. */
  groups: Ipv4[];
  /** ethtool -k: only features somebody changed from the driver's default. */
  features: Record<string, boolean>;
  /** Bridge port settings, when `master` is set. */
  port?: BridgePort;
  /** A macvlan or VLAN device was put on top of this one. */
  carriesOthers?: boolean;
  /** The hardware leaves the checksum of VXLAN packets unfinished when it was asked to finish it. */
  tunnelOffloadBroken?: boolean;
}

/** Settings of a bridge port. Its state follows from carrier alone, because STP is off: see `isRunning`. */
export interface BridgePort {
  number: number;
  hairpin: boolean;
  learning: boolean;
  flood: boolean;
  pathCost: number;
  priority: number;
}

/** A device together with its namespace, by identity. */
export interface DeviceReference {
  netns: number;
  index: number;
}

export interface LoopbackDevice extends DeviceBase {
  kind: 'loopback';
}

/** A network card on a shared segment. */
export interface EthernetDevice extends DeviceBase {
  kind: 'ethernet';
  /** Name of the segment the cable goes to; empty when unplugged. */
  segment: string;
  /** When the last frame sent arrives at the other ports. */
  lastArrival?: number;
  driver: string;
  speed: number;
}

export interface VethDevice extends DeviceBase {
  kind: 'veth';
  peer: DeviceReference;
}

export interface BridgeDevice extends DeviceBase {
  kind: 'bridge';
  fdb: Map<Mac, BridgeFdbEntry>;
  /** Microseconds. */
  ageing: number;
  stp: boolean;
  /** The address was set by hand, so it does not follow the lowest port. */
  macFixed: boolean;
  mcastSnooping: boolean;
  /** The MTU was set by hand, so it does not follow the smallest port. */
  mtuFixed?: boolean;
  /** Largest super-frame, octets: what all its ports can take. */
  tsoMax: number;
  created: number;
}

export interface BridgeFdbEntry {
  port: number;
  isLocal: boolean;
  isStatic: boolean;
  /** Virtual microseconds of the last frame from this address. */
  updated: number;
}

export interface VxlanDevice extends DeviceBase {
  kind: 'vxlan';
  vni: number;
  dstPort: number;
  /** Where the outer packets live and the UDP socket is bound: the namespace it was created in. */
  linkNetns: number;
  learning: boolean;
  proxy: boolean;
  l2miss: boolean;
  l3miss: boolean;
  /** Compute the outer UDP checksum. */
  udpcsum: boolean;
  df: 'unset' | 'set' | 'inherit';
  ageing: number;
  fdb: Map<Mac, VxlanFdbEntry>;
  /** Key of this device's flow hash: the outer source port of a flow is constant for it. */
  hashSecret: number;
  local?: Ipv4;
}

export interface VxlanFdbEntry {
  remote: Ipv4;
  /** Set by hand or by Docker, never aged. */
  permanent: boolean;
  updated: number;
}

export interface MacvlanDevice extends DeviceBase {
  kind: 'macvlan';
  mode: 'bridge' | 'private' | 'vepa' | 'passthru';
  parent: DeviceReference;
}

/** IEEE 802.1Q sub-interface of a card or bridge. */
export interface VlanDevice extends DeviceBase {
  kind: 'vlan';
  /** VLAN identifier, 0..4094. */
  vid: number;
  parent: DeviceReference;
}

export interface DummyDevice extends DeviceBase {
  kind: 'dummy';
}

export type NetDevice =
  | LoopbackDevice
  | EthernetDevice
  | VethDevice
  | BridgeDevice
  | VxlanDevice
  | MacvlanDevice
  | VlanDevice
  | DummyDevice;

/** A passive switch: stations, and what it remembers about where they are. */
export interface Segment {
  name: string;
  ports: DeviceReference[];
  /** Where a station was last heard; frames to unknown stations are flooded. */
  learned: Map<Mac, DeviceReference>;
  /** Frames longer than this many octets (header included) are lost without a word. */
  maxFrame: number;
  /** One-way delay in microseconds. */
  delay: number;
  /** Ports that know one station only, by `switchPort` of the card plugged in, with that station's address. */
  secured: Map<string, Mac>;
  /** Ports that carry shorter frames than the others do, by `switchPort`: their longest frame, in octets. */
  shortPorts: Map<string, number>;
}

/** The switch port a machine's card is plugged into. The card keeps its index over boots, whatever it is called. */
export function switchPort(node: string, cardIndex: number): string {
  return `${node} ${cardIndex}`;
}

/** Something a capture saw. */
export interface CapturedFrame {
  at: number;
  frame: Frame;
  outgoing: boolean;
}
