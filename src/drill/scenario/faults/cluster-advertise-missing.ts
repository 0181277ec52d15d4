import type { EngineMemory } from '../../../machine/docker/index.ts';
import type { Node } from '../../../model/state/index.ts';
import { engineNodes, type Lab, restartEngines, underlayCard, overlayNodes } from '../lab.ts';
import { allOf, type Fault } from './fault.ts';
import { setUnitFlag } from './unit-flags.ts';

/** The running engine's memory. */
export function engineMemory(node: Node): EngineMemory | undefined {
  for (const process of node.processes.values())
    if (process.comm === 'dockerd' && process.state !== 'zombie')
      return process.data as EngineMemory | undefined;
  return undefined;
}

function present(lab: Lab): boolean {
  return engineNodes(lab).every((node) => {
    const memory = engineMemory(node);
    return memory !== undefined && memory.config.clusterStore !== '' && memory.config.clusterAdvertise === '';
  });
}

/** No engine advertises itself: no discovery, no gossip, no peers (facts A1 and A2). */
export const clusterAdvertiseMissing: Fault = {
  id: 'cluster-advertise-missing',
  layer: 'engine',
  title: { en: '--cluster-advertise is missing on the engines', zh: '引擎缺少 --cluster-advertise' },
  explanation: {
    en: 'Without --cluster-advertise the engines share networks and addresses through the store, but never start gossip: no host learns where a remote container runs, so ARP on the overlay is not answered and no VXLAN packet leaves.',
    zh: '没有 --cluster-advertise，引擎仍通过存储共享网络和地址，但不会启动 gossip：主机不知道远端容器在哪里，overlay 上的 ARP 得不到回答，也没有 VXLAN 报文发出。',
  },
  detected: {
    en: 'Every running engine was started with a cluster store and without an advertise address.',
    zh: '每台运行中的引擎都配置了集群存储，却没有通告地址。',
  },
  repaired: {
    en: '`--cluster-advertise` with the card to the other hosts goes into docker.service; the engines and the containers restart.',
    zh: '在 docker.service 中加上指向对外网卡的 `--cluster-advertise`，再重启引擎和容器。',
  },
  needsRestart: true,
  sites: (lab) => allOf(overlayNodes(lab).map((node) => `${node.name}/dockerd`)),
  inject(lab) {
    for (const node of engineNodes(lab)) setUnitFlag(lab.sim.world, node, 'cluster-advertise', undefined);
  },
  detect: present,
  repair(lab) {
    for (const node of engineNodes(lab))
      setUnitFlag(lab.sim.world, node, 'cluster-advertise', `${underlayCard(node)}:2376`);
    restartEngines(lab);
  },
};
