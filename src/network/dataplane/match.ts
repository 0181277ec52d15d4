import { addressType, type Match, type NetDevice, type NetworkNamespace } from '../../model/state/index.ts';
import {
  contains,
  ipLength,
  type IpPayload,
  type Ipv4Packet,
  PROTO_TCP,
  PROTO_UDP,
  protocolOf,
} from '../../model/wire/index.ts';
import type { InFlight } from './in-flight.ts';

/** Whether one match of a rule holds for a packet at a hook. */
export function matches(
  netns: NetworkNamespace,
  match: Match,
  skb: InFlight,
  input: NetDevice | undefined,
  output: NetDevice | undefined,
): boolean {
  const { packet } = skb;
  switch (match.kind) {
    case 'source':
      return contains(match.net.address, match.net.prefix, packet.src) !== match.negated;
    case 'destination':
      return contains(match.net.address, match.net.prefix, packet.dst) !== match.negated;
    case 'in':
      return deviceMatches(match.device, input) !== match.negated;
    case 'out':
      return deviceMatches(match.device, output) !== match.negated;
    case 'protocol':
      return (match.protocol === 0 || protocolOf(packet.payload) === match.protocol) !== match.negated;
    case 'fragment':
      return packet.offset > 0 !== match.negated;
    case 'sport':
    case 'dport': {
      const ports = portsOf(packet, match.module === 'tcp' ? PROTO_TCP : PROTO_UDP);
      if (!ports) return false;
      const port = match.kind === 'sport' ? ports.sport : ports.dport;
      return (port >= match.from && port <= match.to) !== match.negated;
    }
    case 'multiport': {
      const ports = portsOf(packet);
      if (!ports) return false;
      const within = (port: number) => match.ports.some(([from, to]) => port >= from && port <= to);
      const hit =
        match.side === 'source'
          ? within(ports.sport)
          : match.side === 'destination'
            ? within(ports.dport)
            : within(ports.sport) || within(ports.dport);
      return hit !== match.negated;
    }
    case 'tcp-flags':
      return tcpFlagsMatch(packet.payload, match.mask, match.set) !== match.negated;
    case 'icmp-type': {
      const p = packet.payload;
      if (p.kind !== 'icmp') return false;
      const hit =
        match.type === 255 || (p.type === match.type && (match.code === undefined || p.code === match.code));
      return hit !== match.negated;
    }
    case 'ctstate':
      return (skb.state !== undefined && match.states.includes(skb.state)) !== match.negated;
    case 'addrtype': {
      const type = addressType(netns, match.side === 'source' ? packet.src : packet.dst);
      return (type === match.type) !== match.negated;
    }
    case 'mac-source':
      return (skb.sourceMac === match.mac) !== match.negated;
    case 'length': {
      const size = ipLength(packet);
      return (size >= match.from && size <= match.to) !== match.negated;
    }
    case 'limit':
    case 'comment':
      return true;
  }
}

/** A trailing `+` stands for any rest of the name. */
function deviceMatches(pattern: string, device: NetDevice | undefined): boolean {
  const name = device?.name ?? '';
  return pattern.endsWith('+') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function portsOf(packet: Ipv4Packet, protocol?: number): { sport: number; dport: number } | undefined {
  const p = packet.payload;
  if (p.kind !== 'tcp' && p.kind !== 'udp') return undefined;
  if (protocol !== undefined && protocolOf(p) !== protocol) return undefined;
  return p;
}

function tcpFlagsMatch(payload: IpPayload, mask: readonly string[], set: readonly string[]): boolean {
  if (payload.kind !== 'tcp') return false;
  const f = payload.flags;
  const values: Record<string, boolean> = {
    SYN: f.syn,
    ACK: f.ack,
    FIN: f.fin,
    RST: f.rst,
    PSH: f.psh,
    URG: false,
  };
  return mask.every((flag) => (values[flag] ?? false) === set.includes(flag));
}
