import { formatIpv4, netmask } from '../../model/wire/index.ts';
import type { RouteRow } from './ip-route.ts';

export interface RouteTableFormat {
  /** `netstat -r` shows segment size, window and round-trip time instead of metric, references and use. */
  netstat: boolean;
  /** Names instead of numbers for the default route and absent gateways. */
  destination: (row: RouteRow) => string;
  gateway: (row: RouteRow) => string;
}

/** Numeric columns, as with `-n`. */
export const numericDestination = (row: RouteRow): string => formatIpv4(row.route.destination);
export const numericGateway = (row: RouteRow): string =>
  isReject(row) ? '-' : formatIpv4(row.route.gateway ?? 0);

function isReject({ route }: RouteRow): boolean {
  return route.kind === 'unreachable' || route.kind === 'prohibit' || route.kind === 'blackhole';
}

/** The table of `route` and `netstat -r`: what /proc/net/route holds of the main table. */
export function formatRouteTable(rows: readonly RouteRow[], format: RouteTableFormat): string {
  let text = `Kernel IP routing table\nDestination     Gateway         Genmask         Flags ${format.netstat ? '  MSS Window  irtt' : 'Metric Ref    Use'} Iface\n`;
  for (const row of rows) {
    const { route } = row;
    const reject = isReject(row);
    let flags = reject ? '!' : 'U';
    if (route.gateway !== undefined) flags += 'G';
    if (route.prefix === 32) flags += 'H';
    const place = [
      format.destination(row).padEnd(15),
      format.gateway(row).padEnd(15),
      formatIpv4(netmask(route.prefix)).padEnd(15),
      flags.padEnd(5),
    ].join(' ');
    const numbers = format.netstat
      ? `${String(reject ? '-' : 0).padStart(5)} ${String(reject ? '-' : 0).padEnd(5)} ${String(reject ? '-' : 0).padStart(6)}`
      : `${String(route.metric).padEnd(6)} ${(reject ? '-' : '0').padEnd(2)} ${String(reject ? '-' : 0).padStart(7)}`;
    text += `${place} ${numbers} ${reject ? '-' : row.device}\n`;
  }
  return text;
}
