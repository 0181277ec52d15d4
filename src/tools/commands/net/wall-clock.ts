import type { Sys } from '../../../machine/os/index.ts';
import { isBusybox } from '../traffic/profile.ts';

/** Minutes east of UTC where a process runs: a container's image has no /etc/localtime, so that its clock shows UTC. */
export function utcOffset(sys: Sys): number {
  return isBusybox(sys) ? 0 : sys.world.utcOffset;
}

/** Seconds since 1970 (with fraction), shifted to the time zone of the process, for formatters that think in UTC. */
export function localSeconds(sys: Sys): number {
  const { epoch, now } = sys.world;
  return (epoch + now) / 1_000_000 + utcOffset(sys) * 60;
}

/** Seconds since 1970, UTC. */
export function utcSeconds(sys: Pick<Sys, 'world'>): number {
  return (sys.world.epoch + sys.world.now) / 1_000_000;
}

/** `+0800`; with a colon as ISO 8601 writes it. */
export function offsetText(minutes: number, colon = false): string {
  const size = Math.abs(minutes);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(size / 60)}${colon ? ':' : ''}${two(size % 60)}`;
}

/** Abbreviation of the zone: the model names the two its scenarios use. */
export function zoneName(minutes: number): string {
  if (minutes === 0) return 'UTC';
  if (minutes === 480) return 'CST';
  return offsetText(minutes).replace(/00$/, '');
}
