import { engineNodes, type Lab, nodeNamed, overlayTunnel, tunnelSites } from '../lab.ts';
import { type Fault, nodeOfPlace } from './fault.ts';

function tunnels(lab: Lab) {
  return engineNodes(lab).map((node) => ({ node, tunnel: overlayTunnel(lab, node)?.device }));
}

/** One host's tunnel has another VNI: arrives, is counted as received, and vanishes (kernel-lab f05). */
export const vniMismatch: Fault = {
  id: 'vni-mismatch',
  layer: 'overlay',
  title: { en: "the tunnels' VNIs differ", zh: '隧道两端 VNI 不同' },
  explanation: {
    en: 'The vxlan devices of the two hosts have different network identifiers. Packets arrive at the right port and are dropped without a counter, because no device has their VNI.',
    zh: '两台主机的 vxlan 设备网络标识不同。报文到达正确的端口后因没有对应 VNI 的设备而被丢弃，且没有任何计数。',
  },
  detected: {
    en: "The VNI of `vxlan0` in the overlay's namespace of this host is higher than that of another host.",
    zh: '本机 overlay 命名空间里 `vxlan0` 的 VNI 高于另一台主机。',
  },
  repaired: {
    en: 'The device gets the VNI of the other host.',
    zh: '把该设备的 VNI 改为与另一台主机一致。',
  },
  sites: tunnelSites,
  injectLate(lab, site) {
    const found = overlayTunnel(lab, nodeNamed(lab, nodeOfPlace(site[0])));
    if (found?.device.kind === 'vxlan') found.device.vni += 1;
  },
  detect(lab, site) {
    const own = tunnels(lab).find(({ node }) => node.name === nodeOfPlace(site[0]))?.tunnel;
    const others = tunnels(lab).filter(({ node }) => node.name !== nodeOfPlace(site[0]));
    return (
      own?.kind === 'vxlan' && others.some(({ tunnel }) => tunnel?.kind === 'vxlan' && tunnel.vni < own.vni)
    );
  },
  repair(lab, site) {
    const found = overlayTunnel(lab, nodeNamed(lab, nodeOfPlace(site[0])));
    const other = tunnels(lab).find(({ node }) => node.name !== nodeOfPlace(site[0]))?.tunnel;
    if (found?.device.kind === 'vxlan' && other?.kind === 'vxlan') found.device.vni = other.vni;
  },
};
