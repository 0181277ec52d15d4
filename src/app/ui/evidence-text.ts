import type { DebriefState, Lang } from '../trainer/index.ts';
import { WORDS } from './words.ts';

/** Where the mark for evidence comes from, in a sentence; none where there is nothing to say. */
export function evidenceText({ cited, truth }: DebriefState, lang: Lang): string[] {
  if (!cited) return truth ? [] : [WORDS.evidenceLater[lang]];
  const text =
    cited.commands === 0
      ? {
          en: 'No command was cited, so that nothing counts as evidence.',
          zh: '没有引用命令，因此没有证据分。',
        }
      : {
          en: `Evidence: the commands you cited rule out ${cited.excluded} of ${cited.rivals} rival causes together; that share of 20 is ${cited.mark}.`,
          zh: `证据：你引用的命令共排除 ${cited.excluded}/${cited.rivals} 个其他可能的原因，按比例得 ${cited.mark} 分（满分 20）。`,
        };
  return [text[lang]];
}
