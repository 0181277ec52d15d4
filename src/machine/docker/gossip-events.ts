import type { Step } from '../../lib/index.ts';
import { isFailure, namespaceOf, lookupDevice } from '../../model/state/index.ts';
import { formatIpv4, parseIpv4, prefixLength } from '../../model/wire/index.ts';
import type { Sys } from '../os/index.ts';
import { broadcast, gossip, sendGossip } from './gossip-wire.ts';
import { log } from './log.ts';
import { withEngine } from './memory.ts';
import { peerPayload, programPeer, unprogramPeer } from './overlay-driver.ts';
import type { GossipMessage, OverlayPeer } from './types.ts';

/** A serf query that nobody answers ends after a second (ov_serf.go). */
const QUERY_TIMEOUT = 1_000_000;

/** Announces a local endpoint of an overlay: user event `jl VTEP NETWORK ENDPOINT` with `join IP MASK MAC`. */
export function* announcePeer(sys: Sys, peer: OverlayPeer, verb: 'join' | 'leave'): Step<void> {
  yield* withEngine(sys, ({ memory }) => {
    memory.peers = memory.peers.filter(
      (p) => !(p.networkId === peer.networkId && p.endpointId === peer.endpointId),
    );
    if (verb === 'join') memory.peers.push(peer);
  });
  const state = yield* gossip(sys);
  if (!state) return;
  const lamport = yield* withEngine(sys, ({ memory }) => (memory.gossip ? ++memory.gossip.lamport : 0));
  const id = `${state.name} ${state.address} ${lamport}`;
  yield* withEngine(sys, ({ memory }) => {
    memory.gossip?.seen.push(id);
  });
  yield* broadcast(sys, {
    kind: 'event',
    id,
    lamport,
    name: `${verb === 'join' ? 'jl' : 'll'} ${state.address} ${peer.networkId} ${peer.endpointId}`,
    payload: peerPayload(peer, verb),
  });
}

/** A user event of another host: program or forget its endpoint, and pass the event on. */
export function* takeEvent(sys: Sys, message: Extract<GossipMessage, { kind: 'event' }>): Step<void> {
  const fresh = yield* withEngine(sys, ({ memory }) => {
    const state = memory.gossip;
    if (!state || state.seen.includes(message.id)) return false;
    state.seen.push(message.id);
    state.lamport = Math.max(state.lamport, message.lamport);
    if (state.seen.length > 512) state.seen.shift();
    return true;
  });
  if (!fresh) return;
  const [action, vtep, networkId, endpointId] = message.name.split(' ');
  const [, ip, mask, mac] = message.payload.split(' ');
  yield* withEngine(sys, (engine) => {
    const peer: OverlayPeer = {
      networkId,
      endpointId,
      ip,
      prefix: prefixLength(parseIpv4(mask) ?? 0xffffff00) ?? 24,
      mac,
      vtep,
      local: false,
    };
    const { memory } = engine;
    memory.peers = memory.peers.filter((p) => !(p.networkId === networkId && p.endpointId === endpointId));
    if (action === 'jl') {
      memory.peers.push(peer);
      programPeer(engine, peer);
    } else unprogramPeer(engine, peer);
  });
  yield* broadcast(sys, message);
}

/** Somebody asks for the host of an address (`peerlookup`): whoever runs it answers. */
export function* answerPeerQuery(sys: Sys, message: Extract<GossipMessage, { kind: 'query' }>): Step<void> {
  const fresh = yield* withEngine(sys, ({ memory }) => {
    const state = memory.gossip;
    if (!state || state.seen.includes(message.id)) return false;
    state.seen.push(message.id);
    return true;
  });
  if (!fresh) return;
  const [networkId, ip] = message.payload.split(' ');
  const answer = yield* answerFor(sys, networkId, ip);
  if (answer !== undefined)
    yield* sendGossip(sys, message.from, { kind: 'answer', id: message.id, payload: answer });
}

/** What this host knows of an address that runs here. */
function* answerFor(sys: Sys, networkId: string, ip: string): Step<string | undefined> {
  return yield* withEngine(sys, ({ memory }) => {
    const peer = memory.peers.find((p) => p.local && p.networkId === networkId && p.ip === ip);
    return peer && memory.gossip ? `${peer.mac} ${peer.prefix} ${memory.gossip.address}` : undefined;
  });
}

