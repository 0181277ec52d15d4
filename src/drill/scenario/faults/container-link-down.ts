import { lookupDevice } from '../../../model/state/index.ts';
import { setLinkUp } from '../../../network/kernel/index.ts';
import { containerNetns, engineNodes, handStarted } from '../lab.ts';
import { type Fault, partsOfPlace } from './fault.ts';

/** eth0 inside a container is down (kernel-lab f17a from the other end). */
export const containerLinkDown: Fault = {
  id: 'container-link-down',
  layer: 'container',
  title: { en: "a container's interface is down", zh: '容器的网卡被关闭' },
  explanation: {
    en: 'eth0 of the container is administratively down. Its connected route is gone, so packets for its network leave by another way, or not at all, and never arrive.',
    zh: '容器的 eth0 被关闭。直连路由消失，发往该网络的报文走了别的路，或者根本发不出去，永远到不了。',
  },
  detected: {
    en: "`eth0` in the container's network namespace is not up.",
    zh: '容器网络命名空间里的 `eth0` 没有启用。',
  },
  repaired: {
    en: 'The device is set up again.',
    zh: '重新启用该设备。',
  },
  sites: (lab) =>
    engineNodes(lab).flatMap((node) => handStarted(lab, node).map((name) => [`${node.name}/${name}/eth0`])),
  injectLate(lab, site) {
    const netns = containerNetns(lab, partsOfPlace(site[0])[0]);
    const device = netns && lookupDevice(netns, 'eth0');
    if (netns && device) setLinkUp(lab.sim.world, netns, device, false);
  },
  detect(lab, site) {
    const netns = containerNetns(lab, partsOfPlace(site[0])[0]);
    const device = netns && lookupDevice(netns, 'eth0');
    return device !== undefined && !device.up;
  },
  repair(lab, site) {
    const netns = containerNetns(lab, partsOfPlace(site[0])[0]);
    const device = netns && lookupDevice(netns, 'eth0');
    if (netns && device) setLinkUp(lab.sim.world, netns, device, true);
  },
};
