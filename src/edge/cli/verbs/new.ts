import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newScenario } from '../new-scenario.ts';
import { readPacks } from '../packs.ts';
import { UsageError } from '../usage-error.ts';
import type { Verb } from './verb.ts';

/** `netdrill new scenario ID`: a starting point for an author, in a folder of its own. */
export const create: Verb = {
  spec: {
    name: 'new',
    operands: 'scenario ID',
    summary: 'Write a starting point for a drill into a folder ID, below --scenarios DIR or here.',
    options: [],
  },
  async run(invocation, output) {
    const [kind, id] = invocation.operands;
    if (kind !== 'scenario' || id === undefined)
      throw new UsageError("netdrill new: say 'netdrill new scenario ID'");
    if (!/^[a-z0-9-]+$/.test(id))
      throw new UsageError(`netdrill new: '${id}' is no id: lower-case letters, digits and hyphens`);
    const pack = invocation.options.get('scenarios');
    const { entries } = await readPacks(pack);
    if (entries.some(({ scenario }) => scenario.id === id))
      throw new UsageError(`netdrill new: there is a scenario '${id}' already; choose another id`);
    const folder = join(pack ?? '.', id);
    if (existsSync(folder))
      throw new UsageError(`netdrill new: ${folder} is there already; choose another id`);
    mkdirSync(folder, { recursive: true });
    const files = Object.entries(newScenario(id));
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    output.stdout(
      `${files.map(([name]) => `${join(folder, name)}\n`).join('')}Edit the three places marked TODO, then: netdrill lint ${id} --scenarios ${pack ?? '.'}\n`,
    );
    return 0;
  },
};
