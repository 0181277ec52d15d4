import { install, rootOf } from '../../../machine/os/index.ts';
import { engineNodes, restartEngines, runOn, underlayCard, overlayNodes } from '../lab.ts';
import { engineMemory } from './cluster-advertise-missing.ts';
import { allOf, type Fault } from './fault.ts';
import { setUnitFlag } from './unit-flags.ts';

/** Advertise came to a running engine by SIGHUP: it registers and reports it, and starts no gossip (docker-lab o10). */
export const advertiseByReload: Fault = {
  id: 'advertise-by-reload',
  layer: 'engine',
  title: {
    en: '--cluster-advertise was only reloaded (SIGHUP), the engines did not restart',
    zh: '--cluster-advertise 只经重载（SIGHUP）生效，引擎没有重启',
  },
  explanation: {
    en: 'The advertise address was written to daemon.json and the engines were told to reload it. They show it in docker info and register in the store, but gossip starts only when an engine starts: nothing listens on 7946.',
    zh: '通告地址写进了 daemon.json 并让引擎重载。docker info 显示了它，存储里也有登记，但 gossip 只在引擎启动时开始：没有进程监听 7946。',
  },
  detected: {
    en: 'Every running engine reaches its cluster store and has an advertise address, and has never started gossip.',
    zh: '每台运行中的引擎都能访问集群存储并有通告地址，但从未启动 gossip。',
  },
  repaired: {
    en: 'The engines restart, and the containers after them.',
    zh: '重启引擎，然后重启容器。',
  },
  needsRestart: true,
  sites: (lab) => allOf(overlayNodes(lab).map((node) => `${node.name}/dockerd`)),
  inject(lab) {
    for (const node of engineNodes(lab)) setUnitFlag(lab.sim.world, node, 'cluster-advertise', undefined);
  },
  injectLate(lab) {
    for (const node of engineNodes(lab)) {
      const text = `{"cluster-advertise": "${underlayCard(node)}:2376"}\n`;
      install(lab.sim.world, rootOf(node, node.hostRoot), '/etc/docker/daemon.json', text);
      runOn(lab, node, 'systemctl reload docker');
    }
  },
  detect: (lab) =>
    engineNodes(lab).every((node) => {
      const memory = engineMemory(node);
      if (memory === undefined || memory.config.advertiseAddress === '') return false;
      return memory.storeReachable && memory.gossip === undefined;
    }),
  repair: (lab) => restartEngines(lab),
};
