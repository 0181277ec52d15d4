import type { PlayState, TrainerState } from '../trainer/index.ts';
import { WORDS } from './words.ts';

/** What would be handed in, as one sentence. */
export function sentence({ lang }: TrainerState, play: PlayState): string {
  const form = play.diagnosis;
  const comma = lang === 'en' ? ', ' : '，';
  const cited =
    form.evidence.length > 0
      ? `${WORDS.because[lang]} ${form.evidence.map((n) => `#${n}`).join(', ')}`
      : WORDS.noEvidence[lang];
  const says =
    form.answer === 'nothing'
      ? WORDS.nothingWrong[lang]
      : form.answer === 'unknown'
        ? WORDS.cannotTell[lang]
        : `${play.mechanisms.find((m) => m.id === form.mechanism)?.title[lang] ?? WORDS.nothingChosen[lang]}${comma}${WORDS.isIn[lang]} ${form.place ?? WORDS.nothingChosen[lang]}`;
  return lang === 'en'
    ? `${WORDS.readBack.en}: ${says}, ${cited}.`
    : `${WORDS.readBack.zh}：${says}，${cited}。`;
}
