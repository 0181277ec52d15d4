import { overlayNodes, underlayCard } from '../lab.ts';
import type { Fault } from './fault.ts';
import { switchPortOf } from './switch-port-of.ts';

/** Longest frame the port still carries: an IP packet of 1450 octets behind its Ethernet header, what is left in a cloud that tunnels itself. */
const LONGEST = 1464;

/** A piece of the path carries less than the card sends, and it is a switch: nobody there answers "fragmentation needed". */
export const switchPortMtu: Fault = {
  id: 'switch-port-mtu',
  layer: 'link',
  title: {
    en: 'the switch port carries shorter frames than the card sends',
    zh: '交换机端口能传送的帧比网卡发出的短',
  },
  explanation: {
    en: 'The switch port of the host carries frames of at most 1464 octets, with an IP packet of 1450 in them; the card still believes in 1500. Longer frames are lost both ways. A switch is no router, so no ICMP tells the sender. Small packets pass, connections stand, and full segments never arrive.',
    zh: '主机所在的交换机端口最多传送 1464 字节的帧，即 1450 字节的 IP 报文；网卡仍以为是 1500。更长的帧在两个方向上都会丢失。交换机不是路由器，没有 ICMP 告诉发送方。小报文能通过，连接能建立，而装满的报文段永远到不了。',
  },
  detected: {
    en: "The switch port of the host's card has a limit below that of the other ports.",
    zh: '主机网卡所在的交换机端口的上限低于其他端口。',
  },
  repaired: {
    en: "The switch's administrator gives the port the frame size of the others.",
    zh: '由交换机管理员把该端口的帧长上限改得与其他端口一致。',
  },
  sites: (lab) => overlayNodes(lab).map((node) => [`${node.name}/${underlayCard(node)}`]),
  injectLate(lab, site) {
    const { segment, port } = switchPortOf(lab, site);
    segment?.shortPorts.set(port, LONGEST);
  },
  detect(lab, site) {
    const { segment, port } = switchPortOf(lab, site);
    return segment?.shortPorts.has(port) ?? false;
  },
  repair(lab, site) {
    const { segment, port } = switchPortOf(lab, site);
    segment?.shortPorts.delete(port);
  },
};
