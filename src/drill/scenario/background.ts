import { namespaceOf, noise, type World } from '../../model/state/index.ts';

/** Counters of the stack that other traffic of a host raises, with the least and the spread of what it raises them by. */
const STACK: Readonly<Record<string, readonly [least: number, spread: number]>> = {
  IpInReceives: [61_000, 9_000],
  IpInDelivers: [61_000, 9_000],
  IpOutRequests: [52_000, 9_000],
  TcpInSegs: [48_000, 7_000],
  TcpOutSegs: [41_000, 7_000],
  UdpInDatagrams: [11_000, 4_000],
  UdpOutDatagrams: [11_000, 4_000],
};

/**
 * What else the hosts of a drill sent and received before: packages, images, somebody's shell. It hangs on the noise seed, so that no
 * count of octets tells a learner, or the scoring, which of two worlds it is: on a real host it would not either. The number of
 * digits is the same for every seed, since columns are as wide as what is in them.
 */
export function addBackground(world: World): void {
  for (const node of world.nodes.values()) {
    const netns = namespaceOf(world, node.initNetns);
    const drawn = (what: string, least: number, spread: number) =>
      least + Math.floor(spread * noise(world, 'background', `${node.name} ${what}`, 0));
    const packets = { in: 0, out: 0 };
    const bytes = { in: 0, out: 0 };
    for (const device of netns.devices.values()) {
      if (device.kind !== 'ethernet') continue;
      const received = drawn(`${device.name} in`, 41_000, 8_000);
      const sent = drawn(`${device.name} out`, 22_000, 6_000);
      const octetsIn = received * drawn('size in', 640, 90);
      const octetsOut = sent * drawn('size out', 510, 60);
      device.stats.rxPackets += received;
      device.stats.rxBytes += octetsIn;
      device.stats.txPackets += sent;
      device.stats.txBytes += octetsOut;
      packets.in += received;
      packets.out += sent;
      bytes.in += octetsIn;
      bytes.out += octetsOut;
    }
    for (const [name, [least, spread]] of Object.entries(STACK))
      netns.counters[name] = (netns.counters[name] ?? 0) + drawn(name, least, spread);
    for (const table of netns.netfilter.tables.values())
      for (const chain of table.chains) {
        if (chain.policy === undefined || (chain.name !== 'INPUT' && chain.name !== 'OUTPUT')) continue;
        const way = chain.name === 'INPUT' ? 'in' : 'out';
        chain.packets += packets[way];
        chain.bytes += bytes[way];
      }
  }
}
