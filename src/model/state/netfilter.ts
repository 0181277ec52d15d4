import type { Cidr, Ipv4 } from '../wire/index.ts';

export type TableName = 'raw' | 'mangle' | 'nat' | 'filter';
export type HookName = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING';

/** The rules of one namespace, as iptables shows them. A table exists once something used it. */
export interface Ruleset {
  tables: Map<TableName, Table>;
  /** Absent tables are pristine: policy ACCEPT, no rules. */
  backend: 'legacy' | 'nft';
}

export interface Table {
  name: TableName;
  /** Built-in chains first, in hook order; then the user's, sorted by name as the kernel lists them. */
  chains: Chain[];
}

export interface Chain {
  name: string;
  /** Only built-in chains have one. */
  policy?: 'ACCEPT' | 'DROP';
  packets: number;
  bytes: number;
  rules: Rule[];
}

export interface Rule {
  matches: Match[];
  target: Target;
  packets: number;
  bytes: number;
}

export type ConntrackState = 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID' | 'UNTRACKED';

export type Match =
  | { kind: 'source' | 'destination'; net: Cidr; negated: boolean }
  | { kind: 'in' | 'out'; device: string; negated: boolean }
  | { kind: 'protocol'; protocol: number; negated: boolean }
  | { kind: 'fragment'; negated: boolean }
  | { kind: 'sport' | 'dport'; from: number; to: number; negated: boolean; module: 'tcp' | 'udp' }
  | {
      kind: 'multiport';
      side: 'source' | 'destination' | 'either';
      ports: [number, number][];
      negated: boolean;
    }
  | { kind: 'tcp-flags'; mask: string[]; set: string[]; negated: boolean }
  | { kind: 'icmp-type'; type: number; code?: number; name: string; negated: boolean }
  | { kind: 'ctstate'; states: ConntrackState[]; negated: boolean; module: 'conntrack' | 'state' }
  | { kind: 'addrtype'; side: 'source' | 'destination'; type: AddressType; negated: boolean }
  | { kind: 'length'; from: number; to: number; negated: boolean }
  | { kind: 'mac-source'; mac: string; negated: boolean }
  | { kind: 'limit'; rate: string; burst: number }
  | { kind: 'comment'; text: string };

export type AddressType = 'UNICAST' | 'LOCAL' | 'BROADCAST' | 'MULTICAST' | 'ANYCAST' | 'UNSPEC';

export type Target =
  | { kind: 'none' }
  | { kind: 'ACCEPT' }
  | { kind: 'DROP' }
  | { kind: 'RETURN' }
  | { kind: 'jump'; chain: string; goto: boolean }
  | { kind: 'REJECT'; with: RejectType }
  | { kind: 'LOG'; prefix: string; level: number }
  | { kind: 'MASQUERADE' }
  | { kind: 'SNAT'; address: Ipv4 | undefined; port?: number }
  | { kind: 'DNAT'; address: Ipv4; port?: number }
  | { kind: 'REDIRECT'; port?: number };

export type RejectType =
  | 'icmp-net-unreachable'
  | 'icmp-host-unreachable'
  | 'icmp-port-unreachable'
  | 'icmp-proto-unreachable'
  | 'icmp-net-prohibited'
  | 'icmp-host-prohibited'
  | 'icmp-admin-prohibited'
  | 'tcp-reset';

/** One direction of a tracked flow; for ICMP the ports are the echo identifier, type and code. */
export interface Tuple {
  protocol: number;
  src: Ipv4;
  dst: Ipv4;
  sport: number;
  dport: number;
  icmpType?: number;
  icmpCode?: number;
}

export type TcpTracking =
  | 'SYN_SENT'
  | 'SYN_RECV'
  | 'ESTABLISHED'
  | 'FIN_WAIT'
  | 'CLOSE_WAIT'
  | 'LAST_ACK'
  | 'TIME_WAIT'
  | 'CLOSE';

export interface ConntrackEntry {
  id: number;
  original: Tuple;
  reply: Tuple;
  tcp?: TcpTracking;
  seenReply: boolean;
  assured: boolean;
  /** Virtual microseconds. */
  expires: number;
  /** Confirmed entries are in the table; others belong to a packet still on its way. */
  confirmed: boolean;
  /** NAT decided already, per direction: nat chains are consulted for the first packet only. */
  sourceNatDone: boolean;
  destinationNatDone: boolean;
  mark: number;
}

/** `conntrack -S`, summed over processors. */
export interface ConntrackStats {
  found: number;
  invalid: number;
  insert: number;
  insertFailed: number;
  drop: number;
  earlyDrop: number;
  error: number;
  searchRestart: number;
  clashResolve: number;
  chainTooLong: number;
}
