import { lookupDevice } from '../../../model/state/index.ts';
import { carryOutSetup, findPlace, type Lab } from '../../../drill/scenario/index.ts';
import { INJECTIONS } from './injections.ts';

/** Whether the program knows how to bring a recorded fault about. */
export function knowsFault(name: string): boolean {
  return name in INJECTIONS;
}

/** Injects a recorded fault. Throws when one of its commands fails. */
export function injectFault(lab: Lab, name: string): void {
  for (const step of INJECTIONS[name] ?? [])
    carryOutSetup(lab.sim, lab.scenario, 'run' in step ? { ...step, run: `set -e\n${step.run}` } : step);
  if (name.includes('nic-offload-bug')) breakTunnelOffload(lab);
}

/** The recording put a relay behind host128's card that leaves sums unfinished; here the card itself does. */
function breakTunnelOffload(lab: Lab): void {
  const host = findPlace(lab.sim.world, lab.scenario, 'host128');
  const netns = host && lab.sim.world.namespaces.get(host.namespaces.net);
  const card = netns && lookupDevice(netns, 'ens33');
  if (card) card.tunnelOffloadBroken = true;
}
