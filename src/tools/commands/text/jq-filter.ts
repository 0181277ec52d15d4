import {
  calculate,
  compareJson,
  each,
  field,
  isTrue,
  type Json,
  JqProblem,
  list,
  simple,
  text,
  typeName,
} from './jq-values.ts';

/** Gives any number of results for an input. */
export type Filter = (input: Json) => Json[];

export class JqUnmodelled extends Error {}

const tokenPattern =
  /\s+|"(?:[^"\\]|\\(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|.))*"|\d+\.?\d*(?:[eE][-+]?\d+)?|\.[A-Za-z_]\w*|[A-Za-z_]\w*|\/\/|[=!<>]=|\.\.|[-+*/%|,.:;?()[\]{}<>$]/y;

function readTokens(source: string): string[] {
  const out: string[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < source.length) {
    const at = tokenPattern.lastIndex;
    const found = tokenPattern.exec(source);
    if (found === null)
      throw new JqProblem(`syntax error, unexpected INVALID_CHARACTER at '${source.slice(at, at + 10)}'`);
    if (found[0].trim() !== '') out.push(found[0]);
  }
  return out;
}

/** The text of a part of a string: escapes as in JSON, everything else as it is (jq 1.6, lexer.l). */
function literal(part: string): string {
  return part.replace(/(?:\\(?:u[0-9a-fA-F]{0,4}|[\s\S]))+/g, (escapes) => {
    try {
      return JSON.parse(`"${escapes}"`) as string;
    } catch {
      const kind = /\\u(?![0-9a-fA-F]{4})/.test(escapes) ? '\\uXXXX escape' : 'escape';
      throw new JqProblem(
        `Invalid ${kind} at line 1, column ${escapes.length + 2} (while parsing '"${escapes}"')`,
      );
    }
  });
}

/** Compiles a filter. Throws `JqProblem` or `JqUnmodelled`. */
export function compileFilter(source: string): Filter {
  const parser = new FilterParser(readTokens(source));
  return parser.whole();
}

