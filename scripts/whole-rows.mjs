import { remembered } from './remembered.mjs';

/**
 * Makes a function that gives the rows of a frame in which every row is at most one write, from the first column on: what Ink's output
 * makes of it by way of a cell for each character. For any other frame it gives undefined. `print` turns one row's text into what is
 * printed, which depends on the text alone.
 */
export function wholeRows(print) {
  const printed = remembered(print);
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
