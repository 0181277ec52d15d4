import type { HookName, Match, Rule } from '../../../model/state/index.ts';
import { PROTO_TCP, PROTO_UDP } from '../../../model/wire/index.ts';
import { deleteRuleAt, findRule, insertRule, lookupChain } from '../../../network/kernel/index.ts';
import { hostNetns, type Lab, nodeNamed } from '../lab.ts';
import { nodeOfPlace } from './fault.ts';

type RuleText = Pick<Rule, 'matches' | 'target'>;

/** `-p PROTO --dport PORT -j DROP`. */
export function dropPort(protocol: 'tcp' | 'udp', port: number): RuleText {
  const matches: Match[] = [
    { kind: 'protocol', protocol: protocol === 'tcp' ? PROTO_TCP : PROTO_UDP, negated: false },
    { kind: 'dport', from: port, to: port, negated: false, module: protocol },
  ];
  return { matches, target: { kind: 'DROP' } };
}

/** Rules of a fault on the host a site names: put in, looked for, or taken out of the filter table. */
export function hostRules(
  lab: Lab,
  site: readonly string[],
  rules: readonly { chain: HookName; rule: RuleText }[],
) {
  const netns = hostNetns(lab, nodeNamed(lab, nodeOfPlace(site[0])));
  return {
    add() {
      for (const { chain, rule } of rules) insertRule(netns, 'filter', chain, rule, 1);
    },
    present() {
      return rules.some(({ chain, rule }) => {
        const known = netns.netfilter.tables.has('filter') ? lookupChain(netns, 'filter', chain) : undefined;
        return known !== undefined && findRule(known, rule) > 0;
      });
    },
    remove() {
      for (const { chain, rule } of rules) {
        const known = lookupChain(netns, 'filter', chain);
        const at = known ? findRule(known, rule) : 0;
        if (at > 0) deleteRuleAt(netns, 'filter', chain, at);
      }
    },
  };
}
