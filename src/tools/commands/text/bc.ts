import type { CommandSpec } from '../spec.ts';
import { notModelled, print, printError } from '../spec.ts';
import { defineTool, eachBatch, has } from './tool.ts';

class BcProblem extends Error {}

/** A decimal number: digits times ten to the minus `scale`. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

function atScale(value: Decimal, scale: number): Decimal {
  const by = scale - value.scale;
  return { digits: by >= 0 ? value.digits * 10n ** BigInt(by) : value.digits / 10n ** BigInt(-by), scale };
}

/** bc leaves out the zero before the point. */
function decimalText(value: Decimal): string {
  const negative = value.digits < 0n;
  const digits = (negative ? -value.digits : value.digits).toString().padStart(value.scale + 1, '0');
  const whole = digits.slice(0, digits.length - value.scale).replace(/^0+/, '');
  const text = value.scale === 0 ? whole || '0' : `${whole}.${digits.slice(digits.length - value.scale)}`;
  return negative ? `-${text}` : text;
}

/** The calculator's variables; `scale` is how many places a division keeps. */
class Calculator {
  private readonly variables = new Map<string, Decimal>();
  scale = 0;
  private tokens: string[] = [];

  /** Evaluates one statement; null where nothing is shown (assignments). */
  run(text: string): string | null {
    const tokens = text.match(/\d*\.?\d+|\d+\.?|[a-z]\w*|[<>=!]=|[-+*/%^()=<>]|\S/g) ?? [];
    if (tokens.length === 0) return null;
    this.tokens = [...tokens];
    const assigns = /^[a-z]\w*$/.test(tokens[0]!) && tokens[1] === '=';
    const value = this.assignment();
    if (this.tokens.length > 0) throw new BcProblem('syntax error');
    return assigns ? null : decimalText(value);
  }

  private assignment(): Decimal {
    const name = this.tokens[0] ?? '';
    if (!/^[a-z]\w*$/.test(name) || this.tokens[1] !== '=') return this.comparison();
    this.tokens.splice(0, 2);
    const value = this.assignment();
    if (name === 'scale') this.scale = Math.min(1000, Math.max(0, Number(atScale(value, 0).digits)));
    else this.variables.set(name, value);
    return value;
  }

  private comparison(): Decimal {
    const left = this.sum();
    const operator = this.tokens[0] ?? '';
    if (!['<', '>', '<=', '>=', '==', '!='].includes(operator)) return left;
    this.tokens.shift();
    const right = this.sum();
    const scale = Math.max(left.scale, right.scale);
    const order = atScale(left, scale).digits - atScale(right, scale).digits;
    const holds =
      operator === '<'
        ? order < 0n
        : operator === '>'
          ? order > 0n
          : operator === '<='
            ? order <= 0n
            : operator === '>='
              ? order >= 0n
              : operator === '=='
                ? order === 0n
                : order !== 0n;
    return { digits: holds ? 1n : 0n, scale: 0 };
  }

  private sum(): Decimal {
    let left = this.product();
    while (this.tokens[0] === '+' || this.tokens[0] === '-') {
      const plus = this.tokens.shift() === '+';
      const right = this.product();
      const scale = Math.max(left.scale, right.scale);
      const [a, b] = [atScale(left, scale).digits, atScale(right, scale).digits];
      left = { digits: plus ? a + b : a - b, scale };
    }
    return left;
  }

  private product(): Decimal {
    let left = this.power();
    while (['*', '/', '%'].includes(this.tokens[0] ?? '')) {
      const operator = this.tokens.shift()!;
      const right = this.power();
      if (operator === '*') {
        const full = { digits: left.digits * right.digits, scale: left.scale + right.scale };
        left = atScale(full, Math.min(full.scale, Math.max(this.scale, left.scale, right.scale)));
        continue;
      }
      if (right.digits === 0n) throw new BcProblem('divide by zero');
      const quotient = {
        digits:
          (left.digits * 10n ** BigInt(this.scale + right.scale)) /
          (right.digits * 10n ** BigInt(left.scale)),
        scale: this.scale,
      };
      if (operator === '/') left = quotient;
      else {
        const scale = Math.max(left.scale, this.scale + right.scale);
        left = {
          digits:
            atScale(left, scale).digits -
            atScale({ digits: quotient.digits * right.digits, scale: this.scale + right.scale }, scale)
              .digits,
          scale,
        };
      }
    }
    return left;
  }

  private power(): Decimal {
    const base = this.unary();
    if (this.tokens[0] !== '^') return base;
    this.tokens.shift();
    const exponent = Number(atScale(this.power(), 0).digits);
    if (exponent < 0 || exponent > 10_000) throw new BcProblem('exponent out of range');
    const full = { digits: base.digits ** BigInt(exponent), scale: base.scale * exponent };
    return atScale(full, Math.min(full.scale, Math.max(this.scale, base.scale)));
  }

  private unary(): Decimal {
    const token = this.tokens.shift();
    if (token === '-') {
      const value = this.unary();
      return { digits: -value.digits, scale: value.scale };
    }
    if (token === '(') {
      const value = this.assignment();
      if (this.tokens.shift() !== ')') throw new BcProblem('syntax error');
      return value;
    }
    if (token !== undefined && /^[\d.]*\d[\d.]*$/.test(token)) {
      const [whole = '', fraction = ''] = token.split('.');
      return { digits: BigInt(whole + fraction), scale: fraction.length };
    }
    if (token === 'scale') return { digits: BigInt(this.scale), scale: 0 };
    if (token === undefined || !/^[a-z]\w*$/.test(token) || this.tokens[0] === '(')
      throw new BcProblem('syntax error');
    return this.variables.get(token) ?? { digits: 0n, scale: 0 };
  }
}

/** A calculator without functions and loops. */
export const bc: CommandSpec = defineTool(
  {
    name: 'bc',
    summary: 'calculate with decimals of any length',
    usage: ['bc [-l] [FILE]...'],
    flags: [
      { names: ['-l', '--mathlib'], summary: '20 places; functions are not there' },
      { names: ['-q', '--quiet'], summary: 'accepted' },
    ],
  },
  function* (sys, parsed) {
    const calculator = new Calculator();
    if (has(parsed, '-l')) calculator.scale = 20;
    let refused: string | null = null;
    const status = yield* eachBatch(sys, 'bc', parsed.operands, function* ({ lines }) {
      for (const statement of lines.flatMap((line) => line.replace(/#.*/, '').split(';'))) {
        if (/^\s*(quit|halt)\s*$/.test(statement)) return false;
        const special = /\b(define|if|while|for|ibase|obase|print|sqrt|length|[salcej])\b\s*[({=]|"/.exec(
          statement,
        );
        if (special !== null && !/^\s*[salcej]\s*=/.test(statement)) {
          refused = statement.trim();
          return false;
        }
        try {
          const shown = calculator.run(statement);
          if (shown !== null) yield* print(sys, `${shown}\n`);
        } catch (error) {
          if (!(error instanceof BcProblem)) throw error;
          const runtime =
            error.message === 'syntax error' ? '(standard_in) 1: ' : 'Runtime error (func=(main), adr=3): ';
          yield* printError(sys, `${runtime}${error.message}\n`);
        }
      }
      return true;
    });
    return refused === null ? status : yield* notModelled(sys, 'bc', refused);
  },
);
