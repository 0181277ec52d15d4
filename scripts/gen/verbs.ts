import { commonOptions, loadVerbs, type VerbSpec } from '../../src/edge/cli/index.ts';
import { cell, code, codeBlock, page, table } from './markdown.ts';

type Option = VerbSpec['options'][number];

/** `cli.md`: the verbs of the command line with their options, as `netdrill VERB --help` prints them. */
export async function verbsPage(): Promise<string> {
  const specs = (await loadVerbs()).map(({ spec }) => spec);
  return page('Command line', 'the verbs of `src/edge/cli`', [
    'Without a verb `netdrill` opens the browser of drills. `netdrill VERB --help` prints what this page says of a verb.',
    table(
      ['verb', 'does'],
      specs.map((spec) => [`[${code(spec.name)}](#${spec.name})`, cell(spec.summary)]),
    ),
    'Every headless verb accepts these options; a verb that has no use for one ignores it. `browse` and `play` take `--seed`, `--scenarios` and `--lang`:',
    optionTable(commonOptions),
    ...specs.flatMap(verbBlocks),
  ]);
}

function verbBlocks(spec: VerbSpec): string[] {
  return [
    `## ${spec.name}`,
    spec.summary,
    codeBlock([`netdrill ${spec.name} ${spec.operands}`.trimEnd()]),
    ...(spec.options.length > 0 ? [optionTable(spec.options)] : []),
  ];
}

function optionTable(options: readonly Option[]): string {
  return table(
    ['option', 'meaning'],
    options.map((option) => [
      code(`--${option.name}${option.value === undefined ? '' : ` ${option.value}`}`),
      cell(option.summary),
    ]),
  );
}
