import { padStart } from '../../lib/index.ts';
import { BROADCAST_MAC, ZERO_MAC } from '../../model/wire/index.ts';
import { ipLinkDetails, type LinkContext } from './ip-link-details.ts';
import { type LinkRow, linkFlags, linkName } from './link-rows.ts';
import type { ToolEra } from './profile.ts';

export interface LinkFormat {
  era: ToolEra;
  /** Number of `-s`. */
  statistics: number;
  details: boolean;
  oneline: boolean;
  brief: boolean;
  context: LinkContext;
}

/** The first line of a device: `mode` and, in newer releases, `group` appear in `ip link` and `ip addr` differently. */
export function ipLinkHead(row: LinkRow, object: 'link' | 'addr', era: ToolEra): string {
  const { device } = row;
  const busybox = era === 'busybox';
  const name =
    busybox && row.foreign && row.indexNamesake !== undefined
      ? `${device.name}@${row.indexNamesake}`
      : linkName(row);
  const words = [
    `${device.index}: ${name}: <${linkFlags(row, busybox).join(',')}>`,
    `mtu ${device.mtu}`,
    `qdisc ${device.qdisc}`,
  ];
  if (row.master) words.push(`master ${row.master.name}`);
  words.push(`state ${row.operstate}`);
  if (object === 'link' && !busybox) words.push('mode DEFAULT');
  if (era === 'recent') words.push('group default');
  words.push(device.txQueueLength > 0 ? `qlen ${device.txQueueLength}` : '');
  return words.join(' ');
}

function linkAddress(row: LinkRow, era: ToolEra): string {
  const { device } = row;
  const [type, broadcast] = device.kind === 'loopback' ? ['loopback', ZERO_MAC] : ['ether', BROADCAST_MAC];
  const netnsId =
    era === 'recent' && row.linkNetnsName !== undefined
      ? ` link-netns ${row.linkNetnsName}`
      : era === 'busybox' || row.linkNetnsId === undefined
        ? ''
        : ` link-netnsid ${row.linkNetnsId}`;
  return `    link/${type} ${device.mac} brd ${broadcast}${netnsId}`;
}

/** Everything `ip link show` prints of one device, newline-terminated (or one line with `-o`). */
export function formatIpLink(row: LinkRow, object: 'link' | 'addr', format: LinkFormat): string[] {
  const parts = [ipLinkHead(row, object, format.era)];
  if (format.details) {
    const details = ipLinkDetails(row, format.era, format.context);
    parts.push(linkAddress(row, format.era) + details.first, ...details.rest);
  } else parts.push(linkAddress(row, format.era));
  if (format.statistics > 0) parts.push(...linkStatistics(row, format));
  return parts;
}

/** `ip -br link`. */
export function formatIpLinkBrief(row: LinkRow): string {
  return `${linkName(row).padEnd(16)} ${row.operstate.padEnd(14)} ${row.device.mac.padEnd(17)} <${linkFlags(row).join(',')}> `;
}

function linkStatistics(row: LinkRow, format: LinkFormat): string[] {
  return format.era === 'recent' ? recentStatistics(row, format) : oldStatistics(row, format);
}

function recentStatistics(row: LinkRow, format: LinkFormat): string[] {
  const s = row.device.stats;
  const rx = [s.rxBytes, s.rxPackets, s.rxErrors, s.rxDropped, s.rxMissed, s.multicast];
  const tx = [s.txBytes, s.txPackets, s.txErrors, s.txDropped, s.txCarrier, s.collisions];
  const none = [0, 0, 0, 0, 0];
  // Columns are as wide as the widest heading or the number (size_columns of iproute2 5.x).
  const widths = [10, 7, 6, 7, 7, 7];
  const fit = (values: number[]) => widths.map((width, i) => Math.max(width, String(values[i]).length));
  const numbers = (values: number[], columns: number[]) =>
    `    ${values.map((v, i) => `${padStart(v, columns[i])} `).join('')}`;
  const heading = (title: string, words: string[], columns: number[]) =>
    `    ${title}${words.map((word, i) => padStart(word, i === 0 ? columns[0] - title.length : columns[i])).join(' ')}${' '.repeat(11)}`;
  const errors = (title: string, words: string[], columns: number[]) => [
    `    ${title}${' '.repeat(Math.max(0, columns[0] - title.length))} ${words.map((word, i) => padStart(word, columns[i + 1])).join(' ')}`,
    `    ${' '.repeat(columns[0])} ${none.map((v, i) => `${padStart(v, columns[i + 1])} `).join('')}`,
  ];
  const rxColumns = fit(rx);
  const txColumns = fit(tx);
  const more = format.statistics > 1;
  return [
    heading('RX: ', ['bytes', 'packets', 'errors', 'dropped', 'missed', 'mcast'], rxColumns),
    numbers(rx, rxColumns),
    ...(more ? errors('RX errors:', ['length', 'crc', 'frame', 'fifo', 'overrun'], rxColumns) : []),
    heading('TX: ', ['bytes', 'packets', 'errors', 'dropped', 'carrier', 'collsns'], txColumns),
    numbers(tx, txColumns),
    ...(more ? errors('TX errors:', ['aborted', 'fifo', 'window', 'heartbt', 'transns'], txColumns) : []),
  ];
}

function oldStatistics(row: LinkRow, format: LinkFormat): string[] {
  const s = row.device.stats;
  const columns = (values: number[]) => {
    const widths = [10, 8, 7, 7, 7, 7];
    return `    ${values.map((v, i) => `${String(v).padEnd(widths[i])} `).join('')}`;
  };
  const zeros = `               ${[8, 7, 7, 7, 7].map((width) => `${'0'.padEnd(width)} `).join('')}`;
  const more = format.statistics > 1;
  return [
    '    RX: bytes  packets  errors  dropped overrun mcast   ',
    columns([s.rxBytes, s.rxPackets, s.rxErrors, s.rxDropped, 0, s.multicast]),
    ...(more ? ['    RX errors: length   crc     frame   fifo    missed', zeros] : []),
    '    TX: bytes  packets  errors  dropped carrier collsns ',
    columns([s.txBytes, s.txPackets, s.txErrors, s.txDropped, s.txCarrier, s.collisions]),
    ...(more ? ['    TX errors: aborted  fifo   window heartbeat transns', zeros] : []),
  ];
}
