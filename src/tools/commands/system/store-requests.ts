import { type HttpMessage, parseStatus, type Step } from '../../../lib/index.ts';
import type { Errno } from '../../../model/state/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { exchangeHttp, parseWebAddress } from '../traffic/http-client.ts';
import { resolveName } from '../traffic/resolve.ts';

/** Microseconds that etcdctl gives a request. */
export const STORE_TIMEOUT = 5_000_000;

export interface StoreClient {
  sys: Sys;
  endpoints: string[];
}

export type StoreReply =
  | { kind: 'reply'; status: number; body: string; endpoint: string }
  | { kind: 'unavailable'; reasons: string[] };

const REASONS: Partial<Record<Errno, string>> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
};

/** Asks the endpoints in turn until one answers. */
export function* askStore(
  client: StoreClient,
  method: string,
  path: string,
  form?: string,
): Step<StoreReply> {
  const { sys, endpoints } = client;
  const reasons: string[] = [];
  for (const endpoint of endpoints) {
    const url = parseWebAddress(endpoint);
    const found = url && (yield* resolveName(sys, url.host));
    if (!url || !found?.ok) {
      reasons.push(`dial tcp: lookup ${url?.host ?? endpoint}: no such host`);
      continue;
    }
    const body = form ?? '';
    const type =
      form === undefined
        ? ''
        : `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n`;
    const outcome = yield* exchangeHttp(sys, {
      address: found.address,
      port: url.port,
      request: `${method} ${path} HTTP/1.1\r\nHost: ${url.host}:${url.port}\r\nUser-Agent: Go-http-client/1.1\r\n${type}\r\n${body}`,
      deadline: sys.now() + STORE_TIMEOUT,
    });
    if (outcome.kind === 'answer') return { kind: 'reply', ...readAnswer(outcome.message), endpoint };
    const reason =
      outcome.kind === 'not-connected'
        ? (REASONS[outcome.errno] ?? `connect: ${outcome.errno}`)
        : 'i/o timeout';
    reasons.push(`dial tcp ${url.host}:${url.port}: ${reason}`);
  }
  return { kind: 'unavailable', reasons };
}

function readAnswer(message: HttpMessage): { status: number; body: string } {
  return { status: parseStatus(message.start), body: message.body };
}
