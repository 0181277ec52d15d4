import { bridgePorts, lookupDevice } from '../../../model/state/index.ts';
import { setMtu } from '../../../network/kernel/index.ts';
import { type Lab, nodeNamed, overlayTunnel, tunnelSites } from '../lab.ts';
import { type Fault, nodeOfPlace } from './fault.ts';

const SMALL = 1350;

/** A host's tunnel, and the largest MTU of the containers' ports beside it. */
function ends(lab: Lab, site: readonly string[]) {
  const tunnel = overlayTunnel(lab, nodeNamed(lab, nodeOfPlace(site[0])));
  const bridge = tunnel && lookupDevice(tunnel.netns, 'br0');
  const ports = tunnel && bridge?.kind === 'bridge' ? bridgePorts(tunnel.netns, bridge) : [];
  return { tunnel, largest: Math.max(0, ...ports.map(({ mtu }) => mtu)) };
}

/** Somebody made the tunnel smaller and left the containers as they were: a bridge does not fragment, it drops (kernel-lab f07a). */
export const tunnelMtuSmall: Fault = {
  id: 'tunnel-mtu-small',
  layer: 'overlay',
  title: {
    en: "the vxlan device is smaller than the containers' cards",
    zh: 'vxlan 设备的 MTU 小于容器网卡的 MTU',
  },
  explanation: {
    en: 'In the sandbox of one host vxlan0 has a smaller MTU than the cards of the containers. A bridge is no router: a frame that is too long for the port it should leave by is dropped, and nobody is told.',
    zh: '在一台主机的沙箱里，vxlan0 的 MTU 小于容器网卡的 MTU。网桥不是路由器：对出口端口来说太长的帧被直接丢弃，没有人得到通知。',
  },
  detected: {
    en: "vxlan0's MTU is below that of another port of br0.",
    zh: 'vxlan0 的 MTU 小于 br0 另一个端口的 MTU。',
  },
  repaired: {
    en: '`ip link set vxlan0 mtu N` in the sandbox.',
    zh: '在沙箱里执行 `ip link set vxlan0 mtu N`。',
  },
  sites: tunnelSites,
  injectLate(lab, site) {
    const { tunnel } = ends(lab, site);
    if (tunnel) setMtu(lab.sim.world, tunnel.netns, tunnel.device, SMALL);
  },
  detect(lab, site) {
    const { tunnel, largest } = ends(lab, site);
    return tunnel !== undefined && tunnel.device.mtu < largest;
  },
  repair(lab, site) {
    const { tunnel, largest } = ends(lab, site);
    if (tunnel) setMtu(lab.sim.world, tunnel.netns, tunnel.device, largest);
  },
};
