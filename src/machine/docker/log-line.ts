import type { World } from '../../model/state/index.ts';
import { fixedTimestamp } from './memory.ts';

export type LogLevel = 'info' | 'warning' | 'error' | 'debug';

/** A line as dockerd logs it through logrus: `time="..." level=info msg="..."` with further fields behind, sorted. */
export function logLine(
  world: World,
  level: LogLevel,
  message: string,
  fields: Readonly<Record<string, string>> = {},
): string {
  const rest = Object.entries(fields)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => ` ${key}=${fieldValue(value)}`);
  return `time="${stampOf(world)}" level=${level} msg=${JSON.stringify(message)}${rest.join('')}`;
}

/** SGR numbers of logrus: debug grey, info cyan, warning yellow, error red. */
const COLOURS: Readonly<Record<LogLevel, number>> = { debug: 37, info: 36, warning: 33, error: 31 };

/**
 * The same on a terminal (logrus, `TextFormatter.printColored` with full timestamps): four letters of the level in its colour, and the
 * message padded to 44 columns without its last line feed.
 */
export function colouredLogLine(
  world: World,
  level: LogLevel,
  message: string,
  fields: Readonly<Record<string, string>> = {},
): string {
  const colour = (text: string) => `\x1b[${COLOURS[level]}m${text}\x1b[0m`;
  const rest = Object.entries(fields)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => ` ${colour(key)}=${fieldValue(value)}`);
  const head = colour(level.toUpperCase().slice(0, 4));
  return `${head}[${stampOf(world)}] ${message.replace(/\n$/, '').padEnd(44)} ${rest.join('')}`;
}

function fieldValue(value: string): string {
  return /^[A-Za-z0-9_./@^()+-]+$/.test(value) ? value : JSON.stringify(value);
}

/** Now, to the nanosecond; the three digits below a microsecond come from the event's number, for looks that do not repeat. */
function stampOf(world: World): string {
  const micros = (((world.epoch + world.now) % 1_000_000) + 1_000_000) % 1_000_000;
  return fixedTimestamp(world, world.now, micros * 1000 + ((world.sequence * 37) % 999) + 1);
}
