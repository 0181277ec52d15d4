import { findPlace, type Journey, type Lab, tracePacket } from '../scenario/index.ts';
import type { Drill } from './drill.ts';

/** The first probe's packet in a world: from where, to which address. */
function probePacket(lab: Lab): { from: string; to: string } | undefined {
  const probe = lab.scenario.drill?.probes[0];
  const to = probe?.command.split(/\s+/).pop();
  return probe && to ? { from: probe.from, to } : undefined;
}

/** Follows the ticket's packet in one world. */
export function ticketJourney(lab: Lab): Journey | undefined {
  const packet = probePacket(lab);
  const place = packet && findPlace(lab.sim.world, lab.scenario, packet.from);
  return packet && place ? tracePacket(lab, place, { to: packet.to, size: 56 })?.journey : undefined;
}

/** The journey as it was at the start, and in the healthy twin. */
export function journeys(drill: Drill): { broken: Journey | undefined; healthy: Journey | undefined } {
  return { broken: ticketJourney(drill.initialLab), healthy: ticketJourney(drill.healthyLab) };
}
