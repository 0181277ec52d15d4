import type { Span, Tone } from '../../app/board/index.ts';

/**
 * Select Graphic Rendition (ECMA-48) of each tone: system colours, so that the palette is the terminal's own. blessed reads these codes in
 * contents; unlike its own tags they need no braces of names escaped.
 */
const CODES: Readonly<Record<Tone, string>> = {
  good: '32',
  warn: '33',
  bad: '31',
  accent: '36',
  title: '1',
};

/** Text in its tones; without colour only bold is left. */
export function painted(spans: readonly Span[], colour: boolean): string {
  return spans
    .map(({ text, tone, inverse }) => {
      const codes = [
        ...(tone === undefined || (!colour && tone !== 'title') ? [] : [CODES[tone]]),
        ...(inverse ? ['7'] : []),
      ];
      return codes.length === 0 ? text : `\u001b[${codes.join(';')}m${text}\u001b[0m`;
    })
    .join('');
}
