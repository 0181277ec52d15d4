import type { Step } from '../../lib/index.ts';
import { isFailure } from '../../model/state/index.ts';
import { parseIpv4 } from '../../model/wire/index.ts';
import type { Sys } from '../os/index.ts';
import { withEngine } from './memory.ts';
import type { GossipMessage, GossipState } from './types.ts';

/** Port of serf and memberlist on the advertised address, TCP and UDP. */
export const GOSSIP_PORT = 7946;
/** memberlist repeats a broadcast to a few members: RetransmitMult 4, times the logarithm of the cluster's size. */
const REPEATS = 4;

/** The gossip state, or `undefined` while serf is not alive. */
export function gossip(sys: Sys): Step<GossipState | undefined> {
  return withEngine(sys, ({ memory }) => (memory.gossip?.alive ? memory.gossip : undefined));
}

/** Sends one datagram from the gossip socket, with waiting broadcasts behind it. */
export function* sendGossip(sys: Sys, address: string, message: GossipMessage): Step<void> {
  const udp = yield* withEngine(sys, ({ memory }) => memory.gossip?.udp);
  const to = parseIpv4(address);
  if (udp === undefined || to === undefined) return;
  let whole = message;
  if ('piggyback' in message) {
    const waiting = yield* withEngine(sys, ({ memory }) => takeBroadcasts(memory.gossip));
    whole = { ...message, piggyback: [...message.piggyback, ...waiting] };
  }
  yield* sys.sendTo(udp, to, GOSSIP_PORT, JSON.stringify(whole));
}

function takeBroadcasts(state: GossipState | undefined): GossipMessage[] {
  if (!state) return [];
  const taken = state.broadcasts.slice(0, 8);
  for (const entry of taken) entry.left--;
  state.broadcasts = state.broadcasts.filter((entry) => entry.left > 0);
  return taken.map((entry) => entry.message);
}

/** Queues a message to be spread through the cluster. */
export function* broadcast(sys: Sys, message: GossipMessage): Step<void> {
  yield* withEngine(sys, ({ memory }) => {
    memory.gossip?.broadcasts.push({ message, left: REPEATS });
  });
  yield* sys.notify('broadcast');
}

export function parseGossip(payload: string): GossipMessage | undefined {
  if (!payload.startsWith('{')) return undefined;
  try {
    return JSON.parse(payload) as GossipMessage;
  } catch {
    return undefined;
  }
}

/** A whole exchange over TCP: sends one message, reads one answer, closes. */
export function* tcpExchange(
  sys: Sys,
  address: string,
  message: unknown,
  timeout: number,
): Step<{ reply: string } | { problem: 'refused' | 'timeout' | 'no-route' | 'closed' }> {
  const to = parseIpv4(address) ?? 0;
  const fd = yield* sys.socket({ type: 'tcp' });
  if (isFailure(fd)) return { problem: 'closed' };
  const deadline = sys.now() + timeout;
  const failure = yield* sys.connect(fd, to, GOSSIP_PORT, { deadline });
  if (failure) {
    yield* sys.close(fd);
    if (failure.errno === 'ECONNREFUSED') return { problem: 'refused' };
    return {
      problem: failure.errno === 'EHOSTUNREACH' || failure.errno === 'ENETUNREACH' ? 'no-route' : 'timeout',
    };
  }
  yield* sys.write(fd, `${JSON.stringify(message)}\n`);
  let reply = '';
  while (!reply.endsWith('\n')) {
    const data = yield* sys.read(fd, { deadline });
    if (isFailure(data) || data === '') {
      yield* sys.close(fd);
      return { problem: isFailure(data) ? 'timeout' : 'closed' };
    }
    reply += data;
  }
  yield* sys.close(fd);
  return { reply: reply.trimEnd() };
}
