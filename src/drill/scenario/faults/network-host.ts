import type { Fault } from './fault.ts';
import { containerOf, createdAnew, createdOtherwise, mustHave, publishedContainers } from './published.ts';

/** Created with `--network host`: it serves on the host's own port, and its `-p` was discarded with a warning (docker-lab s04). */
export const networkHost: Fault = {
  id: 'network-host',
  layer: 'container',
  title: { en: 'the container was created with --network host', zh: '容器是用 --network host 创建的' },
  explanation: {
    en: "A container on the network host has no network of its own: its application listens on the host's port itself. There is nothing to publish, and -p is discarded with a warning that scrolls by.",
    zh: 'host 网络上的容器没有自己的网络：应用直接监听主机的端口。没有什么可发布的，-p 被丢弃，只留下一行一闪而过的警告。',
  },
  detected: { en: 'The container is on record with the network `host`.', zh: '容器记录的网络是 `host`。' },
  repaired: {
    en: 'The container is created anew on the default bridge.',
    zh: '在默认网桥上重新创建该容器。',
  },
  sites: (lab) =>
    publishedContainers(lab)
      .filter(({ container }) => container.request.network === 'bridge')
      .map(({ node, container }) => [
        `${node.name}/${container.name}/eth0`,
        `${node.name}/${container.name}/app`,
      ]),
  inject: (lab, site) =>
    createdOtherwise(lab, mustHave(lab, site), (container) => {
      container.request.network = 'host';
      container.endpoints = [];
    }),
  detect: (lab, site) => containerOf(lab, site)?.container.request.network === 'host',
  repair: (lab, site) =>
    createdAnew(lab, mustHave(lab, site), (container) => {
      container.request.network = 'bridge';
      container.endpoints = [];
    }),
};
