import type { Step } from '../../../lib/index.ts';
import {
  formatRouteTable,
  numericDestination,
  numericGateway,
  type RouteRow,
  selectRoutes,
} from '../../../machine/formats/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type Errno, isFailure, lookupDevice, strerror, TABLE_MAIN } from '../../../model/state/index.ts';
import { formatIpv4, parseIpv4, prefixLength } from '../../../model/wire/index.ts';
import { addRoute, deleteRoute, type RouteRequest } from '../../../network/kernel/index.ts';
import { type CommandSpec, type FlagSpec, print } from '../spec.ts';
import { mayConfigure } from './privilege.ts';
import { eraOf } from './era.ts';
import { readHostNames } from './host-names.ts';
import { NotModelled, Refusal, refusing } from './refusal.ts';
import { parseWords } from './flags.ts';
import { atoi, parsePrefixLength } from './words.ts';

const FLAGS: readonly FlagSpec[] = [
  { names: ['-n', '--numeric'], summary: 'numbers instead of names' },
  { names: ['-e', '--extend'], summary: 'columns of netstat -r' },
  { names: ['-A', '--protocol'], argument: 'FAMILY', summary: 'address family', unmodelled: true },
  { names: ['-4'], summary: 'IPv4, the default' },
  { names: ['-6'], summary: 'IPv6', unmodelled: true },
  { names: ['-C', '--cache'], summary: 'routing cache', unmodelled: true },
  { names: ['-v', '--verbose'], summary: 'more words', unmodelled: true },
];

function* run(sys: Sys): Step<number> {
  const verb = sys.args.findIndex(
    (word) => word === 'add' || word === 'del' || word === 'delete' || word === 'flush',
  );
  if (verb >= 0) {
    const command = sys.args[verb];
    if (command === 'flush') throw new NotModelled('flush');
    modify(sys, command === 'add' ? 'add' : 'del', sys.args.slice(verb + 1));
    return 0;
  }
  const parsed = parseWords('route', FLAGS, sys.args, { status: 4 });
  if (parsed.operands.length > 0)
    throw new Refusal('Usage: route [-nNvee] [-FC] [<AF>]           List kernel routing tables\n', 4);
  yield* printRouteTable(sys, { numeric: parsed.flags.has('-n'), netstat: parsed.flags.has('-e') });
  return 0;
}

/** The main table as `route` and `netstat -r` show it. */
export function* printRouteTable(sys: Sys, options: { numeric: boolean; netstat: boolean }): Step<void> {
  const rows = selectRoutes(sys.world, sys.netns, TABLE_MAIN);
  const names = options.numeric ? () => undefined : yield* readHostNames(sys);
  const busybox = eraOf(sys) === 'busybox';
  const destination = (row: RouteRow) =>
    row.route.prefix === 0
      ? 'default'
      : row.route.prefix === 32
        ? (names(row.route.destination) ?? numericDestination(row))
        : numericDestination(row);
  const gateway = (row: RouteRow) =>
    row.route.gateway === undefined
      ? busybox
        ? '*'
        : numericGateway(row)
      : (names(row.route.gateway) ?? formatIpv4(row.route.gateway));
  yield* print(
    sys,
    formatRouteTable(rows, {
      netstat: options.netstat,
      destination: options.numeric ? numericDestination : destination,
      gateway: options.numeric ? numericGateway : gateway,
    }),
  );
}

interface OldRoute {
  request: RouteRequest;
  hasDevice: boolean;
}

function refuse(sys: Sys, command: 'add' | 'del', errno: Errno): Refusal {
  const prefix = eraOf(sys) === 'busybox' ? 'route: ' : '';
  return new Refusal(
    `${prefix}${command === 'add' ? 'SIOCADDRT' : 'SIOCDELRT'}: ${strerror(errno)}\n`,
    eraOf(sys) === 'busybox' ? 1 : 7,
  );
}

function modify(sys: Sys, command: 'add' | 'del', words: string[]): void {
  if (!mayConfigure(sys)) throw refuse(sys, command, 'EPERM');
  const { request } = parseOldRoute(sys, command, words);
  const failure = command === 'add' ? addRoute(sys.netns, request) : deleteRoute(sys.netns, request);
  if (isFailure(failure)) throw refuse(sys, command, failure.errno);
}

function parseOldRoute(sys: Sys, command: 'add' | 'del', words: string[]): OldRoute {
  const rest = [...words];
  let kind: 'net' | 'host' | undefined;
  if (rest[0] === '-net' || rest[0] === '-host') kind = rest.shift() === '-net' ? 'net' : 'host';
  const target = rest.shift();
  if (target === undefined)
    throw new Refusal('Usage: route [-nNvee] [-FC] [<AF>]           List kernel routing tables\n', 4);
  let destination = 0;
  let prefix = kind === 'host' ? 32 : 0;
  if (target !== 'default') {
    const [host, length] = target.split('/');
    const address = parseIpv4(host);
    if (address === undefined) throw new Refusal(`${target}: Unknown host\n`, 6);
    destination = address;
    const given = length === undefined ? undefined : parsePrefixLength(length);
    if (length !== undefined && given === undefined) throw new Refusal(`${target}: Unknown host\n`, 6);
    prefix = given ?? (kind === 'net' ? classPrefix(address) : 32);
  }
  const request: RouteRequest = { destination, prefix, protocol: 'boot' };
  let hasDevice = false;
  while (rest.length > 0) {
    const word = rest.shift()!;
    const value = () => rest.shift() ?? '';
    switch (word) {
      case 'netmask': {
        const mask = parseIpv4(value());
        const bits = mask === undefined ? undefined : prefixLength(mask);
        if (bits === undefined) throw new Refusal('route: bogus netmask\n', 6);
        request.prefix = bits;
        break;
      }
      case 'gw':
      case 'gateway': {
        const text = value();
        request.gateway = parseIpv4(text);
        if (request.gateway === undefined) throw new Refusal(`${text}: Unknown host\n`, 6);
        break;
      }
      case 'metric':
        request.metric = atoi(value());
        break;
      case 'reject':
        request.kind = 'unreachable';
        break;
      case 'mss':
      case 'window':
      case 'irtt':
      case 'mod':
      case 'dyn':
      case 'reinstate':
        throw new NotModelled(word);
      default: {
        const name = word === 'dev' || word === 'device' ? value() : word;
        const device = lookupDevice(sys.netns, name);
        if (!device) throw refuse(sys, command, 'ENODEV');
        request.device = device.index;
        hasDevice = true;
      }
    }
  }
  if (command === 'add' && request.gateway === undefined && !hasDevice && request.kind === undefined)
    throw refuse(sys, command, 'ENODEV');
  return { request, hasDevice };
}

/** Without a netmask, `-net` takes the one of the address class. */
function classPrefix(address: number): number {
  const first = address >>> 24;
  return first < 128 ? 8 : first < 192 ? 16 : 24;
}

export const route: CommandSpec = {
  name: 'route',
  summary: 'show and change the main routing table (the old tool)',
  usage: [
    'route [-n] [-e]',
    'route {add|del} {default | -net NET | -host HOST} [netmask MASK] [gw GATEWAY] [metric N] [dev DEVICE]',
  ],
  flags: FLAGS,
  words: ['add', 'del', 'default', '-net', '-host', 'gw', 'netmask', 'dev', 'metric'],
  run: refusing('route', run),
};
