import { deleteLink } from '../../../network/kernel/index.ts';
import { lookupDevice } from '../../../model/state/index.ts';
import { hostNetns, type Lab, nodeNamed, restartContainers, runOn } from '../lab.ts';
import { type Fault, nodeOfPlace } from './fault.ts';
import { type MacvlanNetwork, macvlanNetworks, macvlanOn } from './macvlan-networks.ts';

/** The dummy device the driver makes for a network without a parent (libnetwork, drivers/macvlan, getDummyName). */
function dummyOf({ network }: MacvlanNetwork): string {
  return `dm-${network.id.slice(0, 12)}`;
}

function mustBeOn(lab: Lab, site: readonly string[]): MacvlanNetwork {
  const found = macvlanOn(lab, nodeOfPlace(site[0]));
  if (!found) throw new Error(`no macvlan network at ${site[0]}`);
  return found;
}

/** `docker network create -d macvlan` without `-o parent`: the containers hang on a device without a cable. */
export const macvlanParentMissing: Fault = {
  id: 'macvlan-parent-missing',
  layer: 'engine',
  title: { en: 'the macvlan network was created without a parent', zh: 'macvlan 网络创建时没有指定父网卡' },
  explanation: {
    en: 'Without -o parent the engine makes a dummy device and hangs the containers on it. They reach each other and nobody else: a dummy has no cable.',
    zh: '没有 -o parent 时，引擎会创建一个 dummy 设备并把容器挂在上面。容器之间相通，但到不了其他任何地方：dummy 设备没有网线。',
  },
  detected: {
    en: 'The macvlan network has no `parent` among its options.',
    zh: 'macvlan 网络的选项里没有 `parent`。',
  },
  repaired: {
    en: 'The network is created anew with `-o parent=DEVICE`, and the containers in it.',
    zh: '用 `-o parent=网卡` 重新创建网络，并重新创建其中的容器。',
  },
  sites: (lab) => macvlanNetworks(lab).map(({ node }) => [`${node.name}/dockerd`]),
  inject(lab, site) {
    const found = mustBeOn(lab, site);
    delete found.network.options.parent;
    const name = dummyOf(found);
    runOn(lab, found.node, `ip link add ${name} type dummy && ip link set ${name} up`);
  },
  detect: (lab, site) => {
    const found = macvlanOn(lab, nodeOfPlace(site[0]));
    return found !== undefined && (found.network.options.parent ?? '') === '';
  },
  repair(lab, site) {
    const found = mustBeOn(lab, site);
    const netns = hostNetns(lab, nodeNamed(lab, found.node.name));
    found.network.options.parent = found.node.nics[0]?.name ?? '';
    restartContainers(lab);
    const dummy = lookupDevice(netns, dummyOf(found));
    if (dummy) deleteLink(lab.sim.world, netns, dummy.index);
  },
};
