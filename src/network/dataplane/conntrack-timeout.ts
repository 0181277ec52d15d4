import {
  type ConntrackEntry,
  type NetworkNamespace,
  sysctlNumber,
  type TcpTracking,
} from '../../model/state/index.ts';
import { PROTO_ICMP, PROTO_UDP, type TcpSegment } from '../../model/wire/index.ts';

/** Microseconds an entry lives after this packet, by the sysctls of its protocol and state. */
export function timeoutOf(netns: NetworkNamespace, entry: ConntrackEntry): number {
  const seconds = (name: string) => sysctlNumber(netns, `net.netfilter.nf_conntrack_${name}`) * 1_000_000;
  switch (entry.original.protocol) {
    case PROTO_ICMP:
      return seconds('icmp_timeout');
    case PROTO_UDP:
      return seconds(entry.assured ? 'udp_timeout_stream' : 'udp_timeout');
    default:
      return seconds(`tcp_timeout_${(entry.tcp ?? 'ESTABLISHED').toLowerCase()}`);
  }
}

/** Next tracking state of a TCP connection: the part of tcp_conntracks that orderly connections use. */
export function trackTcp(entry: ConntrackEntry, segment: TcpSegment, direction: 'original' | 'reply'): void {
  entry.tcp = nextState(entry.tcp ?? 'ESTABLISHED', segment, direction);
  if (entry.tcp === 'ESTABLISHED' && entry.seenReply) entry.assured = true;
}

function nextState(state: TcpTracking, segment: TcpSegment, direction: 'original' | 'reply'): TcpTracking {
  const { flags } = segment;
  if (flags.rst) return 'CLOSE';
  if (flags.syn) {
    if (flags.ack) return direction === 'reply' ? 'SYN_RECV' : state;
    return state;
  }
  if (flags.fin) {
    if (state === 'ESTABLISHED' || state === 'SYN_RECV') return 'FIN_WAIT';
    if (state === 'FIN_WAIT' || state === 'CLOSE_WAIT') return 'LAST_ACK';
    return state;
  }
  if (flags.ack) {
    if (state === 'SYN_RECV') return 'ESTABLISHED';
    if (state === 'FIN_WAIT') return 'CLOSE_WAIT';
    if (state === 'LAST_ACK') return 'TIME_WAIT';
  }
  return state;
}
