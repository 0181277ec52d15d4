import { parseTable } from '../../../machine/formats/index.ts';
import { type Route, TABLE_MAIN } from '../../../model/state/index.ts';
import { type Cidr, contains, type Ipv4 } from '../../../model/wire/index.ts';
import type { IpOptions } from './ip-options.ts';
import { NotModelled, Refusal } from './refusal.ts';
import { invalid, prefixOf, type Words } from './words.ts';

/** What `ip route show` and `ip route flush` pick. */
export interface RouteFilter {
  table: number | 'all';
  cache: boolean;
  device?: number;
  gateway?: Ipv4;
  source?: Ipv4;
  protocol?: string;
  scope?: string;
  kind?: Route['kind'];
  /** Routes inside a prefix, routes that cover it, or exactly it. */
  root?: Cidr;
  match?: Cidr;
  exact?: Cidr;
}

export function parseRouteFilter(options: IpOptions, words: Words): RouteFilter {
  const filter: RouteFilter = { table: TABLE_MAIN, cache: false };
  while (!words.done) {
    const word = words.take();
    switch (word) {
      case 'table': {
        const name = words.take();
        if (name === 'cache') filter.cache = true;
        else if (name === 'all' || name === '0') filter.table = 'all';
        else {
          const table = parseTable(name);
          if (table === undefined) throw invalid('table id value is invalid', name);
          filter.table = table;
        }
        break;
      }
      case 'cache':
      case 'cached':
        filter.cache = true;
        break;
      case 'dev':
      case 'oif':
        filter.device = words.device(options.netns).index;
        break;
      case 'via':
        filter.gateway = words.address();
        break;
      case 'src':
        filter.source = words.address();
        break;
      case 'proto':
      case 'protocol': {
        const name = words.take();
        if (name !== 'all') filter.protocol = name;
        break;
      }
      case 'scope': {
        const name = words.take();
        if (name !== 'all') filter.scope = name;
        break;
      }
      case 'type':
        filter.kind = words.take() as Route['kind'];
        break;
      case 'root':
        filter.root = words.prefix();
        break;
      case 'match':
        filter.match = words.prefix();
        break;
      case 'iif':
      case 'vrf':
      case 'realm':
      case 'tos':
        throw new NotModelled(`route show ${word}`);
      case 'from':
        throw new NotModelled('route show from');
      case 'to':
        if (words.takeIf('root')) filter.root = words.prefix();
        else if (words.takeIf('match')) filter.match = words.prefix();
        else {
          words.takeIf('exact');
          filter.exact = words.prefix();
        }
        break;
      case 'exact':
        filter.exact = words.prefix();
        break;
      default:
        if (filter.exact)
          throw new Refusal(`Error: either "to" is duplicate, or "${word}" is a garbage.\n`, 255);
        filter.exact = prefixOf(word);
    }
  }
  return filter;
}

export function passesRouteFilter(filter: RouteFilter, route: Route): boolean {
  if (filter.device !== undefined && route.device !== filter.device) return false;
  if (filter.gateway !== undefined && route.gateway !== filter.gateway) return false;
  if (filter.source !== undefined && route.source !== filter.source) return false;
  if (filter.protocol !== undefined && route.protocol !== filter.protocol) return false;
  if (filter.scope !== undefined && route.scope !== filter.scope) return false;
  if (filter.kind !== undefined && route.kind !== filter.kind) return false;
  const { root, match, exact } = filter;
  if (root && !(route.prefix >= root.prefix && contains(root.address, root.prefix, route.destination)))
    return false;
  if (match && !(route.prefix <= match.prefix && contains(route.destination, route.prefix, match.address)))
    return false;
  return !exact || (route.destination === exact.address && route.prefix === exact.prefix);
}
