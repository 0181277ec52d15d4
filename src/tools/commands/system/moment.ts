import { wordTable } from '../../../lib/index.ts';
import type { World } from '../../../model/state/index.ts';
import { wallClock } from './clock-text.ts';

const UNITS: Readonly<Record<string, number>> = wordTable({
  s: 1,
  sec: 1,
  second: 1,
  m: 60,
  min: 60,
  minute: 60,
  h: 3600,
  hr: 3600,
  hour: 3600,
  d: 86_400,
  day: 86_400,
  w: 604_800,
  week: 604_800,
});
const DAY = 86_400_000_000;

/**
 * A moment as systemd.time(7) writes it, in virtual microseconds: `2018-07-15 14:14:48`, `14:14`, `now`, `today`,
 * `10 min ago`, `-5m`. `undefined` for anything else.
 */
export function readMoment(world: World, text: string): number | undefined {
  const word = text.trim().toLowerCase();
  const local = wallClock(world, world.now);
  const midnight = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate());
  const virtual = (localMilliseconds: number) =>
    (localMilliseconds - world.utcOffset * 60_000) * 1000 - world.epoch;
  if (word === 'now') return world.now;
  if (word === 'today') return virtual(midnight);
  if (word === 'yesterday') return virtual(midnight) - DAY;
  const relative = /^(?:-(.+)|(.+) ago)$/.exec(word);
  if (relative) {
    const span = readSpan(relative[1] ?? relative[2]);
    return span === undefined ? undefined : world.now - span;
  }
  const match = /^(?:(\d{4})-(\d\d)-(\d\d))?(?:(?:^|[ t])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(word);
  if (!match || word === '') return undefined;
  const date =
    match[1] === undefined ? midnight : Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return virtual(
    date + (Number(match[4] ?? 0) * 3600 + Number(match[5] ?? 0) * 60 + Number(match[6] ?? 0)) * 1000,
  );
}

/** `5m`, `1h 30min`, `2 days`: microseconds. */
function readSpan(text: string): number | undefined {
  let total = 0;
  let rest = text.trim();
  while (rest !== '') {
    const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)\s*/.exec(rest);
    if (!match) return undefined;
    const unit = match[2] === '' ? 1 : (UNITS[match[2]] ?? UNITS[match[2].replace(/s$/, '')]);
    if (unit === undefined) return undefined;
    total += Number(match[1]) * unit * 1_000_000;
    rest = rest.slice(match[0].length);
  }
  return total;
}
