import type { Step } from '../../lib/index.ts';
import { drawInteger, isFailure, lookupDevice, type World } from '../../model/state/index.ts';
import type { Routine, Sys } from '../os/index.ts';

/**
 * `dhclient DEVICE`: holds the lease of a card and renews it at half its life (RFC 2131, section 4.4.5). The server is not
 * modelled: a renewal always succeeds, and no DHCP packet crosses the wire.
 */
function* main(sys: Sys): Step<number> {
  for (const family of ['inet', 'inet', 'inet6'] as const) {
    const fd = yield* sys.socket({ type: 'udp', family });
    if (isFailure(fd)) return 1;
  }
  yield* sys.change((world) => placeSockets(world, sys));
  yield* sys.thread('renew', undefined);
  while (true) yield* sys.await('never');
}

/** The client's sockets as netstat shows them: port 68, and two ephemeral ones for DNS updates. */
function placeSockets(world: World, sys: Sys): void {
  const netns = world.namespaces.get(sys.process.namespaces.net);
  const node = world.nodes.get(sys.node.name);
  if (!netns || !node) return;
  const ports = [
    68,
    ...['inet', 'inet6'].map((family) =>
      drawInteger(world, 'dhclient-port', `${node.name} ${family}`, 1025, 65535),
    ),
  ];
  let next = 0;
  for (const socket of netns.sockets.values()) {
    if (socket.kind !== 'udp' || socket.owner?.pid !== sys.process.pid) continue;
    socket.port = ports[next++] ?? 0;
    socket.closed = true;
  }
}

function* renew(sys: Sys): Step<unknown> {
  const wait = yield* sys.change((world) => {
    const nic = world.nodes.get(sys.node.name)?.nics.find((n) => n.name === sys.args[sys.args.length - 1]);
    const netns = world.namespaces.get(sys.process.namespaces.net);
    const lease = nic?.address;
    if (!netns || !nic || !lease?.lifetime) return undefined;
    const device = lookupDevice(netns, nic.name);
    const address = device?.addresses.find((a) => a.address === lease.address);
    if (!address?.validUntil) return undefined;
    const half = lease.lifetime / 2;
    const remaining = address.validUntil - world.now;
    if (remaining > half) return remaining - half;
    lease.obtained = world.now;
    address.validUntil = world.now + lease.lifetime;
    return half;
  });
  if (wait === undefined) return undefined;
  yield* sys.sleep(wait);
  return yield* sys.again(undefined);
}

export const DHCLIENT: Readonly<Record<string, Routine>> = { main, renew };
