import type { LocalText } from '../../lib/index.ts';
import type { DrillName, ProgressRow } from './model.ts';
import { BOARD_WORDS as W } from './words.ts';

/** A language of the board. */
export type Lang = keyof LocalText;

/**
 * A name or title from outside, without what would move the cursor and without emoji, whose width terminals do not agree on (a sign,
 * its variation selector and a joiner may be one cell, two or four).
 */
export function tame(text: string): string {
  return text.replace(/\p{Cc}|\p{Cf}|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f/gu, '').trim();
}

/** A drill's title with the number that tells it from its twins. */
export function titleText({ title, twin }: DrillName, lang: Lang): string {
  return tame(title[lang]) + twinText(twin);
}

/** The number that tells a drill from its twins, as it follows the title. */
export function twinText(twin: number): string {
  return twin > 0 ? ` (${twin})` : '';
}

/** How long ago, in the largest unit that is full: milliseconds in, `3 h` out. */
export function agoText(milliseconds: number, lang: Lang): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return W.now[lang];
  if (minutes < 60) return `${minutes} ${W.ago.minutes[lang]}`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} ${W.ago.hours[lang]}` : `${Math.floor(hours / 24)} ${W.ago.days[lang]}`;
}

/** Which of three a result is. */
export function resultOf({ solved, named }: ProgressRow['last']): 'solved' | 'named' | 'open' {
  return solved ? 'solved' : named ? 'named' : 'open';
}

/** Where a session stands; a screen of a newer version by its own name. */
export function screenText(screen: string, lang: Lang): string {
  return W.screens[screen]?.[lang] ?? tame(screen);
}
