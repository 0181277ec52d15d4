import {
  type Base,
  type BuildOptions,
  buildBase,
  type Lab,
  type Scenario,
  worldOf,
} from '../scenario/index.ts';
import { type RivalWorlds, rivalWorlds } from './rivals.ts';
import { SharedTexts } from './shared-texts.ts';
import { type Answers, askAll, type HarmlessTest, harmlessTests, paired } from './test-plan.ts';

/** A rival that was asked every harmless test. */
export interface AskedRival extends RivalWorlds {
  answers: Answers;
}

/**
 * The worlds of a drill that do not depend on its cause: the lab before the fault, the healthy twin, and the rivals with what they answer.
 * Drills of one family, which have one ticket and different causes, have them in common.
 */
export class CommonWorlds {
  /** Equal where these worlds would be. */
  readonly key: string;
  /** The lab before the fault. Its scenario knows no cause. */
  readonly base: Base;
  readonly healthy: Lab;
  readonly tests: readonly HarmlessTest[];
  /** Rivals found so far, always in the same order. */
  readonly found: readonly AskedRival[];
  private readonly search: Generator<undefined, undefined>;

  /** @throws SetupError where the scenario cannot be built. */
  constructor(scenario: Scenario, options: BuildOptions) {
    const causeless: Scenario = {
      ...scenario,
      drill: scenario.drill && { ...scenario.drill, fault: undefined },
    };
    this.key = worldsKey(scenario);
    this.base = buildBase(causeless, options);
    this.healthy = worldOf(this.base, undefined);
    this.tests = harmlessTests(causeless);
    const found: AskedRival[] = [];
    this.found = found;
    this.search = rivalsOf(this.base, this.tests, found);
  }

  /** Searches on for some milliseconds; false where every rival was found before. */
  searchOn(): boolean {
    return !this.search.next().done;
  }
}

function* rivalsOf(
  base: Base,
  tests: readonly HarmlessTest[],
  found: AskedRival[],
): Generator<undefined, undefined> {
  const texts = new SharedTexts();
  for (const rival of rivalWorlds(base)) {
    if (rival) {
      const [first, second] = rival.worlds;
      const own = texts.of(askAll(first, tests));
      yield undefined;
      found.push({ ...rival, answers: paired(own, texts.of(askAll(second, tests))) });
    }
    yield undefined;
  }
}

/** Of a scenario what its worlds are built from before any cause: texts, and what only judges, left out. */
export function worldsKey({ drill, ...lab }: Scenario): string {
  const { id: _, title, summary, base, picture, ...built } = lab;
  const { settle, claims, probes, rivals, locked } = drill ?? {};
  return JSON.stringify([built, settle, claims, probes, rivals, locked]);
}
