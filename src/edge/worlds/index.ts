/**
 * Drills played in processes of their own, so that nobody's keys wait for somebody else's ping: what a screen asks goes there, what became of it
 * comes back. It refuses to know who plays.
 */
export type { SeatOptions } from './messages.ts';
export { type PoolOptions, type PooledPlayer, WorldPool } from './world-pool.ts';
