/** The reading and writing of variables that arithmetic needs. */
export interface ArithmeticScope {
  /** The value of a name, or of one element; undefined when unset. */
  read(name: string, subscript: string | null): string | undefined;
  write(name: string, subscript: string | null, value: string): void;
  /** True for `declare -A` names, whose subscripts are text. */
  isAssociative(name: string): boolean;
}

/** What bash complains about, without the shell's prefix. */
export class ArithmeticError extends Error {}

type Token = { readonly kind: 'number' | 'name' | 'operator'; readonly text: string; readonly at: number };

const operators = [
  '<<=',
  '>>=',
  '**',
  '++',
  '--',
  '<<',
  '>>',
  '<=',
  '>=',
  '==',
  '!=',
  '&&',
  '||',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '&=',
  '^=',
  '|=',
  '+',
  '-',
  '*',
  '/',
  '%',
  '<',
  '>',
  '=',
  '!',
  '~',
  '&',
  '^',
  '|',
  '?',
  ':',
  ',',
  '(',
  ')',
];

/** Left-binding strength of binary operators, as in C, with `**` above the products (bash(1), ARITHMETIC EVALUATION). */
const strengths: Readonly<Record<string, number>> = {
  '||': 3,
  '&&': 4,
  '|': 5,
  '^': 6,
  '&': 7,
  '==': 8,
  '!=': 8,
  '<': 9,
  '<=': 9,
  '>': 9,
  '>=': 9,
  '<<': 10,
  '>>': 10,
  '+': 11,
  '-': 11,
  '*': 12,
  '/': 12,
  '%': 12,
  '**': 13,
};

/** Evaluates an expression in signed 64-bit arithmetic. Throws `ArithmeticError`. */
export function evaluateArithmetic(text: string, scope: ArithmeticScope, depth = 0): bigint {
  if (depth > 200)
    throw new ArithmeticError(`${text}: expression recursion level exceeded (error token is "${text}")`);
  return new Evaluation(text, scope, depth).whole();
}

class Evaluation {
  private readonly text: string;
  private readonly scope: ArithmeticScope;
  private readonly depth: number;
  private readonly tokens: Token[] = [];
  private at = 0;
  /** Above zero in a branch that is not taken: nothing is assigned there and nothing divides by zero. */
  private skipping = 0;

  constructor(text: string, scope: ArithmeticScope, depth: number) {
    this.text = text;
    this.scope = scope;
    this.depth = depth;
    this.readTokens();
  }

  whole(): bigint {
    if (this.tokens.length === 0) return 0n;
    const value = this.comma();
    if (this.at < this.tokens.length) throw this.problem('syntax error in expression');
    return value;
  }

