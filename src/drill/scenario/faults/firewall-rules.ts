import type { HookName, Match, Rule } from '../../../model/state/index.ts';
import { PROTO_TCP, PROTO_UDP } from '../../../model/wire/index.ts';
import { ruleSpecification } from '../../../machine/formats/index.ts';
import { install, rootOf } from '../../../machine/os/index.ts';
import { deleteRuleAt, findRule, lookupChain } from '../../../network/kernel/index.ts';
import { hostNetns, type Lab, nodeNamed, runOn } from '../lab.ts';
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

/** The unit that loads a site's own rules at boot, and their file. */
const UNIT = 'site-firewall.service';
const UNIT_FILE = `/etc/systemd/system/${UNIT}`;
const RULES_FILE = '/etc/sysconfig/site-firewall';
const UNIT_TEXT = `[Unit]
Description=Firewall rules of this site
After=network.service
Before=docker.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/sbin/iptables-restore --noflush ${RULES_FILE}

[Install]
WantedBy=multi-user.target
`;

/**
 * Rules of a fault on the host a site names: put in, looked for, or taken out of the filter table. A unit loads them at every boot, as
 * on real hosts: so a reboot, and with it an upgrade of the kernel, heals none of these faults.
 */
export function hostRules(
  lab: Lab,
  site: readonly string[],
  rules: readonly { chain: HookName; rule: RuleText }[],
) {
  const node = nodeNamed(lab, nodeOfPlace(site[0]));
  const root = rootOf(node, node.hostRoot);
  const netns = () => hostNetns(lab, node);
  return {
    add() {
      const { world } = lab.sim;
      const lines = rules.map(({ chain, rule }) => `-I ${chain} ${ruleSpecification(rule)}`);
      install(world, root, RULES_FILE, `${['*filter', ...lines.reverse(), 'COMMIT'].join('\n')}\n`, 0o600);
      install(world, root, UNIT_FILE, UNIT_TEXT);
      runOn(lab, node, `systemctl daemon-reload; systemctl enable ${UNIT}; systemctl start ${UNIT}`);
    },
    present() {
      const { tables } = netns().netfilter;
      return rules.some(({ chain, rule }) => {
        const known = tables.has('filter') ? lookupChain(netns(), 'filter', chain) : undefined;
        return known !== undefined && findRule(known, rule) > 0;
      });
    },
    remove() {
      runOn(
        lab,
        node,
        `systemctl disable ${UNIT}; rm -f ${UNIT_FILE} ${RULES_FILE}; systemctl daemon-reload`,
      );
      for (const { chain, rule } of rules) {
        const known = lookupChain(netns(), 'filter', chain);
        const at = known ? findRule(known, rule) : 0;
        if (at > 0) deleteRuleAt(netns(), 'filter', chain, at);
      }
    },
  };
}
