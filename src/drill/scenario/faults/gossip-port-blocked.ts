import { overlayNodes, restartEngines } from '../lab.ts';
import type { Fault } from './fault.ts';
import { dropPort, hostRules } from './firewall-rules.ts';

const RULES = (['INPUT', 'OUTPUT'] as const).flatMap((chain) =>
  (['tcp', 'udp'] as const).map((protocol) => ({ chain, rule: dropPort(protocol, 7946) })),
);

/** A host lets no gossip in or out (docker-lab o07b): members never join, and a failed join is not tried again. */
export const gossipPortBlocked: Fault = {
  id: 'gossip-port-blocked',
  layer: 'firewall',
  title: { en: 'port 7946 (gossip) is blocked', zh: '7946 端口（gossip）被拦截' },
  explanation: {
    en: 'The engines find each other in the store but cannot talk: the join times out and peers are never learned. The join is not repeated, so opening the port heals only with a restart of an engine.',
    zh: '引擎在存储里能找到对方却无法通信：加入超时，学不到对端。加入不会重试，放开端口后还要重启一台引擎。',
  },
  detected: {
    en: "The host's filter table has a rule in INPUT or OUTPUT that drops TCP or UDP to port 7946.",
    zh: '主机的 filter 表在 INPUT 或 OUTPUT 中有丢弃 7946 端口 TCP 或 UDP 的规则。',
  },
  repaired: {
    en: 'These rules are deleted; the engines and the containers restart, since a failed join is not tried again.',
    zh: '删除这些规则，再重启引擎和容器，因为失败的加入不会重试。',
  },
  needsRestart: true,
  sites: (lab) => overlayNodes(lab).map((node) => [`${node.name}/firewall`]),
  inject: (lab, site) => hostRules(lab, site, RULES).add(),
  detect: (lab, site) => hostRules(lab, site, RULES).present(),
  repair(lab, site) {
    hostRules(lab, site, RULES).remove();
    restartEngines(lab);
  },
};
