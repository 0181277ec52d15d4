import {
  type Answers,
  type AskedRival,
  type HarmlessTest,
  harmlessTests,
  tellsApart,
} from '../diagnosis/index.ts';
import type { Scenario } from '../scenario/index.ts';

type Rival = Pick<AskedRival, 'hypothesis' | 'answers'>;

/** The rivals of a drill and what tells them apart. */
export interface Classes {
  tests: readonly HarmlessTest[];
  rivals: readonly Rival[];
  /** Rivals that no harmless test separates are in one class. */
  classes: Rival[][];
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

/** Puts together the rivals that answer the harmless tests alike. */
export function sortRivals(scenario: Scenario, rivals: readonly Rival[]): Classes {
  const tests = harmlessTests(scenario);
  const classes: Rival[][] = [];
  for (const rival of rivals) {
    const alike = classes.find(([first]) => separator(tests, first.answers, rival.answers) === undefined);
    if (alike) alike.push(rival);
    else classes.push([rival]);
  }
  return { tests, rivals, classes };
}
