import type { World } from '../../../model/state/index.ts';
import { zoneName } from '../net/wall-clock.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const two = (n: number) => String(n).padStart(2, '0');

/** Local wall clock of a virtual moment. */
export function wallClock(world: World, at: number): Date {
  return new Date(Math.floor((world.epoch + at) / 1000) + world.utcOffset * 60_000);
}

/** `Sun 2018-07-15 14:14:48 CST`, as systemd writes a moment. */
export function stampText(world: World, at: number): string {
  const d = wallClock(world, at);
  return `${DAYS[d.getUTCDay()]} ${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())} ${zoneName(world.utcOffset)}`;
}

/** systemd's relative time: `5s`, `2min 3s`, `1h 4min`, `3 days`. */
export function agoText(microseconds: number): string {
  const s = Math.floor(microseconds / 1_000_000);
  if (s < 1) return `${Math.floor(microseconds / 1000)}ms`;
  if (s < 60) return `${s}s`;
  const minutes = Math.floor(s / 60);
  if (minutes < 60) return `${minutes}min${s % 60 > 0 ? ` ${s % 60}s` : ''}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h${minutes % 60 > 0 ? ` ${minutes % 60}min` : ''}`;
  const days = Math.floor(hours / 24);
  return `${days} day${days === 1 ? '' : 's'}`;
}
