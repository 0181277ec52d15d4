import type { Step } from '../../../lib/index.ts';
import {
  conntrackVersion,
  formatConntrack,
  formatConntrackStats,
  PROTOCOL_NUMBERS,
} from '../../../machine/formats/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type ConntrackEntry, conntrackEntries, removeConntrack } from '../../../model/state/index.ts';
import { type Cidr, contains, parseCidr } from '../../../model/wire/index.ts';
import { type CommandSpec, type FlagSpec, type ParsedArguments, print, printError } from '../spec.ts';
import { mayConfigure } from './privilege.ts';
import { eraOf } from './era.ts';
import { parseFlags } from './flags.ts';
import { NotModelled, Refusal, refusing } from './refusal.ts';

const FLAGS: readonly FlagSpec[] = [
  { names: ['-L', '--dump'], summary: 'list entries' },
  { names: ['-D', '--delete'], summary: 'delete entries' },
  { names: ['-F', '--flush'], summary: 'delete all entries' },
  { names: ['-C', '--count'], summary: 'how many entries' },
  { names: ['-S', '--stats'], summary: 'counters by processor' },
  { names: ['-p', '--proto'], argument: 'PROTOCOL', summary: 'entries of a protocol' },
  { names: ['-s', '--src', '--orig-src'], argument: 'ADDRESS', summary: 'source of the first packet' },
  { names: ['-d', '--dst', '--orig-dst'], argument: 'ADDRESS', summary: 'destination of the first packet' },
  { names: ['-r', '--reply-src'], argument: 'ADDRESS', summary: 'source of the answer' },
  { names: ['-q', '--reply-dst'], argument: 'ADDRESS', summary: 'destination of the answer' },
  { names: ['--sport', '--orig-port-src'], argument: 'PORT', summary: 'source port' },
  { names: ['--dport', '--orig-port-dst'], argument: 'PORT', summary: 'destination port' },
  { names: ['--reply-port-src'], argument: 'PORT', summary: 'source port of the answer' },
  { names: ['--reply-port-dst'], argument: 'PORT', summary: 'destination port of the answer' },
  { names: ['--state'], argument: 'STATE', summary: 'TCP state' },
  {
    names: ['-n', '--src-nat'],
    argument: 'ADDRESS',
    optional: true,
    summary: 'entries with source translation',
  },
  {
    names: ['-g', '--dst-nat'],
    argument: 'ADDRESS',
    optional: true,
    summary: 'entries with destination translation',
  },
  { names: ['-E', '--event'], summary: 'follow changes', unmodelled: true },
  { names: ['-I', '--create'], summary: 'create an entry', unmodelled: true },
  { names: ['-U', '--update'], summary: 'change entries', unmodelled: true },
  { names: ['-G', '--get'], summary: 'one entry', unmodelled: true },
  { names: ['-u', '--status'], argument: 'STATUS', summary: 'entries by status', unmodelled: true },
  { names: ['-m', '--mark'], argument: 'MARK', summary: 'entries by mark', unmodelled: true },
  { names: ['-z', '--zero'], summary: 'zero counters', unmodelled: true },
  { names: ['-o', '--output'], argument: 'TYPE', summary: 'other output', unmodelled: true },
  { names: ['-f', '--family'], argument: 'FAMILY', summary: 'address family', unmodelled: true },
];

const ACTIONS = ['-L', '-D', '-F', '-C', '-S'];

