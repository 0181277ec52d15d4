import { formatIpv4, netmask } from '../../model/wire/index.ts';
import type { DeviceStats } from '../../model/state/index.ts';
import type { LinkRow } from './link-rows.ts';

const FLAG_BITS: readonly (readonly [string, number])[] = [
  ['UP', 0x1],
  ['BROADCAST', 0x2],
  ['LOOPBACK', 0x8],
  ['RUNNING', 0x40],
  ['PROMISC', 0x100],
  ['MULTICAST', 0x1000],
];

function flagNames(row: LinkRow): string[] {
  const names = row.device.kind === 'loopback' ? ['LOOPBACK'] : ['BROADCAST', 'MULTICAST'];
  if (row.device.up) names.push('UP');
  if (row.running) names.push('RUNNING');
  if (row.device.promisc) names.push('PROMISC');
  return FLAG_BITS.map(([name]) => name).filter((name) => names.includes(name));
}

/** Octets as ifconfig shortens them: one decimal, cut off. */
function humanBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${(Math.floor(value * 10) / 10).toFixed(1)} ${units[unit]}`;
}

const SCOPES = { global: '0x0<global>', link: '0x20<link>', host: '0x10<host>' };
const BUSYBOX_SCOPES = { global: 'Global', link: 'Link', host: 'Host' };

/** `ifconfig` of net-tools: one device and the blank line after it. */
export function formatIfconfig(row: LinkRow, stats: DeviceStats = row.device.stats): string {
  const { device } = row;
  const flags = flagNames(row);
  const bits = FLAG_BITS.reduce((sum, [name, bit]) => (flags.includes(name) ? sum | bit : sum), 0);
  let text = `${device.name}: flags=${bits}<${flags.join(',')}>  mtu ${device.mtu}\n`;
  const first = device.addresses[0];
  if (first) {
    const broadcast = first.broadcast === undefined ? '' : `  broadcast ${formatIpv4(first.broadcast)}`;
    text += `        inet ${formatIpv4(first.address)}  netmask ${formatIpv4(netmask(first.prefix))}${broadcast}\n`;
  }
  for (const a of device.inet6)
    text += `        inet6 ${a.address}  prefixlen ${a.prefix}  scopeid ${SCOPES[a.scope]}\n`;
  text +=
    device.kind === 'loopback'
      ? `        loop  txqueuelen ${device.txQueueLength}  (Local Loopback)\n`
      : `        ether ${device.mac}  txqueuelen ${device.txQueueLength}  (Ethernet)\n`;
  text += `        RX packets ${stats.rxPackets}  bytes ${stats.rxBytes} (${humanBytes(stats.rxBytes)})
        RX errors ${stats.rxErrors}  dropped ${stats.rxDropped}  overruns 0  frame 0
        TX packets ${stats.txPackets}  bytes ${stats.txBytes} (${humanBytes(stats.txBytes)})
        TX errors ${stats.txErrors}  dropped ${stats.txDropped} overruns 0  carrier ${stats.txCarrier}  collisions ${stats.collisions}

`;
  return text;
}

/** `ifconfig` of busybox. */
export function formatBusyboxIfconfig(row: LinkRow): string {
  const { device } = row;
  const s = device.stats;
  const pad = ' '.repeat(10);
  let text =
    device.kind === 'loopback'
      ? `${device.name.padEnd(9)} Link encap:Local Loopback  \n`
      : `${device.name.padEnd(9)} Link encap:Ethernet  HWaddr ${device.mac.toUpperCase()}  \n`;
  const first = device.addresses[0];
  if (first) {
    const broadcast = first.broadcast === undefined ? '' : `  Bcast:${formatIpv4(first.broadcast)}`;
    text += `${pad}inet addr:${formatIpv4(first.address)}${broadcast}  Mask:${formatIpv4(netmask(first.prefix))}\n`;
  }
  for (const a of device.inet6)
    text += `${pad}inet6 addr: ${a.address}/${a.prefix} Scope:${BUSYBOX_SCOPES[a.scope]}\n`;
  text += `${pad}${flagNames(row).join(' ')}  MTU:${device.mtu}  Metric:1
${pad}RX packets:${s.rxPackets} errors:${s.rxErrors} dropped:${s.rxDropped} overruns:0 frame:0
${pad}TX packets:${s.txPackets} errors:${s.txErrors} dropped:${s.txDropped} overruns:0 carrier:${s.txCarrier}
${pad}collisions:${s.collisions} txqueuelen:${device.txQueueLength} 
${pad}RX bytes:${s.rxBytes} (${humanBytes(s.rxBytes)})  TX bytes:${s.txBytes} (${humanBytes(s.txBytes)})

`;
  return text;
}

/** `netstat -i`. */
export function formatInterfaceTable(rows: readonly { row: LinkRow; stats: DeviceStats }[]): string {
  let text =
    'Kernel Interface table\nIface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n';
  for (const { row, stats: s } of rows) {
    const n = (value: number, width: number) => String(value).padStart(width);
    const letters = row.device.kind === 'loopback' ? ['L'] : ['B', 'M'];
    if (row.device.promisc) letters.push('P');
    if (row.running) letters.push('R');
    if (row.device.up) letters.push('U');
    text += `${row.device.name.padEnd(15)} ${n(row.device.mtu, 5)} ${n(s.rxPackets, 8)} ${n(s.rxErrors, 6)} ${n(s.rxDropped, 6)} ${'0'.padEnd(6)} ${n(s.txPackets, 8)} ${n(s.txErrors, 6)} ${n(s.txDropped, 6)} ${n(0, 6)} ${letters.join('')}\n`;
  }
  return text;
}

/** /proc/net/dev. */
export function formatProcNetDev(rows: readonly LinkRow[]): string {
  let text = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
`;
  for (const { device } of rows) {
    const s = device.stats;
    const n = (value: number, width: number) => String(value).padStart(width);
    text += `${device.name.padStart(6)}: ${n(s.rxBytes, 7)} ${n(s.rxPackets, 7)} ${n(s.rxErrors, 4)} ${n(s.rxDropped + s.rxMissed, 4)} ${n(0, 4)} ${n(0, 5)} ${n(0, 10)} ${n(s.multicast, 9)} ${n(s.txBytes, 8)} ${n(s.txPackets, 7)} ${n(s.txErrors, 4)} ${n(s.txDropped, 4)} ${n(0, 4)} ${n(s.collisions, 5)} ${n(s.txCarrier, 7)} ${n(0, 10)}\n`;
  }
  return text;
}
