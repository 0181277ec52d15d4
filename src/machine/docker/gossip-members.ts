import type { Step } from '../../lib/index.ts';
import type { Sys } from '../os/index.ts';
import { GOSSIP_PORT } from './gossip-wire.ts';
import { serfLog } from './log.ts';
import { withEngine } from './memory.ts';

/** serf waits this long for answers to its question who owns the name (recorded: it quits 3.4 s after the start). */
const CONFLICT_WAIT = 3_000_000;

/** A member was heard of: new, known, or our own name at another address. */
export function* meetMember(sys: Sys, name: string, address: string, incarnation: number): Step<void> {
  const found = yield* withEngine(sys, ({ memory, world }) => {
    const state = memory.gossip;
    if (!state?.alive) return undefined;
    const known = state.members.get(name);
    if (!known || known.status === 'failed' || known.status === 'left') {
      state.members.set(name, {
        name,
        address,
        port: GOSSIP_PORT,
        incarnation,
        status: 'alive',
        suspectedAt: 0,
      });
      return { kind: 'joined' as const };
    }
    if (known.address !== address) {
      const own = name === state.name;
      if (own && state.conflict) return undefined;
      if (own) state.conflict = { started: world.now, responses: 0, matching: 0, other: address };
      return { kind: 'conflict' as const, own, mine: known.address };
    }
    if (incarnation >= known.incarnation) {
      known.incarnation = incarnation;
      if (known.status === 'suspect') known.status = 'alive';
    }
    return undefined;
  });
  if (!found) return;
  if (found.kind === 'joined') {
    yield* serfLog(sys, 'INFO', `serf: EventMemberJoin: ${name} ${address}`);
    yield* sys.notify('member-joined');
    return;
  }
  yield* serfLog(
    sys,
    'ERR',
    `memberlist: Conflicting address for ${name}. Mine: ${found.mine}:${GOSSIP_PORT} Theirs: ${address}:${GOSSIP_PORT} Old state: 0`,
  );
  if (!found.own) {
    yield* serfLog(
      sys,
      'WARN',
      `serf: Name conflict for '${name}' both ${found.mine}:${GOSSIP_PORT} and ${address}:${GOSSIP_PORT} are claiming`,
    );
    return;
  }
  yield* serfLog(
    sys,
    'ERR',
    `serf: Node name conflicts with another node at ${address}:${GOSSIP_PORT}. Names must be unique! (Resolution enabled: true)`,
  );
  yield* sys.thread('gossip-conflict', undefined);
}

/**
 * Asks the cluster who owns our name and counts. With two hosts of one name there is no third to answer, so both are in the
 * minority and quit (recorded in docker-lab o06).
 */
export function* resolveConflict(sys: Sys): Step<unknown> {
  yield* sys.sleep(CONFLICT_WAIT);
  const tally = yield* withEngine(sys, ({ memory }) => {
    const state = memory.gossip;
    if (!state?.alive || !state.conflict) return undefined;
    const { matching, responses } = state.conflict;
    // Only members of another name can testify, and each names the address it knows.
    const majority = Math.floor(responses / 2) + 1;
    if (matching >= majority) {
      state.conflict = undefined;
      return { stays: true, matching, responses };
    }
    return { stays: false, matching, responses };
  });
  if (!tally) return undefined;
  if (tally.stays) {
    yield* serfLog(
      sys,
      'INFO',
      `serf: majority in name conflict resolution [${tally.matching} / ${tally.responses}]`,
    );
    return undefined;
  }
  yield* serfLog(
    sys,
    'WARN',
    `serf: minority in name conflict resolution, quitting [${tally.matching} / ${tally.responses}]`,
  );
  yield* serfLog(sys, 'WARN', 'serf: Shutdown without a Leave');
  const sockets = yield* withEngine(sys, ({ memory }) => {
    const state = memory.gossip;
    if (!state) return [];
    state.alive = false;
    return [state.udp, state.tcp];
  });
  for (const fd of sockets) yield* sys.close(fd);
  return undefined;
}

/** A member is gone. Its peers stay programmed: the driver does nothing on a failure (recorded in docker-lab o15). */
export function* memberFailed(sys: Sys, name: string): Step<void> {
  const address = yield* withEngine(sys, ({ memory }) => {
    const member = memory.gossip?.members.get(name);
    if (!member || member.status === 'failed' || member.status === 'left') return undefined;
    member.status = 'failed';
    return member.address;
  });
  if (address !== undefined) yield* serfLog(sys, 'INFO', `serf: EventMemberFailed: ${name} ${address}`);
}
