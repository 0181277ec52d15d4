import type { Match } from '../../../model/state/index.ts';
import { PROTO_UDP } from '../../../model/wire/index.ts';
import { overlayNodes } from '../lab.ts';
import type { Fault } from './fault.ts';
import { hostRules } from './firewall-rules.ts';

/** Octets of an IP packet from which the rule drops. */
const FROM = 1200;

const MATCHES: Match[] = [
  { kind: 'protocol', protocol: PROTO_UDP, negated: false },
  { kind: 'length', from: FROM, to: 65_535, negated: false },
];
const RULES = [{ chain: 'INPUT', rule: { matches: MATCHES, target: { kind: 'DROP' } } }] as const;

/** A rule or an agent against floods of long datagrams meets the tunnel, whose packets are UDP. */
export const longUdpBlocked: Fault = {
  id: 'long-udp-blocked',
  layer: 'firewall',
  title: { en: 'long UDP packets are dropped', zh: '较长的 UDP 报文被丢弃' },
  explanation: {
    en: 'The firewall of one host drops UDP packets of 1200 octets and more, as people do against amplification attacks. VXLAN is UDP: small packets of the overlay pass, long ones end in INPUT. What is no UDP, between the hosts, passes at any length.',
    zh: '一台主机的防火墙丢弃 1200 字节及以上的 UDP 报文，常被用来抵御放大攻击。VXLAN 就是 UDP：overlay 的小报文能通过，长报文止于 INPUT。主机之间不是 UDP 的报文，多长都能通过。',
  },
  detected: {
    en: "The host's filter table has a rule in INPUT that drops UDP by its length.",
    zh: '主机的 filter 表在 INPUT 中有按长度丢弃 UDP 的规则。',
  },
  repaired: { en: 'The rule is deleted.', zh: '删除该规则。' },
  sites: (lab) => overlayNodes(lab).map((node) => [`${node.name}/firewall`]),
  injectLate: (lab, site) => hostRules(lab, site, RULES).add(),
  detect: (lab, site) => hostRules(lab, site, RULES).present(),
  repair: (lab, site) => hostRules(lab, site, RULES).remove(),
};
