import type { World } from '../../model/state/index.ts';
import { findPlace, type Scenario } from '../scenario/index.ts';

/** Where a shell that runs in no container is: its terminal's place, or the machine that somebody went on to by ssh. */
export function machineReached(world: World, scenario: Scenario, place: string, node: string): string {
  const home = findPlace(world, scenario, place)?.node.name;
  return home === undefined || home === node ? place : node;
}
