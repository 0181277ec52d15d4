import type { LocalText } from '../../drill/scenario/index.ts';

export const NOTHING_TO_SOLVE = {
  en: 'Nothing is wrong in this lab: there is nothing to hand in.',
  zh: '这个实验环境没有故障，不需要提交。',
};

export const HANDED_IN_ALREADY = {
  en: 'You have handed in already: that was the one attempt.',
  zh: '你已经提交过了：只有一次机会。',
};

/** A terminal was asked for where nothing runs. */
export function notRunning(place: string): LocalText {
  return { en: `${place} does not run: open it again later`, zh: `${place} 没有运行：稍后再打开` };
}
