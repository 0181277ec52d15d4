/** What a cell holds; null is an empty one. */
export type Cell = string | number | null;

/**
 * Characters with which a spreadsheet takes a text for a formula, their wide forms among them
 * (https://owasp.org/www-community/attacks/CSV_Injection). An apostrophe before them makes it text.
 */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
/** Control characters that mean nothing in a cell and much to a terminal. */
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;

/**
 * Rows as CSV by RFC 4180, in UTF-8 with a byte order mark: without it Excel takes another encoding. Numbers stay numbers; a text that
 * would be a formula begins with an apostrophe, and control characters are written out.
 */
export function formatCsv(rows: readonly (readonly Cell[])[]): string {
  return `\ufeff${rows.map((row) => `${row.map(formatCell).join(',')}\r\n`).join('')}`;
}

function formatCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const visible = cell.replace(CONTROL, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  // A lone minus is none, and Moodle's sign for no grade.
  const text = FORMULA.test(visible) && visible !== '-' ? `'${visible}` : visible;
  // Semicolons as well: where the comma is the decimal sign, Excel separates with them.
  return /[",;\r\n\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
