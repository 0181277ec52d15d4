import type { Step } from '../../lib/index.ts';
import type { Sys } from '../os/index.ts';
import { logLine } from './memory.ts';

const PRIORITY = { info: 6, warning: 4, error: 3, debug: 7 } as const;

/** Writes a line to the engine's log. */
export function* log(
  sys: Sys,
  level: keyof typeof PRIORITY,
  message: string,
  fields?: Readonly<Record<string, string>>,
): Step<void> {
  const line = yield* sys.change((world) => logLine(world, level, message, fields));
  yield* sys.log(line, PRIORITY[level]);
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
