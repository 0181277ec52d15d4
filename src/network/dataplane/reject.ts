import type { NetworkNamespace, RejectType, World } from '../../model/state/index.ts';
import { sendIcmpError } from './icmp-error.ts';
import type { InFlight } from './in-flight.ts';
import { sendPacket } from './ip-output.ts';

const CODES: Readonly<Record<Exclude<RejectType, 'tcp-reset'>, number>> = {
  'icmp-net-unreachable': 0,
  'icmp-host-unreachable': 1,
  'icmp-proto-unreachable': 2,
  'icmp-port-unreachable': 3,
  'icmp-net-prohibited': 9,
  'icmp-host-prohibited': 10,
  'icmp-admin-prohibited': 13,
};

/** The answer of a REJECT rule: an ICMP error, or a TCP reset in the receiver's name. */
export function reject(world: World, netns: NetworkNamespace, skb: InFlight, type: RejectType): void {
  const { packet } = skb;
  if (type !== 'tcp-reset') {
    sendIcmpError(world, netns, packet, { type: 3, code: CODES[type], input: skb.input });
    return;
  }
  const segment = packet.payload;
  if (segment.kind !== 'tcp' || segment.flags.rst) return;
  sendPacket(world, netns, {
    dst: packet.src,
    src: packet.dst,
    df: true,
    payload: {
      kind: 'tcp',
      sport: segment.dport,
      dport: segment.sport,
      seq: segment.flags.ack ? segment.ack : 0,
      ack: segment.seq + segment.payload.length + (segment.flags.syn ? 1 : 0),
      flags: { syn: false, ack: !segment.flags.ack, fin: false, rst: true, psh: false },
      window: 0,
      payload: '',
      checksum: 'right',
    },
  });
}
