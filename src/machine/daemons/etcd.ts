import { createHash } from 'node:crypto';
import { formatHttp, type HttpMessage, parseHttp, parseRequestLine, type Step } from '../../lib/index.ts';
import { isFailure, type World } from '../../model/state/index.ts';
import { parseIpv4 } from '../../model/wire/index.ts';
import type { Routine, Sys } from '../os/index.ts';
import {
  changeSince,
  deleteKey,
  emptyStore,
  type EtcdStore,
  eventJson,
  expire,
  getKey,
  isEtcdError,
  type SetRequest,
  setKey,
} from './etcd-store.ts';

/** What the flags of the command line say. */
interface EtcdFlags {
  name: string;
  clientUrls: string[];
  peerUrls: string[];
  advertisedClient: string;
  advertisedPeers: string[];
  /** Of the cluster. */
  token: string;
  version: string;
  v2: boolean;
}

function flagsOf(sys: Sys): EtcdFlags {
  const { args } = sys;
  const { env, namespaces } = sys.process;
  // A root's image never changes, so this is no look at the world that a fork could answer otherwise.
  const debian = sys.node.roots.get(namespaces.root)?.profile === 'debian12';
  const value = (name: string, fallback: string) => {
    const variable = env[`ETCD_${name.replaceAll('-', '_').toUpperCase()}`];
    for (let i = 0; i < args.length; i++) {
      if (args[i] === `--${name}`) return args[i + 1] ?? fallback;
      if (args[i].startsWith(`--${name}=`)) return args[i].slice(name.length + 3);
    }
    return variable ?? fallback;
  };
  const version = env.ETCD_VERSION ?? (debian ? '3.4.23' : '3.3.8');
  const old = /^3\.[0-3]\./.test(version);
  return {
    name: value('name', 'default'),
    clientUrls: value('listen-client-urls', 'http://localhost:2379').split(','),
    peerUrls: value('listen-peer-urls', 'http://localhost:2380').split(','),
    advertisedPeers: value('initial-advertise-peer-urls', 'http://localhost:2380').split(','),
    token: value('initial-cluster-token', 'etcd-cluster'),
    advertisedClient: value('advertise-client-urls', 'http://localhost:2379').split(',')[0],
    version,
    v2: value('enable-v2', old ? 'true' : 'false') === 'true',
  };
}

/** The store lives on the disk of the machine, below the data directory of this etcd, so it outlives the process. */
function storeOf(world: World, sys: Sys): EtcdStore {
  const disk = world.nodes.get(sys.node.name)?.disk;
  if (!disk) throw new Error(`no node ${sys.node.name}`);
  const key = `etcd ${dataDirectory(sys.args)}`;
  let store = disk.get(key) as EtcdStore | undefined;
  if (!store) {
    store = emptyStore();
    disk.set(key, store);
  }
  return store;
}

function dataDirectory(args: readonly string[]): string {
  const at = args.findIndex((word) => word === '--data-dir' || word.startsWith('--data-dir='));
  if (at < 0) return 'default.etcd';
  return args[at].includes('=') ? args[at].slice('--data-dir='.length) : (args[at + 1] ?? 'default.etcd');
}

function* main(sys: Sys): Step<number> {
  const flags = flagsOf(sys);
  for (const url of [...flags.clientUrls, ...flags.peerUrls]) {
    const match = /^https?:\/\/([^:/]+):(\d+)/.exec(url);
    if (!match) return 1;
    const fd = yield* sys.socket({ type: 'tcp', family: match[1] === '0.0.0.0' ? 'inet6' : 'inet' });
    if (isFailure(fd)) return 1;
    const address = match[1] === 'localhost' ? 0x7f000001 : (parseIpv4(match[1]) ?? 0);
    const failure = yield* sys.bind(fd, address, Number(match[2]));
    if (failure) {
      yield* sys.log(
        `listen tcp ${match[1]}:${match[2]}: bind: ${failure.errno === 'EADDRINUSE' ? 'address already in use' : 'cannot assign requested address'}`,
        3,
      );
      return 1;
    }
    yield* sys.listen(fd);
    yield* sys.thread('accept', { fd });
  }
  yield* sys.thread('expiry', undefined);
  yield* sys.log(
    `etcdserver: published {Name:${flags.name} ClientURLs:[${flags.advertisedClient}]} to cluster`,
  );
  while (true) yield* sys.await('never');
}

function* accept(sys: Sys, listener: { fd: number }): Step<unknown> {
  const connection = yield* sys.accept(listener.fd);
  if (!isFailure(connection)) yield* sys.thread('connection', { fd: connection.fd, stream: '' });
  return yield* sys.again(listener);
}

/** One connection: requests one after the other until the peer closes. */
function* connection(sys: Sys, state: { fd: number; stream: string }): Step<unknown> {
  let { stream } = state;
  let parsed = parseHttp(stream);
  while (!parsed) {
    const data = yield* sys.read(state.fd);
    if (isFailure(data) || data === '') {
      yield* sys.close(state.fd);
      return undefined;
    }
    stream += data;
    parsed = parseHttp(stream);
  }
  const reply = yield* respond(sys, parsed.message);
  yield* sys.write(state.fd, formatHttp(reply));
  return yield* sys.again({ fd: state.fd, stream: parsed.rest });
}

