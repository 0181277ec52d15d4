import {
  type Base,
  type BuildOptions,
  buildBase,
  type FaultInstance,
  type Lab,
  type Scenario,
  trueInstance,
  worldOf,
} from '../scenario/index.ts';
import { type Hypothesis, RUNS, type RivalWorlds, rivalWorlds } from './rivals.ts';
import { isTruth } from './scorecard.ts';
import { type Answers, askAll, paired, TestPlan } from './test-plan.ts';
import { SharedTexts } from './shared-texts.ts';

/** How a drill is built; `healthy` makes the twin without its fault. */
export type DrillOptions = BuildOptions & { healthy?: boolean };

/** A rival that was asked every harmless test. */
export interface AskedRival extends RivalWorlds {
  answers: Answers;
}

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
  private readonly found: AskedRival[] = [];
  private readonly search: Generator<undefined>;
  private readonly texts = new SharedTexts();

  /** @throws SetupError where the scenario cannot be built. */
  constructor(scenario: Scenario, options: DrillOptions) {
    this.scenario = scenario;
    this.base = buildBase(scenario, options);
    this.truth = options.healthy ? undefined : trueInstance(this.base);
    this.initial = worldOf(this.base, this.truth);
    this.healthy = worldOf(this.base, undefined);
    this.shadow = worldOf(this.base, this.truth, RUNS[1]);
    this.plan = new TestPlan(scenario, [this.initial, this.shadow]);
    this.isTrue = isTruth(this.truth);
    this.search = this.findRivals();
  }

  /**
   * Every rival, in the same order for everyone who asks. Yields `undefined` between two pieces of work where one has to be built
   * first; a screen does other things in between.
   */
  *rivals(): Generator<AskedRival | undefined> {
    for (let at = 0; ; ) {
      if (at < this.found.length) yield this.found[at++];
      else if (this.search.next().done) return;
      else yield undefined;
    }
  }

  /** All rivals at once. */
  allRivals(): readonly AskedRival[] {
    while (!this.search.next().done);
    return this.found;
  }

  private *findRivals(): Generator<undefined> {
    const { tests } = this.plan;
    for (const rival of rivalWorlds(this.base)) {
      if (rival) {
        const [first, second] = rival.worlds;
        const own = this.texts.of(askAll(first, tests));
        yield undefined;
        const asked = { ...rival, answers: paired(own, this.texts.of(askAll(second, tests))) };
        this.plan.add(asked, this.isTrue(rival.hypothesis));
        this.found.push(asked);
      }
      yield undefined;
    }
  }
}

/** The worlds of the drills opened last: who begins one again, or opens what somebody else just opened, waits for nothing. */
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
    const entry = this.kept.find(({ options: o, worlds }) => worlds.scenario === scenario && same(o)) ?? {
      options,
      worlds: new DrillWorlds(scenario, options),
    };
    this.kept = [entry, ...this.kept.filter((other) => other !== entry)].slice(0, this.most);
    return entry.worlds;
  }
}
