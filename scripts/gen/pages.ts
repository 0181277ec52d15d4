import { verbsPage } from './verbs.ts';
import { commandsPage } from './commands.ts';
import { faultsPage } from './faults.ts';
import { keysPage } from './keys.ts';
import { scenarioSchemaFile } from './scenario-schema.ts';

/** Every file of the reference: its name and its text. `root` is the checkout, whose labs the fault catalogue looks at. */
export async function referencePages(root: string): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['cli.md', await verbsPage()],
    ['commands.md', commandsPage()],
    ['faults.md', faultsPage(root)],
    ['keys.md', keysPage()],
    ['scenario.schema.json', scenarioSchemaFile()],
  ]);
}
