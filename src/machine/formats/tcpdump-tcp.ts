import {
  type Ipv4Packet,
  tcpHeaderLength,
  type TcpSegment,
  transportChecksum,
  WINDOW_SCALE,
} from '../../model/wire/index.ts';
import type { CaptureStyle } from './tcpdump.ts';

/** First sequence numbers of each connection, as its first acknowledged segment showed them, by both ends. */
export type TcpConversations = Map<string, { first: string; seq: number; ack: number }>;

const HTTP_PORTS = [80, 8080, 3128];

/** A TCP segment with addresses and ports: `10.0.0.2.1 > 10.0.0.3.80: Flags [S], seq 1, win 64240, options [...], length 0`. */
export function formatTcp(
  packet: Ipv4Packet,
  segment: TcpSegment,
  style: CaptureStyle,
  part: number | undefined,
): string {
  const source = `${style.hostName(packet.src)}.${style.portName(segment.sport, 'tcp')}`;
  const target = `${style.hostName(packet.dst)}.${style.portName(segment.dport, 'tcp')}`;
  const length = segment.payload.length;
  if (style.quick) return `${source} > ${target}: tcp ${length}`;
  const { flags } = segment;
  const { seq, ack } = relativeNumbers(packet, segment, style);
  const fields = [`Flags [${flagText(flags)}]`];
  if (style.verbose > 0 && part === undefined) fields.push(checksumText(packet, style));
  if (style.verbose > 1 || length > 0 || flags.syn || flags.fin || flags.rst)
    fields.push(`seq ${seq}${length > 0 ? `:${(seq + length) >>> 0}` : ''}`);
  if (flags.ack) fields.push(`ack ${ack}`);
  fields.push(`win ${segment.window}`);
  const options = optionText(packet, segment, style);
  if (options !== '') fields.push(`options [${options}]`);
  fields.push(`length ${length}`);
  return `${source} > ${target}: ${fields.join(', ')}${httpText(segment, style)}`;
}

/** Numbers relative to the first ones of the connection; a lone SYN shows its own. */
function relativeNumbers(
  packet: Ipv4Packet,
  segment: TcpSegment,
  style: CaptureStyle,
): { seq: number; ack: number } {
  const { seq, ack, flags } = segment;
  if (style.absolute || !flags.ack) return { seq, ack };
  const from = `${packet.src}:${segment.sport}`;
  const to = `${packet.dst}:${segment.dport}`;
  const key = from < to ? `${from} ${to}` : `${to} ${from}`;
  const known = style.conversations.get(key);
  if (!known || flags.syn) {
    style.conversations.set(key, { first: from, seq, ack: (ack - 1) >>> 0 });
    return { seq, ack };
  }
  return known.first === from
    ? { seq: (seq - known.seq) >>> 0, ack: (ack - known.ack) >>> 0 }
    : { seq: (seq - known.ack) >>> 0, ack: (ack - known.seq) >>> 0 };
}

function flagText(flags: TcpSegment['flags']): string {
  const letters = `${flags.fin ? 'F' : ''}${flags.syn ? 'S' : ''}${flags.rst ? 'R' : ''}${flags.psh ? 'P' : ''}${flags.ack ? '.' : ''}`;
  return letters === '' ? 'none' : letters;
}

function checksumText(packet: Ipv4Packet, style: CaptureStyle): string {
  const sums = transportChecksum(packet, style.context) ?? { standing: 0, right: 0 };
  const hex = (value: number) => `0x${value.toString(16).padStart(4, '0')}`;
  return sums.standing === sums.right
    ? `cksum ${hex(sums.standing)} (correct)`
    : `cksum ${hex(sums.standing)} (incorrect -> ${hex(sums.right)})`;
}

function optionText(packet: Ipv4Packet, segment: TcpSegment, style: CaptureStyle): string {
  if (tcpHeaderLength(segment) === 20) return '';
  const { value, echo } = style.context.timestamps(packet, segment);
  const stamps = `TS val ${value} ecr ${echo}`;
  return segment.flags.syn
    ? `mss ${segment.mss ?? 0},sackOK,${stamps},nop,wscale ${segment.windowScale ?? WINDOW_SCALE}`
    : `nop,nop,${stamps}`;
}

/** The first line of an HTTP message, or all its lines when verbose. */
function httpText(segment: TcpSegment, style: CaptureStyle): string {
  const { payload, sport, dport } = segment;
  if (payload === '' || !HTTP_PORTS.some((port) => port === sport || port === dport)) return '';
  const message = /^(GET|PUT|POST|HEAD|DELETE|OPTIONS|CONNECT|TRACE|PATCH) |^HTTP\//.test(payload);
  if (style.verbose === 0) return message ? `: HTTP: ${payload.split(/\r?\n/)[0]}` : ': HTTP';
  if (!message) return `: HTTP, length: ${payload.length}`;
  const lines = payload.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return `: HTTP, length: ${payload.length}${lines.map((line) => `\n\t${line.replace(/\r$/, '')}`).join('')}`;
}
