import { formatCidr, formatIpv4, type Cidr } from '../../model/wire/index.ts';
import type { Chain, Match, Rule, Table, Target } from '../../model/state/index.ts';
import { icmpTypeName, protocolText, serviceName, tcpFlagBits } from './iptables-names.ts';
import { natText, stateList } from './iptables-rule.ts';
import type { ToolEra } from './profile.ts';

export interface ListFormat {
  era: ToolEra;
  numeric: boolean;
  verbose: boolean;
  exact: boolean;
  lineNumbers: boolean;
}

/** `iptables -L`: the chains given, with a blank line between them; `only` is the number of a single rule to show. */
export function formatIptablesList(
  table: Table,
  chains: readonly Chain[],
  format: ListFormat,
  only?: number,
): string {
  return chains
    .map((chain) => {
      const rules = chain.rules
        .map((rule, i) => ({ rule, number: i + 1 }))
        .filter(({ number }) => only === undefined || number === only)
        .map(({ rule, number }) => ruleLine(rule, number, format));
      return only === undefined
        ? `${chainHead(table, chain, format)}${columnHead(format)}${rules.join('')}`
        : rules.join('');
    })
    .join('\n');
}

function chainHead(table: Table, chain: Chain, format: ListFormat): string {
  if (chain.policy === undefined) {
    const references = table.chains
      .flatMap((other) => other.rules)
      .filter((rule) => rule.target.kind === 'jump' && rule.target.chain === chain.name).length;
    return `Chain ${chain.name} (${references} references)\n`;
  }
  const counters = format.verbose
    ? ` ${shortNumber(chain.packets, format.exact)} packets, ${shortNumber(chain.bytes, format.exact)} bytes`
    : '';
  return `Chain ${chain.name} (policy ${chain.policy}${counters})\n`;
}

function columnHead(format: ListFormat): string {
  const number = format.lineNumbers ? 'num  ' : '';
  const counters = format.verbose ? (format.exact ? '    pkts      bytes ' : ' pkts bytes ') : '';
  const devices = format.verbose ? 'in     out     ' : '';
  return `${number}${counters}${'target'.padEnd(9)}  prot opt ${devices}${'source'.padEnd(19)}  ${'destination'.padEnd(19)} \n`;
}

/** Numbers above 99999 lose three digits at a time, rounded. */
function shortNumber(value: number, exact: boolean): string {
  if (exact || value <= 99999) return String(value);
  let number = Math.floor((value + 500) / 1000);
  for (const unit of ['K', 'M', 'G']) {
    if (number <= 9999) return `${number}${unit}`;
    number = Math.floor((number + 500) / 1000);
  }
  return `${number}T`;
}

function ruleLine(rule: Rule, number: number, format: ListFormat): string {
  let text = format.lineNumbers ? `${String(number).padEnd(4)} ` : '';
  if (format.verbose) {
    const width = format.exact ? [8, 10] : [5, 5];
    text += `${shortNumber(rule.packets, format.exact).padStart(width[0])} ${shortNumber(rule.bytes, format.exact).padStart(width[1])} `;
  }
  text += `${targetName(rule.target).padEnd(9)} `;
  const find = <K extends Match['kind']>(kind: K) =>
    rule.matches.find((match) => match.kind === kind) as Extract<Match, { kind: K }> | undefined;
  const protocol = find('protocol');
  text += `${protocol?.negated ? '!' : ' '}${protocolColumn(protocol?.protocol ?? 0, format).padEnd(4)} `;
  const fragment = find('fragment');
  text += `${fragment ? (fragment.negated ? '!f' : '-f') : '--'} `;
  if (format.verbose) {
    const device = (match: { device: string; negated: boolean } | undefined) =>
      match ? `${match.negated ? '!' : ''}${match.device}` : format.numeric ? '*' : 'any';
    text += ` ${device(find('in') as never).padEnd(6)} ${device(find('out') as never).padEnd(6)} `;
  }
  const source = rule.matches.find((m) => m.kind === 'source');
  const destination = rule.matches.find((m) => m.kind === 'destination');
  text += `${address(source as NetMatch | undefined, format)} ${address(destination as NetMatch | undefined, format)} `;
  const extras = [...matchTexts(rule.matches, format), ...targetTexts(rule.target, format)];
  return `${text}${extras.map((extra) => ` ${extra}`).join('')}\n`;
}

type NetMatch = { net: Cidr; negated: boolean };

