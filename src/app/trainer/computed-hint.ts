import type { Drill } from '../../drill/diagnosis/index.ts';
import type { LocalText } from '../../drill/scenario/index.ts';

/** The program a line is about: in a loop over namespaces the one that looks into them. */
function programOf(line: string): string {
  return (/nsenter \S+ (\S+)/.exec(line)?.[1] ?? line.split(' ')[0]).replace(/;$/, '');
}

/**
 * The hint of this number, from what the learner's commands ruled out so far: of the harmless tests the one that would rule out most of
 * what is left. The first hint names its place, the second the program too, the third the command. Where no test narrows it further
 * what was seen is enough, and the author's own hint helps to read it.
 */
export function computedHint(drill: Drill, number: number, authored: LocalText): LocalText {
  const test = drill.nextTest();
  if (!test)
    return {
      en: `What you have seen is enough: no harmless test narrows the suspects any further. ${authored.en}`,
      zh: `你看到的已经足够：没有哪条无害的命令能再缩小嫌疑范围。${authored.zh}`,
    };
  const { where, line, before, after } = test;
  const worth = {
    en: `It would leave ${after} of ${before} suspects.`,
    zh: `它会使嫌疑从 ${before} 个减到 ${after} 个。`,
  };
  if (number === 1)
    return {
      en: `After what you have seen, ${where} is the place to ask next. ${worth.en}`,
      zh: `根据你已看到的，下一步应该查 ${where}。${worth.zh}`,
    };
  if (number === 2)
    return {
      en: `After what you have seen, ask ${where} with ${programOf(line)} next. ${worth.en}`,
      zh: `根据你已看到的，下一步在 ${where} 上用 ${programOf(line)} 查看。${worth.zh}`,
    };
  return { en: `Type on ${where}: ${line}  ${worth.en}`, zh: `在 ${where} 上输入：${line}  ${worth.zh}` };
}
