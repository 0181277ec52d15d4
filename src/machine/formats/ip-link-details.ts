import { hex } from '../../lib/index.ts';
import {
  hasQuirk,
  type BridgeDevice,
  type KernelRelease,
  type NetDevice,
  tsoMax,
} from '../../model/state/index.ts';
import { formatIpv4, type Mac } from '../../model/wire/index.ts';
import type { LinkRow } from './link-rows.ts';
import type { ToolEra } from './profile.ts';

/** What the details depend on besides the device. */
export interface LinkContext {
  kernel: KernelRelease;
  cpus: number;
  /** Virtual microseconds. */
  now: number;
}

/** `ip -d link`: what follows on the address line, and the lines after it. */
export function ipLinkDetails(
  row: LinkRow,
  era: ToolEra,
  context: LinkContext,
): { first: string; rest: string[] } {
  const { device } = row;
  const recent = era === 'recent';
  const range =
    device.kind === 'loopback'
      ? [0, 0]
      : device.kind === 'vlan'
        ? [0, 65535]
        : device.kind === 'ethernet'
          ? [46, 16110]
          : [68, 65535];
  // veth filters no unicast addresses, so a macvlan on it needs it to be promiscuous.
  const promiscuity = device.promiscuity + (device.kind === 'veth' && row.carriesMacvlan ? 1 : 0);
  const first = recent
    ? ` promiscuity ${promiscuity}  allmulti ${row.master ? 1 : 0} minmtu ${range[0]} maxmtu ${range[1]} `
    : ` promiscuity ${promiscuity} `;
  const rest = [kindDetails(device, recent, context), row.master ? portDetails(row, recent) : ''].filter(
    Boolean,
  );
  const tail = tailDetails(device, recent, context);
  if (rest.length === 0) return { first: first + tail, rest: [] };
  rest[rest.length - 1] += tail;
  return { first, rest };
}

function kindDetails(device: NetDevice, recent: boolean, context: LinkContext): string {
  switch (device.kind) {
    case 'veth':
    case 'dummy':
      return `    ${device.kind} `;
    case 'macvlan':
      return `    macvlan mode ${device.mode} ${recent ? 'bcqueuelen 1000 usedbcqueuelen 1000 ' : ''}`;
    case 'vlan':
      return `    vlan protocol 802.1Q id ${device.vid} <REORDER_HDR> `;
    case 'bridge':
      return bridgeDetails(device, recent, context.now);
    case 'vxlan': {
      const words = ['    vxlan id', device.vni];
      if (device.local !== undefined) words.push('local', formatIpv4(device.local));
      words.push('srcport 0 0 dstport', device.dstPort);
      if (!device.learning) words.push('nolearning');
      if (device.proxy) words.push('proxy');
      if (device.l2miss) words.push('l2miss');
      if (device.l3miss) words.push('l3miss');
      if (recent && hasQuirk(context.kernel, 'vxlan-ttl-auto-shown')) words.push('ttl auto');
      words.push('ageing', device.ageing / 1_000_000);
      if (recent && device.df !== 'unset') words.push('df', device.df);
      words.push(device.udpcsum ? 'udpcsum' : 'noudpcsum', 'noudp6zerocsumtx noudp6zerocsumrx ');
      return words.join(' ');
    }
    case 'loopback':
    case 'ethernet':
      return '';
  }
}

/** `8000.2:42:1f:7a:c:11`: iproute2 prints the octets of a bridge id without leading zeros. */
function bridgeId(mac: Mac): string {
  return `8000.${mac
    .split(':')
    .map((pair) => hex(Number.parseInt(pair, 16)))
    .join(':')}`;
}

function seconds(value: number): string {
  return value.toFixed(2).padStart(7);
}

/** The garbage collection timer of a bridge runs down over one ageing time and starts anew. */
export function bridgeGcTimer(bridge: BridgeDevice, now: number): number {
  if (!bridge.up) return 0;
  return (bridge.ageing - ((now - bridge.created) % bridge.ageing)) / 1_000_000;
}

