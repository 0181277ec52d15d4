import type { Step } from '../../lib/index.ts';
import type { Sys } from '../os/index.ts';
import { colouredLogLine, type LogLevel, logLine } from './log-line.ts';

/**
 * Writes a line of the engine's log: to standard error, wherever that leads (the journal of a unit, a file, a terminal). The level is
 * in the text only: the journal files what a service prints under `info`.
 */
export function* log(
  sys: Sys,
  level: LogLevel,
  message: string,
  fields?: Readonly<Record<string, string>>,
): Step<void> {
  const form = sys.isTerminal(2) ? colouredLogLine : logLine;
  yield* sys.write(2, `${yield* sys.change((world) => form(world, level, message, fields))}\n`);
}

/** Lines of serf and memberlist carry a stamp of their own and end in a line feed inside the message. */
export function* serfLog(sys: Sys, tag: 'INFO' | 'WARN' | 'ERR', message: string): Step<void> {
  const stamp = yield* sys.change((world) => {
    const at = new Date(
      Math.floor((world.epoch + world.now) / 1000) + world.utcOffset * 60_000,
    ).toISOString();
    return at.slice(0, 19).replaceAll('-', '/').replace('T', ' ');
  });
  const level = tag === 'INFO' ? 'info' : tag === 'WARN' ? 'warning' : 'error';
  yield* log(sys, level, `${stamp} [${tag}] ${message}\n`);
}
