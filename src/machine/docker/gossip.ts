import type { Step } from '../../lib/index.ts';
import { drawInteger, isFailure } from '../../model/state/index.ts';
import { formatIpv4, parseIpv4 } from '../../model/wire/index.ts';
import type { Sys } from '../os/index.ts';
import { gossip, GOSSIP_PORT, parseGossip, sendGossip, tcpExchange } from './gossip-wire.ts';
import { answerPeerQuery, takeEvent } from './gossip-events.ts';
import { meetMember, memberFailed } from './gossip-members.ts';
import { hearSuspicion, probeLoop, refute } from './gossip-probe.ts';
import { log, serfLog } from './log.ts';
import { withEngine } from './memory.ts';
import type { GossipMessage, GossipState, UserEvent } from './types.ts';

/** memberlist's LAN configuration: gossip five times a second, push/pull every half minute. */
const GOSSIP_INTERVAL = 200_000;
const PUSH_PULL_INTERVAL = 30_000_000;
const TCP_TIMEOUT = 10_000_000;

/** Starts serf on the advertised address, under the machine's host name. */
export function* startGossip(sys: Sys, address: string): Step<boolean> {
  const bound = parseIpv4(address) ?? 0;
  const tcp = yield* sys.socket({ type: 'tcp' });
  const udp = yield* sys.socket({ type: 'udp' });
  if (isFailure(tcp) || isFailure(udp)) return false;
  const failure = (yield* sys.bind(tcp, bound, GOSSIP_PORT)) ?? (yield* sys.bind(udp, bound, GOSSIP_PORT));
  if (failure) {
    yield* sys.close(tcp);
    yield* sys.close(udp);
    yield* log(
      sys,
      'error',
      `initializing serf instance failed: failed to create cluster node: Failed to create memberlist: Could not set up network transport: failed to obtain an address: Failed to start TCP listener on "${address}" port ${GOSSIP_PORT}: listen tcp ${address}:${GOSSIP_PORT}: bind: cannot assign requested address`,
    );
    return false;
  }
  yield* sys.listen(tcp);
  const name = yield* withEngine(sys, ({ node, memory }) => {
    const own = node.hostnames.get('host') ?? node.name;
    memory.gossip = {
      name: own,
      address,
      alive: true,
      members: new Map([
        [own, { name: own, address, port: GOSSIP_PORT, incarnation: 1, status: 'alive', suspectedAt: 0 }],
      ]),
      incarnation: 1,
      udp,
      tcp,
      broadcasts: [],
      seen: [],
      events: [],
      eventsFrom: 0,
      lamport: 1,
      sequence: 1,
      queries: new Map(),
    };
    return own;
  });
  yield* serfLog(sys, 'INFO', `serf: EventMemberJoin: ${name} ${address}`);
  yield* sys.thread('gossip-udp', { fd: udp });
  yield* sys.thread('gossip-tcp', { fd: tcp });
  yield* sys.thread('gossip-probe', undefined);
  yield* sys.thread('gossip-spread', undefined);
  yield* sys.thread('gossip-push-pull', undefined);
  return true;
}

/** Ends serf: sockets close, its threads end when they look. */
export function* stopGossip(sys: Sys): Step<void> {
  const sockets = yield* withEngine(sys, ({ memory }) => {
    const state = memory.gossip;
    if (!state?.alive) return [];
    state.alive = false;
    return [state.udp, state.tcp];
  });
  for (const fd of sockets) yield* sys.close(fd);
}

interface PushPull {
  kind: 'push-pull';
  join: boolean;
  /** The sender's logical clock: whoever joins goes on from there, so that its first events are news. */
  lamport: number;
  members: { name: string; address: string; incarnation: number; status: string }[];
  /** Recent user events: what was lost as a datagram comes with the next whole state (serf/delegate.go, LocalState). */
  events: UserEvent[];
}

function stateOf(state: GossipState, join: boolean): PushPull {
  return {
    kind: 'push-pull',
    join,
    lamport: state.lamport,
    members: [...state.members.values()].map(({ name, address, incarnation, status }) => ({
      name,
      address,
      incarnation,
      status,
    })),
    events: state.events,
  };
}

/** Joins through another host: a push/pull over TCP. A failure is logged under the address that led to it, by default our own. False where it failed. */
export function* joinGossip(sys: Sys, neighbor: string, ledBy?: string): Step<boolean> {
  const state = yield* gossip(sys);
  if (!state) return false;
  const outcome = yield* tcpExchange(sys, neighbor, stateOf(state, true), TCP_TIMEOUT);
  if ('problem' in outcome) {
    const words = {
      refused: 'connect: connection refused',
      timeout: 'i/o timeout',
      'no-route': 'connect: no route to host',
      closed: 'EOF',
    }[outcome.problem];
    yield* log(
      sys,
      'error',
      `joining serf neighbor ${ledBy ?? state.address} failed: Failed to join the cluster at neigh IP ${neighbor}: 1 error occurred:\n\t* Failed to join ${neighbor}: dial tcp ${neighbor}:${GOSSIP_PORT}: ${words}\n\n`,
    );
    return false;
  }
  const reply = JSON.parse(outcome.reply) as PushPull;
  yield* merge(sys, reply, true);
  return true;
}

/** Takes in what another host knows. Who joins ignores what was before (serf/delegate.go, MergeRemoteState). */
function* merge(sys: Sys, remote: PushPull, joining = false): Step<void> {
  yield* withEngine(sys, ({ memory: { gossip: own } }) => {
    if (!own) return;
    own.lamport = Math.max(own.lamport, remote.lamport);
    if (joining) own.eventsFrom = Math.max(own.eventsFrom, remote.lamport + 1);
  });
  for (const member of remote.members)
    if (member.status === 'alive') yield* meetMember(sys, member.name, member.address, member.incarnation);
  for (const event of remote.events) yield* takeEvent(sys, event);
}

