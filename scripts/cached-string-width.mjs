// Stands in for string-width in the bundle: the same answers, cheaper. A frame asks for the width of nearly
// every string it shows, and half of Ink's frame time went into these measurements.
// The path goes around the bundle's alias, which would lead back here.
import stringWidth from '../node_modules/string-width/index.js';
import { remembered } from './remembered.mjs';

const style = /\u001b\[[\d;]*m/g;

const remember = remembered((text) => stringWidth(text));

/**
 * Columns of a character that never joins its neighbours: Latin, punctuation, arrows, lines and blocks take one, Chinese two (UAX 11). 0 for
 * any other: string-width would compile its expressions over all emoji for the first arrow, which takes a tenth of the time to the first
 * frame.
 */
export function columnsOf(code) {
  if (code < 0x7f) return code >= 0x20 ? 1 : 0;
  if (code < 0x2010) return code >= 0xa1 && code <= 0xff && code !== 0xad ? 1 : 0;
  if (code < 0x3000)
    return code <= 0x2027 || (code >= 0x2190 && code <= 0x21ff) || (code >= 0x2500 && code <= 0x25fc) ? 1 : 0;
  return code <= 0x3029 || (code >= 0x4e00 && code <= 0x9fff) || (code >= 0xff01 && code <= 0xff5e) ? 2 : 0;
}

function width(text) {
  let sum = 0;
  for (let at = 0; at < text.length; at++) {
    const columns = columnsOf(text.charCodeAt(at));
    if (columns === 0) return text.includes('\u001b') ? styledWidth(text) : remember(text);
    sum += columns;
  }
  return sum;
}

/** Of text with styles, which take no columns. */
function styledWidth(text) {
  const plain = text.replace(style, '');
  return plain.includes('\u001b') ? remember(text) : width(plain);
}

/** Columns that `text` takes; calls with options are passed through and not remembered. */
export default function cachedStringWidth(text, options) {
  return options !== undefined || typeof text !== 'string' ? stringWidth(text, options) : width(text);
}
