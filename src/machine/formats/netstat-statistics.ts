import { counterNames } from './counter-names.ts';

/** How a counter reads: `always`, or only once it counted something. `%` is the number. */
type Wording = readonly [name: string, text: string, when: 'always' | 'counted'];

/** Wordings of net-tools' statistics for the counters it knows by name; all others print as `Name: number`. */
const IP: readonly Wording[] = [
  ['IpInReceives', '% total packets received', 'always'],
  ['IpInHdrErrors', '% with invalid headers', 'counted'],
  ['IpInAddrErrors', '% with invalid addresses', 'counted'],
  ['IpForwDatagrams', '% forwarded', 'always'],
  ['IpInUnknownProtos', '% with unknown protocol', 'counted'],
  ['IpInDiscards', '% incoming packets discarded', 'always'],
  ['IpInDelivers', '% incoming packets delivered', 'always'],
  ['IpOutRequests', '% requests sent out', 'always'],
  ['IpOutDiscards', '% outgoing packets dropped', 'counted'],
  ['IpOutNoRoutes', '% dropped because of missing route', 'counted'],
  ['IpReasmTimeout', '% fragments dropped after timeout', 'counted'],
  ['IpReasmReqds', '% reassemblies required', 'counted'],
  ['IpReasmOKs', '% packets reassembled ok', 'counted'],
  ['IpReasmFails', '% packet reassemblies failed', 'counted'],
  ['IpFragOKs', '% outgoing packets fragmented ok', 'counted'],
  ['IpFragFails', '% outgoing packets failed fragmentation', 'counted'],
  ['IpFragCreates', '% fragments created', 'counted'],
  ['IpOutTransmits', 'OutTransmits: %', 'counted'],
];

const ICMP_TYPES: readonly (readonly [suffix: string, input: string, output: string])[] = [
  ['DestUnreachs', 'destination unreachable', 'destination unreachable'],
  ['TimeExcds', 'timeout in transit', 'time exceeded'],
  ['ParmProbs', 'wrong parameters', 'wrong parameters'],
  ['SrcQuenchs', 'source quenches', 'source quench'],
  ['Redirects', 'redirects', 'redirect'],
  ['Echos', 'echo requests', 'echo requests'],
  ['EchoReps', 'echo replies', 'echo replies'],
  ['Timestamps', 'timestamp request', 'timestamp requests'],
  ['TimestampReps', 'timestamp reply', 'timestamp replies'],
  ['AddrMasks', 'address mask request', 'address mask requests'],
  ['AddrMaskReps', 'address mask replies', 'address mask replies'],
];

const TCP: readonly Wording[] = [
  ['TcpActiveOpens', '% active connection openings', 'always'],
  ['TcpPassiveOpens', '% passive connection openings', 'always'],
  ['TcpAttemptFails', '% failed connection attempts', 'always'],
  ['TcpEstabResets', '% connection resets received', 'always'],
  ['TcpCurrEstab', '% connections established', 'always'],
  ['TcpInSegs', '% segments received', 'always'],
  ['TcpOutSegs', '% segments sent out', 'always'],
  ['TcpRetransSegs', '% segments retransmitted', 'always'],
  ['TcpInErrs', '% bad segments received', 'always'],
  ['TcpOutRsts', '% resets sent', 'always'],
  ['TcpInCsumErrors', 'InCsumErrors: %', 'counted'],
];

const UDP: readonly Wording[] = [
  ['UdpInDatagrams', '% packets received', 'always'],
  ['UdpNoPorts', '% packets to unknown port received', 'always'],
  ['UdpInErrors', '% packet receive errors', 'always'],
  ['UdpOutDatagrams', '% packets sent', 'always'],
  ['UdpRcvbufErrors', '% receive buffer errors', 'always'],
  ['UdpSndbufErrors', '% send buffer errors', 'always'],
  ['UdpInCsumErrors', 'InCsumErrors: %', 'counted'],
];

const TCP_EXT: readonly Wording[] = [
  ['EmbryonicRsts', '% resets received for embryonic SYN_RECV sockets', 'counted'],
  ['LockDroppedIcmps', '% ICMP packets dropped because socket was locked', 'counted'],
  ['TW', '% TCP sockets finished time wait in fast timer', 'counted'],
  ['DelayedACKs', '% delayed acks sent', 'counted'],
  ['ListenOverflows', '% times the listen queue of a socket overflowed', 'counted'],
  ['ListenDrops', '% SYNs to LISTEN sockets dropped', 'counted'],
  ['TCPHPHits', '% packet headers predicted', 'always'],
  ['TCPPureAcks', '% acknowledgments not containing data payload received', 'counted'],
  ['TCPHPAcks', '% predicted acknowledgments', 'counted'],
  ['TCPFastRetrans', '% fast retransmits', 'counted'],
  ['TCPAbortOnData', '% connections reset due to unexpected data', 'counted'],
  ['TCPAbortOnClose', '% connections reset due to early user close', 'counted'],
  ['TCPAbortOnTimeout', '% connections aborted due to timeout', 'counted'],
];

