import type { Match } from '../../../model/state/index.ts';
import { engineNodes, type Lab, overlayNodes } from '../lab.ts';
import { type Fault, nodeOfPlace } from './fault.ts';
import { hostRules } from './firewall-rules.ts';

/** Drops everything that comes from the other hosts' addresses. */
function rules(lab: Lab, site: readonly string[]) {
  const own = nodeOfPlace(site[0]);
  return engineNodes(lab)
    .filter((node) => node.name !== own && node.nics[0]?.address)
    .map((node) => {
      const matches: Match[] = [
        { kind: 'source', net: { address: node.nics[0]?.address?.address ?? 0, prefix: 32 }, negated: false },
      ];
      return { chain: 'INPUT' as const, rule: { matches, target: { kind: 'DROP' as const } } };
    });
}

export const underlayBlocked: Fault = {
  id: 'underlay-blocked',
  layer: 'firewall',
  title: { en: 'a host drops everything from its peer', zh: '主机丢弃来自对端的全部报文' },
  explanation: {
    en: 'A rule drops every packet from the other host: the overlay, gossip and the store all lose it, and plain pings between the hosts fail as well.',
    zh: '一条规则丢弃来自另一台主机的所有报文：overlay、gossip、存储都受影响，主机之间的 ping 也不通。',
  },
  detected: {
    en: "The host's filter table has a rule in INPUT that drops everything from another host's address.",
    zh: '主机的 filter 表在 INPUT 中有一条规则，丢弃来自另一台主机地址的全部报文。',
  },
  repaired: {
    en: 'These rules are deleted.',
    zh: '删除这些规则。',
  },
  sites: (lab) => overlayNodes(lab).map((node) => [`${node.name}/firewall`]),
  injectLate: (lab, site) => hostRules(lab, site, rules(lab, site)).add(),
  detect: (lab, site) => hostRules(lab, site, rules(lab, site)).present(),
  repair: (lab, site) => hostRules(lab, site, rules(lab, site)).remove(),
};
