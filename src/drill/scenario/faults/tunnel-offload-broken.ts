import { hasQuirk, lookupDevice } from '../../../model/state/index.ts';
import { setFeature } from '../../../network/kernel/index.ts';
import { hostNetns, nodeNamed, overlayNodes, underlayCard } from '../lab.ts';
import { type Fault, nodeOfPlace } from './fault.ts';

/**
 * A network card's driver leaves the checksum of tunnel packets unfinished below a kernel release. The mechanism is the one of
 * the recorded lab f21b; that a release of the kernel mends it is hearsay, and marked so.
 */
export const tunnelOffloadBroken: Fault = {
  id: 'tunnel-offload-broken',
  layer: 'link',
  title: { en: 'the card spoils checksums of tunnel packets', zh: '网卡使隧道报文的校验和出错' },
  explanation: {
    en: 'With checksum offload on, the driver sends VXLAN packets whose outer UDP checksum was never finished. The receiver drops them and counts UdpInCsumErrors; the sender sees nothing.',
    zh: '开启校验和卸载时，驱动发出的 VXLAN 报文外层 UDP 校验和没有算完。接收端丢弃并计入 UdpInCsumErrors，发送端毫无迹象。',
  },
  detected: {
    en: 'The driver of the card leaves tunnel checksums unfinished, and transmit checksum offload is on.',
    zh: '该网卡的驱动不算完隧道校验和，且发送校验和卸载处于开启状态。',
  },
  repaired: {
    en: 'Transmit checksum offload of the card is turned off. A kernel release whose driver is right heals it too; that there is such a release is hearsay.',
    zh: '关闭该网卡的发送校验和卸载。换成驱动正确的内核版本也能修复；确有这样的版本只是传闻。',
  },
  sites: (lab) =>
    overlayNodes(lab).map((node) => [`${node.name}/${underlayCard(node)}`, `${node.name}/kernel`]),
  injectLate(lab, site) {
    const node = nodeNamed(lab, nodeOfPlace(site[0]));
    const card = node.nics[0];
    if (card) card.tunnelOffloadBroken = true;
    const device = lookupDevice(hostNetns(lab, node), underlayCard(node));
    if (device) device.tunnelOffloadBroken = !hasQuirk(node.kernel, 'ens33-tunnel-offload-right');
  },
  detect(lab, site) {
    const node = nodeNamed(lab, nodeOfPlace(site[0]));
    const device = lookupDevice(hostNetns(lab, node), underlayCard(node));
    return device?.tunnelOffloadBroken === true && device.features['tx-checksum-ip-generic'] !== false;
  },
  repair(lab, site) {
    const node = nodeNamed(lab, nodeOfPlace(site[0]));
    const device = lookupDevice(hostNetns(lab, node), underlayCard(node));
    if (device) setFeature(device, 'tx-checksum-ip-generic', false);
  },
};
