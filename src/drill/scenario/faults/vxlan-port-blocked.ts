import { overlayNodes } from '../lab.ts';
import type { Fault } from './fault.ts';
import { dropPort, hostRules } from './firewall-rules.ts';

const RULES = [{ chain: 'INPUT', rule: dropPort('udp', 4789) }] as const;

/** A host drops what arrives for the tunnel (kernel-lab f01, docker-lab o09). */
export const vxlanPortBlocked: Fault = {
  id: 'vxlan-port-blocked',
  layer: 'firewall',
  title: { en: 'udp 4789 is blocked', zh: 'udp 4789 被拦截' },
  explanation: {
    en: 'The firewall of one host drops VXLAN packets. Neighbours still resolve, because the vxlan device answers ARP itself; requests arrive at the card and go no further.',
    zh: '一台主机的防火墙丢弃 VXLAN 报文。邻居仍能解析，因为 vxlan 设备自己回答 ARP；请求到达网卡后就没有下文。',
  },
  detected: {
    en: "The host's filter table has a rule in INPUT that drops UDP to port 4789.",
    zh: '主机的 filter 表在 INPUT 中有丢弃 4789 端口 UDP 的规则。',
  },
  repaired: {
    en: 'The rule is deleted.',
    zh: '删除该规则。',
  },
  sites: (lab) => overlayNodes(lab).map((node) => [`${node.name}/firewall`]),
  injectLate: (lab, site) => hostRules(lab, site, RULES).add(),
  detect: (lab, site) => hostRules(lab, site, RULES).present(),
  repair: (lab, site) => hostRules(lab, site, RULES).remove(),
};
