import type { Fault } from './fault.ts';
import { macvlanNetworks } from './macvlan-networks.ts';
import { switchPortOf } from './switch-port-of.ts';

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
    const { segment, port, mac } = switchPortOf(lab, site);
    segment?.secured.set(port, mac);
  },
  detect(lab, site) {
    const { segment, port } = switchPortOf(lab, site);
    return segment?.secured.has(port) ?? false;
  },
  repair(lab, site) {
    const { segment, port } = switchPortOf(lab, site);
    segment?.secured.delete(port);
  },
};
