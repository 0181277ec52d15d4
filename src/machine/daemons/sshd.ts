import type { Step } from '../../lib/index.ts';
import { isFailure } from '../../model/state/index.ts';
import { formatIpv4 } from '../../model/wire/index.ts';
import type { Routine, Sys } from '../os/index.ts';
import { serveCommand, serveTerminal } from './sshd-session.ts';
import { decodeSsh, encodeSsh, KEX_FILLER, type SshMessage } from './ssh-wire.ts';

/** Version a server of CentOS 7.5 announces (openssh-7.4p1). */
const BANNER = 'SSH-2.0-OpenSSH_7.4\r\n';
const PORT = 22;

/** `sshd -D`: listens for both families on two sockets, as OpenSSH does. Keys are the one way to log in. */
function* main(sys: Sys): Step<number> {
  for (const family of ['inet', 'inet6'] as const) {
    const fd = yield* sys.socket({ type: 'tcp', family, v6only: family === 'inet6' });
    if (isFailure(fd)) return 255;
    const failure = yield* sys.bind(fd, 0, PORT);
    const place = family === 'inet' ? '0.0.0.0' : '::';
    if (failure) {
      yield* sys.log(`error: Bind to port ${PORT} on ${place} failed: Address already in use.`, 3);
      continue;
    }
    yield* sys.listen(fd, 128);
    yield* sys.log(`Server listening on ${place} port ${PORT}.`);
    yield* sys.thread('accept', { fd });
  }
  yield* sys.request('systemd-notify', 'READY=1', { deadline: sys.now() + 1_000_000 });
  while (true) yield* sys.await('never');
}

function* accept(sys: Sys, listener: { fd: number }): Step<unknown> {
  const connection = yield* sys.accept(listener.fd);
  if (isFailure(connection)) return undefined;
  yield* sys.thread('connection', connection);
  return yield* sys.again(listener);
}

interface Connection {
  fd: number;
  address: number;
  port: number;
}

/** Says hello; a client that speaks no SSH is told so, one that does may prove who it is and gets its session. */
function* connection(sys: Sys, client: Connection): Step<unknown> {
  const { fd } = client;
  yield* sys.write(fd, BANNER);
  const hello = yield* sys.read(fd, { until: '\n' });
  if (!isFailure(hello) && hello.startsWith('SSH-2.0-')) yield* converse(sys, client);
  else if (!isFailure(hello) && hello !== '') yield* sys.write(fd, 'Protocol mismatch.\n');
  yield* sys.close(fd);
  return undefined;
}

function* converse(sys: Sys, client: Connection): Step<void> {
  let stream = '';
  let trusted = false;
  for (;;) {
    const data = yield* sys.read(client.fd);
    if (isFailure(data) || data === '') return;
    const { messages, rest } = decodeSsh(stream + data);
    stream = rest;
    for (const message of messages) {
      if (message.kind === 'kex') {
        const key = yield* sys.readFile('/etc/ssh/ssh_host_ecdsa_key.pub');
        const hostKey = isFailure(key) ? '' : key.trim().split(' ')[1];
        yield* sys.write(client.fd, encodeSsh({ kind: 'kex', hostKey, filler: KEX_FILLER }));
      } else if (message.kind === 'auth') {
        trusted = yield* authenticate(sys, client, message);
        yield* sys.write(client.fd, encodeSsh({ kind: 'auth-result', ok: trusted }));
        if (!trusted) return;
      } else if (message.kind === 'open' && trusted) {
        yield* open(sys, client.fd, message);
        return;
      }
    }
  }
}

function* authenticate(
  sys: Sys,
  client: Connection,
  { user, key }: Extract<SshMessage, { kind: 'auth' }>,
): Step<boolean> {
  const keys = yield* sys.readFile('/root/.ssh/authorized_keys');
  const known = !isFailure(keys) && keys.split('\n').some((line) => line.split(' ')[1] === key);
  if (user !== 'root' || key === '' || !known) return false;
  yield* sys.log(
    `Accepted publickey for root from ${formatIpv4(client.address)} port ${client.port} ssh2: RSA ${key}`,
  );
  return true;
}

/** The session is a process of its own, which has the connection; like everything a person runs it stays behind at a fork. */
function* open(sys: Sys, fd: number, request: Extract<SshMessage, { kind: 'open' }>): Step<void> {
  const { terminal } = request;
  yield* sys.spawn({
    argv: [terminal === undefined ? 'sshd: root@notty' : 'sshd: root@pts/0'],
    body: (own) =>
      terminal === undefined
        ? serveCommand(own, request.command)
        : serveTerminal(own, terminal, request.command),
    files: { 0: fd },
    group: 0,
    interactive: true,
  });
}

/** Routines of the SSH server. */
export const SSHD: Readonly<Record<string, Routine>> = {
  main,
  accept: accept as Routine,
  connection: connection as Routine,
};
