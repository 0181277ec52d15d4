import {
  buildBase,
  engineNodes,
  type Fault,
  faults,
  handStarted,
  type Lab,
  nodeOfPlace,
  partsOfPlace,
} from '../../src/drill/scenario/index.ts';
import { readPacks } from '../../src/edge/cli/packs.ts';
import { createProgramTable, networkTables } from '../../src/tools/commands/index.ts';
import { cell, code, codes, page, table } from './markdown.ts';

/** Labs without a fault: what can be said of places is the same whatever a drill hides. Each fault is shown in the first that has it. */
const LABS = ['overlay-lab', 'names-lab', 'two-networks-lab', 'macvlan-lab'];

/** `faults.md`: every cause a diagnosis may name, and where in the healthy lab it can sit. */
export async function faultsPage(): Promise<string> {
  const { entries } = await readPacks(undefined);
  const labs = LABS.map((id) => {
    const scenario = entries.find((entry) => entry.scenario.id === id)?.scenario;
    if (!scenario) throw new Error(`no bundled lab ${id}`);
    return buildBase(scenario, { programs: createProgramTable(), tables: networkTables });
  });
  return page('Fault catalogue', '`src/drill/scenario/faults`', [
    'The causes a diagnosis may name, from the container outwards. The list is the same in every drill, so it tells nothing ' +
      `about any. Places are those of the healthy network; examples are from the labs ${LABS.map(code).join(', ')}, which have no fault. Where one ` +
      'instance of a cause has several places, "or" joins them and any of them is right; a semicolon stands between instances.',
    table(
      ['mechanism', 'layer', 'English', '中文'],
      faults.map(({ id, layer, title }) => [`[${code(id)}](#${id})`, layer, cell(title.en), cell(title.zh)]),
    ),
    ...faults.flatMap((fault) =>
      faultBlocks(labs.find((lab) => fault.sites(lab).length > 0) ?? labs[0], fault),
    ),
  ]);
}

function faultBlocks(lab: Lab, fault: Fault): string[] {
  const sites = fault.sites(lab);
  const patterns = new Set(sites.flat().map((place) => placePattern(lab, place)));
  const strikes = [
    ...(fault.inject ? ['before the engines restart'] : []),
    ...(fault.injectLate ? ['once engines and containers run'] : []),
  ];
  return [
    `## ${fault.id}`,
    `**${fault.title.en}** · **${fault.title.zh}**`,
    fault.explanation.en,
    fault.explanation.zh,
    table(
      ['', ''],
      [
        ['layer', fault.layer],
        ['strikes', strikes.join(', and ')],
        ['can sit at', codes([...patterns])],
        [`in ${code(lab.scenario.id)}`, sites.map((places) => places.map(code).join(' or ')).join('; ')],
        ['detected · 检测', `${cell(fault.detected.en)} ${cell(fault.detected.zh)}`],
        ['repaired · 修复', `${cell(fault.repaired.en)} ${cell(fault.repaired.zh)}`],
        ['engines must restart', fault.needsRestart ? 'yes' : 'no'],
      ],
    ),
  ];
}

/** A place with the names of this one lab taken out: `host128/over-128/app` is `HOST/CONTAINER/app`. */
function placePattern(lab: Lab, place: string): string {
  const node = engineNodes(lab).find(({ name }) => name === nodeOfPlace(place));
  const [first, ...rest] = partsOfPlace(place);
  if (node === undefined || first === undefined) throw new Error(`'${place}' is on no host with an engine`);
  const named = first.startsWith('net:')
    ? 'net:NETWORK'
    : handStarted(lab, node).includes(first)
      ? 'CONTAINER'
      : node.nics.some(({ name }) => name === first)
        ? 'CARD'
        : first;
  return ['HOST', named, ...rest].join('/');
}
