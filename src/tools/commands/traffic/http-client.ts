import { type HttpMessage, parseHttp, type Step } from '../../../lib/index.ts';
import { type Errno, isFailure } from '../../../model/state/index.ts';
import type { Ipv4 } from '../../../model/wire/index.ts';
import type { Sys } from '../../../machine/os/index.ts';

/** One exchange: where to, what, and until when. */
export interface HttpExchange {
  address: Ipv4;
  port: number;
  /** The whole request. */
  request: string;
  /** Virtual microseconds; absent: for ever. */
  deadline?: number;
  /** Until when the connection has to stand; absent: `deadline`; `kernel`: as long as TCP tries. */
  connectDeadline?: number | 'kernel';
  /** The answer has no body, whatever its length says (HEAD). */
  head?: boolean;
  /** Called once the connection stands. */
  connected?: (fd: number) => Step<void>;
}

export type HttpOutcome =
  | { kind: 'answer'; message: HttpMessage; connectedAt: number; local?: { address: Ipv4; port: number } }
  | { kind: 'not-connected'; errno: Errno; at: number }
  | { kind: 'connect-timeout' }
  /** Time is up: octets of the body that came, and how many were announced. */
  | { kind: 'timeout'; received: number; total: number | undefined }
  | { kind: 'empty' }
  | { kind: 'broken'; errno: Errno | undefined; missing: number }
  | { kind: 'interrupted' };

/** Connects, sends a request and reads the answer. */
export function* exchangeHttp(sys: Sys, exchange: HttpExchange): Step<HttpOutcome> {
  const fd = yield* sys.socket({ type: 'tcp' });
  if (isFailure(fd)) return { kind: 'not-connected', errno: fd.errno, at: sys.now() };
  const outcome = yield* converse(sys, fd, exchange);
  yield* sys.close(fd);
  return outcome;
}

function* converse(sys: Sys, fd: number, exchange: HttpExchange): Step<HttpOutcome> {
  const until = exchange.connectDeadline ?? exchange.deadline;
  const failure = yield* sys.connect(fd, exchange.address, exchange.port, {
    deadline: until === 'kernel' ? undefined : until,
  });
  if (failure) {
    if (failure.errno === 'EAGAIN') return { kind: 'connect-timeout' };
    if (failure.errno === 'EINTR') return { kind: 'interrupted' };
    return { kind: 'not-connected', errno: failure.errno, at: sys.now() };
  }
  const connectedAt = sys.now();
  const local = sys.localAddress(fd);
  if (exchange.connected) yield* exchange.connected(fd);
  yield* sys.write(fd, exchange.request);
  let stream = '';
  for (;;) {
    const data = yield* sys.read(fd, { deadline: exchange.deadline });
    if (isFailure(data)) {
      if (data.errno === 'EINTR') return { kind: 'interrupted' };
      if (data.errno === 'EAGAIN') return { kind: 'timeout', ...progress(stream) };
      return { kind: 'broken', errno: data.errno, missing: 0 };
    }
    stream += data;
    if (exchange.head && stream.includes('\r\n\r\n')) {
      const parsed = parseHttp(
        `${stream.split('\r\n\r\n')[0]}\r\n\r\n`.replace(/\r\ncontent-length:.*/i, ''),
        true,
      );
      if (parsed) return { kind: 'answer', message: withLength(parsed.message, stream), connectedAt, local };
    }
    const parsed = parseHttp(stream, data === '');
    if (parsed) return { kind: 'answer', message: parsed.message, connectedAt, local };
    if (data !== '') continue;
    if (stream === '') return { kind: 'empty' };
    const { received, total } = progress(stream);
    return { kind: 'broken', errno: undefined, missing: (total ?? received) - received };
  }
}

/** A HEAD answer keeps its length header, whose body never comes. */
function withLength(message: HttpMessage, stream: string): HttpMessage {
  const length = /\r\ncontent-length: *(\d+)/i.exec(stream)?.[1];
  return length === undefined
    ? message
    : { ...message, headers: { ...message.headers, 'content-length': length } };
}

function progress(stream: string): { received: number; total: number | undefined } {
  const end = stream.indexOf('\r\n\r\n');
  if (end < 0) return { received: 0, total: undefined };
  const length = /\r\ncontent-length: *(\d+)/i.exec(stream.slice(0, end))?.[1];
  return { received: stream.length - end - 4, total: length === undefined ? undefined : Number(length) };
}

export interface WebAddress {
  scheme: string;
  host: string;
  port: number;
  path: string;
}

/** Parts of a URL; a missing scheme is http. `undefined` when there is no host or the port is no number. */
export function parseWebAddress(text: string): WebAddress | undefined {
  const match = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:[^@/]*@)?([^:/?#]+)(?::(\d+))?([/?][^#]*)?/i.exec(text);
  if (!match) return undefined;
  const scheme = (match[1] ?? 'http').toLowerCase();
  const path = match[4] ?? '/';
  return {
    scheme,
    host: match[2],
    port: Number(match[3] ?? (scheme === 'https' ? 443 : 80)),
    path: path.startsWith('?') ? `/${path}` : path,
  };
}
