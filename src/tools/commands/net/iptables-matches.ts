import { ICMP_TYPES, parsePort, parseTcpFlags } from '../../../machine/formats/index.ts';
import type { AddressType, ConntrackState, Match } from '../../../model/state/index.ts';
import { parseMac } from '../../../model/wire/index.ts';
import { packetLength } from './iptables-length.ts';
import { NotModelled } from './refusal.ts';
import type { RuleWords } from './iptables-words.ts';

/** Match extensions of iptables that the model has not. */
const UNMODELLED = new Set([
  'mark',
  'connmark',
  'set',
  'owner',
  'physdev',
  'string',
  'statistic',
  'recent',
  'tcpmss',
  'ttl',
  'iprange',
  'helper',
  'hashlimit',
  'connlimit',
  'connbytes',
  'pkttype',
  'u32',
  'time',
  'dscp',
  'ecn',
  'bpf',
  'cgroup',
  'devgroup',
  'rpfilter',
  'socket',
  'policy',
  'realm',
  'tos',
  'quota',
  'cluster',
  'cpu',
  'dccp',
  'sctp',
  'esp',
  'ah',
  'nfacct',
  'osf',
  'ipvs',
]);

const MODELLED = [
  'tcp',
  'udp',
  'icmp',
  'conntrack',
  'state',
  'addrtype',
  'multiport',
  'mac',
  'limit',
  'length',
  'comment',
];

/** `-m NAME`: complains about extensions that do not exist. */
export function checkModule(words: RuleWords, name: string): void {
  if (MODELLED.includes(name)) return;
  if (UNMODELLED.has(name)) throw new NotModelled(`-m ${name}`);
  throw words.problem(`Couldn't load match \`${name}':No such file or directory\n`);
}

const STATES: readonly ConntrackState[] = ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'];
const ADDRESS_TYPES: readonly AddressType[] = [
  'UNICAST',
  'LOCAL',
  'BROADCAST',
  'MULTICAST',
  'ANYCAST',
  'UNSPEC',
];

/**
 * An option of a loaded extension as matches to append; `undefined` when no loaded extension knows it. `protocol` is what
 * `-p` said: its extension is loaded without `-m`.
 */
export function extensionOption(
  words: RuleWords,
  option: string,
  negated: boolean,
  loaded: readonly string[],
): Match[] | undefined {
  const has = (module: string) => loaded.includes(module);
  switch (option) {
    case '--sport':
    case '--source-port':
    case '--dport':
    case '--destination-port': {
      const module = has('tcp') ? 'tcp' : has('udp') ? 'udp' : undefined;
      if (!module) return undefined;
      const [from, to] = portRange(words, words.argument(option));
      return [{ kind: option.startsWith('--s') ? 'sport' : 'dport', from, to, negated, module }];
    }
    case '--syn':
      if (!has('tcp')) return undefined;
      return [{ kind: 'tcp-flags', mask: ['FIN', 'SYN', 'RST', 'ACK'], set: ['SYN'], negated }];
    case '--tcp-flags': {
      if (!has('tcp')) return undefined;
      const mask = flags(words, words.argument(option));
      const set = flags(words, words.argument(option));
      return [{ kind: 'tcp-flags', mask, set, negated }];
    }
    case '--tcp-option':
      if (!has('tcp')) return undefined;
      throw new NotModelled(option);
    case '--icmp-type':
      return has('icmp') ? [icmpType(words, words.argument(option), negated)] : undefined;
    case '--ctstate':
      return has('conntrack') ? [states(words, words.argument(option), negated, 'conntrack')] : undefined;
    case '--state':
      return has('state') ? [states(words, words.argument(option), negated, 'state')] : undefined;
    case '--src-type':
    case '--dst-type':
      return has('addrtype') ? [addressType(words, option, negated)] : undefined;
    case '--dports':
    case '--destination-ports':
    case '--sports':
    case '--source-ports':
    case '--ports':
      return has('multiport') ? [multiport(words, option, negated)] : undefined;
    case '--mac-source': {
      if (!has('mac')) return undefined;
      const text = words.argument(option);
      const mac = parseMac(text);
      if (mac === undefined) throw words.problem(`Bad mac address "${text}"`);
      return [{ kind: 'mac-source', mac, negated }];
    }
    case '--length':
      return has('length') ? [packetLength(words, words.argument(option), negated)] : undefined;
    case '--limit':
      return has('limit')
        ? [{ kind: 'limit', rate: rate(words, words.argument(option)), burst: 5 }]
        : undefined;
    case '--comment':
      return has('comment') ? [{ kind: 'comment', text: words.argument(option) }] : undefined;
    default:
      return unmodelledOption(option, loaded);
  }
}

