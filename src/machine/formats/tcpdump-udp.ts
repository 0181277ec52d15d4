import {
  decodeDns,
  type DnsMessage,
  type Ipv4Packet,
  payloadLength,
  transportChecksum,
  type UdpDatagram,
} from '../../model/wire/index.ts';
import { type CaptureStyle, formatFrame } from './tcpdump.ts';

const DNS_PORT = 53;
/** Ports by which tcpdump knows a tunnel; any other is plain UDP to it (f06 of the kernel lab, flannel's 8472). */
const VXLAN_PORT = 4789;
const OTV_PORT = 8472;

/** A UDP datagram with addresses and ports. `part`: octets of the first fragment that carries it. */
export function formatUdp(
  packet: Ipv4Packet,
  datagram: UdpDatagram,
  style: CaptureStyle,
  part: number | undefined,
): string {
  const source = `${style.hostName(packet.src)}.${style.portName(datagram.sport, 'udp')}`;
  const target = `${style.hostName(packet.dst)}.${style.portName(datagram.dport, 'udp')}`;
  const length = payloadLength(datagram) - 8;
  if (style.quick) return `${source} > ${target}: UDP, length ${length}`;
  const sum = style.verbose > 0 && part === undefined ? checksumText(packet, style) : '';
  return `${source} > ${target}: ${sum}${content(datagram, style, length)}`;
}

/** `[udp sum ok] `, or what stands there and what should: an unfinished sum looks bad on the sender's own device. */
function checksumText(packet: Ipv4Packet, style: CaptureStyle): string {
  const sums = transportChecksum(packet, style.context);
  if (!sums) return '';
  if (sums.standing === 0) return '[no cksum] ';
  if (sums.standing === sums.right) return '[udp sum ok] ';
  return `[bad udp cksum 0x${hex4(sums.standing)} -> 0x${hex4(sums.right)}!] `;
}

const hex4 = (value: number) => value.toString(16).padStart(4, '0');

function content(datagram: UdpDatagram, style: CaptureStyle, length: number): string {
  const { payload, sport, dport } = datagram;
  const on = (port: number) => sport === port || dport === port;
  if (typeof payload === 'string') {
    const message = on(DNS_PORT) ? decodeDns(payload) : undefined;
    return message ? formatDns(message, style, length) : `UDP, length ${length}`;
  }
  if (on(VXLAN_PORT))
    return `VXLAN, flags [I] (0x08), vni ${payload.vni}\n${formatFrame(payload.inner, style)}`;
  // The network identifier sits where OTV has overlay and instance.
  if (on(OTV_PORT))
    return `OTV, flags [I] (0x08), overlay 0, instance ${payload.vni}\n${formatFrame(payload.inner, style)}`;
  return `UDP, length ${length}`;
}

const RCODE: Readonly<Record<DnsMessage['code'], string>> = {
  NOERROR: '',
  NXDOMAIN: ' NXDomain',
  SERVFAIL: ' ServFail',
  REFUSED: ' Refused',
};

/** `22915+ A? web. (21)` and `22915 1/0/0 A 172.18.0.2 (37)`. */
function formatDns(message: DnsMessage, style: CaptureStyle, length: number): string {
  const dotted = (name: string) => (name.endsWith('.') ? name : `${name}.`);
  if (!message.response) return `${message.id}+ ${message.type}? ${dotted(message.name)} (${length})`;
  const question = style.verbose > 0 ? ` q: ${message.type}? ${dotted(message.name)}` : '';
  const records = message.answers.map((record) => {
    const owner = style.verbose > 0 ? `${dotted(record.name)} ` : '';
    const ttl = style.verbose > 2 ? `[${relativeTime(record.ttl)}] ` : '';
    return `${owner}${ttl}${record.type} ${record.data}`;
  });
  const answers = records.length > 0 ? ` ${records.join(', ')}` : '';
  return `${message.id}${RCODE[message.code]}${question} ${message.answers.length}/0/0${answers} (${length})`;
}

/** Seconds as tcpdump shows a time to live: `10m`, `1h2m3s`. */
function relativeTime(seconds: number): string {
  let rest = seconds;
  let text = '';
  for (const [unit, size] of [
    ['w', 604_800],
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
  ] as const) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return rest > 0 || text === '' ? `${text}${rest}s` : text;
}
