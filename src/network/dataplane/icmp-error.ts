import { addressType, type NetDevice, type NetworkNamespace, type World } from '../../model/state/index.ts';
import { type Ipv4Packet, isMulticast } from '../../model/wire/index.ts';
import { sendPacket } from './ip-output.ts';
import { count } from './tracing.ts';

/**
 * Sends an ICMP error about a packet (icmp_send). Never about another error, a broadcast or a later fragment (RFC 1122,
 * section 3.2.2). `input` is the device it came in on: the answer bears that device's address when we are a router.
 */
export function sendIcmpError(
  world: World,
  netns: NetworkNamespace,
  offending: Ipv4Packet,
  error: { type: number; code: number; mtu?: number; input?: NetDevice; source?: number },
): void {
  const inner = offending.payload;
  if (inner.kind === 'icmp' && inner.type !== 8 && inner.type !== 0) return;
  if (offending.offset > 0 || isMulticast(offending.dst) || offending.src === 0) return;
  const ours = addressType(netns, offending.dst) === 'LOCAL';
  const source = error.source ?? (ours ? offending.dst : error.input?.addresses[0]?.address);
  const sent = sendPacket(world, netns, {
    dst: offending.src,
    src: source,
    tos: 0xc0,
    payload: {
      kind: 'icmp',
      type: error.type,
      code: error.code,
      id: 0,
      sequence: 0,
      size: 0,
      stamp: 0,
      quoted: offending,
      mtu: error.mtu,
      checksum: 'right',
    },
  });
  // Counted when it is made, even if OUTPUT then takes it (icmp_out_count in __ip_make_skb; f07d).
  if (sent && sent.errno !== 'EPERM') return;
  count(netns, 'IcmpOutMsgs');
  count(netns, error.type === 3 ? 'IcmpOutDestUnreachs' : 'IcmpOutTimeExcds');
  count(netns, `IcmpMsgOutType${error.type}`);
}
