import type { Step } from '../../lib/index.ts';
import { isFailure } from '../../model/state/index.ts';
import { parseIpv4 } from '../../model/wire/index.ts';
import type { Routine, Sys } from '../os/index.ts';

function flag(sys: Sys, name: string): string {
  const at = sys.args.indexOf(name);
  return at < 0 ? '' : (sys.args[at + 1] ?? '');
}

/** Accepts on the host and forwards octets both ways: the userland proxy of a published TCP port. */
function* main(sys: Sys): Step<number> {
  const hostIp = flag(sys, '-host-ip');
  const fd = yield* sys.socket({ type: 'tcp', family: hostIp === '0.0.0.0' ? 'inet6' : 'inet' });
  if (isFailure(fd)) return 1;
  if (yield* sys.bind(fd, parseIpv4(hostIp) ?? 0, Number(flag(sys, '-host-port')))) return 1;
  yield* sys.listen(fd, 128);
  yield* sys.thread('accept', { fd });
  while (true) yield* sys.await('never');
}

function* accept(sys: Sys, listener: { fd: number }): Step<unknown> {
  const front = yield* sys.accept(listener.fd);
  if (!isFailure(front)) yield* sys.thread('relay', { fd: front.fd });
  return yield* sys.again(listener);
}

/** Dials the container; when that fails the front connection is closed without a word. */
function* relay(sys: Sys, front: { fd: number }): Step<unknown> {
  const back = yield* sys.socket({ type: 'tcp' });
  if (isFailure(back)) return undefined;
  const to = parseIpv4(flag(sys, '-container-ip')) ?? 0;
  if (yield* sys.connect(back, to, Number(flag(sys, '-container-port')))) {
    yield* sys.close(back);
    yield* sys.close(front.fd);
    return undefined;
  }
  yield* sys.thread('pump', { from: front.fd, to: back });
  yield* sys.thread('pump', { from: back, to: front.fd });
  return undefined;
}

function* pump(sys: Sys, pair: { from: number; to: number }): Step<unknown> {
  const data = yield* sys.read(pair.from);
  if (isFailure(data) || data === '') {
    yield* sys.shutdown(pair.to);
    yield* sys.close(pair.from);
    return undefined;
  }
  yield* sys.write(pair.to, data);
  return yield* sys.again(pair);
}

export const DOCKER_PROXY: Readonly<Record<string, Routine>> = {
  main,
  accept: accept as Routine,
  relay: relay as Routine,
  pump: pump as Routine,
};
