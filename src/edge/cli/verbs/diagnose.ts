import {
  Drill,
  DrillWorlds,
  playScript,
  type Scorecard,
  verdictText,
} from '../../../drill/diagnosis/index.ts';
import { type Scenario, SetupError } from '../../../drill/scenario/index.ts';
import { NoSuchPlace, type ScriptLine } from '../../../drill/session/index.ts';
import { language, wholeNumber } from '../arguments.ts';
import { chooseScenario, readPacks } from '../packs.ts';
import { UsageError } from '../usage-error.ts';
import { worldParts } from '../worlds.ts';
import { readScript } from './run.ts';
import type { Verb } from './verb.ts';

/** Builds a drill, plays a script on it and grades it. */
function gradeScript(
  scenario: Scenario,
  lines: readonly ScriptLine[],
  options: { seed?: number; healthy?: boolean },
): Scorecard {
  if (!scenario.drill) throw new UsageError(`netdrill: ${scenario.id} is a lab; only drills can be graded`);
  let drill: Drill;
  try {
    drill = new Drill(new DrillWorlds(scenario, { ...worldParts, ...options }));
  } catch (error) {
    if (error instanceof SetupError) throw new UsageError(`netdrill: ${error.message}`);
    throw error;
  }
  for (const _ of drill.prepareRivals());
  try {
    return playScript(drill, lines);
  } catch (error) {
    if (error instanceof NoSuchPlace) throw new UsageError(`netdrill: ${error.message}`);
    throw error;
  }
}

/** `netdrill diagnose SCENARIO FILE`: grades a finished session script. */
export const diagnose: Verb = {
  spec: {
    name: 'diagnose',
    operands: 'SCENARIO FILE',
    summary: 'Grade a finished session script: scorecard.',
    options: [{ name: 'min-score', value: 'N', summary: 'end with 1 below this score' }],
  },
  async run(invocation, output) {
    const { entries, problems } = await readPacks(invocation.options.get('scenarios'));
    const seed = wholeNumber(invocation, 'seed');
    const entry = chooseScenario(entries, invocation.operands[0], seed, problems);
    const lines = readScript(entry, invocation.operands[1]);
    const card = gradeScript(entry.scenario, lines, { seed, healthy: invocation.options.has('healthy') });
    if (invocation.options.has('json')) {
      const { score, marks, hints, solved, contradiction } = card;
      output.stdout(
        `${JSON.stringify({ score, marks, hints, solved, ...(contradiction ? { contradiction } : {}) }, null, 2)}\n`,
      );
    } else output.stdout(scorecardText(card, language(invocation)));
    const least = wholeNumber(invocation, 'min-score');
    return least !== undefined && card.score < least ? 1 : 0;
  },
};

function scorecardText(card: Scorecard, lang: 'en' | 'zh'): string {
  const { marks } = card;
  const words =
    lang === 'zh'
      ? {
          of: '/',
          place: '位置',
          mechanism: '原因',
          evidence: '证据',
          repair: '修复',
          harm: '无损',
          hints: '提示',
        }
      : {
          of: ' of ',
          place: 'place',
          mechanism: 'mechanism',
          evidence: 'evidence',
          repair: 'repair',
          harm: 'no harm',
          hints: 'hints',
        };
  let text = `${verdictText(card)[lang]} · ${card.score}${words.of}100\n`;
  text += `  ${words.place} ${marks.place}/20  ${words.mechanism} ${marks.mechanism}/30  ${words.evidence} ${marks.evidence}/20  ${words.repair} ${marks.repair}/20  ${words.harm} ${marks.harm}/10  ${words.hints} -${card.hints}\n`;
  const c = card.contradiction;
  if (c)
    text +=
      lang === 'zh'
        ? `  按你的判断，命令 #${c.command}（${c.line}）会显示：\n    ${c.predicted}\n  而你看到的是：\n    ${c.seen}\n`
        : `  Your cause predicts, in command #${c.command} (${c.line}):\n    ${c.predicted}\n  You saw:\n    ${c.seen}\n`;
  return text;
}
