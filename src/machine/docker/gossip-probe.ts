import type { Step } from '../../lib/index.ts';
import { isFailure } from '../../model/state/index.ts';
import type { Sys } from '../os/index.ts';
import { memberFailed } from './gossip-members.ts';
import { broadcast, gossip, sendGossip, tcpExchange } from './gossip-wire.ts';
import { serfLog } from './log.ts';
import { withEngine } from './memory.ts';
import type { GossipMessage, GossipState } from './types.ts';

/** memberlist's LAN configuration: probe every second, wait half a second for an ack. */
const PROBE_INTERVAL = 1_000_000;
const PROBE_TIMEOUT = 500_000;
const SUSPICION = 4_000_000;

/** Somebody suspects a member: us (we refute with a higher incarnation) or another. */
export function* hearSuspicion(
  sys: Sys,
  state: GossipState,
  message: Extract<GossipMessage, { kind: 'suspect' }>,
): Step<void> {
  if (message.name === state.name) yield* refute(sys, state, message.incarnation);
  else
    yield* withEngine(sys, ({ memory, world }) => {
      const member = memory.gossip?.members.get(message.name);
      if (member?.status === 'alive' && member.incarnation <= message.incarnation) {
        member.status = 'suspect';
        member.suspectedAt = world.now;
      }
    });
}

/** Contradicts who thinks this host dead, with a higher incarnation. */
export function* refute(sys: Sys, state: GossipState, incarnation: number): Step<void> {
  const next = yield* withEngine(sys, ({ memory }) => {
    if (!memory.gossip) return 1;
    memory.gossip.incarnation = Math.max(memory.gossip.incarnation, incarnation) + 1;
    return memory.gossip.incarnation;
  });
  yield* broadcast(sys, { kind: 'alive', name: state.name, address: state.address, incarnation: next });
}

/** Probes the next member: UDP, then a fallback over TCP; silence on both makes it suspect, and failed after the time-out. */
export function* probeLoop(sys: Sys): Step<unknown> {
  yield* sys.sleep(PROBE_INTERVAL);
  const state = yield* gossip(sys);
  if (!state) return undefined;
  const others = [...state.members.values()].filter(
    (m) => m.name !== state.name && m.status !== 'failed' && m.status !== 'left',
  );
  if (others.length > 0) {
    const target = others[state.sequence % others.length];
    const seq = yield* withEngine(sys, ({ memory }) => (memory.gossip ? ++memory.gossip.sequence : 0));
    yield* sendGossip(sys, target.address, {
      kind: 'ping',
      seq,
      from: state.name,
      target: target.name,
      piggyback: [],
    });
    const acked = yield* sys.await(`ack ${seq}`, { deadline: sys.now() + PROBE_TIMEOUT });
    if (isFailure(acked)) yield* fallbackProbe(sys, target.name, target.address);
    else yield* withEngine(sys, ({ memory }) => confirmAlive(memory.gossip, target.name));
  }
  yield* failSuspects(sys);
  return yield* sys.again(undefined);
}

function confirmAlive(state: GossipState | undefined, name: string): void {
  const member = state?.members.get(name);
  if (member?.status === 'suspect') member.status = 'alive';
}

function* fallbackProbe(sys: Sys, name: string, address: string): Step<void> {
  const outcome = yield* tcpExchange(sys, address, { kind: 'tcp-ping' }, PROBE_TIMEOUT);
  if ('reply' in outcome) {
    yield* withEngine(sys, ({ memory }) => confirmAlive(memory.gossip, name));
    yield* serfLog(
      sys,
      'WARN',
      `memberlist: Was able to connect to ${name} but other probes failed, network may be misconfigured`,
    );
    return;
  }
  const suspected = yield* withEngine(sys, ({ memory, world }) => {
    const member = memory.gossip?.members.get(name);
    if (member?.status !== 'alive') return undefined;
    member.status = 'suspect';
    member.suspectedAt = world.now;
    return member.incarnation;
  });
  if (suspected === undefined) return;
  yield* serfLog(sys, 'INFO', `memberlist: Suspect ${name} has failed, no acks received`);
  const state = yield* gossip(sys);
  if (state) yield* broadcast(sys, { kind: 'suspect', name, incarnation: suspected, from: state.name });
}

function* failSuspects(sys: Sys): Step<void> {
  const due = yield* withEngine(sys, ({ memory, world }) =>
    [...(memory.gossip?.members.values() ?? [])]
      .filter((m) => m.status === 'suspect' && world.now - m.suspectedAt > SUSPICION)
      .map((m) => m.name),
  );
  for (const name of due) {
    yield* serfLog(
      sys,
      'INFO',
      `memberlist: Marking ${name} as failed, suspect timeout reached (0 peer confirmations)`,
    );
    yield* memberFailed(sys, name);
  }
}
