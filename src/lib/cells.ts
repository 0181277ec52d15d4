import stringWidth from 'string-width';

/** Display width of a text in cells; wide characters count two. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** The text cut to a width, with an ellipsis where something was lost. */
export function cut(text: string, width: number, ellipsis = '…'): string {
  if (widthOf(text) <= width) return text;
  let out = '';
  let used = 0;
  const room = Math.max(0, width - widthOf(ellipsis));
  for (const character of text) {
    const cells = widthOf(character);
    if (used + cells > room) break;
    out += character;
    used += cells;
  }
  return width <= 0 ? '' : out + ellipsis;
}

/** The text cut or padded with blanks to exactly a width. */
export function fit(text: string, width: number): string {
  const short = cut(text, width);
  return short + ' '.repeat(Math.max(0, width - widthOf(short)));
}

/** Characters that take a cell each. */
const NARROW = /^[\u0020-\u007e]*$/;

/** Breaks text into rows of at most a width, at any character, as a terminal does. */
export function hardWrap(text: string, width: number): string[] {
  const rows: string[] = [];
  for (const line of text.split('\n')) {
    if (line.length <= width && NARROW.test(line)) {
      rows.push(line);
      continue;
    }
    let row = '';
    let used = 0;
    for (const character of line) {
      const cells = widthOf(character);
      if (used + cells > width) {
        rows.push(row);
        row = '';
        used = 0;
      }
      row += character;
      used += cells;
    }
    rows.push(row);
  }
  return rows;
}

/** Pieces of prose that stay in one row: words, and single Chinese characters with the marks that may not begin or end a row. */
const PIECES = /[（「『《]*(?:[\u2e80-\uffef]|[^\s\u2e80-\uffef]+)[，。；：、！？）」』》]*\s*|\s+/g;

/** Breaks prose into rows at blanks; Chinese breaks anywhere. */
export function wordWrap(text: string, width: number): string[] {
  const rows: string[] = [];
  for (const paragraph of text.split('\n')) {
    let row = '';
    for (const word of paragraph.match(PIECES) ?? []) {
      if (widthOf(row + word.trimEnd()) > width && row !== '') {
        rows.push(row.trimEnd());
        row = '';
      }
      if (widthOf(word) > width) {
        const pieces = hardWrap(row + word, width);
        rows.push(...pieces.slice(0, -1));
        row = pieces[pieces.length - 1] ?? '';
      } else row += word;
    }
    rows.push(row.trimEnd());
  }
  return rows;
}
