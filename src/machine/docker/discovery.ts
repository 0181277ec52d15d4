import type { Step } from '../../lib/index.ts';
import { isFailure, namespaceOf } from '../../model/state/index.ts';
import { parseIpv4 } from '../../model/wire/index.ts';
import { isLocalAddress } from '../../model/state/index.ts';
import type { Sys } from '../os/index.ts';
import { joinGossip, startGossip } from './gossip.ts';
import { announcePeer } from './gossip-events.ts';
import { storeOf } from './keys.ts';
import { log } from './log.ts';
import { withEngine } from './memory.ts';
import { isStoreFailure, storeRequest } from './store-client.ts';

/** Seconds an entry below /docker/nodes lives, and how often it is written again (daemon/discovery). */
const TTL_SECONDS = 60;
const HEARTBEAT = 20_000_000;

/** Registers this engine below /docker/nodes, for ever: an entry that lapses was not refreshed. */
export function* registerLoop(sys: Sys, first: boolean): Step<unknown> {
  const advertise = yield* withEngine(sys, ({ memory }) => memory.config.advertiseAddress);
  const store = yield* storeOf(sys);
  if (advertise === '' || !store) return undefined;
  const reply = yield* storeRequest(sys, store, 'PUT', `${store.prefix}docker/nodes/${advertise}`, {
    form: { value: advertise, ttl: String(TTL_SECONDS) },
    timeout: 5_000_000,
  });
  if (isStoreFailure(reply))
    yield* log(sys, 'warning', `Registering as "${advertise}" in discovery failed: ${reply.text}\n`);
  if (first) yield* sys.notify('registered');
  yield* sys.sleep(HEARTBEAT);
  return yield* sys.again(false);
}

/**
 * Watches /docker/nodes: the own entry starts serf, the others are joined. After an error the watch begins anew with the next
 * heartbeat, which is why a store that comes late costs some 20 seconds (recorded in docker-lab o01).
 */
export function* watchLoop(sys: Sys, state: { after: number }): Step<unknown> {
  const store = yield* storeOf(sys);
  const advertise = yield* withEngine(sys, ({ memory }) => memory.config.advertiseAddress);
  if (!store || advertise === '') return undefined;
  const path = `${store.prefix}docker/nodes`;
  let seen = 0;
  if (state.after > 0) {
    const change = yield* storeRequest(sys, store, 'GET', path, {
      query: `wait=true&recursive=true&waitIndex=${state.after + 1}`,
    });
    // The watch was up: all that is seen is that its channel closed.
    if (isStoreFailure(change)) return yield* watchAgain(sys);
    seen = change.node.modifiedIndex ?? state.after + 1;
    // A refresh changes nothing; the next watch begins behind it (the header's index is that of the watch's begin).
    const known = yield* withEngine(sys, ({ memory }) => memory.discovered);
    const name = change.node.value ?? '';
    if (change.action === 'set' && known.includes(name)) return yield* sys.again({ after: seen });
  }
  const listing = yield* storeRequest(sys, store, 'GET', path, {
    query: 'recursive=true&sorted=true',
    timeout: 5_000_000,
  });
  if (isStoreFailure(listing)) {
    if (listing.kind === 'code' && listing.code === 100) {
      yield* sys.await('registered', { deadline: sys.now() + 500_000 });
      return yield* sys.again({ after: 0 });
    }
    // Asked whether the directory is there, then to watch it: both fail (discovery/kv, Watch).
    for (let attempt = 0; attempt < 2; attempt++)
      yield* log(sys, 'error', `discovery error: ${listing.text}\n`);
    return yield* watchAgain(sys);
  }
  const nodes = (listing.node.nodes ?? []).map((n) => n.value ?? '').filter((value) => value !== '');
  // An entry that lapsed is in no listing: the change that told of it counts too.
  const newest = Math.max(
    seen,
    listing.index,
    ...(listing.node.nodes ?? []).map((n) => n.modifiedIndex ?? 0),
  );
  yield* meetNodes(sys, nodes, advertise);
  return yield* sys.again({ after: newest });
}

function* watchAgain(sys: Sys): Step<unknown> {
  yield* log(sys, 'error', 'discovery error: Unexpected watch error');
  yield* sys.sleep(HEARTBEAT);
  return yield* sys.again({ after: 0 });
}

function* meetNodes(sys: Sys, nodes: readonly string[], own: string): Step<void> {
  const known = yield* withEngine(sys, ({ memory }) => {
    const before = memory.discovered;
    memory.discovered = [...nodes];
    return before;
  });
  for (const node of nodes) {
    if (known.includes(node)) continue;
    const address = node.split(':')[0];
    if (node === own) yield* discoverSelf(sys, address);
    else yield* sys.thread('join-neighbor', { address });
  }
}

/** Our own entry was seen: serf starts, unless the address is none of ours. */
function* discoverSelf(sys: Sys, address: string): Step<void> {
  const local = yield* withEngine(sys, ({ world, node }) =>
    isLocalAddress(namespaceOf(world, node.initNetns), parseIpv4(address) ?? 0),
  );
  if (!local)
    yield* log(
      sys,
      'warning',
      `Multi-Host overlay networking requires cluster-advertise(${address}) to be configured with a local ip-address that is reachable within the cluster`,
    );
  const running = yield* withEngine(sys, ({ memory }) => memory.gossip !== undefined);
  if (!running) yield* startGossip(sys, address);
  yield* sys.notify('serf-started');
}

/**
 * Another host was seen: join it once serf runs here. One attempt; a failed one is not repeated (docker-lab o07). A failure names
 * whose discovery led to it: this host's own where serf had not been up yet.
 */
export function* joinNeighbor(sys: Sys, neighbor: { address: string }): Step<unknown> {
  const early = yield* withEngine(sys, ({ memory }) => memory.gossip === undefined);
  while (true) {
    const state = yield* withEngine(sys, ({ memory }) =>
      memory.gossip === undefined ? 'waiting' : memory.gossip.alive ? 'alive' : 'ended',
    );
    if (state === 'ended') return undefined;
    if (state === 'alive') break;
    const woken = yield* sys.await('serf-started', { deadline: sys.now() + 60_000_000 });
    if (isFailure(woken) && woken.errno === 'EAGAIN') return undefined;
  }
  if (!(yield* joinGossip(sys, neighbor.address, early ? undefined : neighbor.address))) return undefined;
  const own = yield* withEngine(sys, ({ memory }) => memory.unannounced.splice(0));
  for (const peer of own) yield* announcePeer(sys, peer, 'join');
  return undefined;
}