function* tcpLoop(sys: Sys, listener: { fd: number }): Step<unknown> {
  const connection = yield* sys.accept(listener.fd);
  if (isFailure(connection)) return undefined;
  yield* sys.thread('gossip-connection', { fd: connection.fd });
  return yield* sys.again(listener);
}

function* connection(sys: Sys, peer: { fd: number }): Step<unknown> {
  let text = '';
  while (!text.endsWith('\n')) {
    const data = yield* sys.read(peer.fd, { deadline: sys.now() + TCP_TIMEOUT });
    if (isFailure(data) || data === '') {
      yield* sys.close(peer.fd);
      return undefined;
    }
    text += data;
  }
  const message = JSON.parse(text) as PushPull | { kind: 'tcp-ping' };
  const state = yield* gossip(sys);
  if (state) {
    if (message.kind === 'push-pull') {
      yield* sys.write(peer.fd, `${JSON.stringify(stateOf(state, false))}\n`);
      yield* merge(sys, message);
    } else yield* sys.write(peer.fd, `${JSON.stringify({ kind: 'tcp-ack' })}\n`);
  }
  yield* sys.close(peer.fd);
  return undefined;
}

function* udpLoop(sys: Sys, socket: { fd: number }): Step<unknown> {
  const datagram = yield* sys.receiveFrom(socket.fd);
  if (isFailure(datagram)) {
    if (datagram.errno === 'EBADF' || datagram.errno === 'ENOTSOCK') return undefined;
    return yield* sys.again(socket);
  }
  const message = parseGossip(datagram.payload);
  if (message) yield* takeMessage(sys, message, formatIpv4(datagram.from));
  return yield* sys.again(socket);
}

function* takeMessage(sys: Sys, message: GossipMessage, from: string): Step<void> {
  const state = yield* gossip(sys);
  if (!state) return;
  if ('piggyback' in message) for (const inner of message.piggyback) yield* takeMessage(sys, inner, from);
  switch (message.kind) {
    case 'ping':
      // A ping for another name reached us: memberlist does not answer for somebody else.
      if (message.target === state.name)
        yield* sendGossip(sys, from, { kind: 'ack', seq: message.seq, from: state.name, piggyback: [] });
      return;
    case 'ack':
      yield* sys.notify(`ack ${message.seq}`);
      return;
    case 'alive':
      yield* meetMember(sys, message.name, message.address, message.incarnation);
      return;
    case 'suspect':
      yield* hearSuspicion(sys, state, message);
      return;
    case 'dead':
      if (message.name === state.name) yield* refute(sys, state, message.incarnation);
      else yield* memberFailed(sys, message.name);
      return;
    case 'event':
      yield* takeEvent(sys, message);
      return;
    case 'query':
      yield* answerPeerQuery(sys, message);
      return;
    case 'answer':
      yield* withEngine(sys, ({ memory }) => {
        const query = memory.gossip?.queries.get(message.id);
        if (query) query.answer = message.payload;
      });
      yield* sys.notify(`query ${message.id}`);
      return;
    case 'gossip':
      return;
  }
}

/** Spreads waiting broadcasts to every live member at the gossip interval; sleeps while there is nothing to say. */
function* spreadLoop(sys: Sys): Step<unknown> {
  const waiting = yield* withEngine(sys, ({ memory }) =>
    memory.gossip?.alive ? memory.gossip.broadcasts.length : -1,
  );
  if (waiting < 0) return undefined;
  if (waiting === 0) yield* sys.await('broadcast', { deadline: sys.now() + 60_000_000 });
  else {
    const state = yield* gossip(sys);
    for (const member of state?.members.values() ?? [])
      if (member.name !== state?.name && member.status !== 'failed' && member.status !== 'left')
        yield* sendGossip(sys, member.address, { kind: 'gossip', piggyback: [] });
    yield* sys.sleep(GOSSIP_INTERVAL);
  }
  return yield* sys.again(undefined);
}

/** Exchanges whole states with a random member, and tries failed ones again as serf's reconnector does. */
function* pushPullLoop(sys: Sys): Step<unknown> {
  const jitter = yield* withEngine(sys, ({ world, node }) =>
    drawInteger(world, 'push-pull', node.name, 0, 2_000_000),
  );
  yield* sys.sleep(PUSH_PULL_INTERVAL + jitter);
  const state = yield* gossip(sys);
  if (!state) return undefined;
  for (const member of state.members.values()) {
    if (member.name === state.name) continue;
    if (member.status === 'failed')
      yield* serfLog(
        sys,
        'INFO',
        `serf: attempting reconnect to ${member.name} ${member.address}:${GOSSIP_PORT}`,
      );
    const outcome = yield* tcpExchange(
      sys,
      member.address,
      stateOf(state, member.status === 'failed'),
      TCP_TIMEOUT,
    );
    if ('reply' in outcome) yield* merge(sys, JSON.parse(outcome.reply) as PushPull);
  }
  return yield* sys.again(undefined);
}

/** Threads of serf and memberlist, by the names the engine starts them under. */
export const GOSSIP_ROUTINES = {
  'gossip-udp': udpLoop,
  'gossip-tcp': tcpLoop,
  'gossip-connection': connection,
  'gossip-probe': probeLoop,
  'gossip-spread': spreadLoop,
  'gossip-push-pull': pushPullLoop,
};
