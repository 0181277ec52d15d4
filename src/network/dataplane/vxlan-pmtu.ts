import {
  hasQuirk,
  lookupRoute,
  type NetworkNamespace,
  nodeOf,
  type VxlanDevice,
  type World,
} from '../../model/state/index.ts';
import { type Frame, type Ipv4, ipLength, isLoopback, isMulticast } from '../../model/wire/index.ts';
import { mtuOf } from './ip-output.ts';

/** Octets the tunnel adds over IPv4: outer IPv4 and UDP headers, VXLAN header, inner Ethernet header. */
const HEADROOM = 50;
/** Below this the kernel lets the packet be fragmented instead (iptunnel_pmtud_check_icmp). */
const LEAST_MTU = 576;

/**
 * What a tunnel on a bridge answers to a packet that will not fit through the underlay: `Frag needed`, in the name of the packet's
 * destination (skb_tunnel_check_pmtu since 5.9; recorded in f07b and f07g). `undefined`: the packet goes out as it is.
 */
export function answerTooBig(
  world: World,
  underlay: NetworkNamespace,
  device: VxlanDevice,
  frame: Frame,
  remote: Ipv4,
): Frame | undefined {
  const packet = frame.payload;
  if (packet.kind !== 'ipv4' || device.master === undefined) return undefined;
  if (!hasQuirk(nodeOf(world, underlay.node).kernel, 'vxlan-pmtu')) return undefined;
  const route = lookupRoute(underlay, remote);
  const output = route && underlay.devices.get(route.device);
  if (!route || !output) return undefined;
  const mtu = mtuOf(world, underlay, remote, route, output) - HEADROOM;
  if (ipLength(packet) <= mtu || mtu < LEAST_MTU || !packet.df) return undefined;
  if (isMulticast(packet.dst) || isLoopback(packet.dst)) return undefined;
  const inner = packet.payload;
  if (inner.kind === 'icmp' && inner.type !== 8 && inner.type !== 0) return undefined;
  return {
    src: frame.dst,
    dst: frame.src,
    payload: {
      ...packet,
      src: packet.dst,
      dst: packet.src,
      tos: 0,
      id: 0,
      payload: {
        kind: 'icmp',
        type: 3,
        code: 4,
        id: 0,
        sequence: 0,
        size: 0,
        stamp: 0,
        quoted: packet,
        mtu,
        checksum: 'right',
      },
    },
  };
}
