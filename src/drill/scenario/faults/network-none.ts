import type { Fault } from './fault.ts';
import { containerOf, createdAnew, createdOtherwise, mustHave, publishedContainers } from './published.ts';

/** Created with `--network none`: no interface but loopback, and its `-p` was dropped without a word (docker-lab s04). */
export const networkNone: Fault = {
  id: 'network-none',
  layer: 'container',
  title: { en: 'the container was created with --network none', zh: '容器是用 --network none 创建的' },
  explanation: {
    en: 'A container on the network none has loopback and nothing else. The engine takes -p for it and discards it without a warning.',
    zh: 'none 网络上的容器只有回环接口。引擎接受它的 -p，却不加提示地丢弃。',
  },
  detected: {
    en: 'The container is on record with the network `none`.',
    zh: '容器记录的网络是 `none`。',
  },
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
      container.request.network = 'none';
      container.endpoints = [];
    }),
  detect: (lab, site) => containerOf(lab, site)?.container.request.network === 'none',
  repair: (lab, site) =>
    createdAnew(lab, mustHave(lab, site), (container) => {
      container.request.network = 'bridge';
      container.endpoints = [];
    }),
};