export interface StatisticsRow {
  counters: Readonly<Record<string, number>>;
  forwarding: boolean;
  /** Connections in ESTABLISHED or CLOSE_WAIT. */
  established: number;
  /** Kernel 4.15 or later: more counters are listed. */
  recentKernel: boolean;
  /** net-tools 2.10 names sections that older releases do not know. */
  recentTool: boolean;
}

/** Wordings of net-tools 2.0 that release 2.10 has corrected. */
const OLD_WORDINGS: Readonly<Record<string, string>> = {
  '% active connection openings': '% active connections openings',
  '% segments sent out': '% segments send out',
  '% segments retransmitted': '% segments retransmited',
  '% bad segments received': '% bad segments received.',
  '% packets to unknown port received': '% packets to unknown port received.',
};

/** `netstat -s`; `udp` only the sections of `-su`, `tcp` those of `-st`. */
export function formatNetstatStatistics(row: StatisticsRow, only?: 'udp' | 'tcp'): string {
  const values: Record<string, number> = {
    ...row.counters,
    TcpCurrEstab: row.established,
  };
  const era = (wordings: readonly Wording[]): readonly Wording[] =>
    row.recentTool
      ? wordings
      : wordings.map(([name, text, when]) => [name, OLD_WORDINGS[text] ?? text, when]);
  const section = (title: string, wordings: readonly Wording[]) =>
    `${title}:\n${words(era(wordings), values)}`;
  let text = '';
  if (!only) {
    const forwarding: Wording = ['Forwarding', `Forwarding: ${row.forwarding ? 1 : 2}`, 'always'];
    text += section('Ip', row.recentTool ? [forwarding, ...IP] : IP);
    text += icmpSection(values, row.recentTool ? '' : '.');
  }
  text += messageSection(row, only === undefined ? 8 : 4);
  if (only !== 'udp') text += section('Tcp', TCP);
  if (only !== 'tcp') {
    text += section('Udp', UDP);
    text += 'UdpLite:\n';
  }
  if (only !== 'udp') text += extended('TcpExt', row, TCP_EXT);
  text += extended('IpExt', row, []);
  if (row.recentTool && row.recentKernel) text += 'MPTcpExt:\n';
  return text;
}

function words(wordings: readonly Wording[], values: Readonly<Record<string, number>>): string {
  let text = '';
  for (const [name, wording, when] of wordings) {
    const value = values[name] ?? 0;
    if (value !== 0 || when === 'always') text += `    ${wording.replace('%', String(value))}\n`;
  }
  return text;
}

function icmpSection(values: Readonly<Record<string, number>>, fullStop: string): string {
  const histogram = (direction: 'In' | 'Out') =>
    ICMP_TYPES.map(([suffix, input, output]) => {
      const value = values[`Icmp${direction}${suffix}`] ?? 0;
      return value === 0 ? '' : `        ${direction === 'In' ? input : output}: ${value}\n`;
    }).join('');
  return `Icmp:
    ${values.IcmpInMsgs ?? 0} ICMP messages received
    ${values.IcmpInErrors ?? 0} input ICMP message failed${fullStop}
${values.IcmpInCsumErrors ? `    InCsumErrors: ${values.IcmpInCsumErrors}\n` : ''}    ICMP input histogram:
${histogram('In')}    ${values.IcmpOutMsgs ?? 0} ICMP messages sent
    ${values.IcmpOutErrors ?? 0} ICMP messages failed
    ICMP output histogram:
${histogram('Out')}`;
}

/** The section of bare message types inherits the indentation of the histograms before it (recorded). */
function messageSection(row: StatisticsRow, indent: number): string {
  const names = counterNames(row.counters, row.recentKernel).filter((name) => name.startsWith('IcmpMsg'));
  // The kernel gives no line of message types before the first one was counted.
  if (names.length === 0) return '';
  return `IcmpMsg:\n${names
    .filter((name) => row.counters[name])
    .map((name) => `${' '.repeat(indent)}${name.slice('IcmpMsg'.length)}: ${row.counters[name]}\n`)
    .join('')}`;
}

function extended(title: string, row: StatisticsRow, wordings: readonly Wording[]): string {
  const known = new Map(wordings.map((wording) => [wording[0], wording]));
  let text = `${title}:\n`;
  for (const full of counterNames(row.counters, row.recentKernel)) {
    if (!full.startsWith(title) || full.startsWith('MPTcpExt')) continue;
    const name = full.slice(title.length);
    const wording: Wording = known.get(name) ?? [name, `${name}: %`, 'counted'];
    text += words([wording], { [name]: row.counters[full] ?? 0 });
  }
  return text;
}
