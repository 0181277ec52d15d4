import type { Step } from '../../lib/index.ts';
import type { Sys } from '../os/index.ts';
import { clearEndpoint } from './endpoint-record.ts';
import { type Engine, withEngine } from './memory.ts';
import { dropSandbox } from './sandbox-files.ts';

/** Ends what an engine left running whose containers do not outlive it: all their processes but those of the ones that are kept. */
export function* endLeftovers(sys: Sys, kept: readonly string[]): Step<void> {
  const left = yield* withEngine(sys, ({ node, process }) =>
    [...node.processes.values()]
      .filter(
        ({ pid, namespaces, state }) =>
          state !== 'zombie' &&
          pid !== process.pid &&
          node.roots.has(namespaces.pid) &&
          !kept.includes(namespaces.pid),
      )
      .map(({ pid }) => pid),
  );
  for (const pid of left) yield* sys.kill(pid, 'SIGKILL');
}

/** Containers of an earlier life that are not kept count as exited, and their sandboxes are swept away. */
export function sweepContainers(engine: Engine, kept: readonly string[]): void {
  const { disk, world, node } = engine;
  for (const container of disk.containers.values()) {
    if (container.state !== 'running' || kept.includes(container.id)) continue;
    const netns = world.namespaces.get(container.netns);
    if (netns?.node === node.name && netns.names.includes(container.sandboxId.slice(0, 12)))
      dropSandbox(engine, netns);
    Object.assign(container, { state: 'exited', finished: world.now, exitCode: 255, pid: 0, netns: 0 });
    container.gatewayLeg = undefined;
    container.published = [];
    for (const endpoint of container.endpoints) clearEndpoint(endpoint);
  }
  const alive = kept.flatMap((id) => {
    const { endpoints = [], gatewayLeg } = disk.containers.get(id) ?? {};
    return [...endpoints, ...(gatewayLeg ? [gatewayLeg] : [])].map(({ endpointId }) => endpointId);
  });
  for (const leases of disk.leases.values())
    for (const [ip, owner] of leases) if (!alive.includes(owner)) leases.delete(ip);
}
