import type { NetDevice } from './device.ts';
import type { NetworkNamespace } from './namespace.ts';

/** Defaults of the values the model reads or shows, for namespaces that never changed them. */
const DEFAULTS: Readonly<Record<string, string>> = {
  'net.ipv4.ip_default_ttl': '64',
  'net.ipv4.ip_no_pmtu_disc': '0',
  'net.ipv4.icmp_echo_ignore_all': '0',
  'net.ipv4.icmp_echo_ignore_broadcasts': '1',
  'net.ipv4.neigh.default.gc_thresh1': '128',
  'net.ipv4.neigh.default.gc_thresh2': '512',
  'net.ipv4.neigh.default.gc_thresh3': '1024',
  'net.ipv4.neigh.default.base_reachable_time_ms': '30000',
  'net.ipv4.neigh.default.retrans_time_ms': '1000',
  'net.ipv4.neigh.default.delay_first_probe_time': '5',
  'net.ipv4.neigh.default.mcast_solicit': '3',
  'net.ipv4.neigh.default.ucast_solicit': '3',
  'net.ipv4.neigh.default.unres_qlen': '101',
  'net.ipv4.tcp_syn_retries': '6',
  'net.ipv4.tcp_retries2': '15',
  'net.ipv4.ip_local_port_range': '32768\t60999',
  'net.ipv6.conf.all.disable_ipv6': '0',
  'net.ipv6.conf.default.disable_ipv6': '0',
  'net.bridge.bridge-nf-call-iptables': '1',
  'net.bridge.bridge-nf-call-ip6tables': '1',
  'net.bridge.bridge-nf-call-arptables': '1',
  'net.bridge.bridge-nf-filter-pppoe-tagged': '0',
  'net.bridge.bridge-nf-filter-vlan-tagged': '0',
  'net.bridge.bridge-nf-pass-vlan-input-dev': '0',
  'net.netfilter.nf_conntrack_max': '262144',
  'net.netfilter.nf_conntrack_udp_timeout': '30',
  'net.netfilter.nf_conntrack_udp_timeout_stream': '120',
  'net.netfilter.nf_conntrack_icmp_timeout': '30',
  'net.netfilter.nf_conntrack_tcp_timeout_established': '432000',
  'net.netfilter.nf_conntrack_tcp_timeout_syn_sent': '120',
  'net.netfilter.nf_conntrack_tcp_timeout_syn_recv': '60',
  'net.netfilter.nf_conntrack_tcp_timeout_fin_wait': '120',
  'net.netfilter.nf_conntrack_tcp_timeout_close_wait': '60',
  'net.netfilter.nf_conntrack_tcp_timeout_last_ack': '30',
  'net.netfilter.nf_conntrack_tcp_timeout_time_wait': '120',
  'net.netfilter.nf_conntrack_tcp_timeout_close': '10',
};

/** Keys with a default, for listings. */
export function sysctlDefaults(): Readonly<Record<string, string>> {
  return DEFAULTS;
}

/** A stored value, or its default; `undefined` for a key the model does not know. Per-device keys live on the devices. */
export function sysctl(netns: NetworkNamespace, key: string): string | undefined {
  return netns.sysctl.get(key) ?? DEFAULTS[key];
}

export function sysctlNumber(netns: NetworkNamespace, key: string): number {
  return Number(netns.sysctl.get(key) ?? DEFAULTS[key] ?? 0);
}

/** Whether sockets ask for path MTU discovery: their packets must not be fragmented (net/ipv4/af_inet.c, inet_create). */
export function discoversPathMtu(netns: NetworkNamespace): boolean {
  return sysctlNumber(netns, 'net.ipv4.ip_no_pmtu_disc') === 0;
}

/** The reverse path filter in force on a device: the stricter of its own and `all` (ip-sysctl: the maximum). */
export function rpFilterOf(netns: NetworkNamespace, device: NetDevice): number {
  return Math.max(device.conf.rpFilter, Number(netns.sysctl.get('net.ipv4.conf.all.rp_filter') ?? 0));
}
