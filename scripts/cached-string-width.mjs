// Stands in for string-width in the bundle: the same answers, cheaper. A frame asks for the width of nearly
// every string it shows, and half of Ink's frame time went into these measurements.
// The path goes around the bundle's alias, which would lead back here.
import stringWidth from '../node_modules/string-width/index.js';
import { remembered } from './remembered.mjs';

/**
 * Text of characters that never join their neighbours: Latin, punctuation, arrows, lines and blocks, Chinese. string-width would
 * compile its expressions over all emoji for the first arrow, which takes a tenth of the time to the first frame.
 */
const unjoined =
  /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u00ff\u2010-\u2027\u2190-\u21ff\u2500-\u25fc\u3000-\u3029\u4e00-\u9fff\uff01-\uff5e]*$/;

/** Text whose characters take a column each: measured faster than it could be looked up. */
const narrow = /^[\u0020-\u007e\u2190-\u21ff\u2500-\u25fc]*$/;

const style = /\u001b\[[\d;]*m/g;

const remember = remembered(stringWidth);

function width(styled) {
  const text = styled.includes('\u001b') ? styled.replace(style, '') : styled;
  if (narrow.test(text)) return text.length;
  if (!unjoined.test(text)) return remember(text);
  let columns = 0;
  // Of those, what lies from U+3000 on is wide (UAX 11).
  for (let i = 0; i < text.length; i++) columns += text.charCodeAt(i) < 0x3000 ? 1 : 2;
  return columns;
}

/** Columns that `text` takes; calls with options are passed through and not remembered. */
export default function cachedStringWidth(text, options) {
  return options !== undefined || typeof text !== 'string' ? stringWidth(text, options) : width(text);
}
