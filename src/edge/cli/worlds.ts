import { buildDrill, type Scenario, SetupError } from '../../drill/scenario/index.ts';
import type { Simulation } from '../../machine/sim/index.ts';
import { createProgramTable, networkTables } from '../../tools/commands/index.ts';
import type { Invocation } from './arguments.ts';
import { wholeNumber } from './arguments.ts';
import { UsageError } from './usage-error.ts';

const programs = createProgramTable();

/** Programs and tables every world of this process uses. */
export const worldParts = { programs, tables: networkTables };

/** A fresh world of a scenario, as the options of a headless verb want it. */
export function drillWorld(scenario: Scenario, invocation: Invocation): Simulation {
  try {
    return buildDrill(scenario, {
      ...worldParts,
      seed: wholeNumber(invocation, 'seed'),
      healthy: invocation.options.has('healthy'),
    });
  } catch (error) {
    if (error instanceof SetupError) throw new UsageError(`netdrill: ${error.message}`);
    throw error;
  }
}
