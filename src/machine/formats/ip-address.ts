import { formatIpv4 } from '../../model/wire/index.ts';
import type { Inet6Address, InterfaceAddress } from '../../model/state/index.ts';
import { formatIpLink, type LinkFormat } from './ip-link.ts';
import { type LinkRow, linkName } from './link-rows.ts';

/** `ip addr` of one device: `inet` and `inet6` are the addresses to show, `withLink` the two lines above them. */
export interface AddressRow {
  link: LinkRow;
  withLink: boolean;
  inet: readonly InterfaceAddress[];
  inet6: readonly Inet6Address[];
}

export function formatIpAddress(row: AddressRow, format: LinkFormat): string {
  if (format.brief) return addressBrief(row);
  const prefix = `${row.link.device.index}: ${row.link.device.name}`;
  const blocks: string[][] = [];
  for (const address of row.inet) blocks.push(inetLines(address, format));
  for (const address of row.inet6)
    blocks.push([
      `    inet6 ${address.address}/${address.prefix} scope ${address.scope} `,
      '       valid_lft forever preferred_lft forever',
    ]);
  if (format.oneline) return blocks.map((block) => `${prefix}${block.join('\\')}\n`).join('');
  const link = formatIpLink(row.link, 'addr', format);
  const head = row.withLink ? link : link.filter((_, i) => i !== 1);
  return `${[...head, ...blocks.flat()].join('\n')}\n`;
}

function inetLines(address: InterfaceAddress, format: LinkFormat): string[] {
  const dynamic = address.validUntil !== undefined;
  const flags = [address.secondary ? 'secondary' : ''];
  // iproute2 4.11 tests noprefixroute before permanence; later releases walk a table in the other order.
  const tail = [dynamic ? 'dynamic' : '', address.noprefixroute ? 'noprefixroute' : ''];
  flags.push(...(format.era === 'recent' ? tail : tail.reverse()));
  const broadcast = address.broadcast === undefined ? '' : ` brd ${formatIpv4(address.broadcast)}`;
  const words = [`scope ${address.scope}`, ...flags.filter(Boolean), address.label].join(' ');
  const remaining =
    address.validUntil === undefined
      ? 'forever'
      : `${Math.max(0, Math.floor((address.validUntil - format.context.now) / 1_000_000))}sec`;
  return [
    `    inet ${formatIpv4(address.address)}/${address.prefix}${broadcast} ${words}`,
    `       valid_lft ${remaining} preferred_lft ${remaining}`,
  ];
}

function addressBrief(row: AddressRow): string {
  const addresses = [
    ...row.inet.map((a) => `${formatIpv4(a.address)}/${a.prefix} `),
    ...row.inet6.map((a) => `${a.address}/${a.prefix} `),
  ];
  return `${linkName(row.link).padEnd(16)} ${row.link.operstate.padEnd(14)} ${addresses.join('')}\n`;
}
