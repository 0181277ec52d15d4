import { engineNodes, type Lab, nodeNamed, overlayTunnel, overlayNodes } from '../lab.ts';
import { type Fault, nodeOfPlace } from './fault.ts';

/** Addresses of the hosts that really run an engine. */
function realHosts(lab: Lab): number[] {
  return engineNodes(lab).map((node) => node.nics[0]?.address?.address ?? 0);
}

/** The FDB sends a container's frames to a host that is none (a stale entry, kernel-lab f24). */
export const peerVtepWrong: Fault = {
  id: 'peer-vtep-wrong',
  layer: 'overlay',
  title: { en: 'the FDB points to the wrong host', zh: 'FDB 指向错误的主机' },
  explanation: {
    en: 'The forwarding entry of the remote container names an address no host has. Neighbours resolve, packets are wrapped, and the underlay cannot deliver them.',
    zh: '远端容器的转发表项指向一个不存在的主机地址。邻居可以解析，报文也被封装，但底层网络无法送达。',
  },
  detected: {
    en: "A permanent forwarding entry of `vxlan0` in the overlay's namespace names an address that no host with an engine has.",
    zh: 'overlay 命名空间里 `vxlan0` 的某个永久转发表项，其地址不属于任何运行引擎的主机。',
  },
  repaired: {
    en: 'These entries get the address of the right host.',
    zh: '把这些表项改为正确的主机地址。',
  },
  sites: (lab) => overlayNodes(lab).map((node) => [`${node.name}/net:net1/vxlan0`]),
  injectLate(lab, site) {
    const found = overlayTunnel(lab, nodeNamed(lab, nodeOfPlace(site[0])));
    if (found?.device.kind !== 'vxlan') return;
    for (const entry of found.device.fdb.values()) if (entry.permanent) entry.remote += 1;
  },
  detect(lab, site) {
    const found = overlayTunnel(lab, nodeNamed(lab, nodeOfPlace(site[0])));
    if (found?.device.kind !== 'vxlan') return false;
    const hosts = realHosts(lab);
    return [...found.device.fdb.values()].some((entry) => entry.permanent && !hosts.includes(entry.remote));
  },
  repair(lab, site) {
    const found = overlayTunnel(lab, nodeNamed(lab, nodeOfPlace(site[0])));
    if (found?.device.kind !== 'vxlan') return;
    const hosts = realHosts(lab);
    for (const entry of found.device.fdb.values())
      if (entry.permanent && !hosts.includes(entry.remote)) entry.remote -= 1;
  },
};
