import { type NetDevice, type NetworkNamespace, schedule, type World } from '../../model/state/index.ts';
import { ipv4 } from '../../model/wire/index.ts';
import { sendPacket } from './ip-output.ts';
import { count } from './tracing.ts';

const ALL_SYSTEMS = ipv4('224.0.0.1');
/** IGMPv3 reports go to 224.0.0.22 (RFC 3376, section 4.2.14). */
const IGMPV3_ROUTERS = ipv4('224.0.0.22');

/** Sends an unsolicited membership report and plans the next one; 224.0.0.1 is never reported. */
export function reportMembership(
  world: World,
  netns: NetworkNamespace,
  device: NetDevice,
  left: number,
): void {
  const groups = device.groups.filter((group) => group !== ALL_SYSTEMS);
  if (groups.length === 0 || !device.up) return;
  sendPacket(world, netns, {
    dst: IGMPV3_ROUTERS,
    src: device.addresses[0]?.address ?? 0,
    device: device.index,
    ttl: 1,
    tos: 0xc0,
    df: true,
    payload: { kind: 'igmp', groups },
  });
  count(netns, 'IgmpReports');
  if (left > 1)
    schedule(world, 800_000, { kind: 'igmp', netns: netns.id, device: device.index, count: left - 1 });
}
