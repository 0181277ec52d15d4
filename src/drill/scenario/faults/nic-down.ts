import { lookupDevice } from '../../../model/state/index.ts';
import { setLinkUp } from '../../../network/kernel/index.ts';
import { engineNodes, hostNetns, nodeNamed, runOn, underlayCard } from '../lab.ts';
import { type Fault, nodeOfPlace } from './fault.ts';

/** The host's card is down: it reaches nobody. */
export const nicDown: Fault = {
  id: 'nic-down',
  layer: 'link',
  title: { en: "a host's network card is down", zh: '主机网卡被关闭' },
  explanation: {
    en: 'The card to the other hosts is administratively down; nothing leaves this host at all.',
    zh: '通往其他主机的网卡被关闭，这台主机什么都发不出去。',
  },
  detected: {
    en: "The host's card to the other hosts is not up.",
    zh: '主机的对外网卡没有启用。',
  },
  repaired: {
    en: '`ip link set DEVICE up`.',
    zh: '执行 `ip link set DEVICE up`。',
  },
  sites: (lab) => engineNodes(lab).map((node) => [`${node.name}/${underlayCard(node)}`]),
  injectLate(lab, site) {
    const node = nodeNamed(lab, nodeOfPlace(site[0]));
    const device = lookupDevice(hostNetns(lab, node), underlayCard(node));
    if (device) setLinkUp(lab.sim.world, hostNetns(lab, node), device, false);
  },
  detect(lab, site) {
    const node = nodeNamed(lab, nodeOfPlace(site[0]));
    return lookupDevice(hostNetns(lab, node), underlayCard(node))?.up === false;
  },
  repair(lab, site) {
    const node = nodeNamed(lab, nodeOfPlace(site[0]));
    runOn(lab, node, `ip link set ${underlayCard(node)} up`);
  },
};
