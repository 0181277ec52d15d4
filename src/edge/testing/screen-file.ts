import { Terminal } from '@xterm/headless';
import type { Cell, Color } from './cells.ts';
import { readCells } from './read-cells.ts';
import type { Cursor, TerminalSize } from './terminal.ts';

/** A screen as a golden file keeps it. */
export interface ScreenPicture {
  readonly cells: readonly (readonly Cell[])[];
  readonly cursor: Cursor;
}

/** Thrown for a golden file that is none: where it cannot be read. */
export class ScreenFileError extends Error {}

const SWITCHES = ['bold', 'dim', 'italic', 'underline', 'inverse', 'strikethrough'] as const;

/** What a cell looks like, in words; empty for one that looks like any other. */
export function lookOf(cell: Cell): string {
  const words: string[] = SWITCHES.filter((name) => cell[name]);
  if (cell.foreground !== 'default') words.push(`ink=${cell.foreground}`);
  if (cell.background !== 'default') words.push(`paper=${cell.background}`);
  return words.join(' ');
}

/** A row's text without the blanks at its end. */
export function rowText(row: readonly Cell[]): string {
  return row
    .map(({ text }) => text)
    .join('')
    .trimEnd();
}

/** `3-7 bold ink=2`: the stretches of a row that do not look like any other cell; columns from 0, the last one within. */
function looksOf(row: readonly Cell[]): string {
  const runs: { from: number; to: number; look: string }[] = [];
  row.forEach((cell, column) => {
    const look = lookOf(cell);
    const last = runs[runs.length - 1];
    if (last && last.look === look && last.to === column - 1) last.to = column;
    else runs.push({ from: column, to: column, look });
  });
  return runs
    .filter(({ look }) => look !== '')
    .map(({ from, to, look }) => `${from}-${to} ${look}`)
    .join('; ');
}

/**
 * A golden file: size and cursor, the rows as they are read, each behind a bar, and then what looks like something, row by row. Text comes
 * first, since that is what a person reads in a change.
 */
export function formatScreen({ cells, cursor }: ScreenPicture): string {
  const columns = cells[0]?.length ?? 0;
  const lines = [
    `${columns}x${cells.length} cursor ${cursor.visible ? `${cursor.column},${cursor.row}` : 'hidden'}`,
    ...cells.map((row) => `|${rowText(row)}`),
    ...cells.flatMap((row, at) => {
      const looks = looksOf(row);
      return looks === '' ? [] : [`${at}: ${looks}`];
    }),
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * Reads a golden file.
 *
 * @throws ScreenFileError where a line is none of its kind, with its number.
 */
export async function parseScreen(text: string): Promise<ScreenPicture> {
  const lines = text.replace(/\r/g, '').trimEnd().split('\n');
  const head = /^(\d+)x(\d+) cursor (?:(\d+),(\d+)|hidden)$/.exec(lines[0] ?? '');
  if (!head) throw new ScreenFileError('line 1: COLUMNSxROWS and the cursor are missing');
  const size = { columns: Number(head[1]), rows: Number(head[2]) };
  const rows = lines.slice(1, 1 + size.rows);
  rows.forEach((row, at) => {
    if (!row.startsWith('|')) throw new ScreenFileError(`line ${at + 2}: a row begins with a bar`);
  });
  if (rows.length < size.rows)
    throw new ScreenFileError(`line ${lines.length}: ${size.rows} rows are announced`);
  const cells = await plainCells(
    rows.map((row) => row.slice(1)),
    size,
  );
  lines.slice(1 + size.rows).forEach((line, at) => {
    const number = at + 2 + size.rows;
    const found = /^(\d+): (.+)$/.exec(line);
    const row = found && cells[Number(found[1])];
    if (!row) throw new ScreenFileError(`line ${number}: no looks of a row`);
    for (const run of found[2].split('; ')) applyLook(row, run, number);
  });
  const visible = head[3] !== undefined;
  return {
    cells,
    cursor: { column: Number(head[3] ?? 0), row: Number(head[4] ?? 0), visible },
  };
}

/** The rows as a terminal lays them out: which characters are wide is its knowledge. */
async function plainCells(
  rows: readonly string[],
  { columns, rows: count }: TerminalSize,
): Promise<Cell[][]> {
  const terminal = new Terminal({ cols: columns, rows: count, allowProposedApi: true, convertEol: true });
  await new Promise<void>((done) => terminal.write(rows.join('\n'), done));
  return readCells(terminal);
}

function applyLook(row: Cell[], run: string, line: number): void {
  const found = /^(\d+)-(\d+) (.+)$/.exec(run);
  if (!found || Number(found[2]) >= row.length)
    throw new ScreenFileError(`line ${line}: '${run}' is no stretch of a row`);
  const look: Record<string, boolean | Color> = {};
  for (const word of found[3].split(' ')) {
    const color = /^(ink|paper)=(\d+|#[0-9a-f]{6})$/.exec(word);
    if (color)
      look[color[1] === 'ink' ? 'foreground' : 'background'] = color[2].startsWith('#')
        ? (color[2] as Color)
        : Number(color[2]);
    else if ((SWITCHES as readonly string[]).includes(word)) look[word] = true;
    else throw new ScreenFileError(`line ${line}: '${word}' is no look`);
  }
  for (let column = Number(found[1]); column <= Number(found[2]); column++)
    row[column] = { ...row[column], ...look };
}
