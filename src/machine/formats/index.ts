/**
 * Rows to the exact text of the tools: iproute2, bridge-utils, net-tools, iptables, conntrack, ethtool and busybox, and the
 * files below /proc/net. One file a tool; each knows the image profile by its era. It reads state and words; it refuses to
 * change anything and to decide anything.
 */
export * from './brctl.ts';
export * from './bridge.ts';
export * from './conntrack.ts';
export * from './counter-names.ts';
export * from './ethtool.ts';
export { FEATURE_GROUPS, GROUP_NAMES, selectFeatures } from './ethtool-features.ts';
export * from './fdb-rows.ts';
export * from './ifconfig.ts';
export * from './ip-address.ts';
export * from './ip-link.ts';
export { type LinkContext, portState } from './ip-link-details.ts';
export * from './ip-neigh.ts';
export * from './ip-route.ts';
export * from './iptables-list.ts';
export * from './iptables-names.ts';
export { ruleSpecification } from './iptables-rule.ts';
export * from './iptables-save.ts';
export * from './link-rows.ts';
export * from './netstat.ts';
export * from './netstat-statistics.ts';
export * from './nstat.ts';
export * from './proc-net.ts';
export * from './profile.ts';
export * from './route.ts';
export * from './socket-rows.ts';
export {
  formatSs,
  formatSsSummary,
  type SocketSummary,
  type SsFormat,
  ssState,
  summarizeSockets,
} from './ss.ts';
export * from './ss-old.ts';
export { type CaptureStyle, formatFrame, formatNetwork, formatOctets } from './tcpdump.ts';
export type { TcpConversations } from './tcpdump-tcp.ts';
