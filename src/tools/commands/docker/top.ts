import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type Arguments, ask, complain } from './client.ts';
import { wrongCount } from './help.ts';
import { formatTable } from './table.ts';

/** Least width of a column, as the client's tabwriter has it for this table alone. */
const COLUMN = 20;

/** `docker top`: what `ps -ef` says of the container's processes on the host. */
export function* top(sys: Sys, args: Arguments): Step<number> {
  const [name] = args;
  if (name === undefined) return yield* wrongCount(sys, 'top', 'at least 1 argument');
  const answer = yield* ask(sys, { op: 'container-top', name });
  if (!answer || !('processes' in answer)) return yield* complain(sys, answer);
  const { world } = sys;
  const clock = (at: number) =>
    new Date((world.epoch + at) / 1000 + world.utcOffset * 60_000).toISOString().slice(11, 16);
  const spent = (microseconds: number) =>
    new Date(Math.floor(microseconds / 1e6) * 1000).toISOString().slice(11, 19);
  const rows = answer.processes.map((row) => [
    row.uid === 0 ? 'root' : String(row.uid),
    String(row.pid),
    String(row.parent),
    '0',
    clock(row.started),
    row.terminal,
    spent(row.cpu),
    row.command,
  ]);
  yield* sys.write(
    1,
    formatTable([['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'], ...rows], COLUMN),
  );
  return 0;
}
