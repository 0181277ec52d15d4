import { type LocalText, sameText } from '../../lib/index.ts';
import type { Frame } from '../wire/index.ts';

/**
 * Why a packet ended. Names are the Linux kernel's `enum skb_drop_reason` where it has one (include/net/dropreason-core.h);
 * the others end packets the kernel would not call dropped.
 */
export const DROP_REASONS = {
  NETFILTER_DROP: 'a netfilter rule or chain policy dropped it',
  NO_SOCKET: 'no socket listens at the destination',
  UDP_CSUM: 'the UDP checksum is wrong',
  TCP_CSUM: 'the TCP checksum is wrong',
  ICMP_CSUM: 'the ICMP checksum is wrong',
  PKT_TOO_BIG: 'larger than the MTU and not to be fragmented',
  NEIGH_FAILED: 'the next hop did not answer ARP',
  NEIGH_QUEUEFULL: 'too many packets wait for the same neighbour',
  IP_RPFILTER: 'the reverse path filter found another way back',
  IP_LOCAL_SOURCE: "the source is one of this host's own addresses",
  IP_INADDRERRORS: 'not for this host, and this host does not forward',
  IP_INNOROUTES: 'no route to the destination',
  IP_OUTNOROUTES: 'no route to the destination',
  OTHERHOST: 'the frame is addressed to another station',
  TTL_EXPIRED: 'the time to live ran out',
  DEV_DOWN: 'the device is down or has no carrier',
  BRIDGE_PORT_DISABLED: 'the bridge port is not forwarding',
  BRIDGE_NO_PORT: 'the bridge has no other port to send it to',
  BRIDGE_HAIRPIN: 'the destination is behind the port it came from',
  VXLAN_NO_REMOTE: 'the vxlan device has no remote for the destination',
  VXLAN_VNI_NOT_FOUND: 'no vxlan device has this VNI',
  VXLAN_ENTRY_EXISTS: 'a permanent FDB entry contradicts the source',
  VXLAN_L3_MISS: 'the vxlan proxy knows no such neighbour',
  VLAN_UNKNOWN: 'no device of this VLAN is on the one it came in by',
  NO_LINK: 'nothing is attached at the other end',
  PORT_SECURITY: 'the switch port carries frames of one station only',
  ARP_NOT_FOR_US: 'the ARP request asks for somebody else',
  ARP_IGNORED: 'the ARP request was not answered',
  CONNTRACK_FULL: 'the connection tracking table is full',
  TCP_INVALID: 'no connection takes this segment',
  NOT_MODELLED: 'this model does not carry it further',
} as const;

export type DropReason = keyof typeof DROP_REASONS;

/** Where something happened to a packet. */
export interface TracePlace {
  readonly node: string;
  readonly netns: number;
  /** Device name; empty where no device is involved. */
  readonly device: string;
  /** `table/CHAIN/number` of the rule that decided, or `table/CHAIN/policy`. */
  readonly rule?: string;
}

/** What can happen to a packet, in words. */
export const STEP_KINDS = {
  send: { en: 'send', zh: '发送' },
  route: { en: 'route', zh: '路由' },
  netfilter: sameText('netfilter'),
  nat: { en: 'nat', zh: 'NAT' },
  neighbour: { en: 'neighbour', zh: '邻居' },
  transmit: { en: 'transmit', zh: '发出' },
  receive: { en: 'receive', zh: '收到' },
  bridge: { en: 'bridge', zh: '网桥' },
  encapsulate: { en: 'encapsulate', zh: '封装' },
  decapsulate: { en: 'decapsulate', zh: '解封装' },
  forward: { en: 'forward', zh: '转发' },
  fragment: { en: 'fragment', zh: '分片' },
  reassemble: { en: 'reassemble', zh: '重组' },
  deliver: { en: 'deliver', zh: '送达' },
  drop: { en: 'drop', zh: '丢弃' },
} as const satisfies Record<string, LocalText>;

export type StepKind = keyof typeof STEP_KINDS;

/** One thing that happened to a packet. */
export interface Step {
  readonly kind: StepKind;
  readonly detail: LocalText;
  /** Why, where it was dropped. */
  readonly reason?: DropReason;
}

/** What happened to a packet on one device of one namespace. */
export interface Hop {
  readonly node: string;
  readonly netns: number;
  readonly device: string;
  readonly steps: Step[];
}

/** A frame of a followed packet, as a capture on the device would see it. */
export interface SeenFrame {
  /** Virtual microseconds. */
  readonly at: number;
  readonly node: string;
  readonly netns: number;
  readonly device: string;
  readonly outgoing: boolean;
  readonly frame: Frame;
}

export type Verdict =
  /** `arp`: not the packet itself, but an answer it waited for. */
  | { readonly verdict: 'delivered'; readonly at: TracePlace; readonly arp: boolean }
  | { readonly verdict: 'dropped'; readonly reason: DropReason; readonly at: TracePlace };

/** The whole way of one packet, tunnels and copies included. Recorded only for packets somebody asked about. */
export interface Trace {
  readonly id: number;
  readonly hops: Hop[];
  /** Its frames and those sent for it (ARP), at every device they passed, in order of time. */
  readonly frames: SeenFrame[];
  /** Several, when a switch or bridge flooded copies; the last delivered one decides. */
  readonly verdicts: Verdict[];
}
