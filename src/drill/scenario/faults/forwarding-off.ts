import { readSysctl, writeSysctl } from '../../../network/kernel/index.ts';
import { engineNodes, hostNetns, nodeNamed } from '../lab.ts';
import { type Fault, nodeOfPlace } from './fault.ts';

/** The host does not route any more: packets for containers end in it (docker-lab s09). */
export const forwardingOff: Fault = {
  id: 'forwarding-off',
  layer: 'host',
  title: { en: 'net.ipv4.ip_forward is 0 on the host', zh: '主机的 net.ipv4.ip_forward 为 0' },
  explanation: {
    en: 'The host has stopped to route. What is for a container arrives at the card and goes no further; containers on one bridge still reach each other.',
    zh: '主机不再转发。发给容器的报文到达网卡后就没有下文；同一网桥上的容器之间仍然相通。',
  },
  detected: { en: '`net.ipv4.ip_forward` of the host is 0.', zh: '主机的 `net.ipv4.ip_forward` 为 0。' },
  repaired: { en: '`sysctl -w net.ipv4.ip_forward=1`.', zh: '执行 `sysctl -w net.ipv4.ip_forward=1`。' },
  sites: (lab) => engineNodes(lab).map((node) => [`${node.name}/sysctl`]),
  injectLate(lab, site) {
    writeSysctl(hostNetns(lab, nodeNamed(lab, nodeOfPlace(site[0]))), 'net.ipv4.ip_forward', '0');
  },
  detect: (lab, site) =>
    readSysctl(hostNetns(lab, nodeNamed(lab, nodeOfPlace(site[0]))), 'net.ipv4.ip_forward') === '0',
  repair(lab, site) {
    writeSysctl(hostNetns(lab, nodeNamed(lab, nodeOfPlace(site[0]))), 'net.ipv4.ip_forward', '1');
  },
};
