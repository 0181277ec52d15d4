import { goJson, type Step } from '../../lib/index.ts';
import type { Sys } from '../os/index.ts';
import { withEngine } from './memory.ts';
import {
  isStoreFailure,
  parseStoreUrl,
  type StoreAddress,
  type StoreFailure,
  type StoreNode,
  storeRequest,
} from './store-client.ts';

/** Root of libnetwork's keys (datastore.go); the store URL's path goes before it. */
const NETWORK_ROOT = 'docker/network/v1.0';

/** The store of this engine, or `undefined` without --cluster-store. */
export function* storeOf(sys: Sys): Step<(StoreAddress & { prefix: string }) | undefined> {
  const url = yield* withEngine(sys, ({ memory }) => memory.config.clusterStore);
  return url === '' ? undefined : parseStoreUrl(url);
}

/** Children of a directory below libnetwork's root; an absent directory is empty. */
export function* listKeys(sys: Sys, path: string): Step<StoreNode[] | StoreFailure | undefined> {
  const store = yield* storeOf(sys);
  if (!store) return undefined;
  const reply = yield* storeRequest(sys, store, 'GET', `${store.prefix}${NETWORK_ROOT}/${path}`, {
    query: 'quorum=true&recursive=true&sorted=true',
    timeout: 5_000_000,
  });
  if (isStoreFailure(reply)) return reply.kind === 'code' && reply.code === 100 ? [] : reply;
  return reply.node.nodes ?? [];
}

/** A JSON value and the index it was last changed at. */
export function* readKey<T>(
  sys: Sys,
  path: string,
): Step<{ value: T; index: number } | StoreFailure | undefined> {
  const store = yield* storeOf(sys);
  if (!store) return undefined;
  const reply = yield* storeRequest(sys, store, 'GET', `${store.prefix}${NETWORK_ROOT}/${path}`, {
    query: 'quorum=true',
    timeout: 5_000_000,
  });
  if (isStoreFailure(reply)) return reply.kind === 'code' && reply.code === 100 ? undefined : reply;
  return { value: JSON.parse(reply.node.value ?? 'null') as T, index: reply.node.modifiedIndex ?? 0 };
}

/** Writes a JSON value; with `index` only when nobody changed it since (AtomicPut). */
export function* writeKey(
  sys: Sys,
  path: string,
  value: unknown,
  index?: number,
): Step<StoreFailure | undefined> {
  const store = yield* storeOf(sys);
  if (!store) return undefined;
  const form: Record<string, string> = { value: typeof value === 'string' ? value : goJson(value) };
  if (index === 0) form.prevExist = 'false';
  else if (index !== undefined) form.prevIndex = String(index);
  const reply = yield* storeRequest(sys, store, 'PUT', `${store.prefix}${NETWORK_ROOT}/${path}`, {
    form,
    timeout: 5_000_000,
  });
  return isStoreFailure(reply) ? reply : undefined;
}

export function* deleteStoreKey(sys: Sys, path: string, recursive = false): Step<StoreFailure | undefined> {
  const store = yield* storeOf(sys);
  if (!store) return undefined;
  const reply = yield* storeRequest(sys, store, 'DELETE', `${store.prefix}${NETWORK_ROOT}/${path}`, {
    query: recursive ? 'recursive=true&dir=true' : '',
    timeout: 5_000_000,
  });
  return isStoreFailure(reply) && !(reply.kind === 'code' && reply.code === 100) ? reply : undefined;
}

/** Makes an empty directory, as libnetwork does for every watched path. */
export function* makeStoreDirectory(sys: Sys, path: string): Step<StoreFailure | undefined> {
  const store = yield* storeOf(sys);
  if (!store) return undefined;
  const reply = yield* storeRequest(sys, store, 'PUT', `${store.prefix}${NETWORK_ROOT}/${path}`, {
    form: { dir: 'true', prevExist: 'false' },
    timeout: 5_000_000,
  });
  return isStoreFailure(reply) && !(reply.kind === 'code' && reply.code === 105) ? reply : undefined;
}
