import { clonePlain } from '../../lib/index.ts';
import type { World } from './world.ts';

/**
 * An independent copy of the world at this moment. Interactive jobs stay behind: their processes are not copied (the caller
 * says so to the person); daemons go on waiting where they waited.
 */
export function forkWorld(world: World): World {
  const copy = clonePlain(world);
  for (const node of copy.nodes.values())
    for (const [pid, process] of node.processes) if (process.interactive) node.processes.delete(pid);
  copy.terminals.clear();
  return copy;
}
