import type { Step } from '../../lib/index.ts';
import { lookupDevice, type NetworkNamespace } from '../../model/state/index.ts';
import { formatIpv4, networkOf } from '../../model/wire/index.ts';
import type { Sys } from '../os/index.ts';
import { type Engine, withEngine } from './memory.ts';
import type { Container, ContainerEndpoint } from './types.ts';

/**
 * Containers that outlived the last engine are this one's again: it waits for their processes as if it had started them. With
 * live-restore they run on; without, they are stopped before any other starts (daemon/daemon.go, restore). What one that ended
 * meanwhile ended with is the shim's knowledge, and no shim is modelled.
 *
 * @returns ids of those that run on.
 */
export function* takeOver(sys: Sys): Step<string[]> {
  const { alive, runOn } = yield* withEngine(sys, (engine) => {
    const { node, disk, memory, process } = engine;
    const found = [...disk.containers.values()].filter((container) => {
      const main = node.processes.get(container.pid);
      if (main?.initOf !== container.id || main.state === 'zombie') return false;
      main.parent = process.pid;
      main.adopted = undefined;
      for (const endpoint of container.endpoints) takeOverOverlay(engine, container, endpoint);
      if (!memory.config.liveRestore) container.stalePorts = container.published;
      return true;
    });
    // Restart policies are looked at when all are down.
    memory.stopping = !memory.config.liveRestore;
    return { alive: found.map(({ id, pid }) => ({ id, pid })), runOn: memory.config.liveRestore };
  });
  for (const watched of alive) yield* sys.thread('watch-container', watched);
  if (runOn) return alive.map(({ id }) => id);
  const ids = alive.map(({ id }) => id);
  for (const id of ids) yield* sys.thread('stop-container', { id });
  const isUp = (state: Container['state'] | undefined) => state === 'running' || state === 'paused';
  while (yield* withEngine(sys, ({ disk }) => ids.some((id) => isUp(disk.containers.get(id)?.state))))
    yield* sys.await('stopped', {});
  yield* withEngine(sys, ({ memory }) => {
    memory.stopping = false;
    memory.unannounced = [];
  });
  return [];
}

/** The namespace of an overlay on this host, with the name of its file. */
function sandboxOf(
  { world, node }: Engine,
  networkId: string,
): { netns: NetworkNamespace; name: string } | undefined {
  for (const netns of world.namespaces.values()) {
    const name = netns.names.find((file) => file.endsWith(`-${networkId.slice(0, 10)}`));
    if (netns.node === node.name && name !== undefined) return { netns, name };
  }
  return undefined;
}

/**
 * The sandbox of an overlay is found by its file, and its endpoint is a local peer again, of which other hosts are told at the next
 * join (libnetwork drivers/overlay, restoreEndpoints). The watcher for misses starts only beside a serf, and none is up yet.
 */
function takeOverOverlay(engine: Engine, container: Container, endpoint: ContainerEndpoint): void {
  const { memory } = engine;
  const { networkId, endpointId, ip, prefix, mac } = endpoint;
  const found = sandboxOf(engine, networkId);
  const tunnel = found && lookupDevice(found.netns, 'vxlan0');
  const gateway = found && lookupDevice(found.netns, 'br0')?.addresses[0];
  if (!found || tunnel?.kind !== 'vxlan' || !gateway) return;
  const { netns, name } = found;
  const subnet = `${formatIpv4(networkOf(gateway.address, gateway.prefix))}/${gateway.prefix}`;
  memory.epochs.set(networkId, Number.parseInt(name, 10));
  memory.overlayProbed = true;
  memory.subnets.set(networkId, subnet);
  memory.sandboxes.set(networkId, {
    networkId,
    netns: netns.id,
    name,
    vni: tunnel.vni,
    subnet,
    gateway: formatIpv4(gateway.address),
    mtu: tunnel.mtu,
    containers: [...(memory.sandboxes.get(networkId)?.containers ?? []), container.id],
    watchesMisses: false,
    nextVeth: [...netns.devices.values()].filter(({ kind }) => kind === 'veth').length,
  });
  const vtep = memory.config.advertiseAddress.split(':')[0];
  memory.unannounced.push({ networkId, endpointId, ip, prefix, mac, vtep, local: true });
}
