import { engineNodes, nodeNamed, restartEngines, underlayCard, overlayNodes } from '../lab.ts';
import { engineMemory } from './cluster-advertise-missing.ts';
import { type Fault, nodeOfPlace } from './fault.ts';
import { setUnitFlag } from './unit-flags.ts';

/** One engine advertises, the other does not: gossip runs on one host and has nobody to talk to (docker-lab o03). */
export const advertiseMissingOneHost: Fault = {
  id: 'advertise-missing-one-host',
  layer: 'engine',
  title: { en: '--cluster-advertise is missing on one engine', zh: '有一台引擎缺少 --cluster-advertise' },
  explanation: {
    en: 'One engine advertises itself and starts gossip, the other does neither. The one that gossips asks for the remote container every second and nobody answers; the other does not even ask.',
    zh: '一台引擎通告自己并启动了 gossip，另一台都没有。前者每秒都在询问远端容器却无人回答，后者连问都不问。',
  },
  detected: {
    en: 'The engine of this host was started with a cluster store and without an advertise address, and another engine has one.',
    zh: '本机引擎配置了集群存储却没有通告地址，而另一台引擎有。',
  },
  repaired: {
    en: "`--cluster-advertise` with the host's card to the others goes into docker.service; the engines and the containers restart.",
    zh: '在 docker.service 中加上指向本机对外网卡的 `--cluster-advertise`，再重启引擎和容器。',
  },
  needsRestart: true,
  sites: (lab) => overlayNodes(lab).map((node) => [`${node.name}/dockerd`]),
  inject: (lab, site) =>
    setUnitFlag(lab.sim.world, nodeNamed(lab, nodeOfPlace(site[0])), 'cluster-advertise', undefined),
  detect(lab, site) {
    const own = nodeOfPlace(site[0]);
    return engineNodes(lab).every((node) => {
      const config = engineMemory(node)?.config;
      return (
        config !== undefined &&
        config.clusterStore !== '' &&
        (config.clusterAdvertise === '') === (node.name === own)
      );
    });
  },
  repair(lab, site) {
    const node = nodeNamed(lab, nodeOfPlace(site[0]));
    setUnitFlag(lab.sim.world, node, 'cluster-advertise', `${underlayCard(node)}:2376`);
    restartEngines(lab);
  },
};
