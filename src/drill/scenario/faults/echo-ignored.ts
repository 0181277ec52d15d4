import { readSysctl, writeSysctl } from '../../../network/kernel/index.ts';
import { containerNetns, engineNodes, handStarted } from '../lab.ts';
import { type Fault, partsOfPlace } from './fault.ts';

const KEY = 'net.ipv4.icmp_echo_ignore_all';

/** The container's kernel was told to ignore pings: everything else works. */
export const echoIgnored: Fault = {
  id: 'echo-ignored',
  layer: 'container',
  title: { en: 'the container ignores echo requests', zh: '容器忽略 ping 请求' },
  explanation: {
    en: 'net.ipv4.icmp_echo_ignore_all is 1 in the container: requests arrive and are not answered, while TCP works.',
    zh: '容器里 net.ipv4.icmp_echo_ignore_all 为 1：请求到达但不回答，TCP 正常。',
  },
  detected: {
    en: "`net.ipv4.icmp_echo_ignore_all` reads 1 in the container's network namespace.",
    zh: '容器网络命名空间里 `net.ipv4.icmp_echo_ignore_all` 为 1。',
  },
  repaired: {
    en: 'The sysctl is set to 0.',
    zh: '把该 sysctl 设为 0。',
  },
  sites: (lab) =>
    engineNodes(lab).flatMap((node) => handStarted(lab, node).map((name) => [`${node.name}/${name}/sysctl`])),
  injectLate(lab, site) {
    const netns = containerNetns(lab, partsOfPlace(site[0])[0]);
    if (netns) writeSysctl(netns, KEY, '1');
  },
  detect(lab, site) {
    const netns = containerNetns(lab, partsOfPlace(site[0])[0]);
    return netns !== undefined && readSysctl(netns, KEY) === '1';
  },
  repair(lab, site) {
    const netns = containerNetns(lab, partsOfPlace(site[0])[0]);
    if (netns) writeSysctl(netns, KEY, '0');
  },
};
