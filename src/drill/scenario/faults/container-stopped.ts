import { diskOf } from '../../../machine/docker/index.ts';
import { engineNodes, handStarted, nodeNamed, runOn } from '../lab.ts';
import { type Fault, nodeOfPlace, partsOfPlace } from './fault.ts';

/** A container does not run, so nobody answers for it. */
export const containerStopped: Fault = {
  id: 'container-stopped',
  layer: 'container',
  title: { en: 'the container does not run', zh: '容器没有运行' },
  explanation: {
    en: 'The container was stopped. Its peer entries were withdrawn with it, and nothing has its address.',
    zh: '容器已停止，它的对端表项随之撤销，没有任何东西拥有它的地址。',
  },
  detected: {
    en: 'The engine of the host has the container on record in a state other than running.',
    zh: '主机上的引擎记录该容器处于非运行状态。',
  },
  repaired: {
    en: '`docker start` of the container.',
    zh: '对该容器执行 `docker start`。',
  },
  sites: (lab) =>
    engineNodes(lab).flatMap((node) => handStarted(lab, node).map((name) => [`${node.name}/${name}/app`])),
  injectLate(lab, site) {
    runOn(
      lab,
      nodeNamed(lab, nodeOfPlace(site[0])),
      `docker stop -t 1 ${partsOfPlace(site[0])[0]} >/dev/null`,
    );
  },
  detect(lab, site) {
    const node = nodeNamed(lab, nodeOfPlace(site[0]));
    const name = partsOfPlace(site[0])[0];
    return [...diskOf(lab.sim.world, node).containers.values()].some(
      (c) => c.name === name && c.state !== 'running',
    );
  },
  repair(lab, site) {
    // It may refuse: with the store away its network is not found.
    const command = `docker start ${partsOfPlace(site[0])[0]} >/dev/null 2>&1 || true`;
    runOn(lab, nodeNamed(lab, nodeOfPlace(site[0])), command);
  },
};
