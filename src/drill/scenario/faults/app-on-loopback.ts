import { isFailure } from '../../../model/state/index.ts';
import { install, NO_DYNAMIC, readText, rootOf } from '../../../machine/os/index.ts';
import { type Lab, runOn } from '../lab.ts';
import type { Fault } from './fault.ts';
import { containerOf, mustHave, type Published, publishedContainers } from './published.ts';

/** Where nginx says what it listens on. */
const CONFIGURATION = '/etc/nginx/conf.d/default.conf';

function configuration({ node, container }: Published): string | undefined {
  const text = readText(rootOf(node, container.id), NO_DYNAMIC, CONFIGURATION);
  return isFailure(text) ? undefined : text;
}

function listen(lab: Lab, published: Published, where: string): void {
  const text = configuration(published) ?? '';
  const changed = text.replace(/^(\s*listen\s+).*?;/m, `$1${where};`);
  install(lab.sim.world, rootOf(published.node, published.container.id), CONFIGURATION, changed);
}

/** The application serves only its own loopback; what the host forwards to it is refused (docker-lab s03). */
export const appOnLoopback: Fault = {
  id: 'app-on-loopback',
  layer: 'container',
  title: { en: 'the application listens on 127.0.0.1 only', zh: '应用只监听 127.0.0.1' },
  explanation: {
    en: 'The port is published, the rule forwards, the packet arrives at the container, and nobody listens at the address it is for: loopback inside a container is the container itself.',
    zh: '端口已发布，规则也在转发，报文到达容器，但它的目的地址上没有人监听：容器里的回环地址只属于容器自己。',
  },
  detected: {
    en: `\`listen\` in the container's \`${CONFIGURATION}\` names a loopback address.`,
    zh: `容器的 \`${CONFIGURATION}\` 中 \`listen\` 写的是回环地址。`,
  },
  repaired: {
    en: '`listen` names the port alone; the container restarts.',
    zh: '`listen` 只写端口，然后重启容器。',
  },
  sites: (lab) =>
    publishedContainers(lab)
      .filter((published) => configuration(published) !== undefined)
      .map(({ node, container }) => [`${node.name}/${container.name}/app`]),
  inject: (lab, site) => listen(lab, mustHave(lab, site), '127.0.0.1:80'),
  detect(lab, site) {
    const published = containerOf(lab, site);
    return published !== undefined && /^\s*listen\s+127\./m.test(configuration(published) ?? '');
  },
  repair(lab, site) {
    const published = mustHave(lab, site);
    listen(lab, published, '80');
    runOn(lab, published.node, `docker restart -t 1 ${published.container.name} >/dev/null`);
  },
};