function* run(sys: Sys): Step<number> {
  const era = eraOf(sys);
  const version = conntrackVersion(era);
  const help = `Try \`conntrack -h' or 'conntrack --help' for more information.\n`;
  const { flags, operands } = parseFlags(sys, 'conntrack', FLAGS, {
    usage: `${version}: Bad parameter\n${help}`,
    status: 2,
  });
  const fail = (text: string, status = 1) => new Refusal(`${version}: ${text}\n`, status);
  const action = ACTIONS.find((name) => flags.has(name));
  if (action === undefined)
    throw fail(`You need to supply parameters in this operation\n${help}`.trimEnd(), 2);
  if (operands[0] === 'expect' || operands[0] === 'dying' || operands[0] === 'unconfirmed')
    throw new NotModelled(`${action} ${operands[0]}`);
  if (!mayConfigure(sys)) throw fail('Operation failed: Operation not permitted');
  const { world, netns } = sys;
  if (action === '-C') {
    yield* print(sys, `${conntrackEntries(netns, world.now).length}\n`);
    return 0;
  }
  if (action === '-S') {
    yield* print(sys, formatConntrackStats(netns.conntrackStats, sys.node.cpus, era));
    return 0;
  }
  if (action === '-F') {
    for (const entry of conntrackEntries(netns, world.now)) removeConntrack(netns, entry);
    yield* printError(sys, `${version}: connection tracking table has been emptied.\n`);
    return 0;
  }
  const entries = conntrackEntries(netns, world.now).filter(filterOf({ flags, operands, all: [] }, fail));
  yield* print(sys, entries.map((entry) => formatConntrack(entry, world.now)).join(''));
  if (action === '-D') for (const entry of entries) removeConntrack(netns, entry);
  const verb = action === '-D' ? 'deleted' : 'shown';
  yield* printError(sys, `${version}: ${entries.length} flow entries have been ${verb}.\n`);
  return action === '-D' && entries.length === 0 ? 1 : 0;
}

type Test = (entry: ConntrackEntry) => boolean;

function filterOf(parsed: ParsedArguments, fail: (text: string, status?: number) => Refusal): Test {
  const { flags } = parsed;
  const tests: Test[] = [];
  const net = (name: string): Cidr | undefined => {
    const text = flags.get(name);
    if (text === undefined || text === '') return undefined;
    const value = parseCidr(text);
    if (!value) throw fail(`Invalid IP address \`${text}'`, 2);
    return value;
  };
  const within = (name: string, address: (entry: ConntrackEntry) => number) => {
    const value = net(name);
    if (value) tests.push((entry) => contains(value.address, value.prefix, address(entry)));
  };
  within('-s', (entry) => entry.original.src);
  within('-d', (entry) => entry.original.dst);
  within('-r', (entry) => entry.reply.src);
  within('-q', (entry) => entry.reply.dst);
  const protocol = flags.get('-p');
  if (protocol !== undefined) {
    const number = /^\d+$/.test(protocol) ? Number(protocol) : PROTOCOL_NUMBERS[protocol];
    if (number === undefined) throw fail(`\`${protocol}' unsupported protocol`, 2);
    tests.push((entry) => entry.original.protocol === number);
  }
  const port = (name: string, value: (entry: ConntrackEntry) => number) => {
    const text = flags.get(name);
    if (text === undefined) return;
    if (protocol === undefined) throw fail(`unknown option \`${name}'`, 2);
    tests.push((entry) => value(entry) === Number(text));
  };
  port('--sport', (entry) => entry.original.sport);
  port('--dport', (entry) => entry.original.dport);
  port('--reply-port-src', (entry) => entry.reply.sport);
  port('--reply-port-dst', (entry) => entry.reply.dport);
  const state = flags.get('--state');
  if (state !== undefined) tests.push((entry) => entry.tcp === state.toUpperCase());
  if (flags.has('-n')) {
    const value = net('-n');
    tests.push(
      ({ original, reply }) =>
        original.src !== reply.dst && (!value || contains(value.address, value.prefix, reply.dst)),
    );
  }
  if (flags.has('-g')) {
    const value = net('-g');
    tests.push(
      ({ original, reply }) =>
        original.dst !== reply.src && (!value || contains(value.address, value.prefix, reply.src)),
    );
  }
  return (entry) => tests.every((test) => test(entry));
}

export const conntrack: CommandSpec = {
  name: 'conntrack',
  profiles: ['centos7', 'debian12'],
  summary: 'the table of tracked connections',
  usage: ['conntrack -L [FILTER]', 'conntrack -D FILTER', 'conntrack {-F | -C | -S}'],
  flags: FLAGS,
  run: refusing('conntrack', run),
};
