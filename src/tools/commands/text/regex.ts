import { translateRegex } from '../../shell/index.ts';

/** A POSIX expression that must match whole where `whole` says so, or what regcomp(3) of glibc says against it. */
export function compileRegex(
  pattern: string,
  kind: 'basic' | 'extended',
  around: (source: string) => string = (source) => source,
): RegExp | string {
  try {
    return new RegExp(around(translateRegex(pattern, kind)));
  } catch {
    return regexProblem(pattern, kind);
  }
}

/** regerror(3)'s words for the usual mistakes; which of several is meant is a guess from the left. */
function regexProblem(pattern: string, kind: 'basic' | 'extended'): string {
  const plain = pattern.replace(/\[\^?\]?[^\]]*\]/g, '');
  if (plain.includes('[')) return 'Unmatched [, [^, [:, [., or [=';
  const opens = kind === 'basic' ? /\\\(/g : /(?<!\\)\(/g;
  const closes = kind === 'basic' ? /\\\)/g : /(?<!\\)\)/g;
  const balance = (plain.match(opens)?.length ?? 0) - (plain.match(closes)?.length ?? 0);
  if (balance > 0) return 'Unmatched ( or \\(';
  if (balance < 0) return 'Unmatched ) or \\)';
  return /\\$/.test(plain) ? 'Trailing backslash' : 'Invalid preceding regular expression';
}
