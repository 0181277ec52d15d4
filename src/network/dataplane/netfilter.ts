import type { LocalText } from '../../lib/index.ts';
import type {
  Chain,
  HookName,
  NetDevice,
  NetworkNamespace,
  RejectType,
  Rule,
  Table,
  TableName,
  World,
} from '../../model/state/index.ts';
import { ipLength } from '../../model/wire/index.ts';
import type { InFlight } from './in-flight.ts';
import { matches } from './match.ts';
import { applyNat, needsNatRules, setUpNat } from './nat.ts';
import { note } from './tracing.ts';
import { translated } from './step-text.ts';

export interface HookResult {
  accepted: boolean;
  /** `table/CHAIN/number` or `table/CHAIN/policy` of what decided; empty when nothing objected. */
  rule: string;
  rejectWith?: RejectType;
}

const ACCEPTED: HookResult = Object.freeze({ accepted: true, rule: '' });

/** Tables at each hook, in the order of their priorities (nf_ip_hook_priorities). */
const ORDER: Readonly<Record<HookName, readonly TableName[]>> = {
  PREROUTING: ['raw', 'mangle', 'nat'],
  INPUT: ['mangle', 'filter', 'nat'],
  FORWARD: ['mangle', 'filter'],
  OUTPUT: ['raw', 'mangle', 'nat', 'filter'],
  POSTROUTING: ['mangle', 'nat'],
};

/** Runs a packet through one hook. NAT is applied to `skb.packet`; connection tracking ran before. */
export function runHook(
  world: World,
  netns: NetworkNamespace,
  hook: HookName,
  skb: InFlight,
  input: NetDevice | undefined,
  output: NetDevice | undefined,
): HookResult {
  if (netns.netfilter.tables.size === 0) return ACCEPTED;
  for (const name of ORDER[hook]) {
    const table = netns.netfilter.tables.get(name);
    if (!table) continue;
    if (name === 'nat') {
      const result = runNat(world, netns, table, hook, skb, input, output);
      if (!result.accepted) return result;
      continue;
    }
    const found = traverse(world, netns, table, hook, skb, input, output);
    if (found.rule?.target.kind === 'REJECT')
      return { accepted: false, rule: found.place, rejectWith: found.rule.target.with };
    if (!found.accepted) return { accepted: false, rule: found.place };
  }
  return ACCEPTED;
}

/** The nat table is consulted for the first packet of a flow only; the mapping then holds for all of them. */
function runNat(
  world: World,
  netns: NetworkNamespace,
  table: Table,
  hook: HookName,
  skb: InFlight,
  input: NetDevice | undefined,
  output: NetDevice | undefined,
): HookResult {
  if (!skb.conntrack) return ACCEPTED;
  if (needsNatRules(skb, hook)) {
    const found = traverse(world, netns, table, hook, skb, input, output);
    if (!found.accepted) return { accepted: false, rule: found.place };
    setUpNat(world, netns, skb, hook, found.rule?.target, output);
  }
  const before = skb.packet;
  applyNat(skb, hook);
  if (skb.trace && skb.packet !== before)
    note(world, skb.trace, netns, output ?? input, 'nat', natDetail(before, skb.packet));
  return ACCEPTED;
}

function natDetail(before: InFlight['packet'], after: InFlight['packet']): LocalText {
  const text = (p: InFlight['packet']) => `${dotted(p.src)}>${dotted(p.dst)}`;
  return translated(text(before), text(after));
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}

interface Traversal {
  accepted: boolean;
  rule?: Rule;
  place: string;
}

/** Walks a chain and those it jumps to, counting every rule that matches (ipt_do_table). */
function traverse(
  world: World,
  netns: NetworkNamespace,
  table: Table,
  hook: HookName,
  skb: InFlight,
  input: NetDevice | undefined,
  output: NetDevice | undefined,
): Traversal {
  const base = table.chains.find((chain) => chain.name === hook);
  if (!base) return { accepted: true, place: '' };
  const length = ipLength(skb.packet);
  const stack: { chain: Chain; at: number }[] = [{ chain: base, at: 0 }];
  while (stack.length > 0) {
    const top = stack[stack.length - 1];
    if (top.at >= top.chain.rules.length) {
      stack.pop();
      continue;
    }
    const rule = top.chain.rules[top.at++];
    if (!rule.matches.every((match) => matches(netns, match, skb, input, output))) continue;
    rule.packets++;
    rule.bytes += length;
    const place = `${table.name}/${top.chain.name}/${top.at}`;
    const { target } = rule;
    switch (target.kind) {
      case 'none':
      case 'LOG':
        continue;
      case 'RETURN':
        if (stack.length === 1) top.at = top.chain.rules.length;
        else stack.pop();
        continue;
      case 'jump': {
        const next = table.chains.find((chain) => chain.name === target.chain);
        if (!next) continue;
        if (target.goto) stack.pop();
        stack.push({ chain: next, at: 0 });
        continue;
      }
      case 'DROP':
      case 'REJECT':
        if (skb.trace) note(world, skb.trace, netns, output ?? input, 'netfilter', `${place} ${target.kind}`);
        return { accepted: false, rule, place };
      default:
        if (skb.trace) note(world, skb.trace, netns, output ?? input, 'netfilter', `${place} ${target.kind}`);
        return { accepted: true, rule, place };
    }
  }
  // The chains iptables makes in nf_tables have no counter of their own (recorded in docker-lab o00: always 0).
  if (netns.netfilter.backend === 'legacy') {
    base.packets++;
    base.bytes += length;
  }
  const place = `${table.name}/${base.name}/policy`;
  if (base.policy === 'DROP' && skb.trace)
    note(world, skb.trace, netns, output ?? input, 'netfilter', `${place} DROP`);
  return { accepted: base.policy !== 'DROP', place };
}
