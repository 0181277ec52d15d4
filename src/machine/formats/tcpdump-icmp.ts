import { type IcmpMessage, type Ipv4Packet, payloadLength } from '../../model/wire/index.ts';
import { type CaptureStyle, formatPacket } from './tcpdump.ts';

/** An ICMP message behind the hosts: `ICMP echo request, id 1, seq 1, length 64`. */
export function formatIcmp(message: IcmpMessage, style: CaptureStyle, part: number | undefined): string {
  const length = part ?? payloadLength(message);
  const text = `ICMP ${describe(message, style)}, length ${length}`;
  if (style.verbose === 0 || !message.quoted) return text;
  // A verbose capture decodes the quoted packet too.
  return `${text}\n\tIP ${formatPacket(message.quoted, style)}`;
}

function describe(message: IcmpMessage, style: CaptureStyle): string {
  switch (message.type) {
    case 0:
    case 8:
      return `echo ${message.type === 8 ? 'request' : 'reply'}, id ${message.id}, seq ${message.sequence}`;
    case 3:
      return message.quoted ? unreachable(message, message.quoted, style) : 'unreachable';
    case 11:
      return message.code === 1 ? 'ip reassembly time exceeded' : 'time exceeded in-transit';
    default:
      return `type-#${message.type}`;
  }
}

function unreachable(message: IcmpMessage, quoted: Ipv4Packet, style: CaptureStyle): string {
  const host = style.hostName(quoted.dst);
  switch (message.code) {
    case 0:
      return `net ${host} unreachable`;
    case 1:
      return `host ${host} unreachable`;
    case 2:
      return `${host} protocol ${quoted.payload.kind} unreachable`;
    case 3:
      return portUnreachable(quoted, host, style);
    case 4:
      return `${host} unreachable - need to frag${message.mtu === undefined ? '' : ` (mtu ${message.mtu})`}`;
    case 9:
      return `net ${host} unreachable - admin prohibited`;
    case 10:
      return `host ${host} unreachable - admin prohibited`;
    case 13:
      return `host ${host} unreachable - admin prohibited filter`;
    default:
      return `${host} unreachable - #${message.code}`;
  }
}

function portUnreachable(quoted: Ipv4Packet, host: string, style: CaptureStyle): string {
  const { payload } = quoted;
  const inner = payload.kind === 'fragment' ? payload.whole : payload;
  if (inner.kind !== 'udp' && inner.kind !== 'tcp') return `${host} protocol 1 port unreachable`;
  return `${host} ${inner.kind} port ${style.portName(inner.dport, inner.kind)} unreachable`;
}
