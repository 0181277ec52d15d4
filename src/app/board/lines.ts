import type { Board, PlayingRow, ProgressRow } from './model.ts';
import { headline } from './panes.ts';
import { agoText, clockText, counted, type Lang, resultOf, screenText, tame, titleText } from './texts.ts';
import { BOARD_WORDS as W } from './words.ts';

/** The facts of the board as lines, for pipes and screen readers: nothing is cut, and no sign stands for a word. */
export function boardLines(board: Board, lang: Lang): string[] {
  const part = (title: string, rows: readonly string[], empty: string) => [
    title,
    ...(rows.length === 0 ? [empty] : rows).map((row) => `  ${row}`),
  ];
  return [
    `${W.board[lang]}: ${headline(board, { lang, ascii: false })}`,
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
          `${tame(title[lang])}: ${W.missed[lang]} ${missed}, ${W.found[lang]} ${found}`,
      ),
      W.noCause[lang],
    ),
  ];
}

function playingLine(row: PlayingRow, lang: Lang): string {
  return `${tame(row.player)}: ${titleText(row.drill, lang)}: ${[
    screenText(row.screen, lang),
    `${W.simulated[lang]} ${clockText(row.simulated)}`,
    counted(row.commands, W.commandsCounted, lang),
    counted(row.hints, W.hintsCounted, lang),
    counted(row.submissions, W.attempts, lang),
    row.live ? W.live[lang] : `${W.seen[lang]} ${agoText(row.idle, lang)}`,
  ].join(', ')}`;
}

function progressLine({ player, drill, attempts, best, last, since }: ProgressRow, lang: Lang): string {
  const level = drill.level === undefined ? [] : [`${W.levelLong[lang]} ${drill.level}`];
  return `${tame(player)}: ${titleText(drill, lang)}: ${[
    ...level,
    counted(attempts, W.attempts, lang),
    `${W.best[lang]} ${best}`,
    `${W.last[lang]} ${last.score} (${W.results[resultOf(last)][lang]})`,
    ...(since === undefined ? [] : [`${W.seen[lang]} ${agoText(since, lang)}`]),
  ].join(', ')}`;
}
