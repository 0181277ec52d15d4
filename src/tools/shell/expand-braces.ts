import type { PartOf, WordPart } from './syntax.ts';

/** Every way to write a word once its braces are chosen, in order; null when there are more than `limit`. */
export function expandBraces(parts: readonly WordPart[], limit: number): (readonly WordPart[])[] | null {
  let out: (readonly WordPart[])[] = [[]];
  for (const part of parts) {
    if (part.type !== 'BraceExpansion') {
      out = out.map((before) => [...before, part]);
      continue;
    }
    const choices = expandChoices(part, limit);
    if (choices === null || choices.length * out.length > limit) return null;
    out = out.flatMap((before) => choices.map((choice) => [...before, ...choice]));
  }
  return out;
}

function expandChoices(part: PartOf<'BraceExpansion'>, limit: number): (readonly WordPart[])[] | null {
  const out: (readonly WordPart[])[] = [];
  for (const item of part.items) {
    if (item.type === 'Word') {
      const inner = expandBraces(item.word.parts, limit);
      if (inner === null) return null;
      out.push(...inner);
    } else {
      const texts = rangeTexts(item, limit);
      if (texts === null) return null;
      out.push(...texts.map((value): readonly WordPart[] => [{ type: 'Literal', value }]));
    }
    if (out.length > limit) return null;
  }
  return out;
}

type Range = Extract<PartOf<'BraceExpansion'>['items'][number], { type: 'Range' }>;

/** `{1..5..2}`, `{08..10}` (padded to the wider end), `{a..e}`. */
function rangeTexts(range: Range, limit: number): string[] | null {
  const letters = typeof range.start === 'string' && typeof range.end === 'string';
  const from = letters ? String(range.start).codePointAt(0)! : Number(range.start);
  const to = letters ? String(range.end).codePointAt(0)! : Number(range.end);
  const step = Math.abs(range.step ?? 1) || 1;
  if (Math.abs(to - from) / step >= limit) return null;
  const padded = [range.startStr, range.endStr].some((text) => text !== undefined && /^-?0\d/.test(text));
  const width = padded ? Math.max(range.startStr?.length ?? 0, range.endStr?.length ?? 0) : 0;
  const out: string[] = [];
  for (let value = from; from <= to ? value <= to : value >= to; value += from <= to ? step : -step) {
    if (letters) out.push(String.fromCodePoint(value));
    else
      out.push(
        value < 0 ? `-${String(-value).padStart(width - 1, '0')}` : String(value).padStart(width, '0'),
      );
  }
  return out;
}

/** Braces as they were written, for places where they do not expand. */
export function braceText(part: PartOf<'BraceExpansion'>): string {
  const items = part.items.map((item) => {
    if (item.type === 'Word') return item.word.parts.map(partText).join('');
    const step = item.step === undefined ? '' : `..${item.step}`;
    return `${item.startStr ?? item.start}..${item.endStr ?? item.end}${step}`;
  });
  return `{${items.join(',')}}`;
}

function partText(part: WordPart): string {
  if (part.type === 'Literal' || part.type === 'Escaped' || part.type === 'SingleQuoted') return part.value;
  if (part.type === 'Glob') return part.pattern;
  return part.type === 'BraceExpansion' ? braceText(part) : '';
}
