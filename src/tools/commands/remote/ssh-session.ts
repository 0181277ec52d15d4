import type { Step } from '../../../lib/index.ts';
import { isFailure } from '../../../model/state/index.ts';
import { encodeSsh } from '../../../machine/daemons/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import type { SshConnection } from './ssh-connection.ts';

/** How often a client looks whether its session is still there, in microseconds. */
const LOOK = 1_000_000;

/** A shell of the other machine at this terminal, until it ends or is no more. */
export function* attachTerminal(
  sys: Sys,
  connection: SshConnection,
  wish: { host: string; terminal: string; command: string | undefined; quiet: boolean },
): Step<number> {
  const own = (yield* sys.current()).group;
  sys.ignore(['SIGINT', 'SIGQUIT', 'SIGTSTP']);
  yield* connection.send({ kind: 'open', terminal: wish.terminal, command: wish.command });
  for (;;) {
    const message = yield* connection.next(sys.now() + LOOK);
    if (message === 'silent' && isThere(sys, wish.terminal)) continue;
    yield* sys.setForeground(own);
    if (message === 'silent') {
      // The other machine went down and said nothing: the next thing sent finds nobody.
      yield* sys.write(
        2,
        `packet_write_wait: Connection to ${connection.address} port ${connection.port}: Broken pipe\n`,
      );
      return 255;
    }
    if (message === null) {
      yield* sys.write(2, `Connection to ${wish.host} closed by remote host.\n`);
      if (!wish.quiet) yield* sys.write(2, `Connection to ${wish.host} closed.\n`);
      return 255;
    }
    if (message.kind !== 'exit') continue;
    if (!wish.quiet) yield* sys.write(2, `Connection to ${wish.host} closed.\n`);
    return message.status;
  }
}

/** Whether some process still has the terminal, or the session is only beginning. */
function isThere(sys: Sys, terminal: string): boolean {
  const { foreground } = sys.world.terminals.get(terminal) ?? {};
  if (!foreground) return false;
  const node = sys.world.nodes.get(foreground.node);
  return [...(node?.processes.values() ?? [])].some(
    (process) => process.group === foreground.group && process.state !== 'zombie',
  );
}

/** A command on the other machine: its output here, its status ours. What this machine's input has goes there. */
export function* runCommand(
  sys: Sys,
  connection: SshConnection,
  command: string | undefined,
  input: boolean,
): Step<number> {
  yield* connection.send({ kind: 'open', command });
  const feeder = input
    ? yield* sys.spawn({ argv: ['ssh'], files: { 0: 0, 1: connection.fd }, body: feed })
    : undefined;
  if (!input) yield* connection.send({ kind: 'end-of-input' });
  let status = 255;
  for (;;) {
    const message = yield* connection.next();
    if (message === null) {
      status = yield* connection.lost();
      break;
    }
    if (message === 'silent') continue;
    if (message.kind === 'data') yield* sys.write(message.stream === 2 ? 2 : 1, message.text);
    else if (message.kind === 'exit') {
      status = message.status;
      break;
    }
  }
  if (feeder !== undefined && !isFailure(feeder)) {
    yield* sys.kill(feeder, 'SIGKILL');
    yield* sys.wait(feeder);
  }
  return status;
}

function* feed(own: Sys): Step<number> {
  for (;;) {
    const text = yield* own.read(0);
    const ended = isFailure(text) || text === '';
    const message = ended
      ? ({ kind: 'end-of-input' } as const)
      : ({ kind: 'data', stream: 0, text } as const);
    if (isFailure(yield* own.write(1, encodeSsh(message))) || ended) return 0;
  }
}
