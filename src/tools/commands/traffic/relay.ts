import type { Step } from '../../../lib/index.ts';
import { isFailure } from '../../../model/state/index.ts';
import type { Ipv4 } from '../../../model/wire/index.ts';
import type { Sys } from '../../../machine/os/index.ts';

export interface RelayOptions {
  /** Close the sending side of a stream when the input ends. */
  halfClose: boolean;
  /** Microseconds of silence from the peer after which it ends. */
  idle: number | undefined;
  /** What goes out for a line feed, where it is not itself. */
  newline?: string;
  /** A datagram socket's peer. */
  peer?: { address: Ipv4; port: number };
}

/**
 * Carries standard input to a socket and the socket to standard output until the peer ends. The input has a process of its
 * own, since one cannot wait for both.
 */
export function* relay(
  sys: Sys,
  fd: number,
  options: RelayOptions,
): Step<{ sent: number; received: number; broken: boolean; inputEnded: boolean }> {
  const moved = { sent: 0, received: 0, broken: false, inputEnded: false };
  const feeder = yield* sys.spawn({
    argv: ['nc'],
    files: { 0: 0, 1: fd, 2: 2 },
    body: function* (own: Sys): Step<number> {
      for (;;) {
        const typed = yield* own.read(0);
        if (isFailure(typed) || typed === '') break;
        const text = options.newline === undefined ? typed : typed.replace(/\r?\n/g, options.newline);
        const written = options.peer
          ? yield* own.sendTo(1, options.peer.address, options.peer.port, text)
          : yield* own.write(1, text);
        if (isFailure(written)) return 1;
        moved.sent += text.length;
      }
      moved.inputEnded = true;
      if (options.halfClose) yield* own.shutdown(1);
      return 0;
    },
  });
  for (;;) {
    const deadline = options.idle === undefined ? undefined : sys.now() + options.idle;
    let text: string;
    if (options.peer) {
      const datagram = yield* sys.receiveFrom(fd, { deadline });
      if (isFailure(datagram)) {
        moved.broken = datagram.errno === 'ECONNREFUSED';
        break;
      }
      text = datagram.payload;
    } else {
      const read = yield* sys.read(fd, { deadline });
      if (isFailure(read)) {
        moved.broken = read.errno === 'ECONNRESET';
        break;
      }
      if (read === '') break;
      text = read;
    }
    moved.received += text.length;
    yield* sys.write(1, text);
  }
  if (!isFailure(feeder)) {
    yield* sys.kill(feeder, 'SIGKILL');
    yield* sys.wait(feeder);
  }
  yield* sys.close(fd);
  return moved;
}
