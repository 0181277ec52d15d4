import type { Step } from '../../lib/index.ts';
import { isFailure } from '../../model/state/index.ts';
import { parseIpv4 } from '../../model/wire/index.ts';
import type { Routine, Sys } from '../os/index.ts';

function flag(sys: Sys, name: string): string {
  const at = sys.args.indexOf(name);
  return at < 0 ? '' : (sys.args[at + 1] ?? '');
}

/**
 * Takes what comes to a published port of the host and forwards it both ways. `-host-ip ::` takes IPv6 alone; the one proxy of 18.06
 * for 0.0.0.0 takes both.
 */
function* main(sys: Sys): Step<number> {
  const hostIp = flag(sys, '-host-ip');
  const type = flag(sys, '-proto') === 'udp' ? 'udp' : 'tcp';
  const v6only = hostIp === '::';
  const both = hostIp === '0.0.0.0' && sys.process.argv[0].startsWith('/usr/bin/');
  const fd = yield* sys.socket({ type, family: v6only || both ? 'inet6' : 'inet', v6only });
  if (isFailure(fd)) return 1;
  if (yield* sys.bind(fd, parseIpv4(hostIp) ?? 0, Number(flag(sys, '-host-port')))) return 1;
  if (type === 'udp') yield* sys.thread('datagrams', { fd, backs: {} });
  else {
    yield* sys.listen(fd);
    yield* sys.thread('accept', { fd });
  }
  while (true) yield* sys.await('never');
}

/** Gives every sender a socket of its own towards the container, by which the answers find back. */
function* datagrams(sys: Sys, state: { fd: number; backs: Record<string, number> }): Step<unknown> {
  const datagram = yield* sys.receiveFrom(state.fd);
  if (isFailure(datagram)) return yield* sys.again(state);
  const { from, fromPort, payload } = datagram;
  const key = `${from} ${fromPort}`;
  let back = state.backs[key];
  if (back === undefined) {
    const made = yield* sys.socket({ type: 'udp' });
    if (isFailure(made)) return yield* sys.again(state);
    back = made;
    yield* sys.thread('answers', { from: back, to: state.fd, address: from, port: fromPort });
  }
  const to = parseIpv4(flag(sys, '-container-ip')) ?? 0;
  yield* sys.sendTo(back, to, Number(flag(sys, '-container-port')), payload);
  return yield* sys.again({ fd: state.fd, backs: { ...state.backs, [key]: back } });
}

function* answers(
  sys: Sys,
  pair: { from: number; to: number; address: number; port: number },
): Step<unknown> {
  const datagram = yield* sys.receiveFrom(pair.from);
  if (!isFailure(datagram)) yield* sys.sendTo(pair.to, pair.address, pair.port, datagram.payload);
  return yield* sys.again(pair);
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
  datagrams: datagrams as Routine,
  answers: answers as Routine,
  accept: accept as Routine,
  relay: relay as Routine,
  pump: pump as Routine,
};
