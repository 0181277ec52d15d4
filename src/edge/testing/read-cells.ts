import type { IBufferCell, Terminal } from '@xterm/headless';
import type { Cell, Color } from './cells.ts';

/** The visible rows of a terminal as cells, top row first. */
export function readCells(terminal: Terminal): Cell[][] {
  return visibleLines(terminal, (line) => {
    const cells: Cell[] = [];
    for (let column = 0; column < terminal.cols; column += 1) cells.push(describeCell(line.getCell(column)!));
    return cells;
  });
}

/**
 * The visible rows of a terminal as text, without blanks at their ends. A window made narrower leaves the cut
 * part in xterm's lines, so the width is named.
 */
export function readRows(terminal: Terminal): string[] {
  return visibleLines(terminal, (line) => line.translateToString(true, 0, terminal.cols));
}

type Line = NonNullable<ReturnType<Terminal['buffer']['active']['getLine']>>;

function visibleLines<Row>(terminal: Terminal, read: (line: Line) => Row): Row[] {
  const buffer = terminal.buffer.active;
  const rows: Row[] = [];
  for (let row = 0; row < terminal.rows; row += 1) rows.push(read(buffer.getLine(buffer.viewportY + row)!));
  return rows;
}

function describeCell(cell: IBufferCell): Cell {
  return {
    text: cell.getWidth() === 0 ? '' : cell.getChars() || ' ',
    width: cell.getWidth(),
    foreground: describeColor(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()),
    background: describeColor(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor()),
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    italic: cell.isItalic() !== 0,
    underline: cell.isUnderline() !== 0,
    inverse: cell.isInverse() !== 0,
    strikethrough: cell.isStrikethrough() !== 0,
  };
}

function describeColor(isDefault: boolean, isRgb: boolean, value: number): Color {
  if (isDefault) return 'default';
  return isRgb ? `#${value.toString(16).padStart(6, '0')}` : value;
}
