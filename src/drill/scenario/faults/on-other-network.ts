import type { Fault } from './fault.ts';
import { containersAtHome, homeNetwork, networksOf, ownNetworks } from './own-networks.ts';
import { containerOf, createdAnew, createdOtherwise, mustHave } from './published.ts';

/** Created with another network's name: engines keep their bridges apart (docker-lab s02, DOCKER-ISOLATION). */
export const onOtherNetwork: Fault = {
  id: 'on-other-network',
  layer: 'container',
  title: {
    en: 'the container is on another bridge network than its peers',
    zh: '容器和它的伙伴不在同一个网桥网络上',
  },
  explanation: {
    en: 'The container was created with the name of another network of the same host. The engine answers for names only among containers of one network, and its rules drop what goes from one of its bridges to another.',
    zh: '容器创建时写的是同一主机上另一个网络的名字。引擎只在同一网络的容器之间解析名字，它的规则还会丢弃从一个网桥到另一个网桥的报文。',
  },
  detected: {
    en: 'The container, by its label `com.docker.compose.project` one of PROJECT, has no endpoint on `PROJECT_default` and one on another bridge network that somebody made.',
    zh: '按标签 `com.docker.compose.project` 属于某 PROJECT 的容器，在 `PROJECT_default` 上没有端点，而在另一个自建的网桥网络上有端点。',
  },
  repaired: {
    en: 'The container is created anew with its own network, or connected to it.',
    zh: '用它自己的网络重新创建该容器，或把它连接到该网络。',
  },
  sites: (lab) =>
    containersAtHome(lab)
      .filter(({ node }) => ownNetworks(lab, node).length > 1)
      .map(({ node, container: { name } }) => [`${node.name}/${name}/eth0`, `${node.name}/${name}/dns`]),
  inject(lab, site) {
    const found = mustHave(lab, site);
    const other = ownNetworks(lab, found.node).find((name) => name !== homeNetwork(lab, found)) ?? '';
    createdOtherwise(lab, found, (container) => {
      container.request.network = other;
      container.endpoints = [];
    });
  },
  detect(lab, site) {
    const found = containerOf(lab, site);
    if (!found) return false;
    const home = homeNetwork(lab, found);
    if (home === undefined) return false;
    const own = ownNetworks(lab, found.node);
    const joined = networksOf(found.container).filter((name) => own.includes(name));
    return joined.length > 0 && !joined.includes(home);
  },
  repair(lab, site) {
    const found = mustHave(lab, site);
    const home = homeNetwork(lab, found);
    createdAnew(lab, found, (container) => {
      container.request.network = home ?? container.request.network;
      container.endpoints = [];
    });
  },
};
