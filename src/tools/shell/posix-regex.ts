const classes: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

/**
 * Translates a POSIX basic or extended regular expression, with GNU's extensions (`\w \b \< \> \+ \? \|`), to the source
 * of a JavaScript one. The first alternative that fits is taken, not the longest as POSIX asks: JavaScript has no other way.
 * What is malformed stays so, and `new RegExp` throws on it.
 */
export function translateRegex(pattern: string, kind: 'basic' | 'extended'): string {
  const basic = kind === 'basic';
  let out = '';
  let at = 0;
  /** Where an anchor or a star would be at the start of an expression. */
  let start = true;
  while (at < pattern.length) {
    const char = pattern[at]!;
    const next = pattern[at + 1];
    if (char === '[') {
      const set = translateSet(pattern, at);
      out += set.source;
      at = set.end;
      start = false;
      continue;
    }
    if (char === '\\' && next !== undefined) {
      const piece = translateEscape(next, basic);
      out += piece;
      at += 2;
      start = basic && (next === '(' || next === '|');
      if (basic && next === '{') {
        const end = pattern.indexOf('\\}', at);
        if (end < 0) return '(';
        out += `${bounds(pattern.slice(at, end))}}`;
        at = end + 2;
      }
      continue;
    }
    at += 1;
    if (char === '*' && start) out += '\\*';
    else if (basic && '+?(){}|'.includes(char)) out += `\\${char}`;
    else if (basic && char === '^' && !start) out += '\\^';
    else if (basic && char === '$' && !endsHere(pattern, at)) out += '\\$';
    else if (!basic && char === '{' && !/^\{\d*,?\d*\}/.test(pattern.slice(at - 1))) out += '\\{';
    else if (!basic && char === '{') {
      const end = pattern.indexOf('}', at);
      out += `{${bounds(pattern.slice(at, end))}}`;
      at = end + 1;
    } else if (!basic && char === '}') out += '\\}';
    else if ('*+?'.includes(char) && /[*+?}]$/.test(out) && !/\\[*+?}]$/.test(out))
      out = stackQuantifier(out, char);
    else out += char;
    start = char === '^' ? start : !basic && (char === '(' || char === '|');
  }
  return out;
}

/** `a**` and `a+*` repeat a repetition, which JavaScript reads as a lazy or wrong quantifier. */
function stackQuantifier(source: string, quantifier: string): string {
  if (source.endsWith('*') || quantifier === '*') return source.replace(/[*+?]$/, '*');
  return source.endsWith('+') && quantifier === '+' ? source : source.replace(/[+?]$/, '*');
}

/** `{,3}` starts at 0, which JavaScript has to be told. */
function bounds(text: string): string {
  return text.startsWith(',') ? `0${text}` : text;
}

function endsHere(pattern: string, at: number): boolean {
  const rest = pattern.slice(at);
  return rest === '' || rest.startsWith('\\)') || rest.startsWith('\\|');
}

function translateEscape(char: string, basic: boolean): string {
  if (basic && '(){}|+?'.includes(char)) return char === '}' ? '\\}' : char;
  switch (char) {
    case '<':
      return '\\b(?=\\w)';
    case '>':
      return '\\b(?<=\\w)';
    case '`':
      return '^';
    case "'":
      return '$';
    case 'w':
    case 'W':
    case 'b':
    case 'B':
    case 's':
    case 'S':
    case 'n':
    case 't':
    case 'r':
    case 'f':
    case 'v':
      return `\\${char}`;
    default:
      if (/[1-9]/.test(char)) return `\\${char}`;
      return /[A-Za-z0-9]/.test(char) ? char : `\\${char}`;
  }
}

/** A bracket expression; backslashes in it are ordinary characters. */
function translateSet(pattern: string, open: number): { readonly source: string; readonly end: number } {
  let at = open + 1;
  let out = '[';
  if (pattern[at] === '^') {
    out += '^';
    at += 1;
  }
  const first = at;
  for (;;) {
    const char = pattern[at];
    if (char === undefined) return { source: '[', end: pattern.length };
    if (char === ']' && at > first) return { source: `${out}]`, end: at + 1 };
    const named = /^\[([:.=])(.*?)\1\]/.exec(pattern.slice(at));
    if (named !== null) {
      out += named[1] === ':' ? (classes[named[2]!] ?? '') : escapeInSet(named[2]!);
      at += named[0].length;
      continue;
    }
    out +=
      char === '-' && (at === first || pattern[at + 1] === ']')
        ? '\\-'
        : char === '-'
          ? '-'
          : escapeInSet(char);
    at += 1;
  }
}

function escapeInSet(text: string): string {
  return text.replace(/[\\\][^]/g, '\\$&');
}
