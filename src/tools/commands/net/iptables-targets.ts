import { wordTable } from '../../../lib/index.ts';
import { LOG_LEVELS } from '../../../machine/formats/index.ts';
import type { RejectType, Target } from '../../../model/state/index.ts';
import { parseIpv4 } from '../../../model/wire/index.ts';
import { NotModelled } from './refusal.ts';
import type { RuleWords } from './iptables-words.ts';

const UNMODELLED = new Set([
  'MARK',
  'CONNMARK',
  'TCPMSS',
  'NFLOG',
  'CT',
  'NOTRACK',
  'TPROXY',
  'ULOG',
  'TTL',
  'DSCP',
  'TOS',
  'SET',
  'CHECKSUM',
  'NETMAP',
  'QUEUE',
  'NFQUEUE',
  'TRACE',
  'AUDIT',
  'CLASSIFY',
  'CLUSTERIP',
  'ECN',
  'HMARK',
  'IDLETIMER',
  'LED',
  'RATEEST',
  'SECMARK',
  'CONNSECMARK',
  'SYNPROXY',
  'TCPOPTSTRIP',
  'TEE',
  'MIRROR',
]);

const REJECT_TYPES: Readonly<Record<string, RejectType>> = wordTable({
  'icmp-net-unreachable': 'icmp-net-unreachable',
  'net-unreach': 'icmp-net-unreachable',
  'icmp-host-unreachable': 'icmp-host-unreachable',
  'host-unreach': 'icmp-host-unreachable',
  'icmp-proto-unreachable': 'icmp-proto-unreachable',
  'proto-unreach': 'icmp-proto-unreachable',
  'icmp-port-unreachable': 'icmp-port-unreachable',
  'port-unreach': 'icmp-port-unreachable',
  'icmp-net-prohibited': 'icmp-net-prohibited',
  'net-prohib': 'icmp-net-prohibited',
  'icmp-host-prohibited': 'icmp-host-prohibited',
  'host-prohib': 'icmp-host-prohibited',
  'icmp-admin-prohibited': 'icmp-admin-prohibited',
  'admin-prohib': 'icmp-admin-prohibited',
  'tcp-reset': 'tcp-reset',
  'tcp-rst': 'tcp-reset',
});

/** `-j NAME` before its options are known; a user chain wins over nothing, so `isChain` decides the rest. */
export function targetNamed(words: RuleWords, name: string, isChain: (name: string) => boolean): Target {
  switch (name) {
    case 'ACCEPT':
    case 'DROP':
    case 'RETURN':
    case 'MASQUERADE':
      return { kind: name };
    case 'REJECT':
      return { kind: 'REJECT', with: 'icmp-port-unreachable' };
    case 'LOG':
      return { kind: 'LOG', prefix: '', level: 4 };
    case 'SNAT':
      return { kind: 'SNAT', address: undefined };
    case 'DNAT':
      return { kind: 'DNAT', address: 0 };
    case 'REDIRECT':
      return { kind: 'REDIRECT' };
  }
  if (isChain(name)) return { kind: 'jump', chain: name, goto: false };
  if (UNMODELLED.has(name)) throw new NotModelled(`-j ${name}`);
  throw words.problem(`Couldn't load target \`${name}':No such file or directory\n`);
}

/** An option of the target: the target with it, or `undefined` when the target does not know the option. */
export function targetOption(words: RuleWords, option: string, target: Target): Target | undefined {
  switch (target.kind) {
    case 'REJECT':
      return option === '--reject-with'
        ? { ...target, with: rejectType(words, words.argument(option)) }
        : undefined;
    case 'LOG':
      if (option === '--log-prefix') {
        const prefix = words.argument(option);
        if (prefix.length > 29) throw words.problem('Maximum prefix length 29 for --log-prefix');
        return { ...target, prefix };
      }
      if (option === '--log-level') return { ...target, level: logLevel(words, words.argument(option)) };
      if (/^--log-(tcp-sequence|tcp-options|ip-options|uid|macdecode)$/.test(option))
        throw new NotModelled(option);
      return undefined;
    case 'SNAT':
    case 'DNAT': {
      const wanted = target.kind === 'SNAT' ? '--to-source' : '--to-destination';
      if (option === wanted || option === '--to')
        return natTarget(words, target.kind, words.argument(option));
      if (option === '--random' || option === '--persistent' || option === '--random-fully')
        throw new NotModelled(option);
      return undefined;
    }
    case 'MASQUERADE':
      if (option === '--to-ports' || option === '--random' || option === '--random-fully')
        throw new NotModelled(option);
      return undefined;
    case 'REDIRECT': {
      if (option !== '--to-ports' && option !== '--to-port') return undefined;
      const text = words.argument(option);
      if (text.includes('-')) throw new NotModelled(`${option} ${text}`);
      const port = Number(text);
      if (!Number.isInteger(port) || port < 1 || port > 65535)
        throw words.problem(`Port \`${text}' not valid`);
      return { ...target, port };
    }
    default:
      return undefined;
  }
}

/** What must be there once all words are read. */
export function checkTarget(words: RuleWords, target: Target, given: boolean, protocol: number): void {
  if (target.kind === 'SNAT' && !given) throw words.problem('option "--to-source" must be specified');
  if (target.kind === 'DNAT' && !given) throw words.problem('option "--to-destination" must be specified');
  const port =
    target.kind === 'SNAT' || target.kind === 'DNAT' || target.kind === 'REDIRECT' ? target.port : undefined;
  if (port !== undefined && protocol !== 6 && protocol !== 17)
    throw words.problem('Need TCP, UDP, SCTP or DCCP with port specification');
}

function rejectType(words: RuleWords, text: string): RejectType {
  const type = REJECT_TYPES[text];
  if (!type) throw words.problem(`unknown reject type "${text}"`);
  return type;
}

function logLevel(words: RuleWords, text: string): number {
  const named = LOG_LEVELS.indexOf(text === 'warn' ? 'warning' : text === 'error' ? 'err' : text);
  const level = /^\d+$/.test(text) ? Number(text) : named;
  if (level < 0 || level > 7) throw words.problem(`log-level "${text}" unknown`);
  return level;
}

/** `ADDRESS`, `ADDRESS:PORT` or `:PORT`; ranges are not modelled. */
function natTarget(words: RuleWords, kind: 'SNAT' | 'DNAT', text: string): Target {
  if (text.includes('-')) throw new NotModelled(`${kind} to a range`);
  const [host, portText] = text.split(':');
  const address = host === '' ? undefined : parseIpv4(host);
  if (host !== '' && address === undefined) throw words.problem(`Bad IP address "${host}"\n`);
  const port = portText === undefined ? undefined : Number(portText);
  if (port !== undefined && (!Number.isInteger(port) || port < 1 || port > 65535))
    throw words.problem(`Port \`${portText}' not valid\n`);
  if (kind === 'SNAT') return { kind, address, port };
  if (address === undefined) throw new NotModelled('DNAT without an address');
  return { kind, address, port };
}
