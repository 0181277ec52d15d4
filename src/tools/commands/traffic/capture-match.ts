import {
  BROADCAST_MAC,
  encodeFrame,
  type EncodeContext,
  type Frame,
  frameLength,
  type IpPayload,
  ipHeaderLength,
  type Ipv4,
  isMulticast,
  isMulticastMac,
  LIMITED_BROADCAST,
  parseIpv4,
  protocolOf,
} from '../../../model/wire/index.ts';
import { compare, evaluate, type PacketOctets } from './capture-arithmetic.ts';
import type { CaptureFilter, Direction, ProtocolName } from './capture-filter.ts';

/** What a filter looks things up in. */
export interface MatchContext {
  /** Addresses of the host names in the filter. */
  names: ReadonlyMap<string, Ipv4>;
  encode: EncodeContext;
}

/** Whether a frame passes. Like the kernel's program it looks at the outer headers only. */
export function matches(filter: CaptureFilter, frame: Frame, context: MatchContext): boolean {
  const { payload } = frame;
  switch (filter.kind) {
    case 'all':
      return true;
    case 'and':
      return matches(filter.left, frame, context) && matches(filter.right, frame, context);
    case 'or':
      return matches(filter.left, frame, context) || matches(filter.right, frame, context);
    case 'not':
      return !matches(filter.of, frame, context);
    case 'protocol':
      return hasProtocol(frame, filter.name);
    case 'ip-protocol':
      return payload.kind === 'ipv4' && protocolOf(payload.payload) === filter.number;
    case 'ether-type':
      return filter.number === (payload.kind === 'arp' ? 0x0806 : 0x0800);
    case 'host': {
      const address = parseIpv4(filter.name) ?? context.names.get(filter.name);
      if (filter.protocol && !hasProtocol(frame, filter.protocol)) return false;
      return eitherEnd(filter.direction, addresses(frame), (end) => end === address);
    }
    case 'net':
      return eitherEnd(
        filter.direction,
        addresses(frame),
        (end) => (end & filter.mask) >>> 0 === filter.address,
      );
    case 'ports': {
      const ports = portsOf(frame, filter.protocol);
      return (
        ports !== undefined && eitherEnd(filter.direction, ports, (p) => p >= filter.low && p <= filter.high)
      );
    }
    case 'mac':
      return eitherEnd(filter.direction, [frame.src, frame.dst], (mac) => mac === filter.mac);
    case 'vlan':
      return frame.vlan !== undefined && (filter.vid === undefined || frame.vlan === filter.vid);
    case 'length':
      return filter.least ? frameLength(frame) >= filter.octets : frameLength(frame) <= filter.octets;
    case 'cast':
      return isCast(filter.what, frame);
    case 'compare': {
      const octets = octetsOf(frame, context.encode);
      const left = evaluate(filter.left, octets);
      const right = evaluate(filter.right, octets);
      return left !== undefined && right !== undefined && compare(filter.operator, left, right);
    }
  }
}

function hasProtocol(frame: Frame, name: ProtocolName): boolean {
  const { payload } = frame;
  if (name === 'arp') return payload.kind === 'arp';
  if (payload.kind === 'arp') return false;
  if (name === 'ip') return true;
  const numbers: Partial<Record<ProtocolName, number>> = { icmp: 1, igmp: 2, tcp: 6, udp: 17 };
  return numbers[name] === protocolOf(payload.payload);
}

/** Source and destination of an IP packet, sender and target of ARP. */
function addresses(frame: Frame): [Ipv4, Ipv4] {
  const { payload } = frame;
  return payload.kind === 'arp' ? [payload.senderIp, payload.targetIp] : [payload.src, payload.dst];
}

/** Ports stand in the first fragment only. */
function portsOf(frame: Frame, protocol: ProtocolName | undefined): [number, number] | undefined {
  const packet = frame.payload;
  if (packet.kind === 'arp' || packet.offset > 0) return undefined;
  const payload: IpPayload = packet.payload.kind === 'fragment' ? packet.payload.whole : packet.payload;
  if (payload.kind !== 'tcp' && payload.kind !== 'udp') return undefined;
  if (protocol && protocol !== 'ip' && protocol !== payload.kind) return undefined;
  return [payload.sport, payload.dport];
}

function eitherEnd<T>(direction: Direction, [source, target]: [T, T], test: (end: T) => boolean): boolean {
  switch (direction) {
    case 'src':
      return test(source);
    case 'dst':
      return test(target);
    case 'both':
      return test(source) && test(target);
    case 'either':
      return test(source) || test(target);
  }
}

function isCast(
  what: 'broadcast' | 'multicast' | 'ether broadcast' | 'ether multicast',
  frame: Frame,
): boolean {
  if (what === 'ether broadcast') return frame.dst === BROADCAST_MAC;
  if (what === 'ether multicast') return isMulticastMac(frame.dst);
  if (frame.payload.kind === 'arp') return false;
  const { dst } = frame.payload;
  return what === 'multicast' ? isMulticast(dst) : dst === LIMITED_BROADCAST || (dst & 255) === 255;
}

function octetsOf(frame: Frame, context: EncodeContext): PacketOctets {
  let encoded: Uint8Array | undefined;
  const { payload } = frame;
  return {
    length: frameLength(frame),
    octet(protocol, offset) {
      let base = 0;
      if (protocol === 'arp' || protocol === 'ip') {
        if ((protocol === 'arp') !== (payload.kind === 'arp')) return undefined;
        base = 14;
      } else if (protocol !== 'ether') {
        if (payload.kind === 'arp' || payload.offset > 0 || !hasProtocol(frame, protocol as ProtocolName))
          return undefined;
        base = 14 + ipHeaderLength(payload);
      }
      encoded ??= encodeFrame(frame, context);
      return encoded[base + offset];
    },
  };
}
