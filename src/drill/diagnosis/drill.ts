import type { Scenario } from '../scenario/index.ts';
import { type ScriptDiagnosis, Session } from '../session/index.ts';
import type { DrillWorlds } from './drill-worlds.ts';
import { type ProbeRun, stillFailing } from './judge.ts';
import { EvidenceLedger } from './ledger.ts';
import { type Case, type Explanation, grade, noExplanation, type Scorecard, weighed } from './scorecard.ts';

/** A drill being played: the learner's session, the worlds it is judged by, hints taken and what was handed in. */
export class Drill {
  readonly worlds: DrillWorlds;
  readonly session: Session;
  readonly ledger: EvidenceLedger;
  hintsTaken = 0;
  /** Submissions so far, those of an earlier sitting among them. */
  attempts = 0;
  /** What the best of them earned for naming the cause. */
  earned: Explanation = noExplanation;

  constructor(worlds: DrillWorlds) {
    this.worlds = worlds;
    this.session = new Session(worlds.initial.sim.fork(), worlds.scenario);
    this.ledger = new EvidenceLedger(this.session, worlds.shadow, worlds.isTrue);
  }

  get scenario(): Scenario {
    return this.worlds.scenario;
  }

  /** What the harmless tests would tell; complete once the rivals are prepared. */
  get plan() {
    return this.worlds.plan;
  }

  /** Takes the rivals, one after the other; a screen does other things in between. */
  *prepareRivals(): Generator<void> {
    for (const rival of this.worlds.rivals()) {
      if (rival) this.ledger.add(rival);
      yield;
    }
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
    return this.assessEach([diagnosis])[0];
  }

  /** What each of them would earn as a first submission. */
  assessEach(diagnoses: readonly (ScriptDiagnosis | undefined)[]): Scorecard[] {
    this.ledger.catchUpAtOnce();
    const current = { sim: this.session.sim, scenario: this.scenario };
    let proved: { failing: ProbeRun | undefined } | undefined;
    const subject: Case = {
      base: this.worlds.base,
      initial: this.worlds.initial,
      current,
      // Nothing happens between them, and proving a repair takes minutes of the world's time.
      stillFailing: () => {
        proved ??= { failing: stillFailing(current) };
        return proved.failing;
      },
      healthy: this.worlds.healthy,
      ledger: this.ledger,
      alike: this.plan.alike(),
    };
    return diagnoses.map((diagnosis) => grade(subject, { diagnosis, hints: this.hintsTaken }));
  }
}