function address(match: NetMatch | undefined, format: ListFormat): string {
  const anywhere = format.numeric ? '0.0.0.0/0' : 'anywhere';
  if (!match) return ` ${anywhere.padEnd(19)}`;
  const text =
    match.net.prefix === 0
      ? anywhere
      : match.net.prefix === 32
        ? formatIpv4(match.net.address)
        : formatCidr(match.net);
  return `${match.negated ? '!' : ' '}${text.padEnd(19)}`;
}

/** iptables 1.8.9 prints the number with `-n`; 1.4.21 the name always. */
function protocolColumn(protocol: number, format: ListFormat): string {
  return format.numeric && format.era === 'recent' ? String(protocol) : protocolText(protocol);
}

function targetName(target: Target): string {
  if (target.kind === 'none') return '';
  return target.kind === 'jump' ? target.chain : target.kind;
}

function ports(name: 'spt' | 'dpt', from: number, to: number, negated: boolean, format: ListFormat): string {
  const port = (value: number) => (format.numeric ? String(value) : serviceName(value));
  const mark = negated ? '!' : '';
  return from === to ? `${name}:${mark}${port(from)}` : `${name}s:${mark}${port(from)}:${port(to)}`;
}

/** What the match extensions add behind the destination. Port and flag matches of one protocol share its name. */
function matchTexts(matches: readonly Match[], format: ListFormat): string[] {
  const texts: string[] = [];
  let module = '';
  for (const match of matches) {
    switch (match.kind) {
      case 'sport':
      case 'dport':
        if (module !== match.module) texts.push((module = match.module));
        texts.push(
          ports(match.kind === 'sport' ? 'spt' : 'dpt', match.from, match.to, match.negated, format),
        );
        break;
      case 'tcp-flags': {
        if (module !== 'tcp') texts.push((module = 'tcp'));
        const bits = (flags: readonly string[]) =>
          `0x${tcpFlagBits(flags).toString(16).padStart(2, '0').toUpperCase()}`;
        const list = (flags: readonly string[]) => (format.numeric ? bits(flags) : flags.join(',') || 'NONE');
        texts.push(`flags:${match.negated ? '!' : ''}${list(match.mask)}/${list(match.set)}`);
        break;
      }
      case 'multiport': {
        const side = { source: 'sports', destination: 'dports', either: 'ports' }[match.side];
        const port = (value: number) => (format.numeric ? String(value) : serviceName(value));
        const list = match.ports.map(([from, to]) =>
          from === to ? port(from) : `${port(from)}:${port(to)}`,
        );
        texts.push(`multiport ${side} ${match.negated ? '!' : ''}${list.join(',')}`);
        break;
      }
      case 'icmp-type': {
        const name = icmpTypeName(match.type, match.code);
        const code = match.code === undefined ? '' : ` code ${match.code}`;
        const text =
          match.type === 255 ? 'any' : !format.numeric && name !== undefined ? name : `${match.type}${code}`;
        texts.push(
          `${!format.numeric && name !== undefined ? 'icmp ' : 'icmptype '}${match.negated ? '!' : ''}${text}`,
        );
        break;
      }
      case 'ctstate':
        texts.push(
          `${match.negated ? '! ' : ''}${match.module === 'state' ? 'state' : 'ctstate'} ${stateList(match.states)}`,
        );
        break;
      case 'addrtype':
        texts.push(
          `ADDRTYPE match ${match.side === 'source' ? 'src' : 'dst'}-type ${match.negated ? '!' : ''}${match.type}`,
        );
        break;
      case 'mac-source':
        texts.push(
          `MAC${match.negated ? ' !' : ''} ${format.era === 'recent' ? match.mac.toLowerCase() : match.mac.toUpperCase()}`,
        );
        break;
      case 'length':
        texts.push(
          `length ${match.negated ? '!' : ''}${match.from === match.to ? match.from : `${match.from}:${match.to}`}`,
        );
        break;
      case 'limit':
        texts.push(`limit: avg ${match.rate} burst ${match.burst}`);
        break;
      case 'comment':
        texts.push(`/* ${match.text} */`);
        break;
    }
  }
  return texts;
}

function targetTexts(target: Target, format: ListFormat): string[] {
  switch (target.kind) {
    case 'jump':
      return target.goto ? ['[goto] '] : [];
    case 'REJECT':
      return [`reject-with ${target.with}`];
    case 'LOG':
      return [`LOG flags 0 level ${target.level}${target.prefix === '' ? '' : ` prefix "${target.prefix}"`}`];
    case 'SNAT':
    case 'DNAT':
      return [`to:${natText(target.address, target.port)}`];
    case 'REDIRECT':
      return target.port === undefined
        ? []
        : [`redir ports ${format.numeric ? target.port : serviceName(target.port)}`];
    default:
      return [];
  }
}
