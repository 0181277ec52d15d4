import { install, rootOf } from '../../../machine/os/index.ts';
import type { Node } from '../../../model/state/index.ts';
import { engineNodes, type Lab, restartEngines, overlayNodes } from '../lab.ts';
import { allOf, type Fault } from './fault.ts';

function rename(lab: Lab, node: Node, name: string): void {
  node.hostnames.set('host', name);
  install(lab.sim.world, rootOf(node, node.hostRoot), '/etc/hostname', `${name}\n`);
}

/** Two hosts of one name: serf sees a conflict and quits on both (docker-lab o06). */
export const sameHostname: Fault = {
  id: 'same-hostname',
  layer: 'host',
  title: { en: 'the hosts have the same name', zh: '主机名相同' },
  explanation: {
    en: 'Gossip members are known by host name. Two hosts of one name quarrel, both are in the minority, and serf shuts itself down on both some seconds after the start.',
    zh: 'gossip 成员以主机名区分。两台主机同名会冲突，双方都是少数派，启动几秒后 serf 在两边都自行退出。',
  },
  detected: {
    en: 'At least two hosts with an engine have the same host name.',
    zh: '至少有两台运行引擎的主机同名。',
  },
  repaired: {
    en: 'The hosts get different names, also in /etc/hostname; the engines and the containers restart.',
    zh: '给各主机起不同的名字（包括 /etc/hostname），再重启引擎和容器。',
  },
  needsRestart: true,
  sites: (lab) => allOf(overlayNodes(lab).map((node) => `${node.name}/hostname`)),
  inject(lab) {
    const [first] = engineNodes(lab);
    const short = (first?.hostnames.get('host') ?? 'host').split('.')[0];
    for (const node of engineNodes(lab)) rename(lab, node, `${short}.lan`);
  },
  detect(lab) {
    const names = engineNodes(lab).map((node) => node.hostnames.get('host'));
    return names.length > 1 && new Set(names).size < names.length;
  },
  repair(lab) {
    for (const node of engineNodes(lab)) {
      const short = (node.hostnames.get('host') ?? node.name).split('.')[0];
      rename(lab, node, `${short}.${node.name.replace(/^host/, 'h')}`);
    }
    restartEngines(lab);
  },
};
