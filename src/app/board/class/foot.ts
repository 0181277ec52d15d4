import { colon, fit, wordWrap } from '../../../lib/index.ts';
import type { Signs } from '../signs.ts';
import type { Span } from '../table.ts';
import { tame } from '../texts.ts';
import { type ClassBoard, type Grave, isWide, type Prompt } from './board.ts';
import { choicesOf } from './prompts.ts';
import { calledOn, drillTitle } from './rows.ts';
import { chosenLearner } from './update.ts';
import { CLASS_WORDS as W, filled } from './words.ts';

/** What is wrong, said, asked or typed; keys where there is nothing. */
export function footRows(board: ClassBoard, signs: Signs): Span[][] {
  const { facts, lang, notice, columns } = board;
  const said = (text: string, tone: Span['tone']) =>
    wordWrap(text, columns - 3).map((row): Span[] => [{ text: ` ${row}`, tone }]);
  return [
    ...(facts?.trouble === undefined ? [] : said(`${signs.bad} ${tame(facts.trouble)}`, 'bad').slice(0, 2)),
    ...(notice ? said(tame(notice[lang]), 'warn') : []),
    ...lastRows(board, signs, said),
  ];
}

function lastRows(
  board: ClassBoard,
  signs: Signs,
  said: (text: string, tone: Span['tone']) => Span[][],
): Span[][] {
  const { lang, asking, prompt, help, filtering, watching } = board;
  if (asking) return said(`${question(board, asking)} ${W.yesKeys[lang]}`, 'warn');
  if (prompt) return promptRows(board, prompt, signs, said);
  if (help) return said(W.anyKey[lang], 'accent');
  if (filtering)
    return said(`${W.filterKeys[lang]}${colon(lang)}${board.filter}_   ${W.filterEnd[lang]}`, 'accent');
  if (watching) return [watchRow(board, watching.learner)];
  const more = !isWide(board) ? '' : `  ${W.moreKeys[lang]}`;
  return said(W.keys[lang] + more, 'accent');
}

/** Whose screen it is, and who types on it. */
function watchRow(board: ClassBoard, learner: string): Span[] {
  const { lang, facts, columns, teacher } = board;
  const guest = facts?.learners.find(({ name }) => name === learner)?.guest;
  const said = !guest
    ? W.watchKeys
    : guest.name !== teacher
      ? W.othersType
      : guest.keyboard === 'has'
        ? W.youType
        : W.asked;
  const text = fit(` ${calledOn(board, learner)}  ${said[lang]}`, columns - 1);
  return [{ text, tone: 'accent', inverse: true }];
}

/** What is about to be done, in a sentence. */
function question(board: ClassBoard, asking: Grave): string {
  const { lang, facts } = board;
  const who = (name: string) => calledOn(board, name);
  const drill = (id: string) => drillTitle(facts, id, lang);
  const { sure } = W;
  switch (asking.kind) {
    case 'message':
      return filled(
        sure.message[lang],
        asking.to === undefined ? W.everybody[lang] : who(asking.to),
        tame(asking.text),
      );
    case 'pause':
      return (asking.paused ? sure.pause : sure.resume)[lang];
    case 'reset':
      return filled(sure.reset[lang], who(asking.learner), drill(asking.drill));
    case 'release':
      return filled(sure.release[lang], drill(asking.drill));
    case 'extend':
      return filled(sure.extend[lang], who(asking.learner), asking.minutes, drill(asking.drill));
    case 'type':
      return filled(sure.type[lang], who(chosenLearner(board) ?? ''));
  }
}

/** Most drills of a list that are seen at a time. */
const CHOICES = 6;

function promptRows(
  board: ClassBoard,
  prompt: Prompt,
  signs: Signs,
  said: (text: string, tone: Span['tone']) => Span[][],
): Span[][] {
  const { lang } = board;
  const who = (name: string | undefined) => (name === undefined ? W.everybody[lang] : calledOn(board, name));
  if (prompt.kind === 'drill') {
    const words = { reset: W.whichReset, extend: W.whichExtend, release: W.whichRelease }[prompt.of];
    const choices = choicesOf(board, prompt.of);
    const from = Math.max(0, Math.min(prompt.at - Math.floor(CHOICES / 2), choices.length - CHOICES));
    return [
      ...said(filled(words[lang], 'learner' in prompt ? who(prompt.learner) : ''), 'warn'),
      ...choices.slice(from, from + CHOICES).map(({ id }, at): Span[] => {
        const here = from + at === prompt.at;
        return [
          {
            text: ` ${here ? signs.live : ' '} ${drillTitle(board.facts, id, lang)}`,
            tone: here ? 'accent' : undefined,
          },
        ];
      }),
      ...said(W.listKeys[lang], 'accent'),
    ];
  }
  const begin = filled(
    (prompt.kind === 'message' ? W.messageTo : W.minutesFor)[lang],
    who(prompt.kind === 'message' ? prompt.to : prompt.learner),
  );
  return [...said(`${begin}${prompt.text}_`, 'warn'), ...said(W.inputKeys[lang], 'accent')];
}
