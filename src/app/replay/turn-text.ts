import { faults, type LocalText } from '../../drill/scenario/index.ts';
import type { ScriptDiagnosis } from '../../drill/session/index.ts';
import { visible } from '../trainer/index.ts';
import type { RecordedCommand, Timeline } from './timeline.ts';
import { WORDS } from './words.ts';
import type { WrongTurn } from './wrong-turn.ts';

/** What was handed in, in words. */
export function diagnosisText(diagnosis: ScriptDiagnosis | null): LocalText {
  if (!diagnosis) return { en: 'given up', zh: '放弃' };
  const { evidence } = diagnosis;
  const numbers = evidence.map((n) => `#${n}`).join(' ');
  const cited =
    evidence.length > 0
      ? { en: `because of ${numbers}`, zh: `证据 ${numbers}` }
      : { en: 'without evidence', zh: '没有引用证据' };
  if (diagnosis.verdict !== 'fault')
    return diagnosis.verdict === 'nothing'
      ? { en: `nothing is wrong, ${cited.en}`, zh: `没有故障，${cited.zh}` }
      : { en: `it cannot be told from here, ${cited.en}`, zh: `从这里无法判断，${cited.zh}` };
  const title = faults.find(({ id }) => id === diagnosis.mechanism)?.title;
  const { place, mechanism } = diagnosis;
  return {
    en: `${title?.en ?? mechanism} at ${place}, ${cited.en}`,
    zh: `${title?.zh ?? mechanism}，位于 ${place}，${cited.zh}`,
  };
}

/** The knot to look at for a wrong turn: what the command printed is on the screen then. */
export function turnKnot(
  turn: WrongTurn | undefined,
  { commands, submissions }: Timeline,
): number | undefined {
  switch (turn?.kind) {
    case 'contradicted':
    case 'stretch':
      return commands[turn.command]?.shown;
    case 'guess':
      return submissions[turn.submission]?.knot;
    default:
      return undefined;
  }
}

const named = ({ number, where, line }: RecordedCommand) =>
  `#${number} (${where}: ${visible(line.split('\n')[0])})`;

/** Why it is the wrong turn. */
export function turnText(turn: WrongTurn | undefined, { commands, submissions }: Timeline): LocalText {
  if (!turn) return WORDS.noStretch;
  switch (turn.kind) {
    case 'none':
      return WORDS.noTurn;
    case 'guess': {
      const said = diagnosisText(submissions[turn.submission].diagnosis);
      return {
        en: `The wrong turn: a guess. Handed in: ${said.en}. No command speaks against it, and ${turn.left} suspects were left.`,
        zh: `走错的地方：猜测。提交的是：${said.zh}。没有命令能排除它，当时还剩 ${turn.left} 个嫌疑。`,
      };
    }
    case 'stretch': {
      const [first, last] = [commands[turn.command], commands[turn.last]];
      return {
        en: `The wrong turn: from ${named(first)} to #${last.number}, ${turn.length} commands ruled out nothing; ${turn.left} suspects stayed.`,
        zh: `走错的地方：从 ${named(first)} 到 #${last.number}，${turn.length} 条命令什么也没有排除；嫌疑仍是 ${turn.left} 个。`,
      };
    }
    case 'contradicted': {
      const command = commands[turn.command];
      const said = diagnosisText(submissions[turn.submission].diagnosis);
      const [predicted, seen] = [turn.predicted, turn.seen].map((text) => visible(text.trim()));
      const shown = (text: string, nothing: string) => (text === '' ? nothing : `'${text}'`);
      return {
        en: `The wrong turn: ${named(command)} contradicts what was handed in later (${said.en}). It showed ${shown(seen, 'nothing')}; that cause would have shown ${shown(predicted, 'nothing')}.`,
        zh: `走错的地方：${named(command)} 与后来提交的（${said.zh}）相矛盾。它显示了${shown(seen, '（无）')}；若真是那个原因，会显示${shown(predicted, '（无）')}。`,
      };
    }
  }
}
