import { formatIpv4 } from '../../../model/wire/index.ts';
import { engineNodes, restartEngines, underlayCard, overlayNodes } from '../lab.ts';
import { engineMemory } from './cluster-advertise-missing.ts';
import { allOf, type Fault } from './fault.ts';
import { setUnitFlag } from './unit-flags.ts';

/** Every engine advertises docker0, the same address on all hosts (docker-lab o04). */
export const advertiseWrongInterface: Fault = {
  id: 'advertise-wrong-interface',
  layer: 'engine',
  title: { en: '--cluster-advertise names the wrong interface', zh: '--cluster-advertise 指定了错误的网卡' },
  explanation: {
    en: 'The engines advertise docker0, which has the same address on every host: they overwrite each other in the store and meet only themselves.',
    zh: '引擎通告的是 docker0，各主机上地址相同：它们在存储里互相覆盖，只能遇见自己。',
  },
  detected: {
    en: "Every running engine has an advertise address, and none is the address of its host's card to the others.",
    zh: '每台运行中的引擎都有通告地址，但没有一个是主机对外网卡的地址。',
  },
  repaired: {
    en: '`--cluster-advertise` in docker.service names that card; the engines and the containers restart.',
    zh: '把 docker.service 中的 `--cluster-advertise` 改为该网卡，再重启引擎和容器。',
  },
  needsRestart: true,
  sites: (lab) => allOf(overlayNodes(lab).map((node) => `${node.name}/dockerd`)),
  inject(lab) {
    for (const node of engineNodes(lab))
      setUnitFlag(lab.sim.world, node, 'cluster-advertise', 'docker0:2376');
  },
  detect: (lab) =>
    engineNodes(lab).every((node) => {
      const address = engineMemory(node)?.config.advertiseAddress ?? '';
      return address !== '' && !address.startsWith(`${formatIpv4(node.nics[0]?.address?.address ?? 0)}:`);
    }),
  repair(lab) {
    for (const node of engineNodes(lab))
      setUnitFlag(lab.sim.world, node, 'cluster-advertise', `${underlayCard(node)}:2376`);
    restartEngines(lab);
  },
};
