import { cut, fit, widthOf, wordWrap } from '../../../lib/index.ts';
import { type Signs, signsOf } from '../signs.ts';
import type { Span } from '../table.ts';
import { tame } from '../texts.ts';
import { ABOVE_LEARNERS, type Area, firstShown, paneAreas } from './areas.ts';
import { type ClassBoard, fits, isWide } from './board.ts';
import { footRows } from './foot.ts';
import { learnerRows } from './rows.ts';
import { drillTable, learnerTable, logTable } from './tables.ts';
import { chosenLearner } from './update.ts';
import { CLASS_WORDS as W } from './words.ts';

/** The whole board as rows of spans, as many as the screen has. */
export function boardRows(board: ClassBoard, ascii = false): Span[][] {
  const { lang, rows, columns } = board;
  const signs = signsOf(ascii);
  if (!fits(board)) return wordWrap(W.small[lang], Math.max(10, columns)).map((text) => [{ text }]);
  const foot = footRows(board, signs);
  if (board.watching) {
    const shown = board.watching.lines.slice(0, rows - foot.length);
    return [
      ...padded(
        shown.map((text) => [{ text }]),
        rows - foot.length,
      ),
      ...foot,
    ];
  }
  const height = rows - 1 - foot.length;
  const main = board.help ? helpRows(board) : board.facts ? panes(board, signs) : waitingRows(board);
  return [headRow(board, signs), ...padded(main, height), ...foot];
}

function padded(rows: readonly Span[][], height: number): Span[][] {
  return Array.from({ length: Math.max(0, height) }, (_, at) => rows[at] ?? []);
}

function headRow(board: ClassBoard, { dot }: Signs): Span[] {
  const { facts, lang, anonymous, columns } = board;
  if (!facts) return [{ text: ` ${W.class[lang]}`, tone: 'title' }];
  const here = facts.learners.filter(({ connection }) => connection === 'here').length;
  const working = facts.learners.filter(
    ({ stuck, connection }) => connection === 'here' && stuck !== undefined,
  ).length;
  const said = ` ${dot} ${here}/${facts.learners.length} ${W.here[lang]} ${dot} ${working} ${W.working[lang]}`;
  return [
    { text: ` ${W.class[lang]} ${cut(tame(facts.class), columns - 60)}`, tone: 'title' },
    { text: said },
    ...(anonymous ? [{ text: ` ${dot} ${W.anonymous[lang]}`, tone: 'accent' as const }] : []),
    ...(facts.paused
      ? [{ text: ` ${dot} ` }, { text: ` ${W.paused[lang]} `, tone: 'warn' as const, inverse: true }]
      : []),
  ];
}

function waitingRows({ lang }: ClassBoard): Span[][] {
  return [[], [{ text: ` ${W.waiting[lang]}` }]];
}

function helpRows({ lang, columns }: ClassBoard): Span[][] {
  const lines = W.help[lang].flatMap((line) => (line === '' ? [''] : wordWrap(line, columns - 4)));
  return [[], ...lines.map((text) => [{ text: `  ${text}` }])];
}

function panes(board: ClassBoard, signs: Signs): Span[][] {
  const { learners, drills, log } = paneAreas(board);
  const left = learners ? learnerPane(board, learners, signs) : [];
  const others = [
    ...(drills ? drillPane(board, drills, signs) : []),
    ...(log ? logPane(board, log, signs) : []),
  ];
  if (!isWide(board)) return [...left, ...others];
  return left.map((row, at) => [...row, { text: signs.divider }, ...others[at]]);
}

/** A pane's title on its line; where keys go is marked. */
function ruled(title: string, here: boolean, width: number, signs: Signs): Span[] {
  const shown = cut(` ${here ? signs.live : ''}${title} `, width - 2, signs.ellipsis);
  return [
    { text: signs.rule },
    { text: shown, tone: here ? 'title' : undefined },
    { text: signs.rule.repeat(Math.max(0, width - 1 - widthOf(shown))) },
  ];
}

/** A pane of exactly `height` rows, each `width` cells wide. */
function paneRows(
  title: Span[],
  head: string | undefined,
  rows: readonly Span[][],
  empty: string,
  width: number,
  height: number,
): Span[][] {
  const blank: Span[] = [{ text: ' '.repeat(width) }];
  const inner = width - 2;
  const body = rows.length > 0 ? rows : [[{ text: fit(cut(empty, inner), inner) }]];
  const below = [...(head === undefined || rows.length === 0 ? [] : [[{ text: fit(head, inner) }]]), ...body];
  return Array.from({ length: height }, (_, at) => {
    if (at === 0) return title;
    const row = below[at - 1];
    return row ? [{ text: ' ' }, ...row, { text: ' ' }] : blank;
  });
}

function learnerPane(board: ClassBoard, { width, height }: Area, signs: Signs): Span[][] {
  const { lang, filter, filtering, grouped, pane } = board;
  const rows = learnerRows(board);
  const chosen = chosenLearner(board);
  const at = rows.findIndex(({ name }) => name === chosen);
  const table = learnerTable(board, rows, at, width - 2, signs);
  const room = height - ABOVE_LEARNERS;
  const from = firstShown(rows.length, at, room);
  const sought = filter !== '' || filtering ? `  /${filter}${filtering ? '_' : ''}` : '';
  const title = `${(grouped ? W.grouped : W.learners)[lang]} ${rows.length}${sought}`;
  return paneRows(
    ruled(title, pane === 'learners', width, signs),
    table.head,
    table.rows.slice(from, from + room),
    (board.facts?.learners.length === 0 ? W.nobody : W.noMatch)[lang],
    width,
    height,
  );
}

function drillPane(board: ClassBoard, { width, height }: Area, signs: Signs): Span[][] {
  const { lang, pane, scroll } = board;
  const { head, rows } = drillTable(board, width - 2, signs);
  const title = ruled(W.drills[lang], pane === 'drills', width, signs);
  const from = Math.min(scroll.drills, Math.max(0, rows.length - (height - 2)));
  return paneRows(title, head, rows.slice(from), W.noDrill[lang], width, height);
}

function logPane(board: ClassBoard, { width, height }: Area, signs: Signs): Span[][] {
  const { lang, pane, scroll } = board;
  const { rows } = logTable(board, width - 2, signs);
  const title = ruled(W.log[lang], pane === 'log', width, signs);
  const from = Math.min(scroll.log, Math.max(0, rows.length - (height - 1)));
  return paneRows(title, undefined, rows.slice(from), W.noEvent[lang], width, height);
}
