import type { ThemeName } from '../trainer/index.ts';
import { plainText } from './signs.ts';
import { fitRow, type Span } from './spans.ts';
import { THEMES } from './themes.ts';

const INVERSE = [7, 27] as const;

/** Exactly `width` cells made of spans, with their colours (SGR, ECMA-48); what does not fit is cut. */
export function styledRow(
  spans: readonly Span[],
  { width, theme, ascii }: { width: number; theme: ThemeName; ascii: boolean },
): string {
  const row = styled(fitRow(spans, width), theme);
  return ascii ? plainText(row) : row;
}

/** A row as one string: a node of Ink for each span would be laid out, measured and joined again for every frame. */
function styled(spans: readonly Span[], theme: ThemeName): string {
  let row = '';
  for (const { text, tone = 'plain', inverse } of spans) {
    const codes = THEMES[theme][tone] ?? [];
    for (const [on] of codes) row += `\u001b[${on}m`;
    row += inverse ? `\u001b[${INVERSE[0]}m${text}\u001b[${INVERSE[1]}m` : text;
    for (let at = codes.length - 1; at >= 0; at--) row += `\u001b[${codes[at][1]}m`;
  }
  return row;
}
