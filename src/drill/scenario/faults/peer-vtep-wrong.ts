import { broadcastOf, networkOf } from '../../../model/wire/index.ts';
import { engineNodes, type Lab, nodeNamed, overlayTunnel, tunnelSites } from '../lab.ts';
import { type Fault, nodeOfPlace } from './fault.ts';

/** For each address of a host that runs an engine one beside it that no machine has, and that stands for no other host. */
function strays(lab: Lab): Map<number, number> {
  const cards = [...lab.sim.world.nodes.values()].flatMap(({ nics }) =>
    nics.flatMap(({ address }) => address ?? []),
  );
  const taken = new Set(cards.map(({ address }) => address));
  const found = new Map<number, number>();
  for (const { nics } of engineNodes(lab)) {
    const card = nics[0]?.address;
    if (!card) continue;
    const [first, last] = [
      networkOf(card.address, card.prefix) + 1,
      broadcastOf(card.address, card.prefix) - 1,
    ];
    let stray = card.address;
    // Round the network, whose last address may be the host's own.
    while (taken.has(stray)) stray = stray === last ? first : stray + 1;
    taken.add(stray);
    found.set(card.address, stray);
  }
  return found;
}

/** The FDB sends a container's frames to a host that is none (a stale entry, kernel-lab f24). */
export const peerVtepWrong: Fault = {
  id: 'peer-vtep-wrong',
  layer: 'overlay',
  title: { en: 'the FDB points to the wrong host', zh: 'FDB 指向错误的主机' },
  explanation: {
    en: 'The forwarding entry of the remote container names an address no host has. Neighbours resolve, packets are wrapped, and the underlay cannot deliver them.',
    zh: '远端容器的转发表项指向一个不存在的主机地址。邻居可以解析，报文也被封装，但底层网络无法送达。',
  },
  detected: {
    en: "A permanent forwarding entry of `vxlan0` in the overlay's namespace names an address that no host with an engine has.",
    zh: 'overlay 命名空间里 `vxlan0` 的某个永久转发表项，其地址不属于任何运行引擎的主机。',
  },
  repaired: {
    en: 'These entries get the address of the right host.',
    zh: '把这些表项改为正确的主机地址。',
  },
  sites: tunnelSites,
  injectLate(lab, site) {
    const found = overlayTunnel(lab, nodeNamed(lab, nodeOfPlace(site[0])));
    if (found?.device.kind !== 'vxlan') return;
    const stale = strays(lab);
    for (const entry of found.device.fdb.values())
      if (entry.permanent) entry.remote = stale.get(entry.remote) ?? entry.remote;
  },
  detect(lab, site) {
    const found = overlayTunnel(lab, nodeNamed(lab, nodeOfPlace(site[0])));
    if (found?.device.kind !== 'vxlan') return false;
    const hosts = strays(lab);
    return [...found.device.fdb.values()].some((entry) => entry.permanent && !hosts.has(entry.remote));
  },
  repair(lab, site) {
    const found = overlayTunnel(lab, nodeNamed(lab, nodeOfPlace(site[0])));
    if (found?.device.kind !== 'vxlan') return;
    const right = new Map([...strays(lab)].map(([host, stray]) => [stray, host]));
    for (const entry of found.device.fdb.values())
      if (entry.permanent) entry.remote = right.get(entry.remote) ?? entry.remote;
  },
};
