import { hardWrap, widthOf } from '../../lib/index.ts';

export { cut, fit, hardWrap, widthOf } from '../../lib/index.ts';
export { visible } from '../trainer/index.ts';

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