function bridgeDetails(bridge: BridgeDevice, recent: boolean, now: number): string {
  const id = bridgeId(bridge.mac);
  const timers = recent
    ? `hello_timer ${seconds(0)} tcn_timer ${seconds(0)} topology_change_timer ${seconds(0)} gc_timer ${seconds(bridgeGcTimer(bridge, now))}`
    : `hello_timer ${seconds(0)} tcn_timer ${seconds(0)} topology_change_timer ${seconds(0)} gc_timer ${seconds(bridgeGcTimer(bridge, now))}`;
  const group = 'group_fwd_mask 0 group_address 01:80:c2:00:00:00';
  const snooping = `mcast_snooping ${bridge.mcastSnooping ? 1 : 0}`;
  const multicast = recent
    ? `${snooping} no_linklocal_learn 0 mcast_vlan_snooping 0 mcast_router 1 mcast_query_use_ifaddr 0 mcast_querier 0 mcast_hash_elasticity 16 mcast_hash_max 4096`
    : `${snooping} mcast_router 1 mcast_query_use_ifaddr 0 mcast_querier 0 mcast_hash_elasticity 4 mcast_hash_max 512`;
  const intervals =
    'mcast_last_member_count 2 mcast_startup_query_count 2 mcast_last_member_interval 100 mcast_membership_interval 26000 mcast_querier_interval 25500 mcast_query_interval 12500 mcast_query_response_interval 1000 mcast_startup_query_interval';
  const startup = recent ? '3124 mcast_stats_enabled 0 mcast_igmp_version 2 mcast_mld_version 1' : '3125';
  return `    bridge forward_delay 1500 hello_time 200 max_age 2000 ageing_time ${bridge.ageing / 10_000} stp_state ${bridge.stp ? 1 : 0} priority 32768 vlan_filtering 0 bridge_id ${id} designated_root ${id} root_port 0 root_path_cost 0 topology_change 0 topology_change_detected 0 ${timers} ${group} ${multicast} ${intervals} ${startup} nf_call_iptables 0 nf_call_ip6tables 0 nf_call_arptables 0 `;
}

/** Whether a port passes frames: its device and its bridge run. */
export function portState(row: LinkRow): 'forwarding' | 'disabled' {
  return row.running && row.master?.up === true ? 'forwarding' : 'disabled';
}

function portDetails(row: LinkRow, recent: boolean): string {
  const port = row.device.port;
  if (!port || row.master?.kind !== 'bridge') return '';
  const id = 0x8000 | port.number;
  const bridge = bridgeId(row.master.mac);
  const onOff = (value: boolean) => (value ? 'on' : 'off');
  const tail = recent
    ? 'mcast_router 1 mcast_fast_leave off mcast_flood on bcast_flood on mcast_to_unicast off neigh_suppress off group_fwd_mask 0 group_fwd_mask_str 0x0 vlan_tunnel off isolated off locked off '
    : 'mcast_router 1 mcast_fast_leave off mcast_flood on ';
  return `    bridge_slave state ${portState(row)} priority ${port.priority} cost ${port.pathCost} hairpin ${onOff(port.hairpin)} guard off root_block off fastleave off learning ${onOff(port.learning)} flood ${onOff(port.flood)} port_id 0x${hex(id)} port_no 0x${hex(port.number)} designated_port ${id} designated_cost 0 designated_bridge ${bridge} designated_root ${bridge} hold_timer ${seconds(0)} message_age_timer ${seconds(0)} forward_delay_timer ${seconds(0)} topology_change_ack 0 config_pending 0 proxy_arp off proxy_arp_wifi off ${tail}`;
}

function tailDetails(device: NetDevice, recent: boolean, context: LinkContext): string {
  // veth makes a queue a processor since kernel 5.13; the recorded lab has two of both.
  const queues = device.kind === 'veth' && recent ? context.cpus : 1;
  const base = `addrgenmode eui64 numtxqueues ${queues} numrxqueues ${queues} gso_max_size 65536 gso_max_segs 65535 `;
  if (!recent) return base;
  return `${base}tso_max_size ${tsoMax(device)} tso_max_segs 65535 gro_max_size 65536 `;
}
