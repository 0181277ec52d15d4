import type { World } from '../../model/state/index.ts';
/** One key or directory of the etcd v2 store. */
interface EtcdNode {
  dir: boolean;
  value: string;
  created: number;
  modified: number;
  /** Virtual microseconds. */
  expires?: number;
}

/** A change, as watchers read it. */
export interface EtcdEvent {
  index: number;
  action: 'set' | 'create' | 'update' | 'delete' | 'expire' | 'compareAndSwap' | 'compareAndDelete';
  key: string;
  node: EtcdNode;
  previous?: EtcdNode;
}

export interface EtcdStore {
  index: number;
  nodes: Map<string, EtcdNode>;
  /** The last thousand changes (etcd keeps as many). */
  history: EtcdEvent[];
}

export interface EtcdError {
  errorCode: number;
  message: string;
  cause: string;
  index: number;
}

export function emptyStore(): EtcdStore {
  return { index: 3, nodes: new Map([['', { dir: true, value: '', created: 0, modified: 0 }]]), history: [] };
}

/** The error codes of the v2 API with their texts (etcd Documentation/v2/errorcode.md). */
function error(store: EtcdStore, errorCode: number, cause: string): EtcdError {
  const message =
    {
      100: 'Key not found',
      101: 'Compare failed',
      102: 'Not a file',
      104: 'Not a directory',
      105: 'Key already exists',
      107: 'Root is read only',
      108: 'Directory not empty',
    }[errorCode] ?? 'Unknown error';
  return { errorCode, message, cause, index: store.index };
}

export function isEtcdError(value: unknown): value is EtcdError {
  return typeof value === 'object' && value !== null && 'errorCode' in value;
}

/** Removes what has expired; each removal is a change of its own. */
export function expire(store: EtcdStore, now: number): void {
  for (const [key, node] of [...store.nodes])
    if (node.expires !== undefined && node.expires <= now) {
      for (const below of keysBelow(store, key)) store.nodes.delete(below);
      store.nodes.delete(key);
      record(store, { action: 'expire', key, node: { ...node, modified: store.index + 1 }, previous: node });
    }
}

function record(store: EtcdStore, event: Omit<EtcdEvent, 'index'>): EtcdEvent {
  store.index++;
  // What happened does not change: forks of a world share it.
  Object.freeze(event.node);
  if (event.previous) Object.freeze(event.previous);
  const entry: EtcdEvent = Object.freeze({ index: store.index, ...event });
  store.history.push(entry);
  if (store.history.length > 1000) store.history.shift();
  return entry;
}

function keysBelow(store: EtcdStore, key: string): string[] {
  return [...store.nodes.keys()].filter((other) => other.startsWith(`${key}/`));
}

export interface SetRequest {
  value?: string;
  dir?: boolean;
  /** Seconds. */
  ttl?: number;
  prevExist?: boolean;
  prevIndex?: number;
  prevValue?: string;
  /** Only the time to live changes; watchers are not told. */
  refresh?: boolean;
}

/** PUT. Directories above come into being by themselves. */
export function setKey(
  store: EtcdStore,
  key: string,
  request: SetRequest,
  now: number,
): EtcdEvent | EtcdError {
  if (key === '') return error(store, 107, '/');
  const previous = store.nodes.get(key);
  if (request.prevExist === true && !previous) return error(store, 100, key);
  if (request.prevExist === false && previous) return error(store, 105, key);
  if (request.prevIndex !== undefined && !previous) return error(store, 100, key);
  if (previous && request.prevIndex !== undefined && previous.modified !== request.prevIndex)
    return error(store, 101, `[${request.prevIndex} != ${previous.modified}]`);
  if (previous && request.prevValue !== undefined && previous.value !== request.prevValue)
    return error(store, 101, `[${request.prevValue} != ${previous.value}]`);
  if (previous?.dir && !(request.dir && request.prevExist)) return error(store, 102, key);
  for (let at = key.indexOf('/', 1); at > 0; at = key.indexOf('/', at + 1)) {
    const above = key.slice(0, at);
    const node = store.nodes.get(above);
    if (node && !node.dir) return error(store, 104, above);
    if (!node)
      store.nodes.set(above, { dir: true, value: '', created: store.index + 1, modified: store.index + 1 });
  }
  const node: EtcdNode = {
    dir: request.dir ?? false,
    value: request.refresh ? (previous?.value ?? '') : (request.value ?? ''),
    created: previous && request.prevExist ? previous.created : store.index + 1,
    modified: store.index + 1,
    expires: request.ttl ? now + request.ttl * 1_000_000 : undefined,
  };
  const compared = request.prevIndex !== undefined || request.prevValue !== undefined;
  const event = record(store, {
    action: compared
      ? 'compareAndSwap'
      : request.prevExist === true
        ? 'update'
        : request.prevExist === false
          ? 'create'
          : 'set',
    key,
    node,
    previous,
  });
  store.nodes.set(key, node);
  return event;
}

