import { sysctlNumber, type NetworkNamespace, TABLE_MAIN, type World } from '../../model/state/index.ts';
import { netmask } from '../../model/wire/index.ts';
import { formatProcNetDev } from './ifconfig.ts';
import { formatProcNetArp, selectNeighbors } from './ip-neigh.ts';
import { selectRoutes } from './ip-route.ts';
import { selectLinks } from './link-rows.ts';
import { selectSockets, type SocketRow } from './socket-rows.ts';

/** Text of a file below /proc/net by its name; `undefined` for those the model has not. */
export function procNetTable(world: World, netns: NetworkNamespace, name: string): string | undefined {
  switch (name) {
    case 'arp':
      return formatProcNetArp(selectNeighbors(world, netns));
    case 'dev':
      return formatProcNetDev(selectLinks(world, netns));
    case 'route':
      return formatProcNetRoute(world, netns);
    case 'snmp':
      return formatProcNetSnmp(netns);
    case 'tcp':
      return formatProcNetTcp(selectSockets(world, netns));
    case 'udp':
      return formatProcNetUdp(selectSockets(world, netns));
    default:
      return undefined;
  }
}

function upperHex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

/** The kernel prints an address as the machine word it is in memory: octets in reverse on x86. */
function memoryOrder(address: number): string {
  const swapped =
    ((address & 0xff) << 24) | ((address & 0xff00) << 8) | ((address >>> 8) & 0xff00) | (address >>> 24);
  return upperHex(swapped >>> 0, 8);
}

const endpoint = (place: { address: number; port: number } | undefined): string =>
  `${memoryOrder(place?.address ?? 0)}:${upperHex(place?.port ?? 0, 4)}`;

/** /proc/net/udp; the slot is the hash of the port, pointers are hidden. */
export function formatProcNetUdp(rows: readonly SocketRow[]): string {
  let text =
    '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops            \n';
  for (const row of rows) {
    if (row.protocol !== 'udp' || row.family !== 'inet') continue;
    const line = `${String(row.port % 16384).padStart(5)}: ${endpoint(row)} ${endpoint(row.peer)} ${row.peer ? '01' : '07'} 00000000:${upperHex(row.receiveQueue, 8)} 00:00000000 00000000 ${String(row.uid).padStart(5)}        0 ${row.inode} 2 0000000000000000 0`;
    text += `${line.padEnd(127)}\n`;
  }
  return text;
}

/** Numbers of the TCP states (include/net/tcp_states.h). */
const TCP_STATES = [
  '',
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
];

/** /proc/net/tcp: listeners first. */
function formatProcNetTcp(rows: readonly SocketRow[]): string {
  const width = 149;
  let text = `${'  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'.padEnd(width)}\n`;
  let slot = 0;
  for (const row of rows) {
    if (row.protocol !== 'tcp' || row.family !== 'inet') continue;
    const state = upperHex(TCP_STATES.indexOf(row.state), 2);
    const line = `${String(slot++).padStart(4)}: ${endpoint(row)} ${endpoint(row.peer)} ${state} ${upperHex(row.sendQueue, 8)}:${upperHex(row.receiveQueue, 8)} 00:00000000 ${upperHex(row.timers?.retransmissions ?? 0, 8)} ${String(row.uid).padStart(5)}        0 ${row.inode} 1 0000000000000000 100 0 0 10 0`;
    text += `${line.padEnd(width)}\n`;
  }
  return text;
}

const RTF_UP = 1;
const RTF_GATEWAY = 2;
const RTF_HOST = 4;
const RTF_REJECT = 0x200;

/** /proc/net/route: the main table; blocking routes have no device. */
function formatProcNetRoute(world: World, netns: NetworkNamespace): string {
  const width = 127;
  let text = `${'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT'.padEnd(width)}\n`;
  for (const { route, device } of selectRoutes(world, netns, TABLE_MAIN)) {
    let flags = RTF_UP;
    if (device === '') flags |= RTF_REJECT;
    if (route.gateway !== undefined) flags |= RTF_GATEWAY;
    if (route.prefix === 32) flags |= RTF_HOST;
    const line = `${device === '' ? '*' : device}\t${memoryOrder(route.destination)}\t${memoryOrder(route.gateway ?? 0)}\t${upperHex(flags, 4)}\t0\t0\t${route.metric}\t${memoryOrder(netmask(route.prefix))}\t0\t0\t0`;
    text += `${line.padEnd(width)}\n`;
  }
  return text;
}

/** Sections of /proc/net/snmp: names in the kernel's order, those set apart that are no counters. */
const SNMP: Readonly<Record<string, string>> = {
  Ip: 'Forwarding DefaultTTL InReceives InHdrErrors InAddrErrors ForwDatagrams InUnknownProtos InDiscards InDelivers OutRequests OutDiscards OutNoRoutes ReasmTimeout ReasmReqds ReasmOKs ReasmFails FragOKs FragFails FragCreates',
  Icmp: 'InMsgs InErrors InCsumErrors InDestUnreachs InTimeExcds InParmProbs InSrcQuenchs InRedirects InEchos InEchoReps InTimestamps InTimestampReps InAddrMasks InAddrMaskReps OutMsgs OutErrors OutDestUnreachs OutTimeExcds OutParmProbs OutSrcQuenchs OutRedirects OutEchos OutEchoReps OutTimestamps OutTimestampReps OutAddrMasks OutAddrMaskReps',
  Tcp: 'RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens AttemptFails EstabResets CurrEstab InSegs OutSegs RetransSegs InErrs OutRsts InCsumErrors',
  Udp: 'InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors',
};

function formatProcNetSnmp(netns: NetworkNamespace): string {
  const established = [...netns.sockets.values()].filter(
    (socket) => socket.kind === 'tcp' && (socket.state === 'ESTABLISHED' || socket.state === 'CLOSE_WAIT'),
  ).length;
  const fixed: Readonly<Record<string, number>> = {
    IpForwarding: netns.forwarding ? 1 : 2,
    IpDefaultTTL: sysctlNumber(netns, 'net.ipv4.ip_default_ttl'),
    TcpRtoAlgorithm: 1,
    TcpRtoMin: 200,
    TcpRtoMax: 120000,
    TcpMaxConn: -1,
    TcpCurrEstab: established,
  };
  let text = '';
  for (const [section, names] of Object.entries(SNMP)) {
    const values = names
      .split(' ')
      .map((name) => fixed[section + name] ?? netns.counters[section + name] ?? 0);
    text += `${section}: ${names}\n${section}: ${values.join(' ')}\n`;
  }
  return text;
}