/** Asks the cluster where an address runs, this host first; `undefined` when nobody answers in time. */
function* resolvePeer(
  sys: Sys,
  networkId: string,
  ip: string,
): Step<{ mac: string; prefix: number; vtep: string } | undefined> {
  const state = yield* gossip(sys);
  if (!state) return undefined;
  const id = yield* withEngine(sys, ({ memory, world }) => {
    const own = memory.gossip;
    if (!own) return '';
    const key = `${own.name} ${own.address} query ${++own.lamport}`;
    own.queries.set(key, { deadline: world.now + QUERY_TIMEOUT });
    own.seen.push(key);
    return key;
  });
  yield* broadcast(sys, {
    kind: 'query',
    id,
    name: 'peerlookup',
    payload: `${networkId} ${ip}`,
    from: state.address,
  });
  // serf hands a query to its own node as well.
  const own = yield* answerFor(sys, networkId, ip);
  if (own === undefined) yield* sys.await(`query ${id}`, { deadline: sys.now() + QUERY_TIMEOUT });
  const answer = yield* withEngine(sys, ({ memory }) => {
    const found = own ?? memory.gossip?.queries.get(id)?.answer;
    memory.gossip?.queries.delete(id);
    return found;
  });
  if (answer === undefined) return undefined;
  const [mac, prefix, vtep] = answer.split(' ');
  return { mac, prefix: Number(prefix), vtep };
}

/** Listens for the tunnel's misses (l2miss, l3miss) in a network's sandbox and asks the cluster for each. */
export function* watchMisses(sys: Sys, watch: { networkId: string; monitor?: number }): Step<unknown> {
  let { monitor } = watch;
  if (monitor === undefined) {
    monitor = yield* withEngine(sys, ({ world, memory, node, process }) => {
      const sandbox = memory.sandboxes.get(watch.networkId);
      const netns = sandbox && world.namespaces.get(sandbox.netns);
      if (!netns) return undefined;
      const id = world.nextSocket++;
      netns.monitors.push({
        id,
        groups: ['miss'],
        messages: [],
        owner: { node: node.name, pid: process.pid },
      });
      return id;
    });
    if (monitor === undefined) return undefined;
    return yield* sys.again({ networkId: watch.networkId, monitor });
  }
  const message = yield* sys.receiveNetlink(monitor);
  if (isFailure(message)) return undefined;
  const ip =
    typeof message.row.address === 'string'
      ? message.row.address
      : yield* addressOf(sys, watch.networkId, String(message.row.mac));
  if (ip !== undefined) yield* sys.thread('resolve-peer', { networkId: watch.networkId, ip });
  return yield* sys.again(watch);
}

/** The address behind a MAC that missed: known peers first, then the neighbour table of the sandbox. */
function* addressOf(sys: Sys, networkId: string, mac: string): Step<string | undefined> {
  return yield* withEngine(sys, ({ world, memory }) => {
    const peer = memory.peers.find((p) => p.networkId === networkId && p.mac === mac);
    if (peer) return peer.ip;
    const sandbox = memory.sandboxes.get(networkId);
    const netns = sandbox && namespaceOf(world, sandbox.netns);
    const tunnel = netns && lookupDevice(netns, 'vxlan0');
    for (const neighbor of netns?.neighbors.values() ?? [])
      if (neighbor.device === tunnel?.index && neighbor.mac === mac) return formatIpv4(neighbor.address);
    return undefined;
  });
}

export function* resolveMiss(sys: Sys, request: { networkId: string; ip: string }): Step<unknown> {
  const found = yield* resolvePeer(sys, request.networkId, request.ip);
  const alive = yield* gossip(sys);
  if (!alive) return undefined;
  if (!found) {
    yield* log(
      sys,
      'error',
      `could not resolve peer "${request.ip}": timed out resolving peer by querying the cluster`,
    );
    return undefined;
  }
  const entries = yield* withEngine(sys, (engine) => {
    const peer: OverlayPeer = {
      networkId: request.networkId,
      endpointId: 'dummy',
      ip: request.ip,
      prefix: found.prefix,
      mac: found.mac,
      vtep: found.vtep,
      local: false,
    };
    engine.memory.peers = engine.memory.peers.filter(
      (p) => !(p.networkId === peer.networkId && p.ip === peer.ip && p.endpointId === 'dummy'),
    );
    engine.memory.peers.push(peer);
    programPeer(engine, peer);
    return engine.memory.peers
      .filter((p) => p.networkId === peer.networkId && p.ip === peer.ip)
      .map((p) => `{${p.endpointId} ${p.vtep} ${p.prefix} 32 ${p.local}}`);
  });
  if (entries.length > 1)
    yield* log(
      sys,
      'warning',
      `peerDbAdd transient condition - Key:${request.ip} ${found.mac} cardinality:${entries.length} db state:Set{${entries.join(', ')}}`,
    );
  return undefined;
}
