import {
  type Base,
  type BuildOptions,
  type FaultInstance,
  type Lab,
  type Scenario,
  trueInstance,
  worldOf,
} from '../scenario/index.ts';
import { type AskedRival, CommonWorlds, worldsKey } from './common-worlds.ts';
import { type Hypothesis, RUNS } from './rivals.ts';
import { isTruth } from './scorecard.ts';
import { TestPlan } from './test-plan.ts';

/** How a drill is built; `healthy` makes the twin without its fault. */
export type DrillOptions = BuildOptions & { healthy?: boolean };

/**
 * The worlds a drill is judged by, each as it begins: its own, the healthy twin, and those of the rivals. Nobody plays in them, only in
 * forks of them, so that any number of sittings share what was built once.
 */
export class DrillWorlds {
  readonly scenario: Scenario;
  /** The lab before the fault. */
  readonly base: Base;
  /** The fault it has; `undefined` where nothing is wrong. */
  readonly truth: FaultInstance | undefined;
  /** The drill's own world, and the same one under another noise seed. */
  readonly initial: Lab;
  readonly shadow: Lab;
  readonly healthy: Lab;
  /** What the harmless tests would tell; complete once all rivals were found. */
  readonly plan: TestPlan;
  readonly isTrue: (hypothesis: Hypothesis) => boolean;
  /** What twins may share. */
  readonly common: CommonWorlds;
  /** How many of the rivals found so far the plan knows. */
  private planned = 0;

  /**
   * @param common those of a twin, built with the same options; built anew where there are none
   * @throws SetupError where the scenario cannot be built.
   */
  constructor(scenario: Scenario, options: DrillOptions, common = new CommonWorlds(scenario, options)) {
    this.scenario = scenario;
    this.common = common;
    this.base = { ...common.base, scenario };
    this.truth = options.healthy ? undefined : trueInstance(this.base);
    this.initial = worldOf(this.base, this.truth);
    this.healthy = { sim: common.healthy.sim, scenario };
    this.shadow = worldOf(this.base, this.truth, RUNS[1]);
    this.plan = new TestPlan(common.tests, [this.initial, this.shadow]);
    this.isTrue = isTruth(this.truth);
  }

  /**
   * Every rival, in the same order for everyone who asks. Yields `undefined` between two pieces of work where one has to be built
   * first; a screen does other things in between.
   */
  *rivals(): Generator<AskedRival | undefined> {
    const { found } = this.common;
    for (let at = 0; ; ) {
      if (at < this.planned) yield found[at++];
      else {
        if (at < found.length) this.planUpTo(at);
        else if (!this.common.searchOn()) return;
        yield undefined;
      }
    }
  }

  /** All rivals at once. */
  allRivals(): readonly AskedRival[] {
    while (this.common.searchOn());
    this.planUpTo(this.common.found.length - 1);
    return this.common.found;
  }

  private planUpTo(last: number): void {
    for (; this.planned <= last; this.planned++) {
      const rival = this.common.found[this.planned];
      this.plan.add(rival, this.isTrue(rival.hypothesis));
    }
  }
}

/**
 * The worlds of the drills opened last: who begins one again, or opens what somebody else just opened, waits for nothing, and who opens a
 * twin for its own fault's worlds only.
 */
export class KeptWorlds {
  private readonly most: number;
  private kept: { options: DrillOptions; worlds: DrillWorlds }[] = [];

  /** `most`: how many drills' worlds are kept, the newest. */
  constructor(most = 1) {
    this.most = most;
  }

  /** @throws SetupError as the constructor of the worlds does. */
  of(scenario: Scenario, options: DrillOptions): DrillWorlds {
    const same = (o: DrillOptions) =>
      o.programs === options.programs &&
      o.tables === options.tables &&
      o.seed === options.seed &&
      o.noiseSeed === options.noiseSeed &&
      Boolean(o.unpinned) === Boolean(options.unpinned) &&
      Boolean(o.healthy) === Boolean(options.healthy);
    const alike = this.kept.filter(({ options: o }) => same(o));
    const entry = alike.find(({ worlds }) => worlds.scenario === scenario) ?? {
      options,
      worlds: new DrillWorlds(scenario, options, twin(scenario, alike)),
    };
    this.kept = [entry, ...this.kept.filter((other) => other !== entry)].slice(0, this.most);
    return entry.worlds;
  }
}

function twin(scenario: Scenario, among: readonly { worlds: DrillWorlds }[]): CommonWorlds | undefined {
  const key = worldsKey(scenario);
  return among.find(({ worlds }) => worlds.common.key === key)?.worlds.common;
}
