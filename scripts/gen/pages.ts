import { verbsPage } from './verbs.ts';
import { commandsPage } from './commands.ts';
import { faultsPage } from './faults.ts';
import { keysPage } from './keys.ts';
import { configSchemaFile } from './config-schema.ts';
import { manPage } from './man.ts';
import { scenarioSchemaFile } from './scenario-schema.ts';

/** Every file of the reference: its name and its text. */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['cli.md', await verbsPage()],
    ['commands.md', commandsPage()],
    ['faults.md', await faultsPage()],
    ['keys.md', keysPage()],
    ['config.schema.json', configSchemaFile()],
    ['netdrill.1', await manPage()],
    ['scenario.schema.json', scenarioSchemaFile()],
  ]);
}
