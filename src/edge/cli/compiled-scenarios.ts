import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ScenarioFile } from '../../drill/scenario/index.ts';

/** A scenario's text, and what it was parsed to when the program was built. */
export interface CompiledScenario {
  source: string;
  scenario: ScenarioFile;
}

/** Name of the file beside the bundle. */
export const COMPILED_FILE = 'scenarios.json';

/**
 * What the build parsed, by text: a file that was changed since is not among it. Parsing YAML and checking the schema would take
 * a fifth of the time to the first frame.
 */
export function compiledScenarios(): ReadonlyMap<string, ScenarioFile> {
  // The bundle may have put this module beside the file or into a folder below it; the source has no such file.
  const file = ['./', '../']
    .map((up) => fileURLToPath(new URL(`${up}${COMPILED_FILE}`, import.meta.url)))
    .find(existsSync);
  if (file === undefined) return new Map();
  const compiled = JSON.parse(readFileSync(file, 'utf8')) as CompiledScenario[];
  return new Map(compiled.map(({ source, scenario }) => [source, scenario]));
}
