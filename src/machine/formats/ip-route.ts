import {
  isRunning,
  type NetworkNamespace,
  type World,
  TABLE_DEFAULT,
  TABLE_LOCAL,
  TABLE_MAIN,
  type Route,
  type RoutingRule,
} from '../../model/state/index.ts';
import { formatIpv4, type Ipv4 } from '../../model/wire/index.ts';
import type { ToolEra } from './profile.ts';

export interface RouteRow {
  route: Route;
  /** Name of the device; empty for routes without one. */
  device: string;
  /** The device has no carrier. */
  linkdown: boolean;
}

const TABLE_NAMES: Readonly<Record<number, string>> = {
  [TABLE_LOCAL]: 'local',
  [TABLE_MAIN]: 'main',
  [TABLE_DEFAULT]: 'default',
};

/** Name of a table from rt_tables, or its number. */
export function tableName(table: number): string {
  return TABLE_NAMES[table] ?? String(table);
}

/** Number of a table by name or number; `undefined` for anything else. */
export function parseTable(text: string): number | undefined {
  for (const [number, name] of Object.entries(TABLE_NAMES)) if (name === text) return Number(number);
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** The routes of a table, or of all, in the order the kernel lists them. */
export function selectRoutes(world: World, netns: NetworkNamespace, table?: number): RouteRow[] {
  return inTrieOrder(
    netns.routes
      .filter((route) => table === undefined || route.table === table)
      .map((route) => {
        const blocking =
          route.kind === 'blackhole' || route.kind === 'unreachable' || route.kind === 'prohibit';
        const device = blocking ? undefined : netns.devices.get(route.device);
        return {
          route,
          device: device?.name ?? '',
          linkdown: device !== undefined && !isRunning(world, netns, device),
        };
      }),
  );
}

/** Order of fib_trie dumps: by network address, longer prefixes first, then by metric. */
function inTrieOrder(rows: readonly RouteRow[]): RouteRow[] {
  return [...rows].sort(
    (a, b) =>
      a.route.destination - b.route.destination ||
      b.route.prefix - a.route.prefix ||
      a.route.metric - b.route.metric,
  );
}

export function prefixText(address: Ipv4, prefix: number): string {
  if (prefix === 0 && address === 0) return 'default';
  return prefix === 32 ? formatIpv4(address) : `${formatIpv4(address)}/${prefix}`;
}

export interface RouteFormat {
  era: ToolEra;
  /** Name the table of each route (`table all`). */
  showTable?: boolean;
  /** What the question already fixed is not repeated: `ip route show dev eth0` names no device. */
  hide?: readonly ('dev' | 'proto' | 'scope')[];
}

/** One line of `ip route`. */
export function formatIpRoute(row: RouteRow, format: RouteFormat): string {
  return format.era === 'busybox' ? busyboxRoute(row) : iproute(row, format);
}

function iproute({ route, device, linkdown }: RouteRow, format: RouteFormat): string {
  const hide = format.hide ?? [];
  const words: (string | number)[] = [];
  if (route.kind !== 'unicast') words.push(route.kind);
  words.push(prefixText(route.destination, route.prefix));
  if (route.gateway !== undefined) words.push('via', formatIpv4(route.gateway));
  if (device !== '' && !hide.includes('dev')) words.push('dev', device);
  if (format.showTable && route.table !== TABLE_MAIN) words.push('table', tableName(route.table));
  if (route.protocol !== 'boot' && !hide.includes('proto')) words.push('proto', route.protocol);
  if (route.scope !== 'global' && !hide.includes('scope')) words.push('scope', route.scope);
  if (route.source !== undefined) words.push('src', formatIpv4(route.source));
  if (route.metric !== 0) words.push('metric', route.metric);
  if (route.onlink) words.push('onlink');
  if (linkdown) words.push('linkdown');
  if (route.mtu !== undefined) words.push('mtu', route.mtu);
  return `${words.join(' ')} \n`;
}

/** busybox names no protocol and puts two blanks before `src` and `metric`. */
function busyboxRoute({ route, device }: RouteRow): string {
  let text = '';
  if (route.kind !== 'unicast') text += `${route.kind} `;
  text += `${prefixText(route.destination, route.prefix)} `;
  if (route.gateway !== undefined) text += `via ${formatIpv4(route.gateway)} `;
  if (device !== '') text += `dev ${device} `;
  if (route.scope !== 'global') text += `scope ${route.scope} `;
  if (route.source !== undefined) text += ` src ${formatIpv4(route.source)} `;
  if (route.metric !== 0) text += ` metric ${route.metric} `;
  return `${text}\n`;
}

/** The answer of `ip route get`. */
export interface RouteAnswer {
  destination: Ipv4;
  from?: Ipv4;
  kind: 'unicast' | 'local' | 'broadcast' | 'multicast';
  gateway?: Ipv4;
  device: string;
  /** Named when the route came from another table than main or local. */
  table?: number;
  source: Ipv4;
  /** Incoming device that was asked about. */
  iif?: string;
  /** What a router told us, with the seconds it stays valid. */
  exception?: { expires: number; mtu?: number };
}

const CACHE_FLAGS = { unicast: '', local: '<local> ', broadcast: '<local,brd> ', multicast: '<mc> ' };

export function formatRouteAnswer(answer: RouteAnswer, era: ToolEra): string {
  const words: (string | number)[] = [];
  if (answer.kind !== 'unicast') words.push(answer.kind);
  words.push(formatIpv4(answer.destination));
  if (answer.from !== undefined) words.push('from', formatIpv4(answer.from));
  if (answer.gateway !== undefined) words.push('via', formatIpv4(answer.gateway));
  words.push('dev', answer.device);
  if (answer.table !== undefined && era !== 'busybox') words.push('table', tableName(answer.table));
  if (era === 'busybox') return `${words.join(' ')}  src ${formatIpv4(answer.source)} \n`;
  if (answer.from === undefined) words.push('src', formatIpv4(answer.source));
  if (era === 'recent') words.push('uid 0');
  let cache = `    cache ${CACHE_FLAGS[answer.kind]}`;
  if (answer.exception) {
    cache += `expires ${answer.exception.expires}sec `;
    if (answer.exception.mtu !== undefined) cache += `mtu ${answer.exception.mtu} `;
  }
  if (answer.iif !== undefined) cache += `iif ${answer.iif} `;
  return `${words.join(' ')} \n${cache}\n`;
}

/** One line of `ip rule`. Releases before 5.x end it with a blank. */
export function formatIpRule(rule: RoutingRule, era: ToolEra): string {
  const words = [rule.from ? `from ${prefixText(rule.from.address, rule.from.prefix)}` : 'from all'];
  if (rule.to) words.push(`to ${prefixText(rule.to.address, rule.to.prefix)}`);
  if (rule.iif !== undefined) words.push(`iif ${rule.iif}`);
  words.push(`lookup ${tableName(rule.table)}`);
  return `${rule.priority}:\t${words.join(' ')}${era === 'recent' ? '' : ' '}\n`;
}
