/**
 * Shell patterns (`*`, `?`, `[...]`, and extglob groups), compiled to tokens and matched without backtracking over more
 * than the last star, so that hostile patterns stay quadratic. Groups fall back to trying each length.
 */
type Token =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'star' }
  | { readonly kind: 'set'; readonly test: (char: string) => boolean }
  | { readonly kind: 'group'; readonly operator: string; readonly choices: readonly (readonly Token[])[] };

export type Pattern = readonly Token[];

const classes: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /\s/,
  upper: /[A-Z]/,
  word: /\w/,
  xdigit: /[0-9A-Fa-f]/,
};

/** Compiles a pattern; a backslash quotes the next character. */
export function compilePattern(text: string, options: { readonly fold?: boolean } = {}): Pattern {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    if (char === '\\' && at + 1 < text.length) {
      tokens.push({ kind: 'char', char: text[at + 1]! });
      at += 2;
    } else if ('?*+@!'.includes(char) && text[at + 1] === '(' && groupEnd(text, at + 1) > 0) {
      const end = groupEnd(text, at + 1);
      const choices = splitChoices(text.slice(at + 2, end)).map((choice) => compilePattern(choice, options));
      tokens.push({ kind: 'group', operator: char, choices });
      at = end + 1;
    } else if (char === '*') {
      if (tokens.at(-1)?.kind !== 'star') tokens.push({ kind: 'star' });
      at += 1;
    } else if (char === '?') {
      tokens.push({ kind: 'any' });
      at += 1;
    } else if (char === '[') {
      const set = compileSet(text, at, options.fold === true);
      tokens.push(set === null ? { kind: 'char', char } : set.token);
      at = set === null ? at + 1 : set.end;
    } else {
      tokens.push({ kind: 'char', char });
      at += 1;
    }
  }
  if (options.fold !== true) return tokens;
  return tokens.map((token) =>
    token.kind === 'char'
      ? { kind: 'set', test: (char) => char.toLowerCase() === token.char.toLowerCase() }
      : token,
  );
}

function groupEnd(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '(') depth += 1;
    else if (text[at] === ')' && --depth === 0) return at;
  }
  return -1;
}

function splitChoices(text: string): string[] {
  const out: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '(') depth += 1;
    else if (text[at] === ')') depth -= 1;
    else if (text[at] === '|' && depth === 0) {
      out.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...out, text.slice(start)];
}

function compileSet(text: string, open: number, fold: boolean): { token: Token; end: number } | null {
  let at = open + 1;
  const negated = text[at] === '!' || text[at] === '^';
  if (negated) at += 1;
  const tests: ((char: string) => boolean)[] = [];
  const first = at;
  for (;;) {
    const char = text[at];
    if (char === undefined) return null;
    if (char === ']' && at > first) break;
    const named = /^\[:(\w+):\]/.exec(text.slice(at));
    if (named !== null) {
      const known = classes[named[1]!];
      if (known !== undefined) tests.push((c) => known.test(c));
      at += named[0].length;
      continue;
    }
    let low = char;
    if (char === '\\' && at + 1 < text.length) {
      at += 1;
      low = text[at]!;
    }
    if (text[at + 1] === '-' && text[at + 2] !== undefined && text[at + 2] !== ']') {
      const high = text[at + 2]!;
      tests.push((c) => c >= low && c <= high);
      at += 3;
    } else {
      tests.push((c) => c === low);
      at += 1;
    }
  }
  const within = (char: string): boolean => tests.some((test) => test(char));
  const test = (char: string): boolean => {
    const hit = fold ? within(char.toLowerCase()) || within(char.toUpperCase()) : within(char);
    return hit !== negated;
  };
  return { token: { kind: 'set', test }, end: at + 1 };
}

/** True where the pattern covers all of `text`. */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  if (pattern.some((token) => token.kind === 'group'))
    return matchGroups(pattern, 0, text, 0, { left: 20000 });
  let p = 0;
  let t = 0;
  let starAt = -1;
  let resume = 0;
  while (t < text.length) {
    const token = pattern[p];
    if (token?.kind === 'star') {
      starAt = p++;
      resume = t;
    } else if (token !== undefined && matchesOne(token, text[t]!)) {
      p += 1;
      t += 1;
    } else if (starAt >= 0) {
      p = starAt + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p]?.kind === 'star') p += 1;
  return p === pattern.length;
}

