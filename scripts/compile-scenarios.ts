import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseScenarioFile, ScenarioError } from '../src/drill/scenario/index.ts';
import type { CompiledScenario } from '../src/edge/cli/compiled-scenarios.ts';

/** Parses the scenarios of a pack for the bundle. A broken one is left out: the program says what is wrong with it when it starts. */
export function compileScenarios(pack: string): CompiledScenario[] {
  return readdirSync(pack)
    .map((name) => join(pack, name, 'scenario.yaml'))
    .filter(existsSync)
    .flatMap((file) => {
      const source = readFileSync(file, 'utf8');
      try {
        return [{ source, scenario: parseScenarioFile(file, source) }];
      } catch (error) {
        if (error instanceof ScenarioError) return [];
        throw error;
      }
    });
}
