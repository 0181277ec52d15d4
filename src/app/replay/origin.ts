import type { LocalText } from '../../lib/index.ts';
import type { Timeline } from './timeline.ts';

/** What a recording was made with, beside what it is played with. */
export interface Origin {
  /** Versions of Netdrill. */
  engine: string;
  playedWith: string;
  /** The drill is the one that was played. */
  sameDrill: boolean;
}

/** What there is to say of a recording that is not of this version and this drill, or does not show what was seen then. */
export function originNotice(
  { engine, playedWith, sameDrill }: Origin,
  { differs, commands }: Timeline,
): LocalText | undefined {
  const changed = !sameDrill
    ? { en: 'the drill was changed', zh: '练习已被修改' }
    : engine !== playedWith
      ? { en: `it was played with Netdrill ${engine}`, zh: `当时的 Netdrill 是 ${engine}` }
      : undefined;
  if (differs === undefined)
    return (
      changed && {
        en: `Every command shows what was seen then, although ${changed.en}.`,
        zh: `${changed.zh}，但每条命令的显示都与当时相同。`,
      }
    );
  const number = commands[differs]?.number ?? differs + 1;
  const why = changed ?? { en: 'the log is damaged', zh: '记录已损坏' };
  return {
    en: `From command ${number} on this is not what was seen then: ${why.en}. What can be played is.`,
    zh: `从第 ${number} 条命令起与当时看到的不同：${why.zh}。其余部分照常播放。`,
  };
}
