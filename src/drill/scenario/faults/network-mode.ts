import type { Fault } from './fault.ts';
import { containerOf, createdAnew, createdOtherwise, mustHave, publishedContainers } from './published.ts';

/** A container that belongs on the default bridge was created with another network mode, which has nothing to publish. */
export function wrongNetworkMode(
  mode: 'none' | 'host',
  words: Pick<Fault, 'id' | 'title' | 'explanation'>,
): Fault {
  return {
    ...words,
    layer: 'container',
    detected: {
      en: `The container is on record with the network \`${mode}\`.`,
      zh: `容器记录的网络是 \`${mode}\`。`,
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
        container.request.network = mode;
        container.endpoints = [];
      }),
    detect: (lab, site) => containerOf(lab, site)?.container.request.network === mode,
    repair: (lab, site) =>
      createdAnew(lab, mustHave(lab, site), (container) => {
        container.request.network = 'bridge';
        container.endpoints = [];
      }),
  };
}
