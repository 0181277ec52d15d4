import type { Neighbor, NudState } from './namespace.ts';
import type { World } from './world.ts';

/**
 * The state a listing shows now. REACHABLE lapses by itself: the kernel's timer is replaced by looking at the clock
 * whenever somebody looks (neigh_timer_handler: `confirmed + reachable_time`).
 */
export function effectiveNeighborState(world: World, neighbor: Neighbor): NudState {
  const lapsed = neighbor.state === 'REACHABLE' && world.now - neighbor.confirmed > neighbor.reachableTime;
  return lapsed ? 'STALE' : neighbor.state;
}
