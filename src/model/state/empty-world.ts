import type { World } from './world.ts';

/** What a world is given from outside; everything else begins empty. */
export type WorldOrigin = Pick<World, 'epoch' | 'utcOffset' | 'seed' | 'noiseSeed' | 'pins'>;

/** A world without machines at virtual time 0.. */
export function emptyWorld(origin: WorldOrigin): World {
  return {
    ...origin,
    now: 0,
    draws: new Map(),
    sequence: 1,
    queue: [],
    nodes: new Map(),
    namespaces: new Map(),
    segments: new Map(),
    nextSocket: 1,
    nextInode: 20_000,
    nextNetns: 4_026_531_956,
    nextConntrack: 1,
    terminals: new Map(),
    ready: [],
    traces: new Map(),
    nextTrace: 1,
    followAll: false,
  };
}
