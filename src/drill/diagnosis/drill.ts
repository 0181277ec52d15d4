import {
  type BuildOptions,
  buildBase,
  type Lab,
  type Scenario,
  trueInstance,
  worldOf,
} from '../scenario/index.ts';
import { type ScriptDiagnosis, Session } from '../session/index.ts';
import { EvidenceLedger } from './ledger.ts';
import { type Hypothesis, NOISE_SEEDS, type RivalWorlds, rivalWorlds } from './rivals.ts';
import { type Explanation, grade, isTruth, noExplanation, type Scorecard, weighed } from './scorecard.ts';
import { TestPlan } from './test-plan.ts';

/** A drill being played: the learner's session, the worlds it is judged by, hints taken and what was handed in. */
export class Drill {
  readonly scenario: Scenario;
  readonly base: Lab;
  readonly session: Session;
  readonly ledger: EvidenceLedger;
  hintsTaken = 0;
  /** Submissions so far, those of an earlier sitting among them. */
  attempts = 0;
  /** What the best of them earned for naming the cause. */
  earned: Explanation = noExplanation;
  /** What the harmless tests would tell; complete once the rivals are prepared. */
  readonly plan: TestPlan;
  /** Ids of rivals that no command on an open machine tells from the truth. */
  private alike: ReadonlySet<string> = new Set();
  private readonly isTrue: (hypothesis: Hypothesis) => boolean;
  private readonly initial: Lab;
  private readonly healthy: Lab;

  constructor(scenario: Scenario, options: BuildOptions & { healthy?: boolean }) {
    this.scenario = scenario;
    this.base = buildBase(scenario, options);
    const truth = options.healthy ? undefined : trueInstance(this.base);
    this.initial = worldOf(this.base, truth);
    this.healthy = worldOf(this.base, undefined);
    const played = { sim: this.initial.sim.fork(), scenario };
    this.session = new Session(played.sim, scenario);
    const shadow = worldOf(this.base, truth, NOISE_SEEDS[1]);
    this.plan = new TestPlan(scenario, [this.initial, shadow]);
    this.isTrue = isTruth(truth);
    this.ledger = new EvidenceLedger(this.session, shadow, this.isTrue);
  }

  /** Builds the rivals' worlds one after the other; a screen does other things in between. */
  *prepareRivals(): Generator<void> {
    for (const rival of rivalWorlds(this.base)) {
      if (rival) {
        this.plan.add(rival, this.isTrue(rival.hypothesis));
        this.ledger.add(rival);
      }
      yield;
    }
    this.alike = this.plan.alike();
  }

  /** Takes rivals whose worlds were built before, from an equal base, and those of them that nothing tells from the truth. */
  adoptRivals(rivals: readonly RivalWorlds[], alike: ReadonlySet<string>): void {
    this.alike = alike;
    const forked = ({ sim, scenario }: Lab): Lab => ({ sim: sim.fork(), scenario });
    for (const { hypothesis, worlds } of rivals)
      this.ledger.add({ hypothesis, worlds: [forked(worlds[0]), forked(worlds[1])] });
  }

  /** The worlds of each rival under both noise seeds, made anew. */
  *rivals(): Generator<[Lab, Lab]> {
    for (const rival of rivalWorlds(this.base)) if (rival) yield rival.worlds;
  }

  /** The next hint; `undefined` when all are taken. */
  takeHint() {
    const hint = this.scenario.drill?.hints[this.hintsTaken];
    if (hint) this.hintsTaken++;
    return hint;
  }

  /** The harmless test that tells most after what the learner's commands told; complete once the rivals are prepared. */
  nextTest() {
    const { commands } = this.session;
    return this.plan.next(new Set(commands.flatMap(({ number }) => [...this.ledger.excludedBy(number)])));
  }

  /** Grades what the learner says and what the world is now. Later submissions count less (rules.md, "Attempts"). */
  submit(diagnosis: ScriptDiagnosis | undefined): Scorecard {
    const card = this.assess(diagnosis);
    this.attempts++;
    const weight = weighed(card, this.attempts, this.earned);
    const { place, mechanism, evidence } = weight.marks;
    this.earned = { place, mechanism, evidence };
    // Who gave up knows the answer: nothing said afterwards earns anything.
    if (!diagnosis) this.attempts = Math.max(2, this.attempts);
    return weight;
  }

  /** What a first submission would earn; it counts nowhere. */
  assess(diagnosis: ScriptDiagnosis | undefined): Scorecard {
    this.ledger.catchUpAtOnce();
    return grade(
      {
        base: this.base,
        initial: this.initial,
        current: { sim: this.session.sim, scenario: this.scenario },
        healthy: this.healthy,
        ledger: this.ledger,
        alike: this.alike,
      },
      { diagnosis, hints: this.hintsTaken },
    );
  }

  /** The healthy twin at the session's start, for comparisons. */
  get healthyLab(): Lab {
    return this.healthy;
  }

  /** The drill's world as it began. */
  get initialLab(): Lab {
    return this.initial;
  }
}
