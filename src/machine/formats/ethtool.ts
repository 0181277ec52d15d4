import type { NetDevice } from '../../model/state/index.ts';
import { selectFeatures } from './ethtool-features.ts';

/** `ethtool -k`. */
export function formatFeatures(device: NetDevice): string {
  let text = `Features for ${device.name}:\n`;
  for (const row of selectFeatures(device))
    text += `${row.indented ? '\t' : ''}${row.name}: ${row.on ? 'on' : 'off'}${row.fixed ? ' [fixed]' : ''}\n`;
  return text;
}

/** `ethtool -i`. */
export function formatDriver(device: NetDevice, kernel: string): string {
  const physical = device.kind === 'ethernet';
  const driver =
    device.kind === 'ethernet' ? device.driver : device.kind === 'vlan' ? '802.1Q VLAN Support' : device.kind;
  const versions: Partial<Record<NetDevice['kind'], string>> = {
    veth: '1.0',
    bridge: '2.3',
    vxlan: '0.1',
    macvlan: '0.1',
    dummy: '1.0',
    vlan: '1.8',
  };
  const version = physical && driver === 'e1000' ? '7.3.21-k8-NAPI' : (versions[device.kind] ?? kernel);
  return `driver: ${driver}
version: ${version}
firmware-version: ${device.kind === 'bridge' || device.kind === 'vxlan' || device.kind === 'vlan' ? 'N/A' : ''}
expansion-rom-version: 
bus-info: ${physical ? '0000:02:01.0' : device.kind === 'bridge' ? 'N/A' : ''}
supports-statistics: ${physical || device.kind === 'veth' ? 'yes' : 'no'}
supports-test: ${physical ? 'yes' : 'no'}
supports-eeprom-access: ${physical ? 'yes' : 'no'}
supports-register-dump: ${physical ? 'yes' : 'no'}
supports-priv-flags: no
`;
}

/** `ethtool DEV`: link settings of a veth (recorded) or of a gigabit card. */
export function formatLinkSettings(device: NetDevice, detected: boolean): string {
  const head = `Settings for ${device.name}:\n`;
  const link = `\tLink detected: ${detected ? 'yes' : 'no'}\n`;
  if (device.kind === 'veth')
    return `${head}\tSupported ports: [  ]
\tSupported link modes:   Not reported
\tSupported pause frame use: No
\tSupports auto-negotiation: No
\tSupported FEC modes: Not reported
\tAdvertised link modes:  Not reported
\tAdvertised pause frame use: No
\tAdvertised auto-negotiation: No
\tAdvertised FEC modes: Not reported
\tSpeed: 10000Mb/s
\tDuplex: Full
\tAuto-negotiation: off
\tPort: Twisted Pair
\tPHYAD: 0
\tTransceiver: internal
\tMDI-X: Unknown
${link}`;
  if (device.kind !== 'ethernet') return head + link;
  return `${head}\tSupported ports: [ TP ]
\tSupported link modes:   10baseT/Half 10baseT/Full 
\t                        100baseT/Half 100baseT/Full 
\t                        1000baseT/Full 
\tSupported pause frame use: No
\tSupports auto-negotiation: Yes
\tAdvertised link modes:  10baseT/Half 10baseT/Full 
\t                        100baseT/Half 100baseT/Full 
\t                        1000baseT/Full 
\tAdvertised pause frame use: No
\tAdvertised auto-negotiation: Yes
\tSpeed: ${detected ? `${device.speed}Mb/s` : 'Unknown!'}
\tDuplex: ${detected ? 'Full' : 'Unknown! (255)'}
\tPort: Twisted Pair
\tPHYAD: 0
\tTransceiver: internal
\tAuto-negotiation: on
\tMDI-X: off (auto)
\tSupports Wake-on: d
\tWake-on: d
\tCurrent message level: 0x00000007 (7)
\t\t\t       drv probe link
${link}`;
}

/** `ethtool -S` of a veth (recorded): only the peer's index says something. Network cards count per direction. */
export function formatDriverStatistics(device: NetDevice): string | undefined {
  if (device.kind === 'veth') {
    const zeros = [
      'rx_queue_0_xdp_packets',
      'rx_queue_0_xdp_bytes',
      'rx_queue_0_drops',
      'rx_queue_0_xdp_redirect',
      'rx_queue_0_xdp_drops',
      'rx_queue_0_xdp_tx',
      'rx_queue_0_xdp_tx_errors',
      'tx_queue_0_xdp_xmit',
      'tx_queue_0_xdp_xmit_errors',
    ];
    return `NIC statistics:\n     peer_ifindex: ${device.peer.index}\n${zeros.map((name) => `     ${name}: 0\n`).join('')}`;
  }
  if (device.kind !== 'ethernet') return undefined;
  const s = device.stats;
  const rows: [string, number][] = [
    ['rx_packets', s.rxPackets],
    ['tx_packets', s.txPackets],
    ['rx_bytes', s.rxBytes],
    ['tx_bytes', s.txBytes],
    ['rx_broadcast', 0],
    ['tx_broadcast', 0],
    ['rx_multicast', s.multicast],
    ['tx_multicast', 0],
    ['rx_errors', s.rxErrors],
    ['tx_errors', s.txErrors],
    ['tx_dropped', s.txDropped],
    ['multicast', s.multicast],
    ['collisions', s.collisions],
    ['rx_length_errors', 0],
    ['rx_over_errors', 0],
    ['rx_crc_errors', 0],
    ['rx_missed_errors', s.rxMissed],
    ['tx_carrier_errors', s.txCarrier],
  ];
  return `NIC statistics:\n${rows.map(([name, value]) => `     ${name}: ${value}\n`).join('')}`;
}
