import type { Step } from '../../lib/index.ts';
import { isInhabited, type NetworkNamespace } from '../../model/state/index.ts';
import { deleteNetns } from '../../network/kernel/index.ts';
import type { Sys } from '../os/index.ts';
import { type Engine, withEngine } from './memory.ts';

/** How often files of sandboxes that are gone are removed (libnetwork osl, gpmCleanupPeriod). */
const SWEEP_PERIOD = 60_000_000;

/** Deletes a sandbox, or leaves it to the processes that still live in it (`--net=container:`). Its file below /var/run/docker/netns stays, empty, until the next sweep (recorded in docker-lab o00, s01). */
export function dropSandbox({ world, disk, node }: Engine, netns: NetworkNamespace): void {
  disk.lingering = [...(disk.lingering ?? []), ...netns.names];
  netns.names = [];
  if (!isInhabited(node, netns.id)) deleteNetns(world, netns.id);
}

/** Notes that a sandbox is made; the first one makes the directory and starts the sweeping. */
export function* noteSandbox(sys: Sys): Step<void> {
  const first = yield* withEngine(sys, ({ disk, memory }) => {
    disk.lingering ??= [];
    const before = memory.sweeping;
    memory.sweeping = true;
    return !before;
  });
  if (first) yield* sys.thread('sweep-sandboxes', undefined);
}

/** Removes the files, once a minute. */
export function* sweepSandboxes(sys: Sys): Step<unknown> {
  yield* sys.sleep(SWEEP_PERIOD);
  yield* withEngine(sys, ({ disk }) => {
    disk.lingering = [];
  });
  return yield* sys.again(undefined);
}
