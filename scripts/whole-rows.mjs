import { columnsOf } from './cached-string-width.mjs';
import { remembered } from './remembered.mjs';

/** A style (SGR, ECMA-48), which stands between runs of characters. */
const style = /(\u001b\[[\d;]*m)/;

/** Whether all characters stand for themselves, whatever is beside them. */
function isUnjoined(text) {
  for (let at = 0; at < text.length; at++) if (columnsOf(text.charCodeAt(at)) === 0) return false;
  return true;
}

/**
 * Makes a function that gives a row as Ink prints it, which is made of one cell for each character there. Here a run of characters in one
 * style is one cell. Rows with other characters are made by `slow`.
 */
function printer({ tokenize, fromTokens, toText }, slow) {
  // There are few styles.
  const styles = remembered(tokenize);
  return (row) => {
    const tokens = [];
    for (const [at, part] of row.split(style).entries())
      if (at % 2 === 1) tokens.push(...styles(part));
      else if (!isUnjoined(part)) return slow(row);
      else if (part !== '') tokens.push({ type: 'char', value: part, fullWidth: false });
    return toText(fromTokens(tokens));
  };
}

/**
 * Makes a function that gives the rows of a frame in which every row is at most one write, from the first column on: what Ink's output
 * makes of it by way of a cell for each character. For any other frame it gives undefined. `cells` are the functions that Ink makes
 * cells of text and text of cells with, `slow` is its way for a row.
 */
export function wholeRows(cells, slow) {
  // Cells are many times as large as their text: only the text is kept.
  const printed = remembered(printer(cells, slow));
  return ({ operations, caches, width, height }) => {
    const rows = new Array(height).fill('');
    const written = new Set();
    for (const { type, x, y, text, transformers } of operations) {
      if (type !== 'write' || x !== 0 || !(y >= 0 && y < height) || written.has(y)) return undefined;
      if (text.includes('\n') || caches.getStringWidth(text) > width) return undefined;
      written.add(y);
      let row = printed(text);
      for (const transformer of transformers) row = transformer(row, 0);
      rows[y] = printed(row).trimEnd();
    }
    return rows;
  };
}
