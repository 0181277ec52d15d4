import type { Cell, Color } from './cells.ts';

/** Sixteen colours as most dark terminal themes have them. */
const PALETTE = [
  '#1e2127',
  '#e06c75',
  '#98c379',
  '#e5c07b',
  '#61afef',
  '#c678dd',
  '#56b6c2',
  '#abb2bf',
  '#5c6370',
  '#ef8891',
  '#b3d79a',
  '#f0d197',
  '#83c3f5',
  '#d69ae6',
  '#7bc8d2',
  '#ffffff',
];
const INK = '#d7dae0';
const PAPER = '#1e2127';
const CELL = { width: 8.4, height: 17, font: 14, base: 13 };

/** What a cell looks like, so that neighbours of one look become one run. */
function lookOf(cell: Cell): string {
  return [cell.foreground, cell.background, cell.bold, cell.dim, cell.underline, cell.inverse].join(' ');
}

interface Run {
  cell: Cell;
  column: number;
  text: string;
  columns: number;
}

function runsOf(row: readonly Cell[]): Run[] {
  const runs: Run[] = [];
  row.forEach((cell, column) => {
    if (cell.width === 0) return;
    const last = runs[runs.length - 1];
    if (last && lookOf(last.cell) === lookOf(cell)) {
      last.text += cell.text;
      last.columns += cell.width;
    } else runs.push({ cell, column, text: cell.text, columns: cell.width });
  });
  return runs;
}

/** The screen with its colours as escape sequences (ECMA-48), one line per row. */
export function ansiScreen(cells: readonly (readonly Cell[])[]): string {
  return cells
    .map((row) => {
      const line = runsOf(row)
        .map(({ cell, text }) => `\u001b[0${selectGraphics(cell)}m${text}`)
        .join('');
      return `${line}\u001b[0m\n`;
    })
    .join('');
}

function selectGraphics(cell: Cell): string {
  const { foreground, background } = cell;
  const parts = [cell.bold && 1, cell.dim && 2, cell.underline && 4, cell.inverse && 7]
    .filter((part) => part !== false)
    .map(String);
  if (typeof foreground === 'number') parts.push(`38;5;${foreground}`);
  if (typeof background === 'number') parts.push(`48;5;${background}`);
  return parts.map((part) => `;${part}`).join('');
}

/** The screen as an SVG picture with text that can be selected. */
export function svgScreen(cells: readonly (readonly Cell[])[]): string {
  const columns = cells[0]?.length ?? 0;
  const width = Math.ceil(columns * CELL.width) + 20;
  const height = cells.length * CELL.height + 20;
  const body = cells.map((row, at) => svgRow(row, at * CELL.height + 10)).join('');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">\n` +
    `<rect width="100%" height="100%" rx="6" fill="${PAPER}"/>\n` +
    `<g font-family="DejaVu Sans Mono, Menlo, Consolas, Noto Sans Mono CJK SC, monospace" font-size="${CELL.font}" xml:space="preserve">\n` +
    `${body}</g>\n</svg>\n`
  );
}

function svgRow(row: readonly Cell[], top: number): string {
  let text = '';
  for (const { cell, column, columns } of runsOf(row)) {
    const ink = cell.inverse
      ? cell.background === 'default'
        ? PAPER
        : paint(cell.background)
      : paint(cell.foreground);
    const paper = cell.inverse
      ? paint(cell.foreground)
      : cell.background === 'default'
        ? undefined
        : paint(cell.background);
    if (paper)
      text += `<rect x="${xOf(column)}" y="${top}" width="${lengthOf(columns)}" height="${CELL.height}" fill="${paper}"/>\n`;
    const weight = cell.bold ? ' font-weight="bold"' : '';
    const faint = cell.dim ? ' opacity="0.6"' : '';
    for (const word of wordsOf(row, column, columns))
      text += `<text x="${xOf(word.column)}" y="${top + CELL.base}" textLength="${lengthOf(word.columns)}" fill="${ink}"${weight}${faint}>${escapeXml(word.text)}</text>\n`;
  }
  return text;
}

const xOf = (column: number) => (column * CELL.width + 10).toFixed(1);
const lengthOf = (columns: number) => (columns * CELL.width).toFixed(1);

/**
 * A run's pieces between gaps, of characters of one width each: they stay in their columns with any font, and with renderers that do not
 * know `textLength`.
 */
function wordsOf(row: readonly Cell[], from: number, columns: number): Omit<Run, 'cell'>[] {
  const words: (Omit<Run, 'cell'> & { width: number; blanks: number })[] = [];
  for (let column = from; column < from + columns; column++) {
    const { text, width } = row[column];
    if (width === 0) continue;
    const last = words[words.length - 1];
    if (text.trim() === '') {
      if (last) last.blanks++;
    } else if (last && last.width === width && last.blanks < 2) {
      last.text += ' '.repeat(last.blanks) + text;
      last.columns += last.blanks + width;
      last.blanks = 0;
    } else words.push({ column, text, columns: width, width, blanks: 0 });
  }
  return words;
}

function paint(color: Color): string {
  if (color === 'default') return INK;
  return typeof color === 'number' ? (PALETTE[color] ?? INK) : color;
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
