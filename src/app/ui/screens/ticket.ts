import { colon } from '../../../lib/index.ts';
import { type PlayState, titleOf, type TrainerState, withKeys } from '../../trainer/index.ts';
import { wordWrap } from '../cells.ts';
import type { Signs } from '../signs.ts';
import { rule, type Span } from '../spans.ts';
import { WORDS } from '../words.ts';

/** What the user reported: symptoms only, and how this works. */
export function ticketRows(state: TrainerState, play: PlayState, signs: Signs): Span[][] {
  const { lang, columns, keymap } = state;
  const width = Math.min(columns - 6, 84);
  const indent = (text: string, tone?: Span['tone']): Span[] => [{ text: '   ' }, { text, tone }];
  return [
    [
      { text: ` ${titleOf(play, lang)}`, tone: 'title' },
      { text: ` ${signs.dot} ${WORDS.levelShort[lang]}${play.level}`, tone: 'quiet' },
    ],
    rule(WORDS.ticket[lang], columns, signs),
    [],
    indent(`${WORDS.from[lang]}${colon(lang)}${play.from[lang]}`, 'quiet'),
    [],
    ...wordWrap(play.ticket[lang], width).map((text) => indent(text, 'title')),
    [],
    [],
    ...WORDS.howTo[lang].flatMap((text) =>
      wordWrap(withKeys(text, keymap), width).map((row) => indent(row, 'quiet')),
    ),
  ];
}
