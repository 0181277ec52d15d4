import { padEnd } from '../../lib/index.ts';
import {
  effectiveNeighborState,
  type Neighbor,
  type NetworkNamespace,
  type NudState,
  type World,
} from '../../model/state/index.ts';
import { formatIpv4, type Ipv4, type Mac, ZERO_MAC } from '../../model/wire/index.ts';
import type { ToolEra } from './profile.ts';

/** A neighbour as every listing shows it; ages in whole seconds. */
export interface NeighborRow {
  address: Ipv4;
  device: string;
  mac?: Mac;
  state: NudState;
  used: number;
  confirmed: number;
  updated: number;
  probes: number;
}

/** Every entry of a namespace in the order it was made, states as they are now. */
export function selectNeighbors(world: World, netns: NetworkNamespace): NeighborRow[] {
  const age = (at: number) => Math.max(0, Math.floor((world.now - at) / 1_000_000));
  return [...netns.neighbors.values()].map((neighbor) => ({
    address: neighbor.address,
    device: netns.devices.get(neighbor.device)?.name ?? '',
    mac: neighbor.state === 'INCOMPLETE' || neighbor.state === 'FAILED' ? undefined : neighbor.mac,
    state: effectiveNeighborState(world, neighbor),
    used: age(neighbor.used),
    confirmed: age(neighbor.confirmed),
    updated: age(neighbor.updated),
    probes: probesShown(neighbor),
  }));
}

/**
 * The kernel starts its count at ucast_solicit (3) when it begins to ask, so a neighbour that answered the first request
 * shows 4 and one that never answered 6 (recorded).
 */
function probesShown(neighbor: Neighbor): number {
  switch (neighbor.state) {
    case 'PERMANENT':
    case 'NOARP':
      return 0;
    case 'PROBE':
      return neighbor.probes;
    case 'FAILED':
      return 6;
    case 'INCOMPLETE':
      return 3 + neighbor.probes;
    default:
      return 4;
  }
}

/** A running timer holds a reference. */
const TIMED: readonly NudState[] = ['INCOMPLETE', 'REACHABLE', 'DELAY', 'PROBE'];

export interface NeighborFormat {
  era: ToolEra;
  statistics: boolean;
  /** `ip neigh show dev X` does not repeat the device. */
  hideDevice: boolean;
}

export function formatIpNeighbor(row: NeighborRow, format: NeighborFormat): string {
  const statistics = [
    ...(TIMED.includes(row.state) ? ['ref 1'] : []),
    `used ${row.used}/${row.confirmed}/${row.updated}`,
    `probes ${row.probes}`,
  ];
  const place = [formatIpv4(row.address), ...(format.hideDevice ? [] : [`dev ${row.device}`])];
  // busybox and iproute2 before 4.17 put a blank before each part, so an entry without address has two (recorded).
  if (format.era !== 'recent') {
    const parts = format.statistics || format.era === 'busybox' ? statistics : [];
    const mac = row.mac === undefined ? '' : `lladdr ${row.mac}`;
    return `${place.join(' ')} ${[mac, ...parts, row.state].join(' ')}\n`;
  }
  const words = [
    ...place,
    ...(row.mac === undefined ? [] : [`lladdr ${row.mac}`]),
    ...(format.statistics ? statistics : []),
    row.state,
  ];
  return `${words.join(' ')} \n`;
}

/** ATF_COM and ATF_PERM of the ARP ioctl: complete, manual. */
function arpFlags(row: NeighborRow): number {
  if (row.mac === undefined) return 0;
  return row.state === 'PERMANENT' || row.state === 'NOARP' ? 6 : 2;
}

/** `arp -n` of net-tools: a table. */
export function formatArpTable(rows: readonly NeighborRow[], nameOf: (address: Ipv4) => string): string {
  if (rows.length === 0) return '';
  const lines = ['Address                  HWtype  HWaddress           Flags Mask            Iface'];
  for (const row of rows) {
    const name = padEnd(nameOf(row.address), 23);
    const flags = arpFlags(row);
    const hardware =
      flags === 0
        ? `${padEnd('', 8)}${padEnd('(incomplete)', 20)}${padEnd('', 6)}`
        : `${padEnd('ether', 8)}${padEnd(row.mac ?? '', 20)}${padEnd(flags & 4 ? 'CM' : 'C', 6)}`;
    lines.push(`${name}  ${hardware}${padEnd('', 16)}${row.device}`);
  }
  return `${lines.join('\n')}\n`;
}

/** `arp -an`: BSD style. busybox always prints like this, with one blank more before `on`. */
export function formatArpBsd(
  rows: readonly NeighborRow[],
  era: ToolEra,
  nameOf: (address: Ipv4) => string | undefined,
): string {
  return rows
    .map((row) => {
      const flags = arpFlags(row);
      const hardware = flags === 0 ? '<incomplete> ' : `${row.mac} [ether] `;
      const permanent = flags & 4 ? 'PERM ' : '';
      const gap = era === 'busybox' ? ' ' : '';
      return `${nameOf(row.address) ?? '?'} (${formatIpv4(row.address)}) at ${hardware}${permanent}${gap}on ${row.device}\n`;
    })
    .join('');
}

/** /proc/net/arp. */
export function formatProcNetArp(rows: readonly NeighborRow[]): string {
  const lines = ['IP address       HW type     Flags       HW address            Mask     Device'];
  for (const row of rows)
    lines.push(
      `${padEnd(formatIpv4(row.address), 16)} 0x1         ${padEnd(`0x${arpFlags(row).toString(16)}`, 12)}${padEnd(row.mac ?? ZERO_MAC, 21)} *        ${row.device}`,
    );
  return `${lines.join('\n')}\n`;
}
