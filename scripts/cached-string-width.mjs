// Stands in for string-width in the bundle: the same answers, remembered. A frame asks again for nearly
// every string of the frame before, and half of Ink's frame time went into these measurements.
// The path goes around the bundle's alias, which would lead back here.
import stringWidth from '../node_modules/string-width/index.js';

const limit = 20_000;
const widths = new Map();

/** Columns that `text` takes; calls with options are passed through and not remembered. */
export default function cachedStringWidth(text, options) {
  if (options !== undefined || typeof text !== 'string') return stringWidth(text, options);
  let width = widths.get(text);
  if (width === undefined) {
    width = stringWidth(text);
    if (widths.size >= limit) widths.clear();
    widths.set(text, width);
  }
  return width;
}