/** Options of modelled extensions that the model has not. */
function unmodelledOption(option: string, loaded: readonly string[]): undefined {
  const known: Readonly<Record<string, readonly string[]>> = {
    conntrack: [
      '--ctproto',
      '--ctorigsrc',
      '--ctorigdst',
      '--ctreplsrc',
      '--ctrepldst',
      '--ctorigsrcport',
      '--ctorigdstport',
      '--ctstatus',
      '--ctexpire',
      '--ctdir',
    ],
    addrtype: ['--limit-iface-in', '--limit-iface-out'],
  };
  for (const module of loaded) if (known[module]?.includes(option)) throw new NotModelled(option);
  return undefined;
}

function portRange(words: RuleWords, text: string): [number, number] {
  const [low, high, ...more] = text.split(':');
  const port = (part: string, missing: number) => {
    const value = part === '' ? missing : parsePort(part);
    if (value === undefined) throw words.problem(`invalid port/service \`${part}' specified`);
    return value;
  };
  if (more.length > 0) throw words.problem(`invalid port/service \`${text}' specified`);
  const from = port(low, 0);
  const to = high === undefined ? from : port(high, 65535);
  if (from > to) throw words.problem('invalid portrange (min > max)');
  return [from, to];
}

function flags(words: RuleWords, text: string): string[] {
  const parsed = parseTcpFlags(text);
  if (!parsed) throw words.problem(`Unknown TCP flag \`${text}'`);
  return parsed;
}

function icmpType(words: RuleWords, text: string, negated: boolean): Match {
  const named = ICMP_TYPES[text];
  if (named) return { kind: 'icmp-type', type: named[0], code: named[1], name: text, negated };
  const match = /^(\d{1,3})(?:\/(\d{1,3}))?$/.exec(text);
  if (!match || Number(match[1]) > 255) throw words.problem(`Invalid ICMP type \`${text}'`);
  return {
    kind: 'icmp-type',
    type: Number(match[1]),
    code: match[2] === undefined ? undefined : Number(match[2]),
    name: text,
    negated,
  };
}

function states(words: RuleWords, text: string, negated: boolean, module: 'conntrack' | 'state'): Match {
  const list = text.split(',').map((name) => {
    const state = STATES.find((candidate) => candidate === name.toUpperCase());
    if (!state) {
      if (module === 'conntrack' && (name === 'SNAT' || name === 'DNAT'))
        throw new NotModelled(`--ctstate ${name}`);
      throw words.problem(`Bad ${module === 'state' ? 'state' : 'ctstate'} "${name}"`);
    }
    return state;
  });
  return { kind: 'ctstate', states: list, negated, module };
}

function addressType(words: RuleWords, option: string, negated: boolean): Match {
  const text = words.argument(option);
  const type = ADDRESS_TYPES.find((candidate) => candidate === text.toUpperCase());
  if (!type) {
    if (text.includes(',') || ['BLACKHOLE', 'UNREACHABLE', 'PROHIBIT'].includes(text))
      throw new NotModelled(`${option} ${text}`);
    throw words.problem(`addrtype: bad type \`${text}'`);
  }
  return { kind: 'addrtype', side: option === '--src-type' ? 'source' : 'destination', type, negated };
}

function multiport(words: RuleWords, option: string, negated: boolean): Match {
  const ports = words
    .argument(option)
    .split(',')
    .map((part) => portRange(words, part));
  if (ports.length > 15) throw words.problem('too many ports specified');
  const side = option === '--ports' ? 'either' : option.startsWith('--s') ? 'source' : 'destination';
  return { kind: 'multiport', side, ports, negated };
}

/** `5/minute` as the tool prints it back: `5/min`. */
function rate(words: RuleWords, text: string): string {
  const match = /^(\d+)(?:\/([a-z]+))?$/i.exec(text);
  const unit = ['second', 'minute', 'hour', 'day'].find((name) =>
    name.startsWith((match?.[2] ?? 's').toLowerCase()),
  );
  if (!match || !unit || Number(match[1]) === 0) throw words.problem(`bad rate "${text}"'`);
  return `${Number(match[1])}/${{ second: 'sec', minute: 'min', hour: 'hour', day: 'day' }[unit]}`;
}
