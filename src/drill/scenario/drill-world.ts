import type { Simulation } from '../../machine/sim/index.ts';
import { addBackground } from './background.ts';
import { type BuildOptions, buildLab, SetupError } from './build.ts';
import { type Fault, lookupFault } from './faults/index.ts';
import { type Lab, maintain, runInPieces } from './lab.ts';
import { microseconds, type Scenario } from './schema.ts';

/** One instance of a fault: what, and where. */
export interface FaultInstance {
  fault: Fault;
  site: readonly string[];
}

/** What differs between two runs of one world, and is nobody's doing. */
export interface Chance {
  noiseSeed: number;
  /** The maintenance, and the fault with it, came {@link EARLIER}: how long ago something was tells no two worlds apart. */
  earlier: boolean;
}

/** Virtual time: no age in minutes is the same. */
const EARLIER = 90_000_000;

/** A drill's healthy lab before its fault strikes, and the same lab {@link EARLIER}. */
export interface Base extends Lab {
  earlier: Lab;
  /** The lab behind its maintenance, by {@link Chance}: worlds whose fault strikes later have it in common. */
  maintained: Map<string, Lab>;
}

/**
 * The healthy lab at the moment a drill's fault would strike: `settle` before the session begins. All worlds of a drill are forks
 * of it, so they agree on everything the fault does not touch.
 */
export function buildBase(scenario: Scenario, options: BuildOptions): Base {
  const moment = microseconds(scenario.history) - microseconds(scenario.drill?.settle ?? '0s');
  const earlier = buildLab(scenario, options, scenario.drill ? moment - EARLIER : moment);
  const sim = earlier.fork();
  sim.runUntil(moment);
  return { sim, scenario, earlier: { sim: earlier, scenario }, maintained: new Map() };
}

/** The lab before its maintenance, for one run. */
function unmaintained(base: Base, chance: Chance | undefined): Lab {
  const { sim } = chance?.earlier ? base.earlier : base;
  const lab: Lab = { sim: sim.fork(), scenario: base.scenario };
  if (chance) lab.sim.world.noiseSeed = chance.noiseSeed;
  return lab;
}

/** The same behind it. */
function* maintained(base: Base, chance: Chance | undefined): Generator<undefined, Lab> {
  const key = JSON.stringify(chance ?? null);
  let lab = base.maintained.get(key);
  if (!lab) {
    lab = unmaintained(base, chance);
    yield* maintain(lab);
    base.maintained.set(key, lab);
  }
  return { sim: lab.sim.fork(), scenario: base.scenario };
}

/**
 * A drill's world: the same maintenance in every one (engines restart, containers are started), the fault before or after it,
 * and the same time until the session begins. Without an instance: the healthy twin. Built in pieces of some milliseconds.
 */
export function* buildWorld(
  base: Base,
  instance: FaultInstance | undefined,
  chance?: Chance,
): Generator<undefined, Lab> {
  if (!base.scenario.drill) return unmaintained(base, chance);
  let lab: Lab;
  if (instance?.fault.inject) {
    lab = unmaintained(base, chance);
    instance.fault.inject(lab, instance.site);
    yield* maintain(lab);
  } else lab = yield* maintained(base, chance);
  instance?.fault.injectLate?.(lab, instance.site);
  const { world } = lab.sim;
  const start = microseconds(base.scenario.history);
  if (world.now > start)
    throw new SetupError(
      `${base.scenario.id}: settle is too short: the maintenance ends ${(world.now - start) / 1e6} s after the start`,
    );
  yield* runInPieces(lab.sim, start);
  addBackground(world);
  return lab;
}

/** The same in one go. */
export function worldOf(base: Base, instance: FaultInstance | undefined, chance?: Chance): Lab {
  const building = buildWorld(base, instance, chance);
  for (;;) {
    const step = building.next();
    if (step.done) return step.value;
  }
}

/** The fault a drill has, with the site its place belongs to. Throws `SetupError` for a place the fault cannot sit at. */
export function trueInstance(base: Lab): FaultInstance | undefined {
  const wanted = base.scenario.drill?.fault;
  if (!wanted) return undefined;
  const fault = lookupFault(wanted.mechanism);
  if (!fault) throw new SetupError(`${base.scenario.id}: no fault '${wanted.mechanism}' in the catalogue`);
  const site = fault.sites(base).find((places) => places.includes(wanted.at));
  if (!site) throw new SetupError(`${base.scenario.id}: '${wanted.mechanism}' cannot sit at '${wanted.at}'`);
  return { fault, site };
}

/** The world a person plays in. */
export function buildDrill(scenario: Scenario, options: BuildOptions & { healthy?: boolean }): Simulation {
  const base = buildBase(scenario, options);
  return worldOf(base, options.healthy ? undefined : trueInstance(base)).sim;
}
