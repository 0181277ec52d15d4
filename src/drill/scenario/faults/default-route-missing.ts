import { formatIpv4 } from '../../../model/wire/index.ts';
import { deleteRoute } from '../../../network/kernel/index.ts';
import { engineNodes, hostNetns, type Lab, nodeNamed, runOn } from '../lab.ts';
import { type Fault, nodeOfPlace } from './fault.ts';

function routesOut(lab: Lab, site: readonly string[]) {
  return hostNetns(lab, nodeNamed(lab, nodeOfPlace(site[0]))).routes.filter(({ prefix }) => prefix === 0);
}

/** The host knows no way out of its LAN (kernel-lab f15). */
export const defaultRouteMissing: Fault = {
  id: 'default-route-missing',
  layer: 'host',
  title: { en: 'the host has no default route', zh: '主机没有默认路由' },
  explanation: {
    en: 'The host reaches its own LAN and nothing beyond; for its containers it answers that the network is unreachable.',
    zh: '主机只能到达自己的局域网；对它的容器，它回答网络不可达。',
  },
  detected: { en: "The host's main table has no default route.", zh: '主机的主路由表没有默认路由。' },
  repaired: { en: '`ip route add default via GATEWAY`.', zh: '执行 `ip route add default via 网关`。' },
  sites: (lab) =>
    engineNodes(lab)
      .filter((node) => node.nics[0]?.address?.gateway !== undefined)
      .map((node) => [`${node.name}/routes`]),
  injectLate(lab, site) {
    const netns = hostNetns(lab, nodeNamed(lab, nodeOfPlace(site[0])));
    for (const route of routesOut(lab, site)) deleteRoute(netns, route);
  },
  detect: (lab, site) => routesOut(lab, site).length === 0,
  repair(lab, site) {
    const node = nodeNamed(lab, nodeOfPlace(site[0]));
    runOn(lab, node, `ip route add default via ${formatIpv4(node.nics[0]?.address?.gateway ?? 0)}`);
  },
};
