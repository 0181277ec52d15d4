import { formatHttp, parseHttp, parseStatus, type Step } from '../../lib/index.ts';
import { type Errno, isFailure } from '../../model/state/index.ts';
import { formatIpv4, parseIpv4 } from '../../model/wire/index.ts';
import type { Sys } from '../os/index.ts';

/** A node of the store as the v2 API returns it. */
export interface StoreNode {
  key?: string;
  dir?: boolean;
  value?: string;
  nodes?: StoreNode[];
  modifiedIndex?: number;
  ttl?: number;
}

/** `unavailable`: nobody answers, with the text of Go's dialer. `code`: an error the store itself gave. */
export type StoreFailure =
  | { failed: true; kind: 'unavailable'; text: string }
  | { failed: true; kind: 'invalid'; text: string }
  | { failed: true; kind: 'code'; code: number; text: string; index: number };

export interface StoreReply {
  node: StoreNode;
  action: string;
  index: number;
}

export function isStoreFailure(value: unknown): value is StoreFailure {
  return typeof value === 'object' && value !== null && 'failed' in value;
}

export interface StoreAddress {
  address: number;
  port: number;
}

/** `etcd://192.168.91.128:2379` to its address; `undefined` for another scheme or no address. */
export function parseStoreUrl(url: string): (StoreAddress & { prefix: string }) | undefined {
  const match = /^(?:etcd|http):\/\/([\d.]+):(\d+)(?:\/(.*))?$/.exec(url);
  const address = match ? parseIpv4(match[1]) : undefined;
  return match && address !== undefined
    ? { address, port: Number(match[2]), prefix: match[3] ? `${match[3].replace(/\/+$/, '')}/` : '' }
    : undefined;
}

/** Words of Go's net package for a failed dial. */
function dialText(errno: Errno): string {
  switch (errno) {
    case 'ECONNREFUSED':
      return 'connect: connection refused';
    case 'EHOSTUNREACH':
      return 'connect: no route to host';
    case 'ENETUNREACH':
      return 'connect: network is unreachable';
    case 'EAGAIN':
    case 'ETIMEDOUT':
      return 'i/o timeout';
    default:
      return `connect: ${errno.toLowerCase()}`;
  }
}

/** Connects and exchanges one request; every dial crosses the modelled network. */
function* exchange(
  sys: Sys,
  store: StoreAddress,
  request: {
    method: 'GET' | 'PUT' | 'DELETE' | 'POST';
    path: string;
    form?: Readonly<Record<string, string>>;
    timeout?: number;
  },
): Step<{ status: number; body: string } | StoreFailure> {
  const where = `${formatIpv4(store.address)}:${store.port}`;
  const unavailable = (reason: string): StoreFailure => ({
    failed: true,
    kind: 'unavailable',
    text: `client: etcd cluster is unavailable or misconfigured; error #0: ${reason}`,
  });
  const fd = yield* sys.socket({ type: 'tcp' });
  if (isFailure(fd)) return unavailable(`dial tcp ${where}: ${dialText(fd.errno)}`);
  const failure = yield* sys.connect(fd, store.address, store.port, { deadline: sys.now() + 3_000_000 });
  if (failure) {
    yield* sys.close(fd);
    return unavailable(`dial tcp ${where}: ${dialText(failure.errno)}`);
  }
  const body = new URLSearchParams(request.form ?? {}).toString();
  yield* sys.write(
    fd,
    formatHttp({
      start: `${request.method} ${request.path} HTTP/1.1`,
      headers: {
        host: where,
        'user-agent': 'Go-http-client/1.1',
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': String(body.length),
      },
      body,
    }),
  );
  const deadline = request.timeout === undefined ? undefined : sys.now() + request.timeout;
  let stream = '';
  let parsed: ReturnType<typeof parseHttp>;
  while (!parsed) {
    const data = yield* sys.read(fd, { deadline });
    if (isFailure(data) || data === '') {
      yield* sys.close(fd);
      return unavailable(
        isFailure(data) && data.errno === 'EAGAIN' ? 'client: endpoint exceeded header timeout' : 'EOF',
      );
    }
    stream += data;
    parsed = parseHttp(stream);
  }
  yield* sys.close(fd);
  return { status: parseStatus(parsed.message.start), body: parsed.message.body };
}

/** One request of the keys API. */
export function* storeRequest(
  sys: Sys,
  store: StoreAddress,
  method: 'GET' | 'PUT' | 'DELETE',
  key: string,
  options: { query?: string; form?: Readonly<Record<string, string>>; timeout?: number } = {},
): Step<StoreReply | StoreFailure> {
  const path = `/v2/keys/${key}${options.query ? `?${options.query}` : ''}`;
  const reply = yield* exchange(sys, store, { method, path, form: options.form, timeout: options.timeout });
  if (isStoreFailure(reply)) return reply;
  let parsed: {
    node?: StoreNode;
    action?: string;
    errorCode?: number;
    message?: string;
    cause?: string;
    index?: number;
  };
  try {
    parsed = JSON.parse(reply.body) as typeof parsed;
  } catch {
    return {
      failed: true,
      kind: 'invalid',
      text: 'client: response is invalid json. The endpoint is probably not valid etcd cluster endpoint',
    };
  }
  if (parsed.errorCode !== undefined)
    return {
      failed: true,
      kind: 'code',
      code: parsed.errorCode,
      text: `${parsed.errorCode}: ${parsed.message} (${parsed.cause}) [${parsed.index}]`,
      index: parsed.index ?? 0,
    };
  return { node: parsed.node ?? {}, action: parsed.action ?? 'get', index: parsed.node?.modifiedIndex ?? 0 };
}
