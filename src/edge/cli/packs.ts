import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Scenario } from '../../drill/scenario/index.ts';
import { compiledScenarios } from './compiled-scenarios.ts';
import { UsageError } from './usage-error.ts';

/** A scenario and the folder it was read from. */
export interface PackEntry {
  scenario: Scenario;
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
async function readScenario(file: string, source: string): Promise<Scenario | string[]> {
  const { formatProblem, parseScenario, ScenarioError } = await import('../../drill/scenario/index.ts');
  try {
    return parseScenario(file, source);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.problems.map(formatProblem);
  }
}

/** Every scenario folder of the bundled pack and of the added ones; a broken file is reported and left out. */
export async function readPacks(
  extra: string | undefined,
): Promise<{ entries: PackEntry[]; problems: string[] }> {
  const entries: PackEntry[] = [];
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
      else entries.push({ scenario, directory: join(directory, name) });
    }
  return { entries: entries.flatMap((entry) => withBase(entry, entries, problems)), problems };
}

/** A drill built on another scenario's lab takes over what it does not say itself; without that lab it is reported and left out. */
function withBase(entry: PackEntry, entries: readonly PackEntry[], problems: string[]): PackEntry[] {
  const { scenario, directory } = entry;
  if (scenario.base === undefined) return [entry];
  const base = entries.find((other) => other.scenario.id === scenario.base)?.scenario;
  if (!base) {
    const there = entries.filter((e) => e.scenario.base === undefined).map((e) => e.scenario.id);
    problems.push(
      `${join(directory, 'scenario.yaml')}: its base '${scenario.base}' is in no pack, or is broken. There are: ${there.join(', ')}.`,
    );
    return [];
  }
  const merged = {
    ...base,
    ...Object.fromEntries(Object.entries(scenario).filter(([, value]) => value !== undefined)),
    setup: [...(base.setup ?? []), ...(scenario.setup ?? [])],
    pins: { ...base.pins, ...scenario.pins },
  } as Scenario;
  return [{ scenario: merged, directory }];
}

/** The scenario with an id, or a twin of a family drawn by seed. Throws `UsageError` naming what exists. */
export function chooseScenario(
  entries: readonly PackEntry[],
  name: string | undefined,
  seed: number | undefined,
): PackEntry {
  if (name === undefined)
    throw new UsageError(`netdrill: name a scenario: ${entries.map((e) => e.scenario.id).join(', ')}`);
  const exact = entries.find((entry) => entry.scenario.id === name);
  if (exact) return exact;
  const family = entries.filter((entry) => entry.scenario.drill?.family === name);
  if (family.length > 0) return family[(seed ?? 0) % family.length];
  throw new UsageError(
    `netdrill: no scenario '${name}'; there are: ${entries.map((e) => e.scenario.id).join(', ')}`,
  );
}
