import { type ConntrackEntry, lookupDevice, sysctlNumber, tupleKey } from '../../../model/state/index.ts';
import { parseIpv4, PROTO_TCP } from '../../../model/wire/index.ts';
import { findPlace, type Lab } from '../../../drill/scenario/index.ts';

/** The recording put a relay behind host128's card that leaves sums unfinished; here the card itself does. */
export function breakTunnelOffload(lab: Lab): void {
  const host = findPlace(lab.sim.world, lab.scenario, 'host128');
  const netns = host && lab.sim.world.namespaces.get(host.namespaces.net);
  const card = netns && lookupDevice(netns, 'ens33');
  if (card) card.tunnelOffloadBroken = true;
}

/** What the recording restored with `conntrack -R`: connections that were answered, as many as the table takes. */
export function fillTracking(lab: Lab): void {
  const { world } = lab.sim;
  const host = findPlace(world, lab.scenario, 'host128');
  const netns = host && world.namespaces.get(host.namespaces.net);
  if (!netns) return;
  const room = sysctlNumber(netns, 'net.netfilter.nf_conntrack_max') - netns.conntrackCount;
  const server = parseIpv4('203.0.113.10') ?? 0;
  const client = parseIpv4('172.17.1.3') ?? 0;
  for (let at = 0; at < room; at++) {
    const [src, sport] = [client + Math.floor(at / 60_000), 1024 + (at % 60_000)];
    const entry: ConntrackEntry = {
      id: world.nextConntrack++,
      original: { protocol: PROTO_TCP, src, dst: server, sport, dport: 80 },
      reply: { protocol: PROTO_TCP, src: server, dst: src, sport: 80, dport: sport },
      tcp: 'ESTABLISHED',
      seenReply: true,
      assured: true,
      expires: world.now + 600_000_000,
      confirmed: true,
      sourceNatDone: true,
      destinationNatDone: true,
      mark: 0,
    };
    netns.conntrack.set(tupleKey(entry.original), entry);
    netns.conntrack.set(tupleKey(entry.reply), entry);
  }
  netns.conntrackCount += room;
  netns.conntrackStats.insert += room;
}
