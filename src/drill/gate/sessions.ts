import { Drill, type DrillWorlds, playScript, type Scorecard } from '../diagnosis/index.ts';
import { type BuildOptions, buildDrill } from '../scenario/index.ts';
import {
  NoSuchPlace,
  parseScript,
  runSessionScript,
  ScriptError,
  type ScriptLine,
  Session,
} from '../session/index.ts';
import { failed, type Finding, passed } from './finding.ts';

/** The least the solution earns, and what the wrong path must stay below (rules.md). */
const SOLVE_AT_LEAST = 95;
const WRONG_BELOW = 40;
/** Commands that a wrong path looks with before it blames. */
const DIAGNOSTICS = 5;

/** The session scripts that lie beside a scenario, as text; `undefined` for one that is missing. */
export interface Scripts {
  solve: string | undefined;
  wrong: string | undefined;
}

/** A played script with its marks. */
interface Played {
  card: Scorecard;
  drill: Drill;
}

/** A drill's worlds, built once for all scripts, and how. */
interface Subject {
  worlds: DrillWorlds;
  options: BuildOptions;
}

function play({ worlds }: Subject, lines: readonly ScriptLine[]): Played {
  const drill = new Drill(worlds);
  for (const _ of drill.prepareRivals());
  return { card: playScript(drill, lines), drill };
}

/** What a command line of a script met that the simulator does not have. */
function unknownCommand(drill: Drill): string | undefined {
  const bad = drill.session.commands.find(
    ({ status, stderr }) => status === 127 || /not modelled/.test(stderr),
  );
  return (
    bad && `#${bad.number} '${bad.line}' (${bad.stderr.trim().split('\n')[0] || `status ${bad.status}`})`
  );
}

function* parsed(name: string, text: string | undefined): Generator<Finding, ScriptLine[] | undefined> {
  if (text === undefined) {
    yield failed(name, `${name}.session is missing beside scenario.yaml: write it`);
    return undefined;
  }
  try {
    return parseScript(`${name}.session`, text);
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    yield failed(name, error.message);
    return undefined;
  }
}

/** The solution heals without harm and earns its marks, and prints the same bytes twice. */
export function* checkSolve(subject: Subject, text: string | undefined): Generator<Finding, number> {
  const lines = yield* parsed('solve', text);
  if (!lines) return 0;
  try {
    const { card, drill } = play(subject, lines);
    const unknown = unknownCommand(drill);
    const marks = Object.entries(card.marks)
      .map(([name, mark]) => `${name} ${mark}`)
      .join(', ');
    if (unknown) yield failed('solve', `${unknown}: correct the script`);
    else if (card.score < SOLVE_AT_LEAST)
      yield failed('solve', `earns ${card.score}, not ${SOLVE_AT_LEAST} (${marks})`);
    else yield passed('solve', `earns ${card.score} with ${drill.session.commands.length} commands`);
    yield sameTwice(subject, lines, transcript(drill.session));
    return card.score;
  } catch (error) {
    if (!(error instanceof NoSuchPlace)) throw error;
    yield failed('solve', error.message);
    return 0;
  }
}

function transcript(session: Session): string {
  return session.commands.map((c) => `${c.line}\n${c.stdout}${c.stderr}${c.status}\n`).join('');
}

function sameTwice(
  { worlds: { scenario }, options }: Subject,
  lines: readonly ScriptLine[],
  first: string,
): Finding {
  const session = new Session(buildDrill(scenario, options), scenario);
  runSessionScript(session, lines);
  return transcript(session) === first
    ? passed('same twice', `${first.length} characters of output`)
    : failed(
        'same twice',
        'two runs of solve.session print different things: something draws chance outside the model',
      );
}

/** The wrong path looks around, blames a tempting cause and earns little. */
export function* checkWrong(subject: Subject, text: string | undefined): Generator<Finding, number> {
  const lines = yield* parsed('wrong', text);
  if (!lines) return 0;
  const looks = lines
    .slice(
      0,
      lines.findIndex(({ kind }) => kind === 'diagnose'),
    )
    .filter(({ kind }) => kind === 'command');
  if (looks.length < DIAGNOSTICS)
    yield failed('wrong', `only ${looks.length} commands before it blames: ${DIAGNOSTICS} at least`);
  try {
    const { card, drill } = play(subject, lines);
    const unknown = unknownCommand(drill);
    if (unknown) yield failed('wrong', `${unknown}: correct the script`);
    else if (card.score >= WRONG_BELOW)
      yield failed('wrong', `earns ${card.score}, not below ${WRONG_BELOW}`);
    else if (!card.contradiction)
      yield failed('wrong', 'nothing in its own log contradicts it: let it run a command that does');
    else yield passed('wrong', `earns ${card.score}; #${card.contradiction.command} contradicts it`);
    return card.score;
  } catch (error) {
    if (!(error instanceof NoSuchPlace)) throw error;
    yield failed('wrong', error.message);
    return 0;
  }
}
