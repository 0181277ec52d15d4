import type { LocalText } from '../../lib/index.ts';
import { formatIpv4, type Frame, frameLength, type Ipv4, type Mac } from '../../model/wire/index.ts';

/** The details of a journey's steps that are more than names, addresses and words of the kernel. */

/** What an ARP packet is; nothing for others, which need no name. */
function arpName({ payload }: Frame): LocalText {
  if (payload.kind !== 'arp') return { en: '', zh: '' };
  return payload.operation === 'request'
    ? { en: 'ARP request, ', zh: 'ARP 请求，' }
    : { en: 'ARP reply, ', zh: 'ARP 应答，' };
}

export function sentTo(frame: Frame): LocalText {
  const { en, zh } = arpName(frame);
  const size = frameLength(frame);
  return { en: `${en}${size} octets to ${frame.dst}`, zh: `${zh}${size} 字节，发往 ${frame.dst}` };
}

export function receivedFrom(frame: Frame): LocalText {
  const { en, zh } = arpName(frame);
  const size = frameLength(frame);
  return { en: `${en}${size} octets from ${frame.src}`, zh: `${zh}${size} 字节，来自 ${frame.src}` };
}

export function isLocal(address: Ipv4): LocalText {
  const text = formatIpv4(address);
  return { en: `${text} is local`, zh: `${text} 是本机地址` };
}

export function unresolved(address: Ipv4): LocalText {
  const text = formatIpv4(address);
  return { en: `${text} unresolved`, zh: `${text} 的 MAC 尚未解析` };
}

export function isAt(address: Ipv4, mac: Mac | undefined): LocalText {
  const text = formatIpv4(address);
  return { en: `${text} is at ${mac}`, zh: `${text} 的 MAC 是 ${mac}` };
}

export function noAnswer(address: Ipv4, requests: number): LocalText {
  const text = formatIpv4(address);
  return { en: `${text} did not answer ${requests} requests`, zh: `${requests} 次请求，${text} 均未应答` };
}

export function asksFor(address: Ipv4): LocalText {
  const text = formatIpv4(address);
  return { en: `asks for ${text}`, zh: `询问的是 ${text}` };
}

export function arpReply(address: Ipv4, mac: Mac): LocalText {
  const text = formatIpv4(address);
  return { en: `ARP reply ${text} is at ${mac}`, zh: `ARP 应答：${text} 的 MAC 是 ${mac}` };
}

export function proxyAnswers(address: Ipv4, mac: Mac): LocalText {
  const text = formatIpv4(address);
  return { en: `proxy answers for ${text}: ${mac}`, zh: `ARP 代理代为应答：${text} 的 MAC 是 ${mac}` };
}

export function noNeighbour(address: Ipv4): LocalText {
  const text = formatIpv4(address);
  return { en: `no neighbour ${text}`, zh: `邻居表里没有 ${text}` };
}

export function behindPort(mac: Mac, port: string): LocalText {
  return { en: `${mac} is behind ${port}`, zh: `${mac} 在端口 ${port} 一侧` };
}

export function floodTo(ports: readonly string[]): LocalText {
  return { en: `flood to ${ports.join(', ')}`, zh: `泛洪到 ${ports.join('、')}` };
}

export const UP_TO_HOST: LocalText = { en: 'up to the host', zh: '上送本机协议栈' };

export function addressedTo(mac: Mac): LocalText {
  return { en: `addressed to ${mac}`, zh: `目的 MAC 是 ${mac}` };
}

export function encapsulatedTo(vni: number, remote: Ipv4, port: number): LocalText {
  const to = formatIpv4(remote);
  return { en: `VNI ${vni} to ${to} udp ${port}`, zh: `VNI ${vni}，发往 ${to} udp ${port}` };
}

export function decapsulatedFrom(vni: number, source: Ipv4): LocalText {
  const from = formatIpv4(source);
  return { en: `VNI ${vni} from ${from}`, zh: `VNI ${vni}，来自 ${from}` };
}

export function noFdbEntry(mac: Mac): LocalText {
  return { en: `no FDB entry for ${mac}`, zh: `FDB 里没有 ${mac} 的表项` };
}

export function entryForAnother(mac: Mac, source: Ipv4): LocalText {
  const from = formatIpv4(source);
  return {
    en: `${mac} has a permanent entry for another host than ${from}`,
    zh: `${mac} 的永久 FDB 表项指向的主机不是 ${from}`,
  };
}

export const ANSWERED_FOR_FAR: LocalText = {
  en: 'answered for the far container',
  zh: '已代替对端容器应答',
};
export const NO_VXLAN_HEADER: LocalText = { en: 'not a VXLAN header', zh: '不是 VXLAN 头部' };
export const NOT_READ: LocalText = { en: 'a program does not read VXLAN', zh: '收到 VXLAN 的程序不会解析它' };

export function translated(before: string, after: string): LocalText {
  return { en: `${before} becomes ${after}`, zh: `${before} 转换为 ${after}` };
}

export function inPieces(mtu: number): LocalText {
  return { en: `into pieces of at most ${mtu} octets`, zh: `每片不超过 ${mtu} 字节` };
}

export function octets(size: number): LocalText {
  return { en: `${size} octets`, zh: `${size} 字节` };
}

export function portOf(station: Mac, frame: Frame): LocalText {
  const other = frame.src === station ? frame.dst : frame.src;
  return {
    en: `the switch port is for ${station}, not for ${other}`,
    zh: `交换机端口只允许 ${station}，不允许 ${other}`,
  };
}

export function carriesAtMost(size: number): LocalText {
  return { en: `the segment carries at most ${size} octets`, zh: `该网段只能传送不超过 ${size} 字节的帧` };
}

export function portCarriesAtMost(port: string, size: number): LocalText {
  const node = port.split(' ')[0];
  return {
    en: `the switch port of ${node} carries at most ${size} octets`,
    zh: `${node} 所在的交换机端口只能传送不超过 ${size} 字节的帧`,
  };
}

export function routeOfKind(kind: string): LocalText {
  return { en: `${kind} route`, zh: `${kind} 路由` };
}

export function ownAddress(address: Ipv4): LocalText {
  const text = formatIpv4(address);
  return { en: `${text} is an address of this host`, zh: `${text} 是本机自己的地址` };
}

export function otherWayBack(address: Ipv4, isArp = false): LocalText {
  const text = formatIpv4(address);
  return {
    en: `the way back to ${text} is another${isArp ? ': the ARP request is not answered' : ''}`,
    zh: `到 ${text} 的回程路由不走这个接口${isArp ? '，因此不应答该 ARP 请求' : ''}`,
  };
}

export const NO_MEMBER: LocalText = { en: 'not a member of the group', zh: '本机没有加入该组播组' };
export const LOOPBACK_OUTSIDE: LocalText = {
  en: 'loopback address from outside',
  zh: '环回地址来自外部',
};
export const NO_FORWARDING: LocalText = {
  en: 'net.ipv4.ip_forward is 0',
  zh: 'net.ipv4.ip_forward 为 0',
};

export function echo(kind: 'request' | 'reply', sequence: number): LocalText {
  return {
    en: `echo ${kind} seq ${sequence}`,
    zh: `${kind === 'request' ? '回显请求' : '回显应答'}，seq ${sequence}`,
  };
}

export function icmpType(type: number): LocalText {
  return { en: `ICMP type ${type}`, zh: `ICMP 类型 ${type}` };
}

export const IGMP_REPORT: LocalText = { en: 'IGMP report', zh: 'IGMP 成员报告' };
