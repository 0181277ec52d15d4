import { PROTOCOL_NUMBERS } from '../../../machine/formats/index.ts';
import type { Match, Rule, Target } from '../../../model/state/index.ts';
import { type Cidr, networkOf, parseIpv4, prefixLength } from '../../../model/wire/index.ts';
import { checkModule, extensionOption } from './iptables-matches.ts';
import { checkTarget, targetNamed, targetOption } from './iptables-targets.ts';
import type { RuleWords } from './iptables-words.ts';
import { NotModelled } from './refusal.ts';

/** The part of a rule specification read so far. */
export interface RuleDraft {
  sources: Cidr[];
  destinations: Cidr[];
  sourceNegated: boolean;
  destinationNegated: boolean;
  header: Match[];
  extensions: Match[];
  modules: string[];
  protocol: number;
  protocolNegated: boolean;
  target: Target;
  targetGiven: boolean;
  counters?: { packets: number; bytes: number };
}

export function emptyDraft(): RuleDraft {
  return {
    sources: [],
    destinations: [],
    sourceNegated: false,
    destinationNegated: false,
    header: [],
    extensions: [],
    modules: [],
    protocol: 0,
    protocolNegated: false,
    target: { kind: 'none' },
    targetGiven: false,
  };
}

const PROTOCOL_MODULES: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp' };

/**
 * Reads one option of a rule specification into the draft. False when it is none; `isChain` tells user chains from
 * extensions.
 */
export function ruleOption(
  words: RuleWords,
  option: string,
  negated: boolean,
  draft: RuleDraft,
  isChain: (name: string) => boolean,
): boolean {
  switch (option) {
    case '-s':
    case '--source':
    case '--src':
      draft.sources = networks(words, words.argument(option));
      draft.sourceNegated = negated;
      return true;
    case '-d':
    case '--destination':
    case '--dst':
      draft.destinations = networks(words, words.argument(option));
      draft.destinationNegated = negated;
      return true;
    case '-i':
    case '--in-interface':
      draft.header.push({ kind: 'in', device: words.argument(option), negated });
      return true;
    case '-o':
    case '--out-interface':
      draft.header.push({ kind: 'out', device: words.argument(option), negated });
      return true;
    case '-p':
    case '--protocol':
    case '--proto': {
      draft.protocol = protocolNumber(words, words.argument(option));
      draft.protocolNegated = negated;
      if (draft.protocol === 0 && negated) throw words.problem('rule would never match protocol');
      if (draft.protocol !== 0) draft.header.push({ kind: 'protocol', protocol: draft.protocol, negated });
      return true;
    }
    case '-f':
    case '--fragment':
      draft.header.push({ kind: 'fragment', negated });
      return true;
    case '-m':
    case '--match': {
      const name = words.argument(option);
      checkModule(words, name);
      draft.modules.push(name);
      return true;
    }
    case '-j':
    case '--jump':
      draft.target = targetNamed(words, words.argument(option), isChain);
      return true;
    case '-g':
    case '--goto': {
      const chain = words.argument(option);
      draft.target = { kind: 'jump', chain, goto: true };
      return true;
    }
    case '-c':
    case '--set-counters':
      draft.counters = { packets: counter(words, option), bytes: counter(words, option) };
      return true;
  }
  const target = targetOption(words, option, draft.target);
  if (target) {
    draft.target = target;
    draft.targetGiven = true;
    return true;
  }
  if (option === '--limit-burst') {
    const limit = draft.extensions.findLast((match) => match.kind === 'limit');
    if (!limit) throw new NotModelled('--limit-burst before --limit');
    const burst = words.argument(option);
    if (!/^\d{1,5}$/.test(burst) || Number(burst) > 10_000)
      throw words.problem(`bad --limit-burst \`${burst}'`);
    limit.burst = Number(burst);
    return true;
  }
  const implied = draft.protocolNegated ? undefined : PROTOCOL_MODULES[draft.protocol];
  const loaded = implied === undefined ? draft.modules : [...draft.modules, implied];
  const matches = extensionOption(words, option, negated, loaded);
  if (!matches) return false;
  draft.extensions.push(...matches);
  return true;
}

/** All rules a specification stands for: several addresses in `-s` or `-d` make a rule each. */
export function finishRules(words: RuleWords, draft: RuleDraft): Pick<Rule, 'matches' | 'target'>[] {
  checkTarget(words, draft.target, draft.targetGiven, draft.protocolNegated ? 0 : draft.protocol);
  if (
    draft.extensions.some((match) => match.kind === 'multiport') &&
    draft.protocol !== 6 &&
    draft.protocol !== 17
  )
    throw words.problem("multiport needs `-p tcp', `-p udp', `-p udplite', `-p sctp' or `-p dccp'");
  if (draft.modules.includes('conntrack') && !draft.extensions.some((match) => match.kind === 'ctstate'))
    throw words.problem('conntrack: At least one option is required');
  if (draft.modules.includes('state') && !draft.extensions.some((match) => match.kind === 'ctstate'))
    throw words.problem('state: option "--state" must be specified');
  if (draft.modules.includes('length') && !draft.extensions.some((match) => match.kind === 'length'))
    throw words.problem('length: option "--length" must be specified\n');
  if (draft.sources.length > 1 && draft.sourceNegated)
    throw words.problem('! not allowed with multiple source or destination IP addresses');
  const rules: Pick<Rule, 'matches' | 'target'>[] = [];
  const any: (Cidr | undefined)[] = [undefined];
  for (const source of draft.sources.length > 0 ? draft.sources : any)
    for (const destination of draft.destinations.length > 0 ? draft.destinations : any) {
      const matches: Match[] = [];
      if (source && source.prefix > 0)
        matches.push({ kind: 'source', net: source, negated: draft.sourceNegated });
      if (destination && destination.prefix > 0)
        matches.push({ kind: 'destination', net: destination, negated: draft.destinationNegated });
      const order = ['in', 'out', 'protocol', 'fragment'];
      const header = [...draft.header].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
      matches.push(...header, ...draft.extensions);
      rules.push({ matches, target: draft.target });
    }
  return rules;
}

function counter(words: RuleWords, option: string): number {
  const text = words.argument(option);
  if (!/^\d+$/.test(text)) throw words.problem(`${option} packet counter not numeric`);
  return Number(text);
}

function protocolNumber(words: RuleWords, text: string): number {
  const number = /^\d+$/.test(text) ? Number(text) : PROTOCOL_NUMBERS[text.toLowerCase()];
  if (number === undefined || number > 255) throw words.problem(`unknown protocol "${text}" specified`);
  return number;
}

/** `ADDRESS[/MASK]`, several with commas; host bits are cleared as the tool clears them. */
function networks(words: RuleWords, text: string): Cidr[] {
  return text.split(',').map((part) => {
    const [host, mask] = part.split('/');
    const address = parseIpv4(host);
    if (address === undefined) throw words.problem(`host/network \`${host}' not found`);
    const dotted = mask === undefined ? undefined : parseIpv4(mask);
    const prefix =
      mask === undefined
        ? 32
        : dotted !== undefined
          ? prefixLength(dotted)
          : /^\d+$/.test(mask) && Number(mask) <= 32
            ? Number(mask)
            : undefined;
    if (prefix === undefined) {
      if (dotted !== undefined) throw new NotModelled(`mask ${mask}`);
      throw words.problem(`invalid mask \`${mask}' specified`);
    }
    return { address: networkOf(address, prefix), prefix };
  });
}
