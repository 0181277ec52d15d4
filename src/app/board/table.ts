import { cut, fit, widthOf } from '../../lib/index.ts';

/** What a piece of text means; the terminal's colour follows. */
export type Tone = 'good' | 'warn' | 'bad' | 'accent' | 'title';

/** Text with one meaning. */
export interface Span {
  text: string;
  tone?: Tone;
  inverse?: boolean;
}

/** What stands in a cell; `tail` is never cut. */
export interface Cell extends Span {
  tail?: string;
}

/** A column of a table: as wide as its widest cell; one of a table is `wide` and takes what is left. */
export interface Column<Row> {
  title: string;
  cell: (row: Row) => Cell | string;
  right?: boolean;
  wide?: boolean;
}

/** A table of exactly a width: its line of titles, and its rows. */
export interface Table {
  head: string;
  rows: Span[][];
}

const GAP = 2;

/** Lays rows out; the wide column is cut where there is no room, others never are. */
export function tableOf<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
  ellipsis: string,
): Table {
  const cells = rows.map((row) => columns.map(({ cell }) => cellOf(cell(row))));
  const widths = columns.map(({ title, wide }, at) =>
    wide ? 0 : Math.max(widthOf(title), ...cells.map((row) => widthOf(row[at].text + (row[at].tail ?? '')))),
  );
  const left = width - widths.reduce((sum, cell) => sum + cell, 0) - GAP * (columns.length - 1);
  const sized = widths.map((cell, at) => (columns[at].wide ? Math.max(left, 0) : cell));
  const put = ({ text, tail = '' }: Cell, at: number) => {
    const short = cut(text, sized[at] - widthOf(tail), ellipsis) + tail;
    const space = ' '.repeat(Math.max(0, sized[at] - widthOf(short)));
    return (
      (columns[at].right ? space + short : short + space) + (at < columns.length - 1 ? ' '.repeat(GAP) : '')
    );
  };
  return {
    head: fit(columns.map(({ title }, at) => put({ text: title }, at)).join(''), width),
    rows: cells.map((row) => row.map((cell, at) => ({ text: put(cell, at), tone: cell.tone }))),
  };
}

function cellOf(cell: Cell | string): Cell {
  return typeof cell === 'string' ? { text: cell } : cell;
}
