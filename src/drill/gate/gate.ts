import { type AskedRival, askAll, type DrillWorlds, KeptWorlds, paired } from '../diagnosis/index.ts';
import { type BuildOptions, type Lab, type Scenario, SetupError } from '../scenario/index.ts';
import { type Certificate, certify } from './certificate.ts';
import { type Classes, classOf, sortRivals } from './classes.ts';
import { failed, type Finding, passed } from './finding.ts';
import { checkSolve, checkWrong, type Scripts } from './sessions.ts';
import { checkHints, checkTranslations } from './texts.ts';
import { checkHealthy, checkQuoted, checkSymptom, checkWrongFixes } from './worlds.ts';

/** Classes of rivals a drill needs, so that a guess is worth little. */
const LEAST_CLASSES = 4;

/**
 * Everything a drill must prove before people play it (docs/authoring.md). Findings come as they are made; the certificate at the end
 * says by which harmless command every rival is told from the true cause. Nothing is written.
 *
 * @param kept worlds of drills that went before: a family's are built once
 */
export function* lintDrill(
  scenario: Scenario,
  options: BuildOptions,
  scripts: Scripts,
  kept = new KeptWorlds(),
): Generator<Finding, Certificate | undefined> {
  yield checkTranslations(scenario);
  yield checkHints(scenario);
  let worlds: DrillWorlds;
  try {
    worlds = kept.of(scenario, options);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    yield failed('build', error.message);
    return undefined;
  }
  yield checkHealthy(worlds);
  yield checkSymptom(worlds);
  yield checkQuoted(worlds, scenario);
  yield* checkWrongFixes(worlds);
  const truth = worlds.truth ? `${worlds.truth.fault.id} ${worlds.truth.site[0]}` : 'nothing';
  const rivals = worlds.allRivals();
  const sorted = sortRivals(scenario, rivals);
  yield* checkClasses(scenario, rivals, sorted, truth);
  const subject = { worlds, options };
  const solve = yield* checkSolve(subject, scripts.solve);
  const wrong = yield* checkWrong(subject, scripts.wrong);
  return certify(
    { scenario: scenario.id, seed: options.seed ?? scenario.seed ?? 1, solve, wrong },
    sorted,
    truth,
  );
}

/** Ids of the rivals that are in one class with the true cause. */
function alikeTo(sorted: Classes, truth: string): string[] {
  return (classOf(sorted, truth) ?? []).map(({ hypothesis }) => hypothesis.id).filter((id) => id !== truth);
}

/**
 * Enough classes, and the true cause alone in its own, but for rivals that are declared equivalent. Behind a locked machine others may be
 * there too, which that machine would have to tell apart: then "cannot be told from here" is right.
 */
function* checkClasses(
  scenario: Scenario,
  rivals: readonly AskedRival[],
  sorted: Classes,
  truth: string,
): Generator<Finding> {
  const sizes = `${sorted.rivals.length} rivals in ${sorted.classes.length} classes`;
  if (sorted.classes.length < LEAST_CLASSES)
    yield failed(
      'rivals',
      `${sizes}: ${LEAST_CLASSES} at least; a ticket that says less leaves more of them`,
    );
  else yield passed('rivals', sizes);
  if (!sorted.rivals.some(({ hypothesis }) => hypothesis.id === truth)) {
    yield failed(
      'told apart',
      `the true cause '${truth}' is not among the rivals: the ticket's claims do not hold in its world`,
    );
    return;
  }
  const { drill } = scenario;
  const undeclared = (ids: readonly string[]) => ids.filter((id) => !drill?.equivalent?.includes(id));
  const alike = undeclared(alikeTo(sorted, truth));
  if (alike.length === 0) {
    yield passed('told apart', 'every other rival by some harmless command');
    return;
  }
  const names = alike.map((id) => `'${id}'`).join(', ');
  const stillAlike =
    drill?.locked === undefined
      ? alike
      : undeclared(
          alikeTo(
            sortRivals(
              scenario,
              rivals.map((rival) => unlocked(rival, sorted.tests)),
            ),
            truth,
          ),
        );
  if (stillAlike.length === 0)
    yield passed(
      'told apart',
      `'${truth}' from ${names} only on ${drill?.locked?.join(', ')}, which is locked: "cannot be told from here" is right`,
    );
  else
    yield failed(
      'told apart',
      `no harmless command tells '${truth}' from ${stillAlike.map((id) => `'${id}'`).join(', ')}: both worlds answer all of them alike. Declare it under drill.equivalent, or change the lab`,
    );
}

/** What a rival's worlds answer where every machine can be entered. */
function unlocked({ hypothesis, worlds }: AskedRival, tests: Classes['tests']) {
  const open = ({ sim, scenario }: Lab): Lab => ({
    sim,
    scenario: { ...scenario, drill: scenario.drill && { ...scenario.drill, locked: [] } },
  });
  return { hypothesis, answers: paired(askAll(open(worlds[0]), tests), askAll(open(worlds[1]), tests)) };
}
