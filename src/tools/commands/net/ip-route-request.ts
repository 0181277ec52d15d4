import { parseTable } from '../../../machine/formats/index.ts';
import { type Route, TABLE_LOCAL } from '../../../model/state/index.ts';
import type { RouteRequest } from '../../../network/kernel/index.ts';
import type { IpOptions } from './ip-options.ts';
import { netlinkRefusal, NotModelled, Refusal } from './refusal.ts';
import { invalid, Words } from './words.ts';

const PROTOCOLS: readonly Route['protocol'][] = ['kernel', 'static', 'boot', 'dhcp', 'bird'];
const KINDS: readonly Route['kind'][] = [
  'unicast',
  'local',
  'broadcast',
  'blackhole',
  'unreachable',
  'prohibit',
];

/** Reads the route of `ip route add` and its neighbours. */
export function parseRouteRequest(options: IpOptions, words: Words): RouteRequest {
  const { netns } = options;
  const request: Partial<RouteRequest> = {};
  let given = false;
  while (!words.done) {
    const word = words.take();
    switch (word) {
      case 'via':
        if (words.peek() === 'inet' || words.peek() === 'inet6') {
          if (words.take() === 'inet6') throw new NotModelled('route via inet6');
        }
        request.gateway = words.address();
        break;
      case 'dev':
      case 'oif':
        request.device = words.device(netns).index;
        break;
      case 'src':
        request.source = words.address();
        break;
      case 'metric':
      case 'priority':
      case 'preference':
        request.metric = words.number('"metric" value is invalid');
        break;
      case 'proto':
      case 'protocol': {
        const name = words.take();
        if (!PROTOCOLS.includes(name as Route['protocol'])) {
          if (/^\d+$/.test(name)) throw new NotModelled(`route proto ${name}`);
          throw invalid('"protocol" value is invalid', name);
        }
        request.protocol = name as Route['protocol'];
        break;
      }
      case 'scope': {
        const name = words.take();
        if (name !== 'global' && name !== 'link' && name !== 'host')
          throw invalid('invalid "scope" value', name);
        request.scope = name;
        break;
      }
      case 'table': {
        const name = words.take();
        const table = parseTable(name);
        if (table === undefined) throw invalid('"table" value is invalid', name);
        request.table = table;
        break;
      }
      case 'mtu':
        words.takeIf('lock');
        request.mtu = words.number('"mtu" value is invalid');
        break;
      case 'onlink':
        request.onlink = true;
        break;
      case 'nexthop':
      case 'nhid':
      case 'encap':
      case 'advmss':
      case 'window':
      case 'rtt':
      case 'initcwnd':
      case 'tos':
      case 'dsfield':
      case 'congctl':
      case 'quickack':
        throw new NotModelled(`route ${word}`);
      case 'throw':
      case 'nat':
      case 'anycast':
      case 'multicast':
        throw new NotModelled(`route ${word}`);
      default: {
        const kind = KINDS.find((name) => name === word);
        if (kind && !given) {
          request.kind = kind;
          break;
        }
        const text = word === 'to' ? words.take() : word;
        if (given) throw new Refusal(`Error: either "to" is duplicate, or "${text}" is a garbage.\n`, 255);
        const { address, prefix } = new Words([text]).prefix();
        request.destination = address;
        request.prefix = prefix;
        given = true;
      }
    }
  }
  if (request.kind === 'local' || request.kind === 'broadcast') {
    request.table ??= TABLE_LOCAL;
    request.scope ??= request.kind === 'local' ? 'host' : 'link';
  }
  if (!given && request.gateway === undefined && request.device === undefined)
    throw netlinkRefusal({ errno: 'EINVAL' });
  return { ...request, destination: request.destination ?? 0, prefix: request.prefix ?? 0 };
}
