import {
  findPlace,
  type Journey,
  type JourneyRequest,
  type Lab,
  type Scenario,
  tracePacket,
} from '../scenario/index.ts';
import type { Drill } from './drill.ts';

/** A packet that a probe sends. */
interface ProbePacket {
  from: string;
  request: JourneyRequest;
}

/** Octets of a long segment: what a small one passes and this one does not is told by it. */
const LONG = 1400;

/** The packets that the ticket's probes send: an echo request, or the connection of a request for a page and a long segment in it. */
function probePackets({ drill }: Scenario): ProbePacket[] {
  return (drill?.probes ?? []).flatMap(({ from, command }): ProbePacket[] => {
    const words = command.split('|')[0].trim().split(/\s+/);
    const target = words.at(-1) ?? '';
    const url = /^https?:\/\/([^/:]+)(?::(\d+))?/.exec(target);
    if (!url) {
      const size = Number(words[words.indexOf('-s') + 1]);
      return [{ from, request: { to: target, size: words.includes('-s') && size > 0 ? size : 56 } }];
    }
    const request = { to: url[1], tcp: Number(url[2] ?? 80) };
    return [
      { from, request },
      { from, request: { ...request, size: LONG } },
    ];
  });
}

/** Follows a packet in one world; `undefined` where it cannot set out or its destination is no address. */
function follow(lab: Lab, { from, request }: ProbePacket): Journey | undefined {
  const place = findPlace(lab.sim.world, lab.scenario, from);
  return place && tracePacket(lab, place, request)?.journey;
}

/**
 * The journey of a packet of the ticket as it was at the start, and in the healthy twin: the first that fares differently there, else
 * the first that sets out.
 */
export function journeys(drill: Drill): { broken: Journey | undefined; healthy: Journey | undefined } {
  let first: ReturnType<typeof journeys> | undefined;
  for (const packet of probePackets(drill.scenario)) {
    const both = {
      broken: follow(drill.worlds.initial, packet),
      healthy: follow(drill.worlds.healthy, packet),
    };
    if (!both.broken && !both.healthy) continue;
    if (both.broken?.verdict !== both.healthy?.verdict) return both;
    first ??= both;
  }
  return first ?? { broken: undefined, healthy: undefined };
}
