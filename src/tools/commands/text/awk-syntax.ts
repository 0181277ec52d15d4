/** An awk program that cannot be read; the message is a few words. */
export class AwkSyntaxError extends Error {}

/** Something awk has and this one has not. */
export class AwkUnmodelled extends Error {}

export interface AwkToken {
  readonly kind: 'number' | 'string' | 'regex' | 'name' | 'call' | 'keyword' | 'operator' | 'newline' | 'end';
  readonly text: string;
}

const keywords: ReadonlySet<string> = new Set([
  'BEGIN',
  'END',
  'function',
  'func',
  'if',
  'else',
  'while',
  'for',
  'do',
  'break',
  'continue',
  'next',
  'nextfile',
  'exit',
  'return',
  'delete',
  'in',
  'getline',
  'print',
  'printf',
]);
const operators = [
  '**=',
  '&&',
  '||',
  '==',
  '<=',
  '>=',
  '!=',
  '!~',
  '++',
  '--',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '^=',
  '**',
  '>>',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ';',
  ',',
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  '!',
  '>',
  '<',
  '|',
  '?',
  ':',
  '~',
  '$',
  '=',
];

/** Splits a program into tokens. A slash begins a regular expression wherever no operand stands before it. */
export function readAwkTokens(source: string): AwkToken[] {
  const out: AwkToken[] = [];
  let at = 0;
  while (at < source.length) {
    const rest = source.slice(at);
    const skipped = /^(?:[ \t\r]+|#[^\n]*|\\\r?\n)/.exec(rest);
    if (skipped !== null) {
      at += skipped[0].length;
      continue;
    }
    const char = rest[0]!;
    if (char === '\n') {
      out.push({ kind: 'newline', text: '\n' });
      at += 1;
      continue;
    }
    const number = /^(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(rest);
    if (number !== null) {
      out.push({ kind: 'number', text: number[0] });
      at += number[0].length;
      continue;
    }
    const name = /^[A-Za-z_]\w*/.exec(rest);
    if (name !== null) {
      const text = name[0];
      const kind = keywords.has(text) ? 'keyword' : rest[text.length] === '(' ? 'call' : 'name';
      out.push({ kind, text: text === 'func' ? 'function' : text });
      at += text.length;
      continue;
    }
    if (char === '"') {
      const text = /^"((?:[^"\\\n]|\\[\s\S])*)"/.exec(rest);
      if (text === null) throw new AwkSyntaxError('unterminated string');
      out.push({ kind: 'string', text: unescapeAwk(text[1]!) });
      at += text[0].length;
      continue;
    }
    if (char === '/' && !endsOperand(out.at(-1))) {
      const text = /^\/((?:[^/\\\n[]|\\.|\[\^?\]?(?:[^\]\n\\]|\\.)*\])*)\//.exec(rest);
      if (text === null) throw new AwkSyntaxError('unterminated regexp');
      out.push({ kind: 'regex', text: text[1]!.replaceAll('\\/', '/') });
      at += text[0].length;
      continue;
    }
    const operator = operators.find((candidate) => rest.startsWith(candidate));
    if (operator === undefined) throw new AwkSyntaxError(`unexpected character '${char}'`);
    out.push({ kind: 'operator', text: operator === '**' ? '^' : operator === '**=' ? '^=' : operator });
    at += operator.length;
  }
  out.push({ kind: 'end', text: '' });
  return out;
}

function endsOperand(token: AwkToken | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === 'operator') return [')', ']', '$', '++', '--'].includes(token.text);
  return (
    token.kind === 'number' || token.kind === 'string' || token.kind === 'name' || token.kind === 'regex'
  );
}

/** Reads the escapes of a string constant. */
export function unescapeAwk(text: string): string {
  const simple: Readonly<Record<string, string>> = {
    n: '\n',
    t: '\t',
    r: '\r',
    a: '\x07',
    b: '\b',
    f: '\f',
    v: '\v',
    '"': '"',
    '/': '/',
    '\\': '\\',
  };
  return text.replace(
    /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|\n|([\s\S]))/g,
    (all, octal?: string, hex?: string, char?: string) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      return char === undefined ? '' : (simple[char] ?? all);
    },
  );
}

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'regex'; readonly source: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'field'; readonly index: Expression }
  | { readonly kind: 'element'; readonly array: string; readonly subscripts: readonly Expression[] }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
  | {
      readonly kind: 'assign';
      readonly operator: string;
      readonly target: Expression;
      readonly value: Expression;
    }
  | { readonly kind: 'step'; readonly delta: number; readonly prefix: boolean; readonly target: Expression }
  | { readonly kind: 'ternary'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | {
      readonly kind: 'match';
      readonly negated: boolean;
      readonly text: Expression;
      readonly pattern: Expression;
    }
  | { readonly kind: 'in'; readonly subscripts: readonly Expression[]; readonly array: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] };

export type Statement =
  | { readonly kind: 'expression'; readonly value: Expression }
  | {
      readonly kind: 'print';
      readonly args: readonly Expression[];
      readonly formatted: boolean;
      readonly target: Expression | null;
      readonly append: boolean;
    }
  | { readonly kind: 'block'; readonly body: readonly Statement[] }
  | { readonly kind: 'if'; readonly test: Expression; readonly yes: Statement; readonly no: Statement | null }
  | { readonly kind: 'while'; readonly test: Expression; readonly body: Statement; readonly after: boolean }
  | {
      readonly kind: 'for';
      readonly init: Statement | null;
      readonly test: Expression | null;
      readonly update: Statement | null;
      readonly body: Statement;
    }
  | { readonly kind: 'each'; readonly name: string; readonly array: string; readonly body: Statement }
  | { readonly kind: 'jump'; readonly jump: 'break' | 'continue' | 'next' | 'nextfile' }
  | { readonly kind: 'exit' | 'return'; readonly value: Expression | null }
  | { readonly kind: 'delete'; readonly array: string; readonly subscripts: readonly Expression[] | null };

export interface Rule {
  readonly when: 'BEGIN' | 'END' | 'record';
  readonly pattern: Expression | null;
  readonly until: Expression | null;
  readonly action: Statement | null;
}

export interface AwkProgram {
  readonly rules: readonly Rule[];
  readonly functions: ReadonlyMap<
    string,
    { readonly parameters: readonly string[]; readonly body: Statement }
  >;
}