function matchesOne(token: Token, char: string): boolean {
  if (token.kind === 'char') return token.char === char;
  if (token.kind === 'set') return token.test(char);
  return token.kind === 'any';
}

/** Matching with groups may branch; the budget bounds it, and a match that needs more counts as none. */
function matchGroups(
  pattern: Pattern,
  p: number,
  text: string,
  t: number,
  budget: { left: number },
): boolean {
  if (budget.left-- <= 0) return false;
  const token = pattern[p];
  if (token === undefined) return t === text.length;
  if (token.kind === 'star') {
    for (let end = t; end <= text.length; end++)
      if (matchGroups(pattern, p + 1, text, end, budget)) return true;
    return false;
  }
  if (token.kind !== 'group') {
    return t < text.length && matchesOne(token, text[t]!) && matchGroups(pattern, p + 1, text, t + 1, budget);
  }
  const { operator, choices } = token;
  if ((operator === '?' || operator === '*') && matchGroups(pattern, p + 1, text, t, budget)) return true;
  for (let end = t; end <= text.length; end++) {
    const piece = text.slice(t, end);
    const hit = choices.some((choice) => matchGroups(choice, 0, piece, 0, budget));
    if (operator === '!') {
      if (!hit && matchGroups(pattern, p + 1, text, end, budget)) return true;
    } else if (hit) {
      if (matchGroups(pattern, p + 1, text, end, budget)) return true;
      const again = operator === '*' || operator === '+';
      if (again && end > t && matchGroups(pattern, p, text, end, budget)) return true;
    }
  }
  return false;
}

/**
 * Lengths of the shortest and the longest piece of `text` from `start` that the pattern covers, or null. One pass over
 * the text with the set of reachable tokens, so that a long value costs its length times the pattern's.
 */
export function prefixLengths(
  pattern: Pattern,
  text: string,
  start: number,
): { readonly shortest: number; readonly longest: number } | null {
  let shortest = -1;
  let longest = -1;
  const note = (length: number): void => {
    if (shortest < 0) shortest = length;
    longest = length;
  };
  if (pattern.some((token) => token.kind === 'group')) {
    for (let end = start; end <= text.length; end++) {
      if (matchesPattern(pattern, text.slice(start, end))) note(end - start);
    }
    return shortest < 0 ? null : { shortest, longest };
  }
  let reached = new Set<number>();
  const reach = (set: Set<number>, p: number): void => {
    for (let at = p; ; at++) {
      set.add(at);
      if (pattern[at]?.kind !== 'star') return;
    }
  };
  reach(reached, 0);
  for (let at = start; ; at++) {
    if (reached.has(pattern.length)) note(at - start);
    if (at >= text.length || reached.size === 0) break;
    const next = new Set<number>();
    for (const p of reached) {
      const token = pattern[p];
      if (token === undefined) continue;
      if (token.kind === 'star') reach(next, p);
      else if (matchesOne(token, text[at]!)) reach(next, p + 1);
    }
    reached = next;
  }
  return shortest < 0 ? null : { shortest, longest };
}

/** The pattern that matches reversed text, or null where groups make reversing unsafe. */
export function reversedPattern(pattern: Pattern): Pattern | null {
  return pattern.some((token) => token.kind === 'group') ? null : [...pattern].reverse();
}

/** Text with every special character quoted, so that it matches itself. */
export function quotePattern(text: string): string {
  return text.replace(/[\\*?[\]()|!+@]/g, '\\$&');
}

/** True where a pattern (with backslash quoting) can match anything but itself. */
export function hasGlob(pattern: string): boolean {
  const bare = pattern.replace(/\\./gs, '');
  return /[*?]/.test(bare) || /\[[\s\S]*\]/.test(bare) || /[+@!]\(/.test(bare);
}