  private readTokens(): void {
    let at = 0;
    while (at < this.text.length) {
      const rest = this.text.slice(at);
      const blank = /^\s+/.exec(rest);
      if (blank !== null) {
        at += blank[0].length;
        continue;
      }
      const number = /^[0-9][0-9A-Za-z_@#]*/.exec(rest);
      const name = /^[A-Za-z_]\w*/.exec(rest);
      const operator = operators.find((candidate) => rest.startsWith(candidate));
      let text: string;
      if (number !== null) text = number[0];
      else if (name !== null) text = name[0] + subscriptAfter(rest, name[0].length);
      else if (operator !== undefined) text = operator;
      else {
        const last = this.tokens.at(-1)?.kind ?? 'operator';
        const what = last === 'operator' ? 'operand expected' : 'invalid arithmetic operator';
        throw new ArithmeticError(`${this.text}: syntax error: ${what} (error token is "${rest}")`);
      }
      this.tokens.push({ kind: number !== null ? 'number' : name !== null ? 'name' : 'operator', text, at });
      at += text.length;
    }
  }

  private problem(what: string, at = this.at): ArithmeticError {
    const from = this.tokens[at] ?? this.tokens[this.tokens.length - 1];
    return new ArithmeticError(`${this.text}: ${what} (error token is "${this.text.slice(from?.at ?? 0)}")`);
  }

  private accept(...wanted: readonly string[]): string | null {
    const token = this.tokens[this.at];
    if (token?.kind !== 'operator' || !wanted.includes(token.text)) return null;
    this.at += 1;
    return token.text;
  }

  private comma(): bigint {
    let value = this.assignment();
    while (this.accept(',') !== null) value = this.assignment();
    return value;
  }

  private assignment(): bigint {
    const target = this.tokens[this.at];
    const operator = this.tokens[this.at + 1];
    if (
      target?.kind === 'name' &&
      operator?.kind === 'operator' &&
      /^([-+*/%&^|]|<<|>>)?=$/.test(operator.text)
    ) {
      this.at += 2;
      const right = this.assignment();
      const value =
        operator.text === '='
          ? right
          : this.binary(operator.text.slice(0, -1), this.valueOf(target.text), right);
      this.assign(target.text, value);
      return value;
    }
    return this.ternary();
  }

  private ternary(): bigint {
    const condition = this.operation(3);
    if (this.accept('?') === null) return condition;
    const chosen = this.maybe(condition !== 0n, () => this.comma());
    if (this.accept(':') === null) throw this.problem("`:' expected for conditional expression");
    const other = this.maybe(condition === 0n, () => this.assignment());
    return condition !== 0n ? chosen : other;
  }

  private maybe(taken: boolean, read: () => bigint): bigint {
    if (!taken) this.skipping += 1;
    try {
      return read();
    } finally {
      if (!taken) this.skipping -= 1;
    }
  }

  private operation(least: number): bigint {
    let left = this.unary();
    for (;;) {
      const token = this.tokens[this.at];
      const strength = token?.kind === 'operator' ? strengths[token.text] : undefined;
      if (token === undefined || strength === undefined || strength < least) return left;
      this.at += 1;
      if (token.text === '&&' || token.text === '||') {
        const needed = token.text === '&&' ? left !== 0n : left === 0n;
        const right = this.maybe(needed, () => this.operation(strength + 1));
        left = (token.text === '&&' ? left !== 0n && right !== 0n : left !== 0n || right !== 0n) ? 1n : 0n;
      } else {
        const right = this.operation(token.text === '**' ? strength : strength + 1);
        left = this.binary(token.text, left, right);
      }
    }
  }

  private binary(operator: string, left: bigint, right: bigint): bigint {
    const truth = (value: boolean): bigint => (value ? 1n : 0n);
    switch (operator) {
      case '+':
        return BigInt.asIntN(64, left + right);
      case '-':
        return BigInt.asIntN(64, left - right);
      case '*':
        return BigInt.asIntN(64, left * right);
      case '/':
      case '%':
        if (right === 0n) {
          if (this.skipping > 0) return 0n;
          throw this.problem('division by 0', this.at - 1);
        }
        return BigInt.asIntN(64, operator === '/' ? left / right : left % right);
      case '**':
        if (right < 0n) throw this.problem('exponent less than 0', this.at - 1);
        return power(left, right);
      case '<<':
        return BigInt.asIntN(64, left << (right & 63n));
      case '>>':
        return BigInt.asIntN(64, left >> (right & 63n));
      case '&':
        return left & right;
      case '|':
        return left | right;
      case '^':
        return left ^ right;
      case '<':
        return truth(left < right);
      case '<=':
        return truth(left <= right);
      case '>':
        return truth(left > right);
      case '>=':
        return truth(left >= right);
      case '==':
        return truth(left === right);
      default:
        return truth(left !== right);
    }
  }

  private unary(): bigint {
    const step = this.accept('++', '--');
    if (step !== null) {
      const token = this.tokens[this.at];
      if (token?.kind === 'name') {
        this.at += 1;
        return this.assign(token.text, this.valueOf(token.text) + (step === '++' ? 1n : -1n));
      }
      const operand = this.unary();
      return operand;
    }
    const sign = this.accept('-', '+', '!', '~');
    if (sign === null) return this.postfix();
    const operand = this.unary();
    if (sign === '-') return BigInt.asIntN(64, -operand);
    if (sign === '!') return operand === 0n ? 1n : 0n;
    return sign === '~' ? ~operand : operand;
  }

  private postfix(): bigint {
    const token = this.tokens[this.at];
    if (token === undefined) throw this.problem('syntax error: operand expected');
    if (this.accept('(') !== null) {
      const value = this.comma();
      if (this.accept(')') === null) throw this.problem("missing `)'");
      return value;
    }
    this.at += 1;
    if (token.kind === 'number') return parseNumber(token.text, this.text);
    if (token.kind !== 'name') throw this.problem('syntax error: operand expected', this.at - 1);
    const value = this.valueOf(token.text);
    const step = this.accept('++', '--');
    if (step !== null) this.assign(token.text, value + (step === '++' ? 1n : -1n));
    return value;
  }

  private valueOf(reference: string): bigint {
    if (this.skipping > 0) return 0n;
    const { name, subscript } = this.split(reference);
    const text = this.scope.read(name, subscript);
    if (text === undefined || text.trim() === '') return 0n;
    return evaluateArithmetic(text, this.scope, this.depth + 1);
  }

  private assign(reference: string, value: bigint): bigint {
    const wrapped = BigInt.asIntN(64, value);
    if (this.skipping > 0) return wrapped;
    const { name, subscript } = this.split(reference);
    this.scope.write(name, subscript, String(wrapped));
    return wrapped;
  }

  private split(reference: string): { name: string; subscript: string | null } {
    const open = reference.indexOf('[');
    if (open < 0) return { name: reference, subscript: null };
    const name = reference.slice(0, open);
    const inner = reference.slice(open + 1, -1);
    if (this.scope.isAssociative(name)) return { name, subscript: inner };
    return { name, subscript: String(evaluateArithmetic(inner, this.scope, this.depth + 1)) };
  }
}

/** `[...]` directly after a name, with nested brackets, or nothing. */
function subscriptAfter(text: string, from: number): string {
  if (text[from] !== '[') return '';
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '[') depth += 1;
    else if (text[at] === ']' && --depth === 0) return text.slice(from, at + 1);
  }
  return '';
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let factor = base;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = BigInt.asIntN(64, result * factor);
    factor = BigInt.asIntN(64, factor * factor);
  }
  return result;
}

/** Decimal, `0` octal, `0x` hexadecimal, `base#digits` with bases 2 to 64. */
function parseNumber(text: string, whole: string): bigint {
  const based = /^(\d+)#(.*)$/.exec(text);
  if (based !== null) return parseBase(Number(based[1]), based[2]!, whole, text);
  if (/^0[xX]/.test(text)) return parseBase(16, text.slice(2), whole, text);
  if (text.length > 1 && text.startsWith('0')) return parseBase(8, text.slice(1), whole, text);
  return parseBase(10, text, whole, text);
}

const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_';

function parseBase(base: number, text: string, whole: string, token: string): bigint {
  if (base < 2 || base > 64)
    throw new ArithmeticError(`${whole}: invalid arithmetic base (error token is "${token}")`);
  let value = 0n;
  for (const char of text) {
    const digit = digits.indexOf(base <= 36 ? char.toLowerCase() : char);
    if (digit < 0) throw new ArithmeticError(`${whole}: invalid number (error token is "${token}")`);
    if (digit >= base)
      throw new ArithmeticError(`${whole}: value too great for base (error token is "${token}")`);
    value = BigInt.asIntN(64, value * BigInt(base) + BigInt(digit));
  }
  return value;
}
