import type { Step } from '../../../lib/index.ts';
import { formatIpv4, parseIpv4 } from '../../../model/wire/index.ts';
import { isFailure } from '../../../model/state/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import {
  type CommandSpec,
  isArgumentProblem,
  notModelled,
  parseArguments,
  print,
  printError,
} from '../spec.ts';
import { withHelp } from '../net/help.ts';
import { resolveName, reverseName } from './resolve.ts';

/** getent(1): one or more keys could not be found. */
const NOT_FOUND = 2;
const FLAGS = [
  { names: ['--help', '-?'], summary: 'this list' },
  { names: ['-i', '--no-idn'], summary: 'accepted: no name here is an international one' },
  {
    names: ['-s', '--service'],
    argument: 'CONFIG',
    summary: 'other services than nsswitch.conf names',
    unmodelled: true,
  },
  { names: ['-A', '--no-addrconfig'], summary: 'addresses of every family', unmodelled: true },
  { names: ['-V', '--version'], summary: 'version', unmodelled: true },
] as const;
const DATABASES = ['ahosts', 'ahostsv4', 'hosts'];

function* run(sys: Sys): Step<number> {
  const parsed = parseArguments({ flags: FLAGS }, sys.args);
  if (isArgumentProblem(parsed)) {
    if (parsed.kind === 'unmodelled') return yield* notModelled(sys, 'getent', parsed.flag);
    // argp's words and its status, EX_USAGE (glibc, argp-parse.c).
    const what = parsed.flag.startsWith('--')
      ? `unrecognized option '${parsed.flag}'`
      : `invalid option -- '${parsed.flag.slice(1)}'`;
    yield* printError(
      sys,
      `getent: ${what}\nTry \`getent --help' or \`getent --usage' for more information.\n`,
    );
    return 64;
  }
  const [database, ...keys] = parsed.operands;
  if (database === undefined) {
    yield* printError(
      sys,
      "getent: wrong number of arguments\nTry `getent --help' or `getent --usage' for more information.\n",
    );
    return 1;
  }
  if (!DATABASES.includes(database)) {
    if (
      /^(ahostsv6|aliases|ethers|group|gshadow|initgroups|netgroup|networks|passwd|protocols|rpc|services|shadow)$/.test(
        database,
      )
    )
      return yield* notModelled(sys, 'getent', database);
    yield* printError(
      sys,
      `Unknown database: ${database}\nTry \`getent --help' or \`getent --usage' for more information.\n`,
    );
    return 1;
  }
  if (keys.length === 0) return yield* listHosts(sys);
  let status = 0;
  for (const key of keys) {
    const found = database === 'hosts' ? yield* hosts(sys, key) : yield* socketTypes(sys, key);
    if (!found) status = NOT_FOUND;
  }
  return status;
}

/** `getent hosts KEY`: the address in a column of sixteen, then the name. */
function* hosts(sys: Sys, key: string): Step<boolean> {
  const address = parseIpv4(key);
  if (address !== undefined) {
    const name = yield* reverseName(sys, address);
    if (name === undefined) return false;
    yield* print(sys, `${key.padEnd(15)} ${name}\n`);
    return true;
  }
  const resolution = yield* resolveName(sys, key);
  if (!resolution.ok) return false;
  yield* print(sys, `${formatIpv4(resolution.address).padEnd(15)} ${resolution.canonical}\n`);
  return true;
}

/** `getent ahosts KEY`: one line for each kind of socket, the name on the first. */
function* socketTypes(sys: Sys, key: string): Step<boolean> {
  const resolution = yield* resolveName(sys, key);
  if (!resolution.ok) return false;
  const address = formatIpv4(resolution.address).padEnd(15);
  yield* print(sys, `${address} STREAM ${resolution.canonical}\n${address} DGRAM  \n${address} RAW    \n`);
  return true;
}

/** Without a key: /etc/hosts, in the order of its lines. */
function* listHosts(sys: Sys): Step<number> {
  const text = yield* sys.readFile('/etc/hosts');
  if (isFailure(text)) return 0;
  for (const row of text.split('\n')) {
    const [address, ...names] = row.replace(/#.*/, '').trim().split(/\s+/);
    if (parseIpv4(address ?? '') !== undefined && names.length > 0)
      yield* print(sys, `${address.padEnd(15)} ${names.join(' ')}\n`);
  }
  return 0;
}

export const getent: CommandSpec = withHelp({
  name: 'getent',
  profiles: ['centos7', 'debian12'],
  summary: 'look names up as programs do',
  usage: ['getent DATABASE [KEY]...'],
  flags: FLAGS,
  words: DATABASES,
  run,
});
