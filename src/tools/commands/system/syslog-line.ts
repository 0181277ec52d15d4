import type { JournalEntry, World } from '../../../model/state/index.ts';
import { wallClock } from './clock-text.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n: number) => String(n).padStart(2, '0');

/** `Jul 18 10:20:30` of a virtual moment. */
function syslogStamp(world: World, at: number): string {
  const d = wallClock(world, at);
  return `${MONTHS[d.getUTCMonth()]} ${two(d.getUTCDate())} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`;
}

/**
 * One journal line in the short format: time, host, identifier with pid, message. The host is the `_HOSTNAME` that the journal
 * noted, whole (systemd, logs-show.c).
 */
export function formatSyslogLine(world: World, entry: JournalEntry): string {
  const who = entry.pid > 0 ? `${entry.identifier}[${entry.pid}]` : entry.identifier;
  return `${syslogStamp(world, entry.at)} ${entry.host} ${who}: ${entry.message}\n`;
}
