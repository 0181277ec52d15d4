import type { Step } from '../../../lib/index.ts';
import { formatIpRoute, type RouteRow, selectRoutes } from '../../../machine/formats/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import {
  type Failure,
  isFailure,
  isLocalAddress,
  lookupRoute,
  TABLE_MAIN,
} from '../../../model/state/index.ts';
import { formatIpv4 } from '../../../model/wire/index.ts';
import { addRoute, deleteRoute, type RouteRequest } from '../../../network/kernel/index.ts';
import { print } from '../spec.ts';
import { type IpOptions, linkRefusal, requireRoot } from './ip-options.ts';
import { getRoute } from './ip-route-get.ts';
import { parseRouteRequest } from './ip-route-request.ts';
import { parseRouteFilter, passesRouteFilter, type RouteFilter } from './ip-route-filter.ts';
import { netlinkRefusal, NotModelled, Refusal } from './refusal.ts';
import { abbreviated, Words } from './words.ts';

const COMMANDS = [
  'list',
  'show',
  'lst',
  'get',
  'add',
  'append',
  'prepend',
  'change',
  'chg',
  'replace',
  'test',
  'delete',
  'flush',
  'save',
  'restore',
  'showdump',
  'help',
];

/** `ip route ...`; there is no IPv6 routing in this model, so its tables are not made up. */
export function* ipRoute(sys: Sys, options: IpOptions, words: string[]): Step<number> {
  if (options.family === 'inet6') throw new NotModelled('-6 route');
  const word = words[0];
  if (word === undefined) return yield* show(sys, options, new Words([]));
  const rest = new Words(words.slice(1));
  const command = abbreviated(word, COMMANDS);
  switch (command) {
    case 'list':
    case 'show':
    case 'lst':
      return yield* show(sys, options, rest);
    case 'get':
      return yield* getRoute(sys, options, rest);
    case 'add':
    case 'append':
    case 'prepend':
    case 'change':
    case 'chg':
    case 'replace':
    case 'delete':
      requireRoot(sys);
      return modify(sys, options, rest, command);
    case 'flush':
      requireRoot(sys);
      return flush(sys, options, rest);
    case undefined:
      throw new Refusal(`Command "${word}" is unknown, try "ip route help".\n`, 255);
    default:
      throw new NotModelled(`route ${word}`);
  }
}

function rowsOf(sys: Sys, options: IpOptions, filter: RouteFilter): RouteRow[] {
  return selectRoutes(sys.world, options.netns, filter.table === 'all' ? undefined : filter.table).filter(
    (row) => passesRouteFilter(filter, row.route),
  );
}

function* show(sys: Sys, options: IpOptions, words: Words): Step<number> {
  const filter = parseRouteFilter(options, words);
  if (filter.cache) {
    yield* print(sys, cached(sys, options));
    return 0;
  }
  const hide: ('dev' | 'proto' | 'scope')[] = [];
  if (filter.device !== undefined) hide.push('dev');
  if (filter.protocol !== undefined) hide.push('proto');
  if (filter.scope !== undefined) hide.push('scope');
  const format = { era: options.era, showTable: filter.table === 'all', hide };
  yield* print(
    sys,
    rowsOf(sys, options, filter)
      .map((row) => formatIpRoute(row, format))
      .join(''),
  );
  return 0;
}

/** `ip route show cache`: what routers told us (nexthop exceptions). */
function cached(sys: Sys, options: IpOptions): string {
  const { netns } = options;
  let text = '';
  for (const [destination, exception] of netns.exceptions) {
    const left = Math.floor((exception.expires - sys.world.now) / 1_000_000);
    const route = lookupRoute(netns, destination);
    if (left < 0 || !route) continue;
    const gateway = exception.gateway ?? route.gateway;
    const via = gateway === undefined ? '' : `via ${formatIpv4(gateway)} `;
    text += `${formatIpv4(destination)} ${via}dev ${netns.devices.get(route.device)?.name ?? ''} \n`;
    text += `    cache expires ${left}sec ${exception.mtu === undefined ? '' : `mtu ${exception.mtu} `}\n`;
  }
  return text;
}

function modify(sys: Sys, options: IpOptions, words: Words, command: string): number {
  const { netns } = options;
  if (words.done) throw new Refusal('Command line is not complete. Try option "help"\n', 255);
  const request = parseRouteRequest(options, words);
  if (command === 'delete') {
    const failure = deleteRoute(netns, request);
    if (isFailure(failure)) throw netlinkRefusal(failure);
    return 0;
  }
  if (request.source !== undefined && !isLocalAddress(netns, request.source))
    throw linkRefusal(sys, options, { errno: 'EINVAL' }, 'Invalid prefsrc address.');
  const same = netns.routes.find(
    (route) =>
      route.table === (request.table ?? TABLE_MAIN) &&
      route.destination === request.destination &&
      route.prefix === request.prefix &&
      route.metric === (request.metric ?? 0),
  );
  const replacing = command === 'replace' || command === 'change' || command === 'chg';
  if (!same && (command === 'change' || command === 'chg')) throw netlinkRefusal({ errno: 'ENOENT' });
  if (replacing && same) netns.routes = netns.routes.filter((route) => route !== same);
  const failure = addRoute(netns, request);
  if (!isFailure(failure)) return 0;
  if (replacing && same) netns.routes.push(same);
  throw routeRefusal(sys, options, request, failure);
}

/** The kernel's own words for a refused route (fib_create_info and fib_check_nh, since 4.16). */
function routeRefusal(sys: Sys, options: IpOptions, request: RouteRequest, failure: Failure): Refusal {
  switch (failure.errno) {
    case 'ENETUNREACH':
      return linkRefusal(sys, options, failure, 'Nexthop has invalid gateway.');
    case 'ENETDOWN':
      return linkRefusal(
        sys,
        options,
        failure,
        request.gateway === undefined ? 'Device for nexthop is not up.' : 'Nexthop device is not up.',
      );
    case 'EINVAL':
      return linkRefusal(sys, options, failure, 'Invalid prefix for given prefix length.');
    default:
      return netlinkRefusal(failure);
  }
}

function flush(sys: Sys, options: IpOptions, words: Words): number {
  const { netns } = options;
  if (words.done) throw new Refusal('"ip route flush" requires arguments.\n', 255);
  const filter = parseRouteFilter(options, words);
  if (filter.cache) {
    netns.exceptions.clear();
    return 0;
  }
  const gone = new Set(rowsOf(sys, options, filter).map((row) => row.route));
  netns.routes = netns.routes.filter((route) => !gone.has(route));
  netns.exceptions.clear();
  return 0;
}
