import { carryOutSetup, type Lab } from '../../../drill/scenario/index.ts';
import { INJECTIONS } from './injections.ts';

/** Whether the program knows how to bring a recorded fault about. */
export function knowsFault(name: string): boolean {
  return name in INJECTIONS;
}

/** Injects a recorded fault. Throws when one of its commands fails. */
export function injectFault(lab: Lab, name: string): void {
  for (const step of INJECTIONS[name] ?? []) {
    if (typeof step === 'function') step(lab);
    else carryOutSetup(lab.sim, lab.scenario, 'run' in step ? { ...step, run: `set -e\n${step.run}` } : step);
  }
}
