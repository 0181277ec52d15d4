import {
  type LookBack,
  matches,
  type TerminalView,
  terminalLines,
  type TrainerState,
} from '../../trainer/index.ts';
import { hardWrap } from '../cells.ts';
import type { Signs } from '../signs.ts';
import { rule, type Span } from '../spans.ts';

/** Columns of the signs on the left. */
const SIGNS = 2;

/** A terminal's lines around the one that is looked at, with what was searched for standing out, and where one is below them. */
export function lookBackRows(
  state: TrainerState,
  view: TerminalView,
  look: LookBack,
  width: number,
  height: number,
  signs: Signs,
): Span[][] {
  const lines = terminalLines(view);
  const [first, last] = [
    Math.min(look.line, look.anchor ?? look.line),
    Math.max(look.line, look.anchor ?? look.line),
  ];
  const rows: Span[][] = [];
  let pointed = 0;
  for (const [at, line] of lines.entries()) {
    if (at === look.line) pointed = rows.length;
    const chosen = look.anchor !== undefined && at >= first && at <= last;
    const sign = at === look.line ? signs.pointer : chosen ? '+' : ' ';
    for (const [row, text] of hardWrap(line, width - SIGNS).entries())
      rows.push([
        { text: row === 0 || chosen ? `${sign} ` : '  ', tone: 'accent' },
        ...marked(text, look.query, chosen || at === look.line ? 'title' : 'plain'),
      ]);
  }
  const body = height - 1;
  const from = Math.max(0, Math.min(pointed - Math.floor(body / 2), rows.length - body));
  const shown = rows.slice(from, from + body);
  while (shown.length < body) shown.push([]);
  return [
    ...shown,
    rule(lookBackPlace(state, view, look), width, signs).map((span) =>
      span.tone === 'title' ? { ...span, tone: 'accent' as const } : span,
    ),
  ];
}

/** Which line of how many is looked at, and how many lines have what is searched. */
export function lookBackPlace(
  { lang }: TrainerState,
  view: TerminalView,
  { line, query, typing }: LookBack,
): string {
  const lines = terminalLines(view);
  const place =
    lang === 'en' ? `line ${line + 1} of ${lines.length}` : `第 ${line + 1} 行，共 ${lines.length} 行`;
  if (typing) return `${place}  /${query}_`;
  if (query === '') return place;
  const count = lines.filter((text) => matches(text, query)).length;
  const found = lang === 'en' ? `${count} ${count === 1 ? 'line has' : 'lines have'} it` : `${count} 行匹配`;
  return `${place}  /${query}: ${found}`;
}

function marked(text: string, query: string, tone: 'title' | 'plain'): Span[] {
  if (!matches(text, query)) return [{ text, tone }];
  const spans: Span[] = [];
  const lower = text.toLowerCase();
  let done = 0;
  for (let at = lower.indexOf(query.toLowerCase()); at >= 0; at = lower.indexOf(query.toLowerCase(), done)) {
    spans.push(
      { text: text.slice(done, at), tone },
      { text: text.slice(at, at + query.length), inverse: true },
    );
    done = at + query.length;
  }
  return [...spans, { text: text.slice(done), tone }];
}
