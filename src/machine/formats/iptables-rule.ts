import { formatCidr, formatIpv4 } from '../../model/wire/index.ts';
import type { Match, Rule, Target } from '../../model/state/index.ts';
import { protocolText } from './iptables-names.ts';

/** A rule as `-S` and `iptables-save` print it, without the chain: `-s 10.0.0.0/8 -j DROP`. */
export function ruleSpecification(rule: Pick<Rule, 'matches' | 'target'>): string {
  const words = rule.matches.length === 0 ? [] : matchWords(rule.matches);
  words.push(...targetWords(rule.target));
  return words.join(' ');
}

const HEADER_ORDER: readonly Match['kind'][] = ['source', 'destination', 'in', 'out', 'protocol', 'fragment'];

/** Packet header matches come first and in the tool's order; then the match extensions in the order of the rule. */
function matchWords(matches: readonly Match[]): string[] {
  const words: string[] = [];
  const headers = matches.filter((match) => HEADER_ORDER.includes(match.kind));
  headers.sort((a, b) => HEADER_ORDER.indexOf(a.kind) - HEADER_ORDER.indexOf(b.kind));
  for (const match of headers) words.push(...headerWords(match));
  let open: string | undefined;
  for (const match of matches) {
    const module = moduleOf(match);
    if (module === undefined) continue;
    // Ports and flags of one protocol are options of one extension; any other match is an instance of its own.
    if (module !== open || (module !== 'tcp' && module !== 'udp')) words.push('-m', module);
    open = module;
    words.push(...extensionWords(match));
  }
  return words;
}

/** Name of the match extension, as `-m` takes it; `undefined` for header matches. */
function moduleOf(match: Match): string | undefined {
  switch (match.kind) {
    case 'sport':
    case 'dport':
    case 'ctstate':
      return match.module;
    case 'tcp-flags':
      return 'tcp';
    case 'multiport':
    case 'addrtype':
    case 'limit':
    case 'length':
    case 'comment':
      return match.kind;
    case 'icmp-type':
      return 'icmp';
    case 'mac-source':
      return 'mac';
    default:
      return undefined;
  }
}

const not = (match: { negated: boolean }): string[] => (match.negated ? ['!'] : []);

function headerWords(match: Match): string[] {
  switch (match.kind) {
    case 'source':
      return [...not(match), '-s', formatCidr(match.net)];
    case 'destination':
      return [...not(match), '-d', formatCidr(match.net)];
    case 'in':
      return [...not(match), '-i', match.device];
    case 'out':
      return [...not(match), '-o', match.device];
    case 'protocol':
      return [...not(match), '-p', protocolText(match.protocol)];
    case 'fragment':
      return [...not(match), '-f'];
    default:
      return [];
  }
}

/** `80` or `80:90`. */
function portRange(from: number, to: number): string {
  return from === to ? String(from) : `${from}:${to}`;
}

const STATE_ORDER = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED'];

/** States in the order the extension prints them, whatever the order they were given in. */
export function stateList(states: readonly string[]): string {
  return STATE_ORDER.filter((state) => states.includes(state)).join(',');
}

function extensionWords(match: Match): string[] {
  switch (match.kind) {
    case 'sport':
    case 'dport':
      return [...not(match), `--${match.kind}`, portRange(match.from, match.to)];
    case 'multiport': {
      const option = { source: '--sports', destination: '--dports', either: '--ports' }[match.side];
      return [...not(match), option, match.ports.map(([from, to]) => portRange(from, to)).join(',')];
    }
    case 'tcp-flags':
      return [...not(match), '--tcp-flags', flagList(match.mask), flagList(match.set)];
    case 'icmp-type':
      return [
        ...not(match),
        '--icmp-type',
        match.type === 255
          ? 'any'
          : match.code === undefined
            ? String(match.type)
            : `${match.type}/${match.code}`,
      ];
    case 'ctstate':
      return [...not(match), match.module === 'state' ? '--state' : '--ctstate', stateList(match.states)];
    case 'addrtype':
      return [...not(match), match.side === 'source' ? '--src-type' : '--dst-type', match.type];
    case 'mac-source':
      return [...not(match), '--mac-source', match.mac.toUpperCase()];
    case 'length':
      return [...not(match), '--length', portRange(match.from, match.to)];
    case 'limit':
      return ['--limit', match.rate, ...(match.burst === 5 ? [] : ['--limit-burst', String(match.burst)])];
    case 'comment':
      return ['--comment', quoted(match.text)];
    default:
      return [];
  }
}

function flagList(flags: readonly string[]): string {
  return flags.length === 0 ? 'NONE' : flags.join(',');
}

/** xtables_save_string: bare when harmless, else in double quotes with quotes and backslashes escaped. */
function quoted(text: string): string {
  if (/^[A-Za-z0-9_-]+$/.test(text)) return text;
  return `"${text.replace(/(["\\'])/g, '\\$1')}"`;
}

function targetWords(target: Target): string[] {
  switch (target.kind) {
    case 'none':
      return [];
    case 'jump':
      return [target.goto ? '-g' : '-j', target.chain];
    case 'REJECT':
      return ['-j', 'REJECT', '--reject-with', target.with];
    case 'LOG':
      return [
        '-j',
        'LOG',
        ...(target.prefix === '' ? [] : ['--log-prefix', quoted(target.prefix)]),
        ...(target.level === 4 ? [] : ['--log-level', String(target.level)]),
      ];
    case 'SNAT':
      return ['-j', 'SNAT', '--to-source', natText(target.address, target.port)];
    case 'DNAT':
      return ['-j', 'DNAT', '--to-destination', natText(target.address, target.port)];
    case 'REDIRECT':
      return ['-j', 'REDIRECT', ...(target.port === undefined ? [] : ['--to-ports', String(target.port)])];
    default:
      return ['-j', target.kind];
  }
}

/** `172.17.0.2:80`, `:53` or an address alone. */
export function natText(address: number | undefined, port: number | undefined): string {
  return `${address === undefined ? '' : formatIpv4(address)}${port === undefined ? '' : `:${port}`}`;
}
