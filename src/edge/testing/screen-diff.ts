import type { Cell } from './cells.ts';
import { lookOf, rowText, type ScreenPicture } from './screen-file.ts';

/** Rows of a difference that are printed; more would not be read. */
const MOST_ROWS = 12;

const sizeOf = ({ cells }: ScreenPicture) => `${cells[0]?.length ?? 0}x${cells.length}`;
const cursorOf = ({ cursor }: ScreenPicture) =>
  cursor.visible ? `at column ${cursor.column}, row ${cursor.row}` : 'hidden';

/** How two screens differ, for a person: size, cursor, then each row with a mark below what is not the same; empty for equal ones. */
export function diffScreens(expected: ScreenPicture, actual: ScreenPicture): string {
  if (sizeOf(expected) !== sizeOf(actual))
    return `the screen is ${sizeOf(actual)}, the golden one ${sizeOf(expected)}`;
  const parts: string[] = [];
  if (cursorOf(expected) !== cursorOf(actual))
    parts.push(`the cursor is ${cursorOf(actual)}, in the golden screen ${cursorOf(expected)}`);
  const rows = expected.cells.flatMap((row, at) => {
    const difference = diffRow(row, actual.cells[at]);
    return difference === '' ? [] : [`row ${at}\n${difference}`];
  });
  parts.push(...rows.slice(0, MOST_ROWS));
  if (rows.length > MOST_ROWS) parts.push(`and ${rows.length - MOST_ROWS} more rows`);
  return parts.join('\n');
}

function diffRow(expected: readonly Cell[], actual: readonly Cell[]): string {
  const marks = expected.map((cell, at) => {
    const other = actual[at];
    if (cell.text !== other.text) return '^';
    return lookOf(cell) === lookOf(other) ? ' ' : '~';
  });
  if (marks.every((mark) => mark === ' ')) return '';
  const first = marks.indexOf('~');
  const lines = [
    `  golden |${rowText(expected)}`,
    `  screen |${rowText(actual)}`,
    `         |${marks.join('').trimEnd()}`,
  ];
  if (first >= 0)
    lines.push(
      `          column ${first} looks like '${lookOf(actual[first]) || 'plain'}', in the golden screen '${lookOf(expected[first]) || 'plain'}'`,
    );
  return lines.join('\n');
}
