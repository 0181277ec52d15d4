import { portState } from './ip-link-details.ts';
import type { FdbRow } from './fdb-rows.ts';
import { type LinkRow, linkFlags, linkName } from './link-rows.ts';
import type { ToolEra } from './profile.ts';

export interface FdbFormat {
  era: ToolEra;
  statistics: boolean;
  /** `bridge fdb show dev X` does not repeat the device. */
  hideDevice: boolean;
}

/** One line of `bridge fdb show`; old releases put `master` after the flags as well. */
export function formatFdb(row: FdbRow, format: FdbFormat): string {
  let text = `${row.mac} `;
  if (!format.hideDevice) text += `dev ${row.device} `;
  if (row.remote !== undefined) text += `dst ${row.remote} `;
  if (row.linkNetnsId !== undefined) text += `link-netnsid ${row.linkNetnsId} `;
  if (format.statistics) text += `used ${row.used}/${row.updated} `;
  if (row.self) text += 'self ';
  if (row.master !== undefined) text += `master ${row.master} `;
  return `${text}${row.state}\n`;
}

/** `bridge link`, two lines with `-d`. */
export function formatBridgeLink(row: LinkRow, era: ToolEra, details: boolean): string {
  const { device, master } = row;
  if (!master || !device.port) return '';
  // A vxlan device's lower device is not named here, because it is not a link of the same kind (recorded).
  const name = device.kind === 'vxlan' ? device.name : linkName(row);
  const old = era === 'old';
  const flags = `<${linkFlags(row).join(',')}> mtu ${device.mtu}`;
  const head = old
    ? `${device.index}: ${device.name} state ${row.operstate} ${oldLink(row)}: ${flags}`
    : `${device.index}: ${name}: ${flags}`;
  const first = `${head} master ${master.name} state ${portState(row)} priority ${device.port.priority} cost ${device.port.pathCost} \n`;
  if (!details) return first;
  const onOff = (value: boolean) => (value ? 'on' : 'off');
  const port = `hairpin ${onOff(device.port.hairpin)} guard off root_block off fastleave off learning ${onOff(device.port.learning)} flood ${onOff(device.port.flood)}`;
  const rest = old
    ? ' mcast_flood on '
    : ' mcast_flood on bcast_flood on mcast_router 1 mcast_to_unicast off neigh_suppress off vlan_tunnel off isolated off locked off ';
  return `${first}    ${port}${rest}\n`;
}

/** iproute2 4.11 looks for the other end's index among the devices of this namespace, and prints what printf makes of none. */
function oldLink(row: LinkRow): string {
  if (row.link === '') return '';
  return `@${row.foreign ? (row.indexNamesake ?? '(null)') : row.link}`;
}
