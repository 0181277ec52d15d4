import type { Step } from '../../lib/index.ts';
import { isFailure } from '../../model/state/index.ts';
import type { Routine, Sys } from '../os/index.ts';

/** Version a server of CentOS 7.5 announces (openssh-7.4p1). */
const BANNER = 'SSH-2.0-OpenSSH_7.4\r\n';
const PORT = 22;

/** `sshd -D`: listens for both families on two sockets, as OpenSSH does, and says hello. Logging in is not modelled. */
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
  yield* sys.thread('connection', { fd: connection.fd });
  return yield* sys.again(listener);
}

/** What a client that speaks no SSH gets; one that does finds nobody who goes on. */
function* connection(sys: Sys, { fd }: { fd: number }): Step<unknown> {
  yield* sys.write(fd, BANNER);
  const text = yield* sys.read(fd);
  if (!isFailure(text) && text !== '' && !text.startsWith('SSH-2.0-'))
    yield* sys.write(fd, 'Protocol mismatch.\n');
  yield* sys.close(fd);
  return undefined;
}

/** Routines of the SSH server. */
export const SSHD: Readonly<Record<string, Routine>> = {
  main,
  accept: accept as Routine,
  connection: connection as Routine,
};
