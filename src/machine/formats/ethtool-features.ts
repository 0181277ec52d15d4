import { wordTable } from '../../lib/index.ts';
import type { NetDevice } from '../../model/state/index.ts';

/** One feature line: indented ones belong to the group above. */
export interface FeatureRow {
  name: string;
  indented: boolean;
  on: boolean;
  fixed: boolean;
}

/** Features of a veth device as ethtool 6.1 lists them on 6.18; `*` marks fixed ones, a leading `-` those that are off. */
const VETH = `rx-checksumming
tx-checksumming
  -tx-checksum-ipv4*
  tx-checksum-ip-generic
  -tx-checksum-ipv6*
  -tx-checksum-fcoe-crc*
  tx-checksum-sctp
scatter-gather
  tx-scatter-gather
  tx-scatter-gather-fraglist
tcp-segmentation-offload
  tx-tcp-segmentation
  tx-tcp-ecn-segmentation
  tx-tcp-mangleid-segmentation
  tx-tcp6-segmentation
  tx-tcp-accecn-segmentation
generic-segmentation-offload
-generic-receive-offload
-large-receive-offload*
rx-vlan-offload
tx-vlan-offload
-ntuple-filters*
-receive-hashing*
highdma
-rx-vlan-filter*
-vlan-challenged*
-tx-gso-robust*
-tx-fcoe-segmentation*
tx-gre-segmentation
tx-gre-csum-segmentation
tx-ipxip4-segmentation
tx-ipxip6-segmentation
tx-udp_tnl-segmentation
tx-udp_tnl-csum-segmentation
-tx-gso-partial*
-tx-tunnel-remcsum-segmentation*
tx-sctp-segmentation
-tx-esp-segmentation*
tx-udp-segmentation
tx-gso-list
-tx-nocache-copy
-loopback*
-rx-fcs*
-rx-all*
tx-vlan-stag-hw-insert
rx-vlan-stag-hw-parse
-rx-vlan-stag-filter*
-l2-fwd-offload*
-hw-tc-offload*
-esp-hw-offload*
-esp-tx-csum-hw-offload*
-rx-udp_tunnel-port-offload*
-tls-hw-tx-offload*
-tls-hw-rx-offload*
-rx-gro-hw*
-tls-hw-record*
-rx-gro-list
-macsec-hw-offload*
-rx-udp-gro-forwarding
-hsr-tag-ins-offload*
-hsr-tag-rm-offload*
-hsr-fwd-offload*
-hsr-dup-offload*`;

/** Features of an e1000 network card (the driver of VMware guests) on kernel 3.10. */
const E1000 = `-rx-checksumming
tx-checksumming
  -tx-checksum-ipv4*
  tx-checksum-ip-generic
  -tx-checksum-ipv6*
  -tx-checksum-fcoe-crc*
  -tx-checksum-sctp*
scatter-gather
  tx-scatter-gather
  -tx-scatter-gather-fraglist*
tcp-segmentation-offload
  tx-tcp-segmentation
  -tx-tcp-ecn-segmentation*
  -tx-tcp6-segmentation*
  -tx-tcp-mangleid-segmentation
-udp-fragmentation-offload*
generic-segmentation-offload
generic-receive-offload
-large-receive-offload*
rx-vlan-offload
tx-vlan-offload*
-ntuple-filters*
-receive-hashing*
-highdma*
rx-vlan-filter*
-vlan-challenged*
-tx-lockless*
-netns-local*
-tx-gso-robust*
-tx-fcoe-segmentation*
-tx-gre-segmentation*
-tx-ipip-segmentation*
-tx-sit-segmentation*
-tx-udp_tnl-segmentation*
-fcoe-mtu*
-tx-nocache-copy
-loopback*
-rx-fcs
-rx-all
-tx-vlan-stag-hw-insert*
-rx-vlan-stag-hw-parse*
-rx-vlan-stag-filter*
-l2-fwd-offload*
-busy-poll*
-hw-tc-offload*`;

/** Driver features a kind of device has. Other virtual devices are answered with the veth list, which is all the model reads. */
function template(device: NetDevice): string {
  return device.kind === 'ethernet' ? E1000 : VETH;
}

/** Short names of `ethtool -K`, and the features each switches. */
export const FEATURE_GROUPS: Readonly<Record<string, readonly string[]>> = wordTable({
  rx: ['rx-checksumming'],
  tx: ['tx-checksum-ipv4', 'tx-checksum-ip-generic', 'tx-checksum-ipv6', 'tx-checksum-sctp'],
  sg: ['tx-scatter-gather', 'tx-scatter-gather-fraglist'],
  tso: [
    'tx-tcp-segmentation',
    'tx-tcp-ecn-segmentation',
    'tx-tcp-mangleid-segmentation',
    'tx-tcp6-segmentation',
    'tx-tcp-accecn-segmentation',
  ],
  gso: ['generic-segmentation-offload'],
  gro: ['generic-receive-offload'],
  lro: ['large-receive-offload'],
  rxvlan: ['rx-vlan-offload'],
  txvlan: ['tx-vlan-offload'],
});

/** Long names of the groups, as `-k` prints them and `-K` accepts them. */
export const GROUP_NAMES: Readonly<Record<string, string>> = wordTable({
  'rx-checksumming': 'rx',
  'tx-checksumming': 'tx',
  'scatter-gather': 'sg',
  'tcp-segmentation-offload': 'tso',
  'generic-segmentation-offload': 'gso',
  'generic-receive-offload': 'gro',
  'large-receive-offload': 'lro',
  'rx-vlan-offload': 'rxvlan',
  'tx-vlan-offload': 'txvlan',
});

/** All features of a device as they are now. */
export function selectFeatures(device: NetDevice): FeatureRow[] {
  const rows = template(device)
    .split('\n')
    .map((line) => {
      const indented = line.startsWith('  ');
      const mark = line.trim();
      const name = mark.replace(/^-(?!$)/, '').replace(/\*$/, '');
      const fixed = mark.endsWith('*');
      const on = fixed ? !mark.startsWith('-') : (device.features[name] ?? !mark.startsWith('-'));
      return { name, indented, on, fixed };
    });
  // A group is on when any of its members is; without checksums or scatter-gather the kernel drops segmentation.
  const checksum = rows.some((row) => row.name.startsWith('tx-checksum-') && row.indented && row.on);
  const scatter = rows.some((row) => row.name === 'tx-scatter-gather' && row.on);
  for (const row of rows) {
    if (/^tx-tcp.*-segmentation$/.test(row.name) && !(checksum && scatter)) row.on = false;
    if (row.name === 'generic-segmentation-offload' && !(checksum && scatter)) row.on = false;
    if (row.name.startsWith('tx-scatter-gather') && !checksum) row.on = false;
  }
  rows.forEach((row, i) => {
    const members: FeatureRow[] = [];
    for (let j = i + 1; j < rows.length && rows[j].indented; j++) members.push(rows[j]);
    if (!row.indented && members.length > 0) row.on = members.some((member) => member.on);
  });
  return rows;
}
