import { keyedHex, keyedInteger, keyedFraction } from '../../lib/index.ts';
import type { World } from './world.ts';

/**
 * A stable identity: pinned by the scenario, or drawn from its seed. `purpose` and `subject` name it (`container-id`,
 * `over-128`); drawing the same pair again gives the next one, as a recreated container gets a new id.
 */
export function drawHex(world: World, purpose: string, subject: string, length: number): string {
  const count = nextDraw(world, purpose, subject);
  const drawn = keyedHex(world.seed, length, purpose, subject, count);
  const pin = pinned(world, purpose, subject, count);
  // A pin may give the first digits only, as a short id in a note does.
  return pin === undefined ? drawn : pin + drawn.slice(pin.replaceAll(':', '').length);
}

/** A whole number in [low, high] by the same rule. */
export function drawInteger(
  world: World,
  purpose: string,
  subject: string,
  low: number,
  high: number,
): number {
  const count = nextDraw(world, purpose, subject);
  const pin = pinned(world, purpose, subject, count);
  return pin === undefined ? keyedInteger(world.seed, low, high, purpose, subject, count) : Number(pin);
}

/** Jitter in [0, 1): hangs on the noise seed, keyed by flow and sequence, so it never disturbs an identity. */
export function noise(world: World, purpose: string, subject: string | number, counter: number): number {
  return keyedFraction(world.noiseSeed, purpose, subject, counter);
}

function nextDraw(world: World, purpose: string, subject: string): number {
  const key = `${purpose} ${subject}`;
  const count = world.draws.get(key) ?? 0;
  world.draws.set(key, count + 1);
  return count;
}

function pinned(world: World, purpose: string, subject: string, count: number): string | undefined {
  if (world.pins.size === 0) return undefined;
  return world.pins.get(count === 0 ? `${purpose} ${subject}` : `${purpose} ${subject} ${count}`);
}

/** A port number in [low, high]: identity of a connection, drawn anew each time. */
export function keyedPort(world: World, netns: number, kind: string, low: number, high: number): number {
  const count = nextDraw(world, 'port', `${kind} ${netns}`);
  return keyedInteger(world.seed, low, high, 'port', kind, netns, count);
}
