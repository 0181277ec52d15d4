import type { Step } from '../../../lib/index.ts';
import { formatIpNeighbor, type NeighborRow, selectNeighbors } from '../../../machine/formats/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isFailure, type NetDevice, type NudState } from '../../../model/state/index.ts';
import { type Cidr, contains, type Ipv4, type Mac } from '../../../model/wire/index.ts';
import { deleteNeighbor, flushNeighbors, setNeighbor } from '../../../network/kernel/index.ts';
import { print } from '../spec.ts';
import { type IpOptions, requireRoot } from './ip-options.ts';
import { netlinkRefusal, NotModelled, Refusal } from './refusal.ts';
import { abbreviated, findDevice, invalid, prefixOf, Words } from './words.ts';

const COMMANDS = [
  'add',
  'change',
  'chg',
  'replace',
  'delete',
  'get',
  'show',
  'lst',
  'list',
  'flush',
  'save',
  'help',
];

/** `ip neigh ...`; neighbour discovery of IPv6 is not in this model. */
export function* ipNeighbor(sys: Sys, options: IpOptions, words: string[]): Step<number> {
  if (options.family === 'inet6') throw new NotModelled('-6 neigh');
  const word = words[0];
  if (word === undefined) return yield* show(sys, options, new Words([]));
  const rest = new Words(words.slice(1));
  const command = abbreviated(word, COMMANDS);
  switch (command) {
    case 'add':
    case 'change':
    case 'chg':
    case 'replace':
    case 'delete':
      requireRoot(sys);
      return modify(sys, options, rest, command);
    case 'get':
      return yield* get(sys, options, rest);
    case 'show':
    case 'lst':
    case 'list':
      return yield* show(sys, options, rest);
    case 'flush':
      requireRoot(sys);
      return flush(sys, options, rest);
    case undefined:
      throw new Refusal(`Command "${word}" is unknown, try "ip neigh help".\n`, 255);
    default:
      throw new NotModelled(`neigh ${word}`);
  }
}

const STATES: readonly NudState[] = [
  'INCOMPLETE',
  'REACHABLE',
  'STALE',
  'DELAY',
  'PROBE',
  'FAILED',
  'NOARP',
  'PERMANENT',
];

interface NeighborFilter {
  device?: string;
  to?: Cidr;
  states?: NudState[];
}

function parseFilter(options: IpOptions, words: Words): NeighborFilter {
  const filter: NeighborFilter = {};
  while (!words.done) {
    const word = words.take();
    if (word === 'dev') {
      filter.device = words.take();
      findDevice(options.netns, filter.device);
    } else if (word === 'nud') {
      const name = words.take();
      if (name === 'all') filter.states = [...STATES];
      else {
        const state = STATES.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
        if (!state) throw invalid('nud state is bad', name);
        filter.states = [...(filter.states ?? []), state];
      }
    } else if (word === 'proxy' || word === 'unused' || word === 'master' || word === 'vrf')
      throw new NotModelled(`neigh show ${word}`);
    else {
      const text = word === 'to' ? words.take() : word;
      filter.to = prefixOf(text);
    }
  }
  return filter;
}

/** Without `nud`, NOARP entries are left out of listings, and PERMANENT ones too when flushing. */
function picks(filter: NeighborFilter, row: NeighborRow, hidden: readonly NudState[]): boolean {
  if (filter.device !== undefined && row.device !== filter.device) return false;
  if (filter.to && !contains(filter.to.address, filter.to.prefix, row.address)) return false;
  return filter.states ? filter.states.includes(row.state) : !hidden.includes(row.state);
}

function* show(sys: Sys, options: IpOptions, words: Words): Step<number> {
  const filter = parseFilter(options, words);
  const format = {
    era: options.era,
    statistics: options.statistics > 0,
    hideDevice: filter.device !== undefined && options.era !== 'busybox',
  };
  const rows = selectNeighbors(sys.world, options.netns).filter((row) => picks(filter, row, ['NOARP']));
  yield* print(sys, rows.map((row) => formatIpNeighbor(row, format)).join(''));
  return 0;
}

interface NeighborRequest {
  address: Ipv4;
  device: NetDevice;
  mac?: Mac;
  state?: NudState;
}

function parseRequest(options: IpOptions, words: Words): NeighborRequest {
  let address: Ipv4 | undefined;
  let device: NetDevice | undefined;
  let mac: Mac | undefined;
  let state: NudState | undefined;
  while (!words.done) {
    const word = words.take();
    switch (word) {
      case 'lladdr':
        mac = words.mac();
        break;
      case 'nud': {
        const name = words.take();
        state = STATES.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
        if (!state) throw invalid('nud state is bad', name);
        break;
      }
      case 'dev':
        device = words.device(options.netns);
        break;
      case 'proxy':
      case 'router':
      case 'protocol':
      case 'use':
      case 'managed':
        throw new NotModelled(`neigh ${word}`);
      default:
        address = word === 'to' ? words.address() : new Words([word]).address();
    }
  }
  if (!device || address === undefined)
    throw new Refusal('Device and destination are required arguments.\n', 255);
  return { address, device, mac, state };
}

function modify(sys: Sys, options: IpOptions, words: Words, command: string): number {
  const request = parseRequest(options, words);
  const { netns } = options;
  const { index } = request.device;
  if (command === 'delete') {
    const failure = deleteNeighbor(sys.world, netns, index, request.address);
    if (isFailure(failure)) throw netlinkRefusal(failure);
    return 0;
  }
  const exists = [...netns.neighbors.values()].some(
    (neighbor) => neighbor.device === index && neighbor.address === request.address,
  );
  if (!exists && (command === 'change' || command === 'chg')) throw netlinkRefusal({ errno: 'ENOENT' });
  const failure = setNeighbor(sys.world, netns, index, request.address, {
    mac: request.mac,
    state: request.state,
    replace: command !== 'add',
  });
  if (isFailure(failure)) throw netlinkRefusal(failure);
  return 0;
}

function* get(sys: Sys, options: IpOptions, words: Words): Step<number> {
  const { address, device } = parseRequest(options, words);
  const row = selectNeighbors(sys.world, options.netns).find(
    (candidate) => candidate.address === address && candidate.device === device.name,
  );
  if (!row) throw netlinkRefusal({ errno: 'ENOENT' });
  const format = { era: options.era, statistics: options.statistics > 0, hideDevice: false };
  yield* print(sys, formatIpNeighbor(row, format));
  return 0;
}

function flush(sys: Sys, options: IpOptions, words: Words): number {
  if (words.done) throw new Refusal('Flush requires arguments.\n', 1);
  const filter = words.takeIf('all') ? {} : parseFilter(options, words);
  const rows = new Map(
    selectNeighbors(sys.world, options.netns).map((row) => [`${row.device} ${row.address}`, row]),
  );
  flushNeighbors(sys.world, options.netns, (neighbor) => {
    const name = options.netns.devices.get(neighbor.device)?.name ?? '';
    const row = rows.get(`${name} ${neighbor.address}`);
    return row !== undefined && picks(filter, row, ['NOARP', 'PERMANENT']);
  });
  return 0;
}
