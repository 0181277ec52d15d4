import type { Step } from '../../lib/index.ts';
import type { Sys } from '../os/index.ts';
import { clearEndpoint } from './endpoint-record.ts';
import { type Engine, withEngine } from './memory.ts';
import { dropSandbox } from './sandbox-files.ts';

/** Ends what an engine that died with -9 left running: containers' processes and its proxies. */
export function* endLeftovers(sys: Sys): Step<void> {
  const left = yield* withEngine(sys, ({ node, process }) =>
    [...node.processes.values()]
      .filter(
        ({ pid, namespaces, comm, state }) =>
          state !== 'zombie' &&
          pid !== process.pid &&
          (node.roots.has(namespaces.pid) || comm === 'docker-proxy'),
      )
      .map(({ pid }) => pid),
  );
  for (const pid of left) yield* sys.kill(pid, 'SIGKILL');
}

/** Containers of an earlier life count as exited, and their sandboxes are swept away. */
export function sweepContainers(engine: Engine): void {
  const { disk, world, node } = engine;
  for (const container of disk.containers.values()) {
    if (container.state !== 'running') continue;
    const netns = world.namespaces.get(container.netns);
    if (netns?.node === node.name && netns.names.includes(container.sandboxId.slice(0, 12)))
      dropSandbox(engine, netns);
    Object.assign(container, { state: 'exited', finished: world.now, exitCode: 255, pid: 0, netns: 0 });
    container.gatewayLeg = undefined;
    container.published = [];
    for (const endpoint of container.endpoints) clearEndpoint(endpoint);
  }
  for (const leases of disk.leases.values()) leases.clear();
}
