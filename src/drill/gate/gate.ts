import { Drill } from '../diagnosis/index.ts';
import { type BuildOptions, type Scenario, SetupError, trueInstance } from '../scenario/index.ts';
import { type Certificate, certify } from './certificate.ts';
import { type Classes, sortRivals } from './classes.ts';
import { failed, type Finding, passed } from './finding.ts';
import { checkSolve, checkWrong, type Scripts } from './sessions.ts';
import { checkHints, checkTranslations } from './texts.ts';
import { checkHealthy, checkQuoted, checkSymptom, checkWrongFixes } from './worlds.ts';

/** Classes of rivals a drill needs, so that a guess is worth little. */
const LEAST_CLASSES = 4;

/**
 * Everything a drill must prove before people play it (docs/authoring.md). Findings come as they are made; the certificate at the end
 * says by which harmless command every rival is told from the true cause. Nothing is written.
 */
export function* lintDrill(
  scenario: Scenario,
  options: BuildOptions,
  scripts: Scripts,
): Generator<Finding, Certificate | undefined> {
  yield checkTranslations(scenario);
  yield checkHints(scenario);
  let drill: Drill;
  try {
    drill = new Drill(scenario, options);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    yield failed('build', error.message);
    return undefined;
  }
  yield checkHealthy(drill);
  yield checkSymptom(drill);
  yield checkQuoted(drill, scenario);
  yield* checkWrongFixes(drill);
  const instance = trueInstance(drill.base);
  const truth = instance ? `${instance.fault.id} ${instance.site[0]}` : 'nothing';
  const sorted = sortRivals(scenario, drill.base);
  yield* checkClasses(sorted, truth, scenario.drill?.equivalent ?? []);
  const solve = yield* checkSolve(scenario, options, scripts.solve);
  const wrong = yield* checkWrong(scenario, options, scripts.wrong);
  return certify(
    { scenario: scenario.id, seed: options.seed ?? scenario.seed ?? 1, solve, wrong },
    sorted,
    truth,
  );
}

/** Enough classes, and the true cause alone in its own but for rivals that are declared equivalent. */
function* checkClasses(
  { rivals, classes }: Classes,
  truth: string,
  equivalent: readonly string[],
): Generator<Finding> {
  const sizes = `${rivals.length} rivals in ${classes.length} classes`;
  if (classes.length < LEAST_CLASSES)
    yield failed(
      'rivals',
      `${sizes}: ${LEAST_CLASSES} at least; a ticket that says less leaves more of them`,
    );
  else yield passed('rivals', sizes);
  const own = classes.find((alike) => alike.some(({ hypothesis }) => hypothesis.id === truth));
  if (!own) {
    yield failed(
      'told apart',
      `the true cause '${truth}' is not among the rivals: the ticket's claims do not hold in its world`,
    );
    return;
  }
  const alike = own
    .map(({ hypothesis }) => hypothesis.id)
    .filter((id) => id !== truth && !equivalent.includes(id));
  if (alike.length > 0)
    yield failed(
      'told apart',
      `no harmless command tells '${truth}' from ${alike.map((id) => `'${id}'`).join(', ')}: both worlds answer all of them alike. Declare it under drill.equivalent, or change the lab`,
    );
  else yield passed('told apart', 'every other rival by some harmless command');
}
