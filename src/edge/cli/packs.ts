import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  inherit,
  isComplete,
  missingFields,
  type Scenario,
  type ScenarioFile,
} from '../../drill/scenario/index.ts';
import { compiledScenarios } from './compiled-scenarios.ts';
import { UsageError } from './usage-error.ts';

/** A scenario and the folder it was read from. */
export interface PackEntry {
  scenario: Scenario;
  directory: string;
}

/** A scenario as its file says it, before it takes over from its base. */
interface FileEntry {
  scenario: ScenarioFile;
  directory: string;
}

/** The folder of bundled scenarios: beside the package, wherever the bundle or the source runs from. */
function bundledDirectory(): string {
  let at = dirname(fileURLToPath(import.meta.url));
  for (let depth = 0; depth < 8; depth++) {
    if (existsSync(join(at, 'scenarios', 'seed-lab', 'scenario.yaml'))) return join(at, 'scenarios');
    at = dirname(at);
  }
  throw new UsageError('netdrill: the folder of bundled scenarios is missing; install the package again');
}

/** A scenario from its text, or what is wrong with it: file, line, column and remedy. */
async function readScenario(file: string, source: string): Promise<ScenarioFile | string[]> {
  const { formatProblem, parseScenarioFile, ScenarioError } = await import('../../drill/scenario/index.ts');
  try {
    return parseScenarioFile(file, source);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.problems.map(formatProblem);
  }
}

/** Every scenario folder of the bundled pack and of the added ones; a broken file is reported and left out. */
export async function readPacks(
  extra: string | undefined,
): Promise<{ entries: PackEntry[]; problems: string[] }> {
  const files: FileEntry[] = [];
  const problems: string[] = [];
  const directories = [bundledDirectory()];
  if (extra !== undefined) {
    if (!existsSync(extra) || !statSync(extra).isDirectory())
      throw new UsageError(`netdrill: --scenarios ${extra}: no such folder`);
    directories.push(extra);
  }
  const compiled = compiledScenarios();
  for (const directory of directories)
    for (const name of readdirSync(directory).sort()) {
      const file = join(directory, name, 'scenario.yaml');
      if (!existsSync(file)) continue;
      const source = readFileSync(file, 'utf8');
      const scenario = compiled.get(source) ?? (await readScenario(file, source));
      if (Array.isArray(scenario)) problems.push(...scenario);
      else if (scenario.id !== name)
        problems.push(`${file}:1:1: the id '${scenario.id}' must be the folder's name '${name}'`);
      else files.push({ scenario, directory: join(directory, name) });
    }
  const entries: PackEntry[] = [];
  for (const { scenario, directory } of files) {
    if (scenario.kind === 'family') continue;
    const entry = complete(scenario, directory, files);
    if (typeof entry === 'string') problems.push(entry);
    else entries.push(entry);
  }
  return { entries, problems };
}

/** A scenario with what it takes over from its base, and that from its own; without that base it is reported and left out. */
function complete(file: ScenarioFile, directory: string, all: readonly FileEntry[]): PackEntry | string {
  const at = join(directory, 'scenario.yaml');
  let scenario = file;
  const passed = [file.id];
  while (scenario.base !== undefined) {
    const name = scenario.base;
    const base = all.find((other) => other.scenario.id === name)?.scenario;
    if (!base) {
      const there = all.filter((e) => e.scenario.kind !== 'drill').map((e) => e.scenario.id);
      return `${at}: its base '${name}' is in no pack, or is broken. There are: ${there.join(', ')}.`;
    }
    if (passed.includes(name)) return `${at}: its base '${name}' is built on it in turn. Name another one.`;
    passed.push(name);
    scenario = { ...inherit(base, scenario), base: base.base };
  }
  if (isComplete(scenario)) return { scenario: { ...scenario, kind: file.kind }, directory };
  const [missing] = missingFields(scenario);
  return `${at}:1:1: ${missing}: is missing here and in its base. Add it.`;
}

/** The scenario with an id, or a twin of a family drawn by seed. Throws `UsageError` naming what exists. */
export function chooseScenario(
  entries: readonly PackEntry[],
  name: string | undefined,
  seed: number | undefined,
  problems: readonly string[] = [],
): PackEntry {
  if (name === undefined)
    throw new UsageError(`netdrill: name a scenario: ${entries.map((e) => e.scenario.id).join(', ')}`);
  const exact = entries.find((entry) => entry.scenario.id === name);
  if (exact) return exact;
  const family = entries.filter((entry) => entry.scenario.drill?.family === name);
  if (family.length > 0) return family[(seed ?? 0) % family.length];
  // A file of that name which was left out says more than that there is none.
  const own = problems.filter((problem) => problem.includes(`${join(name, 'scenario.yaml')}:`));
  if (own.length > 0) throw new UsageError(own.join('\n'));
  throw new UsageError(
    `netdrill: no scenario '${name}'; there are: ${entries.map((e) => e.scenario.id).join(', ')}`,
  );
}
