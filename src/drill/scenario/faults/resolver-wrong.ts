import type { Node } from '../../../model/state/index.ts';
import { isFailure } from '../../../model/state/index.ts';
import { install, NO_DYNAMIC, readText, rootOf } from '../../../machine/os/index.ts';
import { engineNodes, type Lab, nodeNamed, restartContainers } from '../lab.ts';
import { type Fault, nodeOfPlace } from './fault.ts';

const FILE = '/etc/resolv.conf';
/** An address of TEST-NET-1 (RFC 5737): nobody answers there. */
const NOBODY = '192.0.2.53';

function resolver(node: Node): string {
  const text = readText(rootOf(node, node.hostRoot), NO_DYNAMIC, FILE);
  return isFailure(text) ? '' : text;
}

/** The host's name server, as its own network has it. */
function serverOf(lab: Lab, node: Node): string | undefined {
  return /^nameserver (\S+)/m.exec(lab.scenario.nodes?.[node.name]?.files?.[FILE] ?? '')?.[1];
}

/** The host asks a name server that nobody runs; containers of the default bridge have its file. */
export const resolverWrong: Fault = {
  id: 'resolver-wrong',
  layer: 'host',
  title: { en: 'resolv.conf names a server that does not answer', zh: 'resolv.conf 指向不应答的服务器' },
  explanation: {
    en: "Names do not resolve, addresses work. A container on the default bridge gets a copy of the host's resolv.conf each time it starts.",
    zh: '名字解析不了，地址可以。默认网桥上的容器每次启动都会得到主机 resolv.conf 的一份拷贝。',
  },
  detected: {
    en: `The host's \`${FILE}\` does not name its network's server.`,
    zh: `主机的 \`${FILE}\` 没有指向本网络的服务器。`,
  },
  repaired: {
    en: 'The file names the server; the containers restart.',
    zh: '文件改回该服务器，再重启容器。',
  },
  sites: (lab) =>
    engineNodes(lab)
      .filter((node) => serverOf(lab, node) !== undefined)
      .map((node) => [`${node.name}/dns`]),
  inject(lab, site) {
    const node = nodeNamed(lab, nodeOfPlace(site[0]));
    install(lab.sim.world, rootOf(node, node.hostRoot), FILE, `nameserver ${NOBODY}\n`);
  },
  detect(lab, site) {
    const node = nodeNamed(lab, nodeOfPlace(site[0]));
    const server = serverOf(lab, node);
    return server !== undefined && !resolver(node).includes(`nameserver ${server}`);
  },
  repair(lab, site) {
    const node = nodeNamed(lab, nodeOfPlace(site[0]));
    install(lab.sim.world, rootOf(node, node.hostRoot), FILE, `nameserver ${serverOf(lab, node)}\n`);
    restartContainers(lab);
  },
};
