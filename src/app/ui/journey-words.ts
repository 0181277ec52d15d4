import type { Lang } from '../trainer/index.ts';

/** Names of the steps of a packet's journey. */
const STEPS: Readonly<Record<string, string>> = {
  send: '发送',
  route: '路由',
  netfilter: 'netfilter',
  nat: 'NAT',
  neighbour: '邻居',
  transmit: '发出',
  receive: '收到',
  bridge: '网桥',
  encapsulate: '封装',
  decapsulate: '解封装',
  forward: '转发',
  fragment: '分片',
  reassemble: '重组',
  deliver: '送达',
  drop: '丢弃',
};

/** What the data plane says of a step, and how it is said in Chinese; names, addresses and the kernel's reasons stay. */
const DETAILS: readonly (readonly [RegExp, string])[] = [
  [/^(\S+) unresolved$/, '$1 未解析'],
  [/^ARP reply (\S+) is at (\S+)$/, 'ARP 应答：$1 的 MAC 是 $2'],
  [/^(\S+) is at (\S+)$/, '$1 的 MAC 是 $2'],
  [/^proxy answers for (\S+): (\S+)$/, 'VXLAN 代答 $1：$2'],
  [/^up to the host$/, '上送本机协议栈'],
  [/^(\S+) is behind (\S+)$/, '$1 在端口 $2 后面'],
  [/^flood to (.+)$/, '泛洪到 $1'],
  [/^VNI (\d+) to (\S+) udp (\d+)$/, 'VNI $1，发往 $2，UDP 端口 $3'],
  [/^VNI (\d+) from (\S+)$/, 'VNI $1，来自 $2'],
  [/^into pieces of at most (\d+) octets$/, '每片最多 $1 字节'],
  [/^(\d+) octets from (\S+)$/, '$1 字节，来自 $2'],
  [/^(\d+) octets to (\S+)$/, '$1 字节，发往 $2'],
  [/^(\d+) octets$/, '$1 字节'],
  [/^echo request seq (\d+)$/, 'ping 请求，seq $1'],
  [/^echo reply seq (\d+)$/, 'ping 应答，seq $1'],
  [/^asks for (\S+)$/, '询问的是 $1'],
  [/^(\S+) did not answer (\d+) requests$/, '$1 对 $2 次请求都没有应答'],
  [/^no neighbour (\S+)$/, '没有 $1 的邻居表项'],
  [/^no FDB entry for (\S+)$/, '没有 $1 的 FDB 表项'],
  [/^(\S+) route$/, '$1 路由'],
  [
    /^the way back to (\S+) is another: the ARP request is not answered$/,
    '到 $1 的回程走另一条路，不应答 ARP 请求',
  ],
  [/^the way back to (\S+) is another$/, '到 $1 的回程走另一条路'],
  [/^addressed to (\S+)$/, '目的地址是 $1'],
  [/^(\S+) is an address of this host$/, '$1 是本机地址'],
  [/^(\S+) has a permanent entry for another host than (\S+)$/, '$1 已有永久表项，指向的主机不是 $2'],
  [/^the segment carries at most (\d+) octets$/, '该网段每帧最多 $1 字节'],
  [/^loopback address from outside$/, '来自外部的环回地址'],
  [/^not a member of the group$/, '不是该组播组的成员'],
  [/^answered for the far container$/, '代远端容器应答'],
];

/** The name of a step. */
export function stepName(kind: string, lang: Lang): string {
  return lang === 'en' ? kind : (STEPS[kind] ?? kind);
}

/** What happened in a step; a drop begins with its reason, which is a name of the kernel's. */
export function stepDetail(detail: string, lang: Lang): string {
  if (lang === 'en') return detail;
  const drop = /^([A-Z][A-Z0-9_]+): (.+)$/.exec(detail);
  if (drop) return `${drop[1]}：${stepDetail(drop[2], lang)}`;
  const known = DETAILS.find(([pattern]) => pattern.test(detail));
  return known ? detail.replace(known[0], known[1]) : detail;
}
