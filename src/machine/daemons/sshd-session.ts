import type { Step } from '../../lib/index.ts';
import { isFailure } from '../../model/state/index.ts';
import type { SpawnRequest, Sys } from '../os/index.ts';
import { decodeSsh, encodeSsh, type SshMessage } from './ssh-wire.ts';

/** The connection, as the session's process has it. */
const CONNECTION = 0;

/** What /etc/profile makes of PATH for root: a login shell reads it, a command does not, and then finds no `ip`. */
const LOGIN_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/root/bin';

/** sshd's own PATH is that of the package (openssh.spec of CentOS 7, --with-superuser-path). */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  HOME: '/root',
  USER: 'root',
  LOGNAME: 'root',
  SHELL: '/bin/bash',
  LANG: 'en_US.UTF-8',
  PATH: '/usr/local/bin:/usr/bin',
};

function shell(command: string | undefined): Pick<SpawnRequest, 'argv' | 'cwd'> {
  return { argv: command === undefined ? ['bash', '--login'] : ['bash', '-c', command], cwd: '/root' };
}

function* tell(sys: Sys, message: SshMessage): Step<void> {
  yield* sys.write(CONNECTION, encodeSsh(message));
}

/**
 * A session at a terminal: a shell of this machine has the client's terminal while it lives. Keys and output do not travel as
 * packets in the model, only what opens and ends the session does.
 */
export function* serveTerminal(sys: Sys, terminal: string, command: string | undefined): Step<number> {
  const { process } = sys;
  process.terminal = terminal;
  process.files.set(3, { kind: 'terminal', terminal });
  process.files.set(4, { kind: 'terminal', terminal, stderr: true });
  const pid = yield* sys.spawn({
    ...shell(command),
    env: {
      ...ENVIRONMENT,
      ...(command === undefined ? { PATH: LOGIN_PATH } : {}),
      TERM: 'xterm',
      SSH_TTY: '/dev/pts/0',
    },
    files: { 0: 3, 1: 3, 2: 4 },
    group: 0,
    foreground: true,
  });
  const ended = isFailure(pid) ? pid : yield* sys.wait(pid);
  yield* tell(sys, { kind: 'exit', status: isFailure(ended) ? 255 : ended.status });
  return 0;
}

/** A session without a terminal: the command's three streams are the connection's. */
export function* serveCommand(sys: Sys, command: string | undefined): Step<number> {
  const input = yield* sys.pipe();
  const output = yield* sys.pipe();
  const errors = yield* sys.pipe();
  const pid = yield* sys.spawn({
    ...shell(command),
    env: ENVIRONMENT,
    files: { 0: input.read, 1: output.write, 2: errors.write },
  });
  const feeder = yield* sys.spawn({
    argv: sys.process.argv,
    files: { 0: CONNECTION, 1: input.write },
    body: (own) => feed(own),
  });
  const other = yield* sys.spawn({
    argv: sys.process.argv,
    files: { 0: CONNECTION, 1: errors.read },
    body: (own) => pump(own, 1, 2),
  });
  for (const end of [input.read, input.write, output.write, errors.read, errors.write]) yield* sys.close(end);
  yield* pump(sys, output.read, 1);
  if (!isFailure(other)) yield* sys.wait(other);
  const ended = isFailure(pid) ? pid : yield* sys.wait(pid);
  if (!isFailure(feeder)) yield* sys.kill(feeder, 'SIGKILL');
  yield* tell(sys, { kind: 'exit', status: isFailure(ended) ? 255 : ended.status });
  return 0;
}

/** Carries a stream of the command to the client. */
function* pump(sys: Sys, from: number, stream: 1 | 2): Step<number> {
  for (;;) {
    const text = yield* sys.read(from);
    if (isFailure(text) || text === '') return 0;
    yield* tell(sys, { kind: 'data', stream, text });
  }
}

/** Carries what the client sends to the command's input, until either ends. */
function* feed(sys: Sys): Step<number> {
  let stream = '';
  for (;;) {
    const data = yield* sys.read(CONNECTION);
    if (isFailure(data) || data === '') return 0;
    const { messages, rest } = decodeSsh(stream + data);
    stream = rest;
    for (const message of messages) {
      if (message.kind === 'end-of-input') return 0;
      if (message.kind === 'data' && isFailure(yield* sys.write(1, message.text))) return 0;
    }
  }
}
