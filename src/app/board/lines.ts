import { clockText, colon, counted } from '../../lib/index.ts';
import type { Board, PlayingRow, ProgressRow } from './model.ts';
import { headline } from './panes.ts';
import { agoText, type Lang, resultOf, screenText, tame, titleText } from './texts.ts';
import { BOARD_WORDS as W } from './words.ts';

const comma = (lang: Lang) => (lang === 'zh' ? '，' : ', ');

function longAgo(milliseconds: number, lang: Lang): string {
  return milliseconds < 60_000 ? W.justNow[lang] : `${agoText(milliseconds, lang)}${W.before[lang]}`;
}

/** The facts of the board as lines, for pipes and screen readers: nothing is cut, and no sign stands for a word. */
export function boardLines(board: Board, lang: Lang): string[] {
  const part = (title: string, rows: readonly string[], empty: string) => [
    title,
    ...(rows.length === 0 ? [empty] : rows).map((row) => `  ${row}`),
  ];
  return [
    `${W.board[lang]}${colon(lang)}${headline(board, { lang, ascii: false })}`,
    ...part(
      W.playing[lang],
      board.playing.map((row) => playingLine(row, lang)),
      W.nobody[lang],
    ),
    ...part(
      W.progress[lang],
      board.progress.map((row) => progressLine(row, lang)),
      W.nothing[lang],
    ),
    ...part(
      W.causes[lang],
      board.causes.map(
        ({ title, missed, found }) =>
          `${tame(title[lang])}${colon(lang)}${W.missed[lang]} ${missed}${comma(lang)}${W.found[lang]} ${found}`,
      ),
      W.noCause[lang],
    ),
  ];
}

function playingLine(row: PlayingRow, lang: Lang): string {
  return `${tame(row.player)}${colon(lang)}${titleText(row.drill, lang)}${colon(lang)}${[
    screenText(row.screen, lang),
    `${W.simulated[lang]} ${clockText(row.simulated)}`,
    counted(row.commands, W.commandsCounted, lang),
    counted(row.hints, W.hintsCounted, lang),
    counted(row.submissions, W.attempts, lang),
    row.live ? W.live[lang] : longAgo(row.idle, lang),
  ].join(comma(lang))}`;
}

function progressLine({ player, drill, attempts, best, last, since }: ProgressRow, lang: Lang): string {
  const level = drill.level === undefined ? [] : [`${W.levelLong[lang]} ${drill.level}`];
  return `${tame(player)}${colon(lang)}${titleText(drill, lang)}${colon(lang)}${[
    ...level,
    counted(attempts, W.attempts, lang),
    `${W.best[lang]} ${best}`,
    `${W.last[lang]} ${last.score}${lang === 'zh' ? `（${W.results[resultOf(last)].zh}）` : ` (${W.results[resultOf(last)].en})`}`,
    ...(since === undefined ? [] : [longAgo(since, lang)]),
  ].join(comma(lang))}`;
}
