import { clockText, counted } from '../../lib/index.ts';
import type { Board, CauseRow, DrillName, PlayingRow, ProgressRow } from './model.ts';
import { type Signs, signsOf } from './signs.ts';
import { type Cell, type Column, type Table, type Tone, tableOf } from './table.ts';
import { agoText, type Lang, resultOf, screenText, tame, twinText } from './texts.ts';
import { BOARD_WORDS as W } from './words.ts';

/** The panes, in the order that Tab goes. */
export const PANES = ['playing', 'progress', 'causes'] as const;
export type PaneName = (typeof PANES)[number];

/** A pane's contents; `empty` is said where there is no row. */
export interface Pane extends Table {
  title: string;
  empty: string;
}

/** How the board is told. */
export interface Telling {
  lang: Lang;
  ascii: boolean;
}

/** One line about everything. */
export function headline(board: Board, { lang, ascii }: Telling): string {
  const { dot } = signsOf(ascii);
  const [one] = board.players;
  const who =
    board.players.length === 1 && one !== undefined
      ? tame(one)
      : counted(board.players.length, W.players, lang);
  // Of several players drills solved are added up: there is no whole they are a part of.
  const solved =
    board.players.length === 1
      ? `${board.solved} ${W.of[lang]} ${board.drills} ${W.solved[lang]}`
      : `${board.solved} ${W.solved[lang]}`;
  return [who, solved, counted(board.attempts, W.attempts, lang)].join(` ${dot} `);
}

/** A pane of the board in a width. Who plays stands in rows only where there are several. */
export function paneOf(name: PaneName, board: Board, telling: Telling, width: number): Pane {
  const { lang } = telling;
  const signs = signsOf(telling.ascii);
  const several = board.players.length > 1;
  const table = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]) =>
    tableOf(columns, rows, width, signs.ellipsis);
  switch (name) {
    case 'playing':
      return {
        title: W.playing[lang],
        empty: W.nobody[lang],
        ...table(playingColumns(lang, signs, several), board.playing),
      };
    case 'progress':
      return {
        title: W.progress[lang],
        empty: W.nothing[lang],
        ...table(progressColumns(lang, signs, several), board.progress),
      };
    case 'causes':
      return {
        title: W.causes[lang],
        empty: W.noCause[lang],
        ...table(causeColumns(lang, signs), board.causes),
      };
  }
}

/** A title that is cut keeps the number that tells it from its twins. */
function drillCell({ title, twin }: DrillName, lang: Lang): Cell {
  return { text: tame(title[lang]), tail: twinText(twin) };
}

function whoColumn(lang: Lang, several: boolean): Column<{ player: string }>[] {
  return several ? [{ title: W.who[lang], cell: ({ player }) => tame(player) }] : [];
}

function playingColumns(lang: Lang, signs: Signs, several: boolean): Column<PlayingRow>[] {
  return [
    { title: ' ', cell: ({ live }) => (live ? { text: signs.live, tone: 'accent' } : ' ') },
    ...whoColumn(lang, several),
    { title: W.drill[lang], cell: ({ drill }) => drillCell(drill, lang), wide: true },
    { title: W.stands[lang], cell: ({ screen }) => screenText(screen, lang) },
    { title: W.simulated[lang], cell: ({ simulated }) => clockText(simulated), right: true },
    { title: W.commands[lang], cell: ({ commands }) => String(commands), right: true },
    { title: W.hints[lang], cell: ({ hints }) => String(hints), right: true },
    { title: W.submitted[lang], cell: ({ submissions }) => String(submissions), right: true },
    {
      title: W.seen[lang],
      cell: ({ live, idle }) => (live ? W.now[lang] : agoText(idle, lang)),
      right: true,
    },
  ];
}

const RESULT_TONE: Readonly<Record<ReturnType<typeof resultOf>, Tone>> = {
  solved: 'good',
  named: 'warn',
  open: 'bad',
};

function progressColumns(lang: Lang, signs: Signs, several: boolean): Column<ProgressRow>[] {
  const sign = { solved: signs.good, named: signs.half, open: signs.bad };
  return [
    ...whoColumn(lang, several),
    {
      title: W.level[lang],
      cell: ({ drill }) => (drill.level === undefined ? '?' : String(drill.level)),
      right: true,
    },
    { title: W.drill[lang], cell: ({ drill }) => drillCell(drill, lang), wide: true },
    { title: W.tries[lang], cell: ({ attempts }) => String(attempts), right: true },
    { title: W.best[lang], cell: ({ best }) => String(best), right: true },
    {
      title: W.last[lang],
      cell: ({ last }) => ({
        text: `${String(last.score).padStart(3)} ${sign[resultOf(last)]}`,
        tone: RESULT_TONE[resultOf(last)],
      }),
      right: true,
    },
    {
      title: W.when[lang],
      cell: ({ since }) => (since === undefined ? '' : agoText(since, lang)),
      right: true,
    },
  ];
}

/** Cells of the bar that shows the share missed. */
const HEAT = 8;

function causeColumns(lang: Lang, signs: Signs): Column<CauseRow>[] {
  return [
    { title: W.cause[lang], cell: ({ title }) => tame(title[lang]), wide: true },
    { title: W.missed[lang], cell: ({ missed }) => String(missed), right: true },
    { title: W.found[lang], cell: ({ found }) => String(found), right: true },
    {
      title: W.heat[lang],
      cell: ({ missed, found }) => {
        const share = missed / (missed + found);
        const full = Math.ceil(share * HEAT);
        return {
          text: signs.full.repeat(full) + signs.empty.repeat(HEAT - full),
          tone: share === 0 ? 'good' : share < 0.5 ? 'warn' : 'bad',
        };
      },
    },
  ];
}
