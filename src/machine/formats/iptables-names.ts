import { wordTable } from '../../lib/index.ts';

/** Protocols of /etc/protocols that rules name. */
export const PROTOCOL_NUMBERS: Readonly<Record<string, number>> = wordTable({
  all: 0,
  ip: 0,
  icmp: 1,
  igmp: 2,
  ipip: 4,
  ipencap: 4,
  tcp: 6,
  udp: 17,
  gre: 47,
  esp: 50,
  ah: 51,
  sctp: 132,
  udplite: 136,
});

/** iptables' own table of protocols, which it prints names from. */
const NAMES: Readonly<Record<number, string>> = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  50: 'esp',
  51: 'ah',
  132: 'sctp',
  136: 'udplite',
};

/** Name as a rule specification shows it: old tools and `iptables-save` ask /etc/protocols too. */
export function protocolText(protocol: number): string {
  if (protocol === 0) return 'all';
  return NAMES[protocol] ?? { 2: 'igmp', 4: 'ipencap', 47: 'gre' }[protocol] ?? String(protocol);
}

/** ICMP types by the names iptables knows. */
export const ICMP_TYPES: Readonly<Record<string, readonly [type: number, code?: number]>> = wordTable({
  any: [255],
  'echo-reply': [0],
  pong: [0],
  'destination-unreachable': [3],
  'network-unreachable': [3, 0],
  'host-unreachable': [3, 1],
  'protocol-unreachable': [3, 2],
  'port-unreachable': [3, 3],
  'fragmentation-needed': [3, 4],
  'source-route-failed': [3, 5],
  'network-prohibited': [3, 9],
  'host-prohibited': [3, 10],
  'communication-prohibited': [3, 13],
  'source-quench': [4],
  redirect: [5],
  'echo-request': [8],
  ping: [8],
  'router-advertisement': [9],
  'router-solicitation': [10],
  'time-exceeded': [11],
  'ttl-exceeded': [11],
  'ttl-zero-during-transit': [11, 0],
  'parameter-problem': [12],
  'timestamp-request': [13],
  'timestamp-reply': [14],
});

/** First name of a type, for listings without `-n`. */
export function icmpTypeName(type: number, code: number | undefined): string | undefined {
  for (const [name, [t, c]] of Object.entries(ICMP_TYPES)) if (t === type && c === code) return name;
  return undefined;
}

/** Ports of /etc/services that listings without `-n` name. */
const SERVICES: Readonly<Record<number, string>> = {
  20: 'ftp-data',
  21: 'ftp',
  22: 'ssh',
  23: 'telnet',
  25: 'smtp',
  53: 'domain',
  67: 'bootps',
  68: 'bootpc',
  69: 'tftp',
  80: 'http',
  110: 'pop3',
  111: 'sunrpc',
  123: 'ntp',
  143: 'imap2',
  161: 'snmp',
  179: 'bgp',
  389: 'ldap',
  443: 'https',
  514: 'syslog',
  873: 'rsync',
  2049: 'nfs',
  2379: 'etcd-client',
  2380: 'etcd-server',
  3306: 'mysql',
  5432: 'postgresql',
  8080: 'http-alt',
};

/** Name of a port, or its number. */
export function serviceName(port: number): string {
  return SERVICES[port] ?? String(port);
}

/** Number of a port by name or number, 0-65535; `undefined` for anything else. */
export function parsePort(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) <= 65535 ? Number(text) : undefined;
  for (const [port, name] of Object.entries(SERVICES)) if (name === text) return Number(port);
  return { webcache: 8080, imap: 143 }[text];
}

/** syslog(3) levels by name. */
export const LOG_LEVELS: readonly string[] = [
  'emerg',
  'alert',
  'crit',
  'err',
  'warning',
  'notice',
  'info',
  'debug',
];

const TCP_FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'];

/** The flags as a number, as listings with `-n` show them. */
export function tcpFlagBits(flags: readonly string[]): number {
  return flags.reduce((bits, flag) => bits | (1 << TCP_FLAGS.indexOf(flag)), 0);
}

/** Parses `SYN,ACK`, `ALL`, `NONE`; `undefined` when a flag is unknown. */
export function parseTcpFlags(text: string): string[] | undefined {
  if (text === 'ALL') return [...TCP_FLAGS];
  if (text === 'NONE') return [];
  const flags = text.split(',');
  return flags.every((flag) => TCP_FLAGS.includes(flag))
    ? TCP_FLAGS.filter((flag) => flags.includes(flag))
    : undefined;
}
