import type { Fault } from './fault.ts';
import { containerOf, createdAnew, createdOtherwise, mustHave, publishedContainers } from './published.ts';

/** Published as `-p 127.0.0.1:PORT:PORT`: only the host itself gets there. */
export const publishedOnLoopback: Fault = {
  id: 'published-on-loopback',
  layer: 'container',
  title: { en: "the port is published on the host's 127.0.0.1 only", zh: '端口只发布在主机的 127.0.0.1 上' },
  explanation: {
    en: 'The container was created with -p 127.0.0.1:PORT:PORT. The host reaches it at its loopback address, the LAN does not.',
    zh: '容器是用 -p 127.0.0.1:端口:端口 创建的。主机可以从自己的回环地址访问，局域网不行。',
  },
  detected: {
    en: 'Every published port of the container is bound to 127.0.0.1 of the host.',
    zh: '容器发布的端口全部绑定在主机的 127.0.0.1 上。',
  },
  repaired: {
    en: 'The container is created anew with the port published on every address.',
    zh: '重新创建该容器，把端口发布在所有地址上。',
  },
  sites: (lab) =>
    publishedContainers(lab).map(({ node, container }) => [`${node.name}/${container.name}/app`]),
  inject: (lab, site) =>
    createdOtherwise(lab, mustHave(lab, site), (container) => bind(container.request, '127.0.0.1')),
  detect(lab, site) {
    const publish = containerOf(lab, site)?.container.request.publish ?? [];
    return publish.length > 0 && publish.every(({ hostIp }) => hostIp.startsWith('127.'));
  },
  repair: (lab, site) =>
    createdAnew(lab, mustHave(lab, site), (container) => bind(container.request, '0.0.0.0')),
};

function bind(request: { publish: { hostIp: string }[] }, hostIp: string): void {
  for (const binding of request.publish) binding.hostIp = hostIp;
}
