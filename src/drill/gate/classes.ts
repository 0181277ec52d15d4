import {
  askAll,
  type HarmlessTest,
  harmlessTests,
  type Hypothesis,
  type RivalWorlds,
  tellsApart,
  type TwoRuns,
} from '../diagnosis/index.ts';
import type { Lab, Scenario } from '../scenario/index.ts';

/** What a rival's world answers to every harmless test; `undefined` where nobody can type. */
type Answers = (TwoRuns | undefined)[];

interface Rival {
  hypothesis: Hypothesis;
  answers: Answers;
}

/** The rivals of a drill and what tells them apart. */
export interface Classes {
  tests: readonly HarmlessTest[];
  rivals: readonly Rival[];
  /** Rivals that no harmless test separates are in one class. */
  classes: Rival[][];
}

function answersOf(worlds: readonly [Lab, Lab], tests: readonly HarmlessTest[]): Answers {
  const [first, second] = worlds.map((lab) => askAll(lab, tests));
  return first.map((own, at) => {
    const again = second[at];
    return own && again ? [own, again] : undefined;
  });
}

/** The first test whose answers differ; `undefined` for two worlds that answer alike. */
export function separator(tests: readonly HarmlessTest[], a: Answers, b: Answers): HarmlessTest | undefined {
  return tests.find((_, at) => {
    const [x, y] = [a[at], b[at]];
    if (!x || !y) return x !== y;
    return tellsApart(x, y);
  });
}

/** The class a hypothesis is in; undefined for one that is no rival. */
export function classOf({ classes }: Classes, id: string): Rival[] | undefined {
  return classes.find((alike) => alike.some(({ hypothesis }) => hypothesis.id === id));
}

/** Asks every rival's worlds every harmless test, and puts together those that answer alike. */
export function sortRivals(scenario: Scenario, worlds: readonly RivalWorlds[]): Classes {
  const tests = harmlessTests(scenario);
  const rivals = worlds.map(
    (rival): Rival => ({ hypothesis: rival.hypothesis, answers: answersOf(rival.worlds, tests) }),
  );
  const classes: Rival[][] = [];
  for (const rival of rivals) {
    const alike = classes.find(([first]) => separator(tests, first.answers, rival.answers) === undefined);
    if (alike) alike.push(rival);
    else classes.push([rival]);
  }
  return { tests, rivals, classes };
}