/** DELETE. A directory needs `recursive`, or `dir` when it is empty. */
export function deleteKey(
  store: EtcdStore,
  key: string,
  request: { recursive?: boolean; dir?: boolean; prevIndex?: number },
): EtcdEvent | EtcdError {
  const previous = store.nodes.get(key);
  if (!previous) return error(store, 100, key);
  if (request.prevIndex !== undefined && previous.modified !== request.prevIndex)
    return error(store, 101, `[${request.prevIndex} != ${previous.modified}]`);
  if (previous.dir && !request.recursive) {
    if (!request.dir) return error(store, 102, key);
    if (keysBelow(store, key).length > 0) return error(store, 108, key);
  }
  for (const below of keysBelow(store, key)) store.nodes.delete(below);
  store.nodes.delete(key);
  const node: EtcdNode = { ...previous, value: '', modified: store.index + 1 };
  return record(store, {
    action: request.prevIndex === undefined ? 'delete' : 'compareAndDelete',
    key,
    node,
    previous,
  });
}

/** A node with its children as the API writes it. */
export interface EtcdJson {
  key?: string;
  dir?: true;
  value?: string;
  expiration?: string;
  ttl?: number;
  nodes?: EtcdJson[];
  modifiedIndex?: number;
  createdIndex?: number;
}

/** GET. `undefined` children beyond one level unless `recursive`. Keys beginning with `_` are hidden. */
export function getKey(
  store: EtcdStore,
  key: string,
  recursive: boolean,
  now: StoreTime,
): EtcdJson | EtcdError {
  const node = store.nodes.get(key);
  if (!node) return error(store, 100, key === '' ? '/' : key);
  return toJson(store, key, node, now, recursive ? Number.POSITIVE_INFINITY : 1);
}

/** The moment of a request: virtual microseconds, and when their count began by the clock. */
type StoreTime = Pick<World, 'now' | 'epoch'>;

/** When a key ends, by the clock (UTC) and in seconds, rounded up. */
function lifetime(node: EtcdNode, { now, epoch }: StoreTime): { expiration?: string; ttl?: number } {
  if (node.expires === undefined) return {};
  const at = epoch + node.expires;
  const second = new Date(Math.floor(at / 1000)).toISOString().slice(0, 19);
  const fraction = String(at % 1_000_000)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return {
    expiration: `${second}${fraction === '' ? '' : `.${fraction}`}Z`,
    ttl: Math.ceil((node.expires - now) / 1_000_000),
  };
}

function toJson(store: EtcdStore, key: string, node: EtcdNode, now: StoreTime, depth: number): EtcdJson {
  const json: EtcdJson = {};
  if (key !== '') json.key = key;
  if (node.dir) json.dir = true;
  else json.value = node.value;
  Object.assign(json, lifetime(node, now));
  if (node.dir && depth > 0) {
    const children = keysBelow(store, key)
      .filter(
        (other) => !other.slice(key.length + 1).includes('/') && !other.slice(key.length + 1).startsWith('_'),
      )
      .sort((a, b) => (a < b ? -1 : 1));
    if (children.length > 0)
      json.nodes = children.map((child) =>
        toJson(store, child, store.nodes.get(child) as EtcdNode, now, depth - 1),
      );
  }
  if (key !== '') {
    json.modifiedIndex = node.modified;
    json.createdIndex = node.created;
  }
  return json;
}

/** A change as the API writes it. */
export function eventJson(event: EtcdEvent, now: StoreTime): object {
  const plain = (node: EtcdNode, withValue: boolean): EtcdJson => ({
    key: event.key,
    ...(node.dir ? { dir: true as const } : withValue ? { value: node.value } : {}),
    ...lifetime(node, now),
    modifiedIndex: node.modified,
    createdIndex: node.created,
  });
  const gone = event.action === 'delete' || event.action === 'expire' || event.action === 'compareAndDelete';
  return {
    action: event.action,
    node: plain(event.node, !gone),
    ...(event.previous ? { prevNode: plain(event.previous, true) } : {}),
  };
}

/** The first change from `index` on that a watcher of `key` must hear. */
export function changeSince(
  store: EtcdStore,
  key: string,
  recursive: boolean,
  index: number,
): EtcdEvent | undefined {
  return store.history.find(
    (event) => event.index >= index && (event.key === key || (recursive && event.key.startsWith(`${key}/`))),
  );
}
