import type { Step } from '../../lib/index.ts';
import { isFailure, type NetlinkMessage } from '../../model/state/index.ts';
import { cidr, contains, parseIpv4, prefixLength } from '../../model/wire/index.ts';
import type { Sys } from '../os/index.ts';
import { broadcast, gossip, sendGossip } from './gossip-wire.ts';
import { log } from './log.ts';
import { withEngine } from './memory.ts';
import { peerPayload, programPeer, unprogramPeer } from './overlay-driver.ts';
import type { GossipMessage, GossipState, OverlayPeer, UserEvent } from './types.ts';

/** Entries of serf's buffers of recent events and queries (serf/config.go, DefaultConfig). */
const EVENTS_KEPT = 512;
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
  const event: UserEvent = {
    kind: 'event',
    id: `${state.name} ${state.address} ${lamport}`,
    lamport,
    name: `${verb === 'join' ? 'jl' : 'll'} ${state.address} ${peer.networkId} ${peer.endpointId}`,
    payload: peerPayload(peer, verb),
  };
  yield* withEngine(sys, ({ memory }) => {
    if (memory.gossip) keepEvent(memory.gossip, event);
  });
  yield* broadcast(sys, event);
}

/** Remembers an event as seen, and to hand it on. */
function keepEvent(state: GossipState, event: UserEvent): void {
  state.seen.push(event.id);
  state.events.push(event);
  state.lamport = Math.max(state.lamport, event.lamport);
  if (state.seen.length > EVENTS_KEPT) state.seen.shift();
  if (state.events.length > EVENTS_KEPT) state.events.shift();
}

/** A user event of another host: program or forget its endpoint, and pass the event on. */
export function* takeEvent(sys: Sys, message: UserEvent): Step<void> {
  const fresh = yield* withEngine(sys, ({ memory }) => {
    const state = memory.gossip;
    if (!state || message.lamport < state.eventsFrom || state.seen.includes(message.id)) return false;
    keepEvent(state, message);
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

/** Somebody asks for the host of an address (`peerlookup`): whoever knows it answers. */
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

/** What this host knows of an address, wherever it runs (overlay/peerdb.go, peerDbSearch). */
function* answerFor(sys: Sys, networkId: string, ip: string): Step<string | undefined> {
  return yield* withEngine(sys, ({ memory }) => {
    const known = memory.peers.filter((p) => p.networkId === networkId && p.ip === ip);
    const peer = known.find((p) => p.local) ?? known[0];
    if (!peer || !memory.gossip) return undefined;
    return `${peer.mac} ${peer.prefix} ${peer.local ? memory.gossip.address : peer.vtep}`;
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
  const id = yield* withEngine(sys, ({ memory }) => {
    const own = memory.gossip;
    if (!own) return '';
    const key = `${own.name} ${own.address} query ${++own.lamport}`;
    own.queries.set(key, {});
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
  // serf hands a query to its own node as well, whose answer is a datagram to itself: a firewall can stop it (docker-lab o07).
  const own = yield* answerFor(sys, networkId, ip);
  if (own !== undefined) yield* sendGossip(sys, state.address, { kind: 'answer', id, payload: own });
  yield* sys.await(`query ${id}`, { deadline: sys.now() + QUERY_TIMEOUT });
  const answer = yield* withEngine(sys, ({ memory }) => {
    const found = memory.gossip?.queries.get(id)?.answer;
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
        groups: ['miss', 'neigh'],
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
  const ip = missedAddress(message.row);
  // One after the other: what waits for an answer holds up the next (recorded in docker-lab o03).
  if (ip !== undefined && (yield* isInNetwork(sys, watch.networkId, ip)))
    yield* resolveMiss(sys, watch.networkId, ip);
  return yield* sys.again(watch);
}

/**
 * The address a message of the kernel asks for: the tunnel's misses, and any neighbour that has gone stale, a container's on the
 * bridge too. A missed MAC is taken for one of Docker's, which hold the address (overlay/ov_network.go, watchMiss).
 */
function missedAddress(row: NetlinkMessage['row']): string | undefined {
  if (row.deleted === true || row.state !== 'STALE') return undefined;
  if (typeof row.address === 'string') return row.address;
  const bytes = String(row.mac)
    .split(':')
    .slice(2)
    .map((byte) => Number.parseInt(byte, 16));
  return bytes.join('.');
}

/** Whether an address is of a subnet of the network. */
function isInNetwork(sys: Sys, networkId: string, ip: string): Step<boolean> {
  return withEngine(sys, ({ memory }) => {
    const subnet = memory.sandboxes.get(networkId)?.subnet;
    const address = parseIpv4(ip);
    if (subnet === undefined || address === undefined) return false;
    const { address: base, prefix } = cidr(subnet);
    return contains(base, prefix, address);
  });
}

function* resolveMiss(sys: Sys, networkId: string, ip: string): Step<void> {
  const found = yield* resolvePeer(sys, networkId, ip);
  const alive = yield* gossip(sys);
  if (!alive) return;
  if (!found) {
    yield* log(
      sys,
      'error',
      `could not resolve peer "${ip}": timed out resolving peer by querying the cluster`,
    );
    return;
  }
  const entries = yield* withEngine(sys, (engine) => {
    const peer: OverlayPeer = {
      networkId,
      endpointId: 'dummy',
      ip,
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
      `peerDbAdd transient condition - Key:${ip} ${found.mac} cardinality:${entries.length} db state:Set{${entries.join(', ')}}`,
    );
}
