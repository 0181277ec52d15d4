import {
  type ArpPacket,
  type EncodeContext,
  encodeFrame,
  type Frame,
  frameLength,
  ipHeaderLength,
  ipLength,
  type Ipv4,
  type Ipv4Packet,
  type Mac,
  protocolOf,
  VLAN_TAG,
  ZERO_MAC,
} from '../../model/wire/index.ts';
import { formatIcmp } from './tcpdump-icmp.ts';
import { formatTcp, type TcpConversations } from './tcpdump-tcp.ts';
import { formatUdp } from './tcpdump-udp.ts';

/** How one run of tcpdump shows packets. */
export interface CaptureStyle {
  /** `-v` given this often. */
  verbose: number;
  /** `-e` */
  link: boolean;
  /** tcpdump 4.9, not 4.99. */
  old: boolean;
  /** `-q` */
  quick: boolean;
  /** `-S`: sequence numbers as they are. */
  absolute: boolean;
  hostName(address: Ipv4): string;
  portName(port: number, protocol: 'tcp' | 'udp'): string;
  macName(mac: Mac): string;
  conversations: TcpConversations;
  context: EncodeContext;
}

const PROTOCOL_NAMES: Readonly<Record<number, string>> = { 1: 'ICMP', 2: 'IGMP', 6: 'TCP', 17: 'UDP' };

/** The text of a frame behind its time: one line, more for tunnels and verbose captures; no line end. */
export function formatFrame(frame: Frame, style: CaptureStyle): string {
  if (!style.link) return formatNetwork(frame, style, true);
  const type = frame.payload.kind === 'arp' ? 'ARP (0x0806)' : 'IPv4 (0x0800)';
  const header = `${style.macName(frame.src)} > ${style.macName(frame.dst)}`;
  const named = (text: string) => (style.quick ? text.split(' ')[0] : `ethertype ${text}`);
  const body = formatNetwork(frame, style, false);
  if (frame.vlan === undefined) return `${header}, ${named(type)}, length ${frameLength(frame)}: ${body}`;
  // Inside the tag 4.9 has no number (print-ether.c); a captured tag counts.
  const inner = style.old ? type.split(' ')[0] : type;
  const inside = style.old ? `ethertype ${inner}` : named(inner);
  return `${header}, ${named('802.1Q (0x8100)')}, length ${frameLength(frame) + VLAN_TAG}: vlan ${frame.vlan}, p 0, ${inside}, ${body}`;
}

/** The packet in a frame; `named` puts the protocol in front, which the link header says otherwise. */
export function formatNetwork(frame: Frame, style: CaptureStyle, named: boolean): string {
  const { payload } = frame;
  if (payload.kind === 'arp') return `${named ? 'ARP, ' : ''}${formatArp(payload, style)}`;
  return `${named ? 'IP ' : ''}${formatPacket(payload, style)}`;
}

function formatArp(arp: ArpPacket, style: CaptureStyle): string {
  const head = style.verbose > 0 ? 'Ethernet (len 6), IPv4 (len 4), ' : '';
  const sender = style.hostName(arp.senderIp);
  const target = style.hostName(arp.targetIp);
  if (arp.operation === 'reply')
    return `${head}Reply ${sender} is-at ${style.macName(arp.senderMac)}, length 28`;
  // An announcement of one's own address has its own words since 4.99; both eras of this model print the request.
  const wanted = arp.targetMac === ZERO_MAC ? '' : ` (${style.macName(arp.targetMac)})`;
  return `${head}Request who-has ${target}${wanted} tell ${sender}, length 28`;
}

/** An IPv4 packet behind `IP `. Verbose captures begin with the header's fields on a line of their own. */
export function formatPacket(packet: Ipv4Packet, style: CaptureStyle): string {
  if (style.verbose === 0) return formatTransport(packet, style);
  const flags = packet.df ? 'DF' : packet.mf ? '+' : 'none';
  const protocol = protocolOf(packet.payload);
  const options = ipHeaderLength(packet) > 20 ? ', options (RA)' : '';
  const fields = [
    `tos 0x${packet.tos.toString(16)}`,
    `ttl ${packet.ttl}`,
    `id ${packet.id}`,
    `offset ${packet.offset}`,
    `flags [${flags}]`,
    `proto ${PROTOCOL_NAMES[protocol] ?? 'unknown'} (${protocol})`,
    `length ${ipLength(packet)}`,
  ];
  return `(${fields.join(', ')}${options})\n    ${formatTransport(packet, style)}`;
}

function formatTransport(packet: Ipv4Packet, style: CaptureStyle): string {
  const { payload } = packet;
  const hosts = `${style.hostName(packet.src)} > ${style.hostName(packet.dst)}`;
  if (payload.kind === 'fragment') {
    if (packet.offset > 0) {
      const name = (PROTOCOL_NAMES[payload.protocol] ?? `ip-proto-${payload.protocol}`).toLowerCase();
      return `${hosts}: ${name}`;
    }
    // The first fragment shows its transport header; sums cannot be checked over a part.
    return formatWhole({ ...packet, payload: payload.whole }, style, hosts, payload.size);
  }
  return formatWhole(packet, style, hosts, undefined);
}

function formatWhole(
  packet: Ipv4Packet,
  style: CaptureStyle,
  hosts: string,
  part: number | undefined,
): string {
  const { payload } = packet;
  switch (payload.kind) {
    case 'icmp':
      return `${hosts}: ${formatIcmp(payload, style, part)}`;
    case 'igmp':
      return `${hosts}: igmp v3 report, ${payload.groups.length} group record(s)${
        style.verbose > 0 ? payload.groups.map((g) => ` [gaddr ${style.hostName(g)} to_ex { }]`).join('') : ''
      }`;
    case 'udp':
      return formatUdp(packet, payload, style, part);
    case 'tcp':
      return formatTcp(packet, payload, style, part);
    case 'fragment':
      throw new Error('a fragment of a fragment');
  }
}

/** `-x`, `-xx`, `-X`, `-XX`, `-A`: the octets below a line; each row begins with a line feed and a tab. */
export function formatOctets(
  frame: Frame,
  context: EncodeContext,
  what: { link: boolean; hex: boolean; ascii: boolean },
): string {
  const octets = encodeFrame(frame, context).subarray(what.link ? 0 : 14);
  if (!what.hex)
    return `\n${[...octets]
      .map((o) => (o === 10 || o === 13 || o === 9 || (o > 31 && o < 127) ? String.fromCharCode(o) : '.'))
      .join('')
      .replaceAll('\r', '')}`;
  let text = '';
  for (let at = 0; at < octets.length; at += 16) {
    const row = octets.subarray(at, at + 16);
    let words = '';
    for (let i = 0; i < row.length; i += 2) {
      words += ` ${row[i].toString(16).padStart(2, '0')}${i + 1 < row.length ? row[i + 1].toString(16).padStart(2, '0') : ''}`;
    }
    text += `\n\t0x${at.toString(16).padStart(4, '0')}: ${words}`;
    if (what.ascii) {
      const shown = [...row].map((o) => (o > 32 && o < 127 ? String.fromCharCode(o) : '.')).join('');
      text += `${' '.repeat(Math.max(0, 40 - words.length))}  ${shown}`;
    }
  }
  return text;
}
