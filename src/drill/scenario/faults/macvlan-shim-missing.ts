import { type DeviceReference, devicesByIndex, lookupDevice } from '../../../model/state/index.ts';
import { deleteLink } from '../../../network/kernel/index.ts';
import { hostNetns, type Lab, nodeNamed, runOn } from '../lab.ts';
import { type Fault, nodeOfPlace } from './fault.ts';
import { macvlanNetworks, macvlanOn } from './macvlan-networks.ts';

/** What a device that is made anew is called. */
const NAME = 'shim';

/** macvlan devices of the host's own on the card that its containers hang on. */
function shims(lab: Lab, site: readonly string[]) {
  const found = macvlanOn(lab, nodeOfPlace(site[0]));
  if (!found) return [];
  const host = hostNetns(lab, found.node);
  const parent = lookupDevice(host, found.network.options.parent ?? '')?.index;
  const onParent = (device: DeviceReference) => device.netns === host.id && device.index === parent;
  return devicesByIndex(host).filter((device) => device.kind === 'macvlan' && onParent(device.parent));
}

/**
 * A card never talks to macvlan devices on top of it; a host that shall reach its macvlan containers needs a device beside them
 * (docker-lab s05). Docker makes none, and what was made by hand does not outlive a reboot or a tidy colleague.
 */
export const macvlanShimMissing: Fault = {
  id: 'macvlan-shim-missing',
  layer: 'host',
  title: {
    en: 'the host has no macvlan device beside its containers',
    zh: '主机自己没有与容器并列的 macvlan 设备',
  },
  explanation: {
    en: "By design a card and the macvlan devices on top of it do not hear each other. The host's own macvlan device, by which it reached its containers, is gone with its route; now it asks for them through the card, out into the LAN, where they are not.",
    zh: '按设计，网卡与其上的 macvlan 设备互相听不到。主机原来靠自己的 macvlan 设备访问容器，这个设备连同路由都没有了；现在它通过网卡向局域网询问这些容器，而它们并不在那一边。',
  },
  detected: {
    en: "The host's namespace has no macvlan device on the parent of its macvlan network.",
    zh: '主机的命名空间里，macvlan 网络的父网卡上没有主机自己的 macvlan 设备。',
  },
  repaired: {
    en: '`ip link add DEVICE link PARENT type macvlan mode bridge`, an address, and a route to the range of the containers.',
    zh: '执行 `ip link add 设备 link 父网卡 type macvlan mode bridge`，加上地址和到容器地址段的路由。',
  },
  sites: (lab) =>
    macvlanNetworks(lab).flatMap(({ node, network }) =>
      // Not the device itself: a list of places that names it would say that it is missing.
      shims(lab, [node.name]).map(() => [`${node.name}/${network.options.parent}`, `${node.name}/routes`]),
    ),
  injectLate(lab, site) {
    const netns = hostNetns(lab, nodeNamed(lab, nodeOfPlace(site[0])));
    for (const { index } of shims(lab, site)) deleteLink(lab.sim.world, netns, index);
  },
  detect(lab, site) {
    const { parent = '' } = macvlanOn(lab, nodeOfPlace(site[0]))?.network.options ?? {};
    return parent !== '' && shims(lab, site).length === 0;
  },
  repair(lab, site) {
    const found = macvlanOn(lab, nodeOfPlace(site[0]));
    if (!found) return;
    const { options, auxiliary, ipRange } = found.network;
    // The address that the network keeps free of containers is the host's own in it.
    const address = Object.values(auxiliary ?? {})[0];
    runOn(
      lab,
      found.node,
      `ip link add ${NAME} link ${options.parent} type macvlan mode bridge && ip addr add ${address}/32 dev ${NAME}
       ip link set ${NAME} up && ip route add ${ipRange} dev ${NAME}`,
    );
  },
};
