import {
  announceNeighbor,
  fail,
  type Failure,
  type Neighbor,
  neighborKey,
  type NetworkNamespace,
  type NudState,
  type World,
} from '../../model/state/index.ts';
import type { Ipv4, Mac } from '../../model/wire/index.ts';

/** Creates or replaces a neighbour entry by hand. EEXIST without `replace` when there is one. */
export function setNeighbor(
  world: World,
  netns: NetworkNamespace,
  device: number,
  address: Ipv4,
  request: { mac?: Mac; state?: NudState; replace?: boolean },
): Failure | undefined {
  const key = neighborKey(device, address);
  const old = netns.neighbors.get(key);
  if (old && !request.replace) return fail('EEXIST');
  if (request.mac === undefined && request.state !== 'FAILED' && request.state !== 'NOARP')
    return fail('EINVAL');
  const neighbor: Neighbor = {
    device,
    address,
    mac: request.mac ?? old?.mac,
    state: request.state ?? 'PERMANENT',
    updated: world.now,
    confirmed: world.now,
    used: world.now,
    probes: 0,
    queue: old?.queue ?? [],
    timerToken: (old?.timerToken ?? 0) + 1,
    reachableTime: old?.reachableTime ?? 30_000_000,
  };
  netns.neighbors.set(key, neighbor);
  announceNeighbor(world, netns, neighbor);
  return undefined;
}

/** Removes an entry by hand. ENOENT when there is none. */
export function deleteNeighbor(
  world: World,
  netns: NetworkNamespace,
  device: number,
  address: Ipv4,
): Failure | undefined {
  const key = neighborKey(device, address);
  const neighbor = netns.neighbors.get(key);
  if (!neighbor) return fail('ENOENT');
  netns.neighbors.delete(key);
  announceNeighbor(world, netns, { ...neighbor, state: 'FAILED' }, true);
  return undefined;
}

/** Removes every entry the predicate picks; returns how many. */
export function flushNeighbors(
  world: World,
  netns: NetworkNamespace,
  pick: (neighbor: Neighbor) => boolean,
): number {
  let count = 0;
  for (const [key, neighbor] of netns.neighbors) {
    if (!pick(neighbor)) continue;
    netns.neighbors.delete(key);
    announceNeighbor(world, netns, { ...neighbor, state: 'FAILED' }, true);
    count++;
  }
  return count;
}
