import type { Segment } from './expand.ts';
import { quotePattern } from './pattern.ts';

/** A field of a command line: its text, and as a pattern with everything inactive quoted. */
export interface Field {
  readonly text: string;
  readonly pattern: string;
}

/**
 * Word splitting as in POSIX 2.6.5: blanks of IFS collapse and vanish at the ends, another IFS character ends one field
 * each time, and blanks around it belong to it.
 */
export function splitFields(segments: readonly Segment[], ifs: string): Field[] {
  const out: Field[] = [];
  let text = '';
  let pattern = '';
  let present = false;
  let closedByBlank = false;

  const finish = (): void => {
    out.push({ text, pattern });
    text = '';
    pattern = '';
    present = false;
  };

  for (const segment of segments) {
    if (segment.kind === 'break') {
      if (present) finish();
      closedByBlank = false;
      continue;
    }
    if (!segment.split) {
      text += segment.text;
      pattern += segment.glob ? segment.text : quotePattern(segment.text);
      if (segment.anchor) {
        present = true;
        closedByBlank = false;
      }
      continue;
    }
    for (const char of segment.text) {
      if (!ifs.includes(char)) {
        text += char;
        pattern += segment.glob ? char : quotePattern(char);
        present = true;
        closedByBlank = false;
      } else if (char === ' ' || char === '\t' || char === '\n') {
        if (present) {
          finish();
          closedByBlank = true;
        }
      } else if (closedByBlank) {
        closedByBlank = false;
      } else {
        finish();
      }
    }
  }
  if (present) finish();
  return out;
}

/**
 * Splits a line for `read`: at most `count` fields, the last one taking the rest of the line. A backslash-quoted
 * character (marked by `isQuoted`) never separates.
 */
export function splitForRead(
  line: string,
  quoted: ReadonlySet<number>,
  ifs: string,
  count: number,
): string[] {
  const separates = (at: number): boolean => at < line.length && ifs.includes(line[at]!) && !quoted.has(at);
  const blank = (at: number): boolean => separates(at) && ' \t\n'.includes(line[at]!);
  const out: string[] = [];
  let at = 0;
  while (blank(at)) at += 1;
  let end = line.length;
  while (end > at && blank(end - 1)) end -= 1;
  while (at < end) {
    if (out.length === count - 1) {
      out.push(withoutLastSeparator(line, at, end, separates));
      return out;
    }
    const start = at;
    while (at < end && !separates(at)) at += 1;
    out.push(line.slice(start, at));
    while (at < end && blank(at)) at += 1;
    if (at < end && separates(at) && !blank(at)) {
      at += 1;
      while (at < end && blank(at)) at += 1;
    }
  }
  return out;
}

/** One separator at the very end is dropped when it is the only one of the rest (`a:b:` read into two names). */
function withoutLastSeparator(
  line: string,
  at: number,
  end: number,
  separates: (at: number) => boolean,
): string {
  if (!separates(end - 1)) return line.slice(at, end);
  for (let i = at; i < end - 1; i++) if (separates(i)) return line.slice(at, end);
  return line.slice(at, end - 1);
}
