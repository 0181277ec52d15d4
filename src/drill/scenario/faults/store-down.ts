import type { Node } from '../../../model/state/index.ts';
import { type Container, diskOf } from '../../../machine/docker/index.ts';
import { engineNodes, handStarted, type Lab, nodeNamed, runOn, startContainers } from '../lab.ts';
import { type Fault, nodeOfPlace } from './fault.ts';

/** Time in which engines find a store that is there again, and each other (docker-lab o11b: about 20 s). */
const REJOIN = 30_000_000;

/** The container of a machine that runs the key-value store. */
function storeContainer(lab: Lab, node: Node): Container | undefined {
  return [...diskOf(lab.sim.world, node).containers.values()].find((c) => c.image.includes('etcd'));
}

/** The store was stopped, and a container that was started afterwards finds no network any more (docker-lab o11). */
export const storeDown: Fault = {
  id: 'store-down',
  layer: 'engine',
  title: { en: 'the key-value store does not run', zh: '键值存储没有运行' },
  explanation: {
    en: 'Networks of overlay type live in the store. Containers that run go on without it, but one that is started while it is away finds no network and stays down.',
    zh: 'overlay 网络存放在存储里。已运行的容器不受影响，但在存储不可用时启动的容器找不到网络，无法启动。',
  },
  detected: {
    en: "The host's container that runs the store is on record in a state other than running.",
    zh: '主机上运行存储的容器处于非运行状态。',
  },
  repaired: {
    en: '`docker start` of the store; once the engines have joined again, of the containers.',
    zh: '用 `docker start` 启动存储；等引擎重新加入后再启动容器。',
  },
  sites: (lab) =>
    engineNodes(lab).flatMap((node) => {
      const store = storeContainer(lab, node);
      return store ? [[`${node.name}/store`, `${node.name}/${store.name}/app`]] : [];
    }),
  injectLate(lab, site) {
    const node = nodeNamed(lab, nodeOfPlace(site[0]));
    const store = storeContainer(lab, node);
    if (!store) return;
    // With `always` the next restart of the engine would bring it back.
    store.request.restart = { ...store.request.restart, name: 'unless-stopped' };
    runOn(lab, node, `docker stop ${store.name}`);
    for (const other of engineNodes(lab).filter(({ name }) => name !== node.name))
      for (const name of handStarted(lab, other))
        runOn(lab, other, `docker restart ${name} 2>/dev/null || true`);
  },
  detect(lab, site) {
    const store = storeContainer(lab, nodeNamed(lab, nodeOfPlace(site[0])));
    return store !== undefined && store.state !== 'running';
  },
  repair(lab, site) {
    const node = nodeNamed(lab, nodeOfPlace(site[0]));
    const store = storeContainer(lab, node);
    if (store) runOn(lab, node, `docker start ${store.name}`);
    lab.sim.runUntil(lab.sim.world.now + REJOIN);
    startContainers(lab);
  },
};
