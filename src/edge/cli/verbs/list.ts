import { language } from '../arguments.ts';
import { readPacks } from '../packs.ts';
import type { Verb } from './verb.ts';

/** `netdrill list`: every scenario, labs included. */
export const list: Verb = {
  spec: { name: 'list', operands: '[--json]', summary: 'List the scenarios.', options: [] },
  async run(invocation, output) {
    const { entries, problems } = await readPacks(invocation.options.get('scenarios'));
    const lang = language(invocation);
    const rows = entries.map(({ scenario }) => ({
      id: scenario.id,
      title: scenario.title[lang],
      level: scenario.drill?.level ?? 0,
      topics: scenario.drill?.topics ?? [],
      family: scenario.drill?.family ?? '',
    }));
    if (invocation.options.has('json')) output.stdout(`${JSON.stringify(rows, null, 2)}\n`);
    else
      for (const row of rows)
        output.stdout(`${row.id.padEnd(26)} ${row.level > 0 ? `L${row.level}` : 'lab'}  ${row.title}\n`);
    for (const problem of problems) output.stderr(`${problem}\n`);
    return problems.length > 0 ? 1 : 0;
  },
};
