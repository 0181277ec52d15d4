import type { Match } from '../../../model/state/index.ts';
import { ipv4 } from '../../../model/wire/index.ts';
import type { Lab } from '../lab.ts';
import { type Fault, nodeOfPlace } from './fault.ts';
import { hostRules } from './firewall-rules.ts';
import { macvlanNetworks, macvlanOn } from './macvlan-networks.ts';

/** Drops everything that comes from the addresses of the containers on the LAN. */
function rules(lab: Lab, site: readonly string[]) {
  const addresses = macvlanOn(lab, nodeOfPlace(site[0]))?.containers.flatMap(({ endpoints }) =>
    endpoints.map(({ ip }) => ip),
  );
  return (addresses ?? []).map((ip) => {
    const matches: Match[] = [{ kind: 'source', net: { address: ipv4(ip), prefix: 32 }, negated: false }];
    return { chain: 'INPUT' as const, rule: { matches, target: { kind: 'DROP' as const } } };
  });
}

/** The cause everybody suspects first: the host's firewall. */
export const containerAddressBlocked: Fault = {
  id: 'container-address-blocked',
  layer: 'firewall',
  title: {
    en: "the host drops everything from its containers' LAN addresses",
    zh: '主机丢弃来自容器局域网地址的全部报文',
  },
  explanation: {
    en: "Rules in INPUT drop what comes from the containers' addresses on the LAN: the host resolves them, sends, and throws the answers away. Others reach the containers as before, since what is for a macvlan device does not pass the host's firewall.",
    zh: 'INPUT 中的规则丢弃来自容器局域网地址的报文：主机能解析它们的地址，也能发出报文，却把应答丢掉。其他机器照常访问容器，因为发给 macvlan 设备的报文不经过主机的防火墙。',
  },
  detected: {
    en: "The host's filter table has a rule in INPUT that drops everything from the address of a container on its macvlan network.",
    zh: '主机的 filter 表在 INPUT 中有一条规则，丢弃来自其 macvlan 网络中某个容器地址的全部报文。',
  },
  repaired: { en: 'These rules are deleted.', zh: '删除这些规则。' },
  sites: (lab) => macvlanNetworks(lab).map(({ node }) => [`${node.name}/firewall`]),
  injectLate: (lab, site) => hostRules(lab, site, rules(lab, site)).add(),
  detect: (lab, site) => hostRules(lab, site, rules(lab, site)).present(),
  repair: (lab, site) => hostRules(lab, site, rules(lab, site)).remove(),
};
