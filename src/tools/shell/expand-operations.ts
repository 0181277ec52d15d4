import type { Step } from '../../lib/index.ts';
import { expandPattern, expandText } from './expand.ts';
import { expandPromptText } from './prompt.ts';
import { compilePattern, matchesPattern, type Pattern, prefixLengths, reversedPattern } from './pattern.ts';
import { quoteForReuse, unescapeDollarQuoted } from './quoting.ts';
import type { Shell } from './shell.ts';
import type { OperationOf, ParameterOperation } from './syntax.ts';

/** Applies `#`, `%`, `/`, `^`, `,` and `@` operations to one value. */
export function* transformValue(
  shell: Shell,
  parameter: string,
  value: string,
  operation: ParameterOperation,
): Step<string> {
  switch (operation.type) {
    case 'PatternRemoval': {
      const pattern = compilePattern(yield* expandPattern(shell, operation.pattern));
      return removePattern(value, pattern, operation.side, operation.greedy);
    }
    case 'PatternReplacement': {
      const pattern = compilePattern(yield* expandPattern(shell, operation.pattern));
      const replacement =
        operation.replacement === null ? '' : yield* expandText(shell, operation.replacement);
      return replacePattern(value, pattern, replacement, operation);
    }
    case 'CaseModification': {
      const pattern =
        operation.pattern === null ? null : compilePattern(yield* expandPattern(shell, operation.pattern));
      return changeLetters(value, operation.direction, operation.all, pattern);
    }
    case 'Transform':
      return yield* transformByLetter(shell, parameter, value, operation.operator);
    default:
      return value;
  }
}

function removePattern(value: string, pattern: Pattern, side: 'prefix' | 'suffix', greedy: boolean): string {
  if (side === 'prefix') {
    const found = prefixLengths(pattern, value, 0);
    return found === null ? value : value.slice(greedy ? found.longest : found.shortest);
  }
  const backwards = reversedPattern(pattern);
  if (backwards !== null) {
    const found = prefixLengths(backwards, value.split('').reverse().join(''), 0);
    return found === null ? value : value.slice(0, value.length - (greedy ? found.longest : found.shortest));
  }
  const starts = [...Array(value.length + 1).keys()];
  for (const start of greedy ? starts : starts.reverse()) {
    if (matchesPattern(pattern, value.slice(start))) return value.slice(0, start);
  }
  return value;
}

function replacePattern(
  value: string,
  pattern: Pattern,
  replacement: string,
  operation: OperationOf<'PatternReplacement'>,
): string {
  if (pattern.length === 0)
    return operation.anchor === null ? value : anchored(value, replacement, operation.anchor);
  if (operation.anchor === 'end') {
    for (let start = 0; start <= value.length; start++) {
      if (matchesPattern(pattern, value.slice(start))) return value.slice(0, start) + replacement;
    }
    return value;
  }
  let out = '';
  let at = 0;
  while (at <= value.length) {
    const found = prefixLengths(pattern, value, at);
    if (found !== null && found.longest > 0) {
      out += replacement;
      at += found.longest;
      if (!operation.all || operation.anchor === 'start') break;
    } else {
      if (operation.anchor === 'start') break;
      out += value[at] ?? '';
      at += 1;
    }
  }
  return out + value.slice(at);
}

function anchored(value: string, replacement: string, anchor: 'start' | 'end'): string {
  return anchor === 'start' ? replacement + value : value + replacement;
}

function changeLetters(
  value: string,
  direction: 'upper' | 'lower',
  all: boolean,
  pattern: Pattern | null,
): string {
  const change = (char: string): string => {
    if (pattern !== null && !matchesPattern(pattern, char)) return char;
    return direction === 'upper' ? char.toUpperCase() : char.toLowerCase();
  };
  const chars = [...value];
  return all
    ? chars.map(change).join('')
    : chars.map((char, index) => (index === 0 ? change(char) : char)).join('');
}

function* transformByLetter(shell: Shell, name: string, value: string, letter: string): Step<string> {
  switch (letter) {
    case 'Q':
      return `'${value.replaceAll("'", "'\\''")}'`;
    case 'E':
      return unescapeDollarQuoted(value);
    case 'P':
      return yield* expandPromptText(shell, value);
    case 'U':
      return value.toUpperCase();
    case 'L':
      return value.toLowerCase();
    case 'u':
      return value.slice(0, 1).toUpperCase() + value.slice(1);
    case 'A':
      return `${name}=${quoteForReuse(value)}`;
    case 'a': {
      const variable = shell.variables.find(name);
      return `${variable?.array ? 'a' : ''}${variable?.associative ? 'A' : ''}${variable?.readonly ? 'r' : ''}${variable?.exported ? 'x' : ''}`;
    }
    default:
      return quoteForReuse(value);
  }
}