function* respond(sys: Sys, message: HttpMessage): Step<HttpMessage> {
  const flags = flagsOf(sys);
  const request = parseRequestLine(message.start);
  if (!request) return plain(400, 'bad request\n');
  if (request.path === '/version')
    return json(200, { etcdserver: flags.version, etcdcluster: flags.version.replace(/\.\d+$/, '.0') });
  if (request.path === '/health') return json(200, { health: 'true' });
  if (!flags.v2) return plain(404, '404 page not found\n');
  if (request.path === '/v2/members') {
    const id = memberId(flags);
    return json(200, {
      members: [
        {
          id,
          name: flags.name,
          peerURLs: flags.advertisedPeers,
          clientURLs: [flags.advertisedClient],
        },
      ],
    });
  }
  if (request.path === '/v2/stats/leader' || request.path === '/v2/stats/self') {
    const id = memberId(flags);
    return json(200, { leader: id, id, name: flags.name, state: 'StateLeader', leaderInfo: { leader: id } });
  }
  const key = /^\/v2\/keys(\/.*)?$/.exec(request.path)?.[1];
  if (key === undefined && request.path !== '/v2/keys') return plain(404, '404 page not found\n');
  const form = new URLSearchParams(message.body);
  return yield* keys(sys, request.method, (key ?? '').replace(/\/+$/, ''), request.query, form);
}

/** A first member's id follows from where its peers find it and the cluster's token (etcd, membership.computeMemberId). */
function memberId({ advertisedPeers, token }: EtcdFlags): string {
  return createHash('sha1')
    .update([...advertisedPeers].sort().join('') + token)
    .digest('hex')
    .slice(0, 16);
}

function* keys(
  sys: Sys,
  method: string,
  key: string,
  query: URLSearchParams,
  form: URLSearchParams,
): Step<HttpMessage> {
  const flag = (name: string) => query.get(name) === 'true' || form.get(name) === 'true';
  const text = (name: string) => form.get(name) ?? query.get(name) ?? undefined;
  if (method === 'GET' && flag('wait')) return yield* watch(sys, key, flag('recursive'), text('waitIndex'));
  const reply = yield* sys.change((world) => {
    const store = storeOf(world, sys);
    expire(store, world.now);
    if (method === 'GET') {
      const found = getKey(store, key, flag('recursive'), world);
      return isEtcdError(found) ? failure(found) : json(200, { action: 'get', node: found }, store.index);
    }
    if (method === 'PUT') {
      const exist = text('prevExist');
      const index = text('prevIndex');
      const ttl = text('ttl');
      const set: SetRequest = {
        value: text('value'),
        dir: flag('dir') || undefined,
        ttl: ttl === undefined || ttl === '' ? undefined : Number(ttl),
        prevExist: exist === undefined ? undefined : exist === 'true',
        prevIndex: index === undefined || index === '0' ? undefined : Number(index),
        prevValue: text('prevValue'),
        refresh: flag('refresh'),
      };
      const event = setKey(store, key, set, world.now);
      if (isEtcdError(event)) return failure(event);
      return json(event.previous ? 200 : 201, eventJson(event, world), store.index);
    }
    if (method === 'DELETE') {
      const index = text('prevIndex');
      const event = deleteKey(store, key, {
        recursive: flag('recursive'),
        dir: flag('dir'),
        prevIndex: index === undefined ? undefined : Number(index),
      });
      return isEtcdError(event) ? failure(event) : json(200, eventJson(event, world), store.index);
    }
    return plain(405, 'Method Not Allowed\n');
  });
  if (method !== 'GET') yield* sys.notify('change');
  return reply;
}

/** A long poll: answers with the first change of the key from `waitIndex` on. */
function* watch(sys: Sys, key: string, recursive: boolean, waitIndex: string | undefined): Step<HttpMessage> {
  const start = yield* sys.change((world) => storeOf(world, sys).index + 1);
  const from = waitIndex === undefined ? start : Number(waitIndex);
  while (true) {
    const reply = yield* sys.change((world) => {
      const store = storeOf(world, sys);
      const event = changeSince(store, key, recursive, from);
      return event ? json(200, eventJson(event, world), store.index) : undefined;
    });
    if (reply) return reply;
    yield* sys.await('change');
  }
}

/** Removes expired keys when they are due, so that watchers hear of it. */
function* expiry(sys: Sys): Step<unknown> {
  const next = yield* sys.change((world) => {
    const store = storeOf(world, sys);
    expire(store, world.now);
    let soonest: number | undefined;
    for (const node of store.nodes.values())
      if (node.expires !== undefined && (soonest === undefined || node.expires < soonest))
        soonest = node.expires;
    return soonest;
  });
  yield* sys.notify('change');
  yield* sys.await('change', { deadline: next });
  return yield* sys.again(undefined);
}

function json(status: number, body: object, index?: number): HttpMessage {
  const text = JSON.stringify(body);
  return {
    start: `HTTP/1.1 ${status} ${status === 201 ? 'Created' : 'OK'}`,
    headers: {
      'content-type': 'application/json',
      ...(index === undefined ? {} : { 'x-etcd-index': String(index) }),
      'content-length': String(text.length),
    },
    body: text,
  };
}

function failure(error: { errorCode: number; index: number }): HttpMessage {
  const status = { 100: 404, 101: 412, 102: 403, 105: 412, 107: 403, 108: 403 }[error.errorCode] ?? 400;
  const reply = json(status, error, error.index);
  return {
    ...reply,
    start: `HTTP/1.1 ${status} ${status === 404 ? 'Not Found' : 'Error'}`,
    body: reply.body,
  };
}

function plain(status: number, body: string): HttpMessage {
  return {
    start: `HTTP/1.1 ${status} ${status === 404 ? 'Not Found' : 'Bad Request'}`,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'content-length': String(body.length) },
    body,
  };
}

/** Routines of an etcd 3.x server with the v2 API. */
export const ETCD: Readonly<Record<string, Routine>> = {
  main,
  accept: accept as Routine,
  connection: connection as Routine,
  expiry,
};