const levels: readonly (readonly string[])[] = [
  ['//'],
  ['or'],
  ['and'],
  ['==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
];

class FilterParser {
  private readonly tokens: string[];

  constructor(tokens: string[]) {
    this.tokens = tokens;
  }

  whole(): Filter {
    const filter = this.tokens.length === 0 ? (input: Json): Json[] => [input] : this.pipe();
    if (this.tokens.length > 0) throw new JqProblem(`syntax error, unexpected '${this.tokens[0]}'`);
    return filter;
  }

  private take(token: string): boolean {
    if (this.tokens[0] !== token) return false;
    this.tokens.shift();
    return true;
  }

  private expect(token: string): void {
    if (!this.take(token))
      throw new JqProblem(
        `syntax error, unexpected ${this.tokens[0] === undefined ? 'end of file' : `'${this.tokens[0]}'`}`,
      );
  }

  private pipe(): Filter {
    const left = this.comma();
    if (!this.take('|')) return left;
    const right = this.pipe();
    return (input) => left(input).flatMap(right);
  }

  private comma(): Filter {
    let left = this.level(0);
    while (this.take(',')) {
      const [first, second] = [left, this.level(0)];
      left = (input) => [...first(input), ...second(input)];
    }
    return left;
  }

  private level(depth: number): Filter {
    if (depth === levels.length) return this.postfix();
    let left = this.level(depth + 1);
    while (levels[depth]!.includes(this.tokens[0] ?? '')) {
      const operator = this.tokens.shift()!;
      const [first, second] = [left, this.level(depth + 1)];
      if (operator === '//') {
        left = (input) => {
          const good = first(input).filter(isTrue);
          return good.length > 0 ? good : second(input);
        };
      } else if (operator === 'and')
        left = (input) => first(input).flatMap((a) => (isTrue(a) ? second(input).map(isTrue) : [false]));
      else if (operator === 'or')
        left = (input) => first(input).flatMap((a) => (isTrue(a) ? [true] : second(input).map(isTrue)));
      else left = (input) => second(input).flatMap((b) => first(input).map((a) => calculate(operator, a, b)));
    }
    return left;
  }

  private postfix(): Filter {
    let filter = this.primary();
    for (;;) {
      const before = filter;
      const token = this.tokens[0] ?? '';
      if (/^\.[A-Za-z_]/.test(token)) {
        this.tokens.shift();
        filter = (input) => before(input).map((value) => field(value, token.slice(1)));
      } else if (token === '[' || (token === '.' && this.tokens[1] === '[')) {
        if (token === '.') this.tokens.shift();
        this.tokens.shift();
        filter = this.subscript(before);
      } else if (token === '?') {
        this.tokens.shift();
        filter = (input) => {
          try {
            return before(input);
          } catch (error) {
            if (error instanceof JqProblem) return [];
            throw error;
          }
        };
      } else return filter;
    }
  }

  private subscript(before: Filter): Filter {
    if (this.take(']')) return (input) => before(input).flatMap(each);
    const from = this.tokens[0] === ':' ? null : this.pipe();
    if (!this.take(':')) {
      this.expect(']');
      return (input) => before(input).flatMap((value) => from!(input).map((key) => field(value, key)));
    }
    const to = this.tokens[0] === ']' ? null : this.pipe();
    this.expect(']');
    return (input) =>
      before(input).map((value) => {
        if (value === null) return null;
        const end = to?.(input)[0];
        return (value as readonly Json[]).slice(
          Number(from?.(input)[0] ?? 0),
          end === undefined ? undefined : Number(end),
        );
      });
  }

  private primary(): Filter {
    const token = this.tokens.shift();
    if (token === undefined) throw new JqProblem('syntax error, unexpected end of file');
    if (token === '.')
      return this.tokens[0]?.startsWith('"')
        ? this.named(this.string(this.tokens.shift()!))
        : (input) => [input];
    if (/^\.[A-Za-z_]/.test(token)) return (input) => [field(input, token.slice(1))];
    if (token === '..') return descend;
    if (token.startsWith('"')) return this.string(token);
    if (/^\d/.test(token)) return () => [Number(token)];
    if (token === '-') {
      const inner = this.postfix();
      return (input) => inner(input).map((value) => -(value as number));
    }
    if (token === '(') {
      const inner = this.pipe();
      this.expect(')');
      return inner;
    }
    if (token === '[') {
      if (this.take(']')) return () => [[]];
      const inner = this.pipe();
      this.expect(']');
      return (input) => [inner(input)];
    }
    if (token === '{') return this.object();
    if (token === 'if') return this.condition();
    if (token === 'null' || token === 'true' || token === 'false') return () => [JSON.parse(token) as Json];
    if (/^[A-Za-z_]/.test(token)) return this.call(token);
    if (token === '$') throw new JqUnmodelled('variables');
    throw new JqProblem(`syntax error, unexpected '${token}'`);
  }

  private named(key: Filter): Filter {
    return (input) => key(input).map((name) => field(input, name));
  }

  /** A string with `\(filter)` in it. */
  private string(token: string): Filter {
    const parts: (string | Filter)[] = [];
    let rest = token.slice(1, -1);
    for (let found = /\\\(/.exec(rest); found !== null; found = /\\\(/.exec(rest)) {
      let depth = 1;
      let end = found.index + 2;
      for (; depth > 0 && end < rest.length; end++)
        depth += rest[end] === '(' ? 1 : rest[end] === ')' ? -1 : 0;
      parts.push(literal(rest.slice(0, found.index)), compileFilter(rest.slice(found.index + 2, end - 1)));
      rest = rest.slice(end);
    }
    parts.push(literal(rest));
    return (input) =>
      parts.reduce<string[]>(
        (texts, part) => {
          const pieces =
            typeof part === 'string'
              ? [part]
              : part(input).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
          return texts.flatMap((before) => pieces.map((piece) => before + piece));
        },
        [''],
      );
  }

  private object(): Filter {
    const entries: { key: Filter; value: Filter }[] = [];
    while (!this.take('}')) {
      const token = this.tokens.shift() ?? '';
      const key: Filter =
        token === '(' ? this.pipe() : token.startsWith('"') ? this.string(token) : () => [token];
      if (token === '(') this.expect(')');
      const value = this.take(':') ? this.level(0) : this.named(key);
      entries.push({ key, value });
      if (!this.take(',') && this.tokens[0] !== '}') this.expect('}');
    }
    return (input) =>
      entries.reduce<{ [key: string]: Json }[]>(
        (made, { key, value }) =>
          made.flatMap((before) =>
            key(input).flatMap((name) => value(input).map((item) => ({ ...before, [String(name)]: item }))),
          ),
        [{}],
      );
  }

  private condition(): Filter {
    const test = this.pipe();
    this.expect('then');
    const yes = this.pipe();
    let no: Filter = (input) => [input];
    if (this.take('elif')) {
      no = this.condition();
      return (input) => test(input).flatMap((value) => (isTrue(value) ? yes(input) : no(input)));
    }
    if (this.take('else')) no = this.pipe();
    this.expect('end');
    return (input) => test(input).flatMap((value) => (isTrue(value) ? yes(input) : no(input)));
  }

  private call(name: string): Filter {
    const args: Filter[] = [];
    if (this.take('(')) {
      do args.push(this.pipe());
      while (this.take(';'));
      this.expect(')');
    }
    const [first, second] = args;
    if (first === undefined) {
      const known = simple[name];
      if (known === undefined) throw new JqUnmodelled(name);
      return known;
    }
    const withText =
      (action: (value: string, arg: string) => Json): Filter =>
      (input) =>
        first(input).map((arg) => action(text(input), text(arg)));
    switch (name) {
      case 'select':
        return (input) => first(input).flatMap((value) => (isTrue(value) ? [input] : []));
      case 'map':
        return (input) => [each(input).flatMap(first)];
      case 'map_values':
        return (input) => [
          Object.fromEntries(
            Object.entries(input as object).flatMap(([key, item]) =>
              first(item as Json)
                .slice(0, 1)
                .map((value) => [key, value]),
            ),
          ),
        ];
      case 'has':
        return (input) =>
          first(input).map((key) =>
            Array.isArray(input) ? Number(key) < input.length : Object.hasOwn(input as object, String(key)),
          );
      case 'any':
        return (input) => [each(input).some((item) => first(item).some(isTrue))];
      case 'all':
        return (input) => [each(input).every((item) => first(item).every(isTrue))];
      case 'first':
        return (input) => first(input).slice(0, 1);
      case 'sort_by':
        return (input) => [list(input).toSorted((a, b) => compareJson(first(a), first(b)))];
      case 'join':
        return (input) =>
          first(input).map((separator) =>
            list(input)
              .map((item) => (item === null ? '' : typeof item === 'string' ? item : JSON.stringify(item)))
              .join(text(separator)),
          );
      case 'split':
        return withText((value, separator) => value.split(separator));
      case 'startswith':
        return withText((value, start) => value.startsWith(start));
      case 'endswith':
        return withText((value, end) => value.endsWith(end));
      case 'ltrimstr':
        return withText((value, start) => (value.startsWith(start) ? value.slice(start.length) : value));
      case 'rtrimstr':
        return withText((value, end) =>
          value.endsWith(end) ? value.slice(0, value.length - end.length) : value,
        );
      case 'test':
        if (second === undefined) return withText((value, pattern) => oniguruma(pattern).test(value));
        break;
      case 'contains':
        return (input) => first(input).map((part) => contains(input, part));
      default:
        break;
    }
    throw new JqUnmodelled(name);
  }
}

function contains(whole: Json, part: Json): boolean {
  if (typeof whole === 'string' && typeof part === 'string') return whole.includes(part);
  if (Array.isArray(whole) && Array.isArray(part))
    return part.every((item: Json) => whole.some((other: Json) => contains(other, item)));
  if (typeName(whole) === 'object' && typeName(part) === 'object')
    return Object.entries(part as object).every(([key, item]) => contains(field(whole, key), item as Json));
  return compareJson(whole, part) === 0;
}

function descend(value: Json): Json[] {
  return value !== null && typeof value === 'object' ? [value, ...each(value).flatMap(descend)] : [value];
}

/** A pattern of `test`, which jq gives to the Oniguruma library. */
function oniguruma(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch {
    throw new JqProblem(`${pattern} (at offset 0) is not a valid regex`);
  }
}
