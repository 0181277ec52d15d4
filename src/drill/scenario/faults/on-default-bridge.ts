import type { Fault } from './fault.ts';
import { containersAtHome, homeNetwork, networksOf, ownNetworks } from './own-networks.ts';
import { containerOf, createdAnew, createdOtherwise, mustHave } from './published.ts';

/** Created without --network: on the default bridge, where names do not resolve (docker-lab s01). */
export const onDefaultBridge: Fault = {
  id: 'on-default-bridge',
  layer: 'container',
  title: {
    en: 'the container is on the default bridge instead of its network',
    zh: '容器在默认网桥上，而不在它的网络里',
  },
  explanation: {
    en: 'The container was created without --network. On the default bridge nobody resolves names of containers, and it is another network than the one where the others are.',
    zh: '容器创建时没有 --network。默认网桥上没有人解析容器的名字，而且它和其他容器所在的不是同一个网络。',
  },
  detected: {
    en: 'The container has no endpoint on a bridge network that somebody made.',
    zh: '容器在自建的网桥网络上没有端点。',
  },
  repaired: {
    en: 'The container is created anew with `--network`, or connected to the network.',
    zh: '用 `--network` 重新创建该容器，或把它连接到该网络。',
  },
  sites: (lab) =>
    containersAtHome(lab).map(({ node, container: { name } }) => [
      `${node.name}/${name}/eth0`,
      `${node.name}/${name}/dns`,
    ]),
  inject: (lab, site) =>
    createdOtherwise(lab, mustHave(lab, site), (container) => {
      container.request.network = 'bridge';
      container.endpoints = [];
    }),
  detect(lab, site) {
    const found = containerOf(lab, site);
    if (!found) return false;
    const own = ownNetworks(lab, found.node);
    return own.length > 0 && !networksOf(found.container).some((name) => own.includes(name));
  },
  repair(lab, site) {
    const found = mustHave(lab, site);
    const home = homeNetwork(lab, found);
    createdAnew(lab, found, (container) => {
      container.request.network = home ?? 'bridge';
      container.endpoints = [];
    });
  },
};
