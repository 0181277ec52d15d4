import { diagnosisPlaces } from '../../../drill/diagnosis/index.ts';
import { buildBase, faults } from '../../../drill/scenario/index.ts';
import { language, wholeNumber } from '../arguments.ts';
import { chooseScenario, readPacks } from '../packs.ts';
import { worldParts } from '../worlds.ts';
import type { Verb } from './verb.ts';

/** `netdrill catalogue SCENARIO`: every place and mechanism a diagnosis may name there, whatever the fault is. */
export const catalogue: Verb = {
  spec: {
    name: 'catalogue',
    operands: 'SCENARIO',
    summary: 'Every place and every mechanism a diagnosis may name there.',
    options: [],
  },
  async run(invocation, output) {
    const { entries, problems } = await readPacks(invocation.options.get('scenarios'));
    const seed = wholeNumber(invocation, 'seed');
    const { scenario } = chooseScenario(entries, invocation.operands[0], seed, problems);
    const lang = language(invocation);
    const places = diagnosisPlaces(buildBase(scenario, { ...worldParts, seed }));
    const mechanisms = faults.map((f) => ({ id: f.id, title: f.title[lang], layer: f.layer }));
    if (invocation.options.has('json')) {
      output.stdout(`${JSON.stringify({ places, mechanisms }, null, 2)}\n`);
      return 0;
    }
    output.stdout(`${lang === 'zh' ? '位置' : 'Places'}\n`);
    for (const place of places) output.stdout(`  ${place.id}\n`);
    output.stdout(`${lang === 'zh' ? '原因' : 'Mechanisms'}\n`);
    for (const m of mechanisms) output.stdout(`  ${m.id.padEnd(28)} ${m.layer.padEnd(10)} ${m.title}\n`);
    return 0;
  },
};
