import type { Node } from '../../../model/state/index.ts';
import { switchPort } from '../../../model/state/index.ts';
import { type Lab, nodeNamed } from '../lab.ts';
import { type Fault, nodeOfPlace } from './fault.ts';
import { macvlanNetworks } from './macvlan-networks.ts';

/** The switch's list of secured ports, with the port of the card other hosts know. */
function portOf(lab: Lab, { name, nics: [card] }: Node) {
  return {
    secured: lab.sim.world.segments.get(card?.segment ?? '')?.secured,
    port: switchPort(name, card?.index ?? 0),
    mac: card?.mac ?? '',
  };
}

/** The switch that a host is plugged into takes it for one station, and macvlan containers are stations of their own. */
export const portSecurity: Fault = {
  id: 'port-security',
  layer: 'link',
  title: { en: 'the switch port takes one hardware address only', zh: '交换机端口只接受一个 MAC 地址' },
  explanation: {
    en: "The virtual switch drops frames whose source is not the address it gave the host's card, and delivers none for other addresses. The host itself is well; its macvlan containers, which have addresses of their own, reach each other and nobody outside. Nothing on the host counts that as a drop.",
    zh: '虚拟交换机丢弃源地址不是它分配给主机网卡的那个地址的帧，也不投递发往其他地址的帧。主机本身正常；它的 macvlan 容器各有自己的地址，彼此相通，但到不了外面。主机上没有任何计数把这算作丢弃。',
  },
  detected: {
    en: "The switch port of the host's card is bound to one address.",
    zh: '主机网卡所在的交换机端口绑定了一个地址。',
  },
  repaired: {
    en: "The switch's administrator lifts the binding (VMware: accept forged transmits and promiscuous mode).",
    zh: '由交换机管理员解除绑定（VMware：接受伪传输和混杂模式）。',
  },
  sites: (lab) => macvlanNetworks(lab).map(({ node }) => [`${node.name}/${node.nics[0]?.name}`]),
  injectLate(lab, site) {
    const { secured, port, mac } = portOf(lab, nodeNamed(lab, nodeOfPlace(site[0])));
    secured?.set(port, mac);
  },
  detect(lab, site) {
    const { secured, port } = portOf(lab, nodeNamed(lab, nodeOfPlace(site[0])));
    return secured?.has(port) ?? false;
  },
  repair(lab, site) {
    const { secured, port } = portOf(lab, nodeNamed(lab, nodeOfPlace(site[0])));
    secured?.delete(port);
  },
};
