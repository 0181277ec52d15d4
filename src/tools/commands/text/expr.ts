import { compileRegex } from './regex.ts';
import type { CommandSpec } from '../spec.ts';
import { print, printError } from '../spec.ts';

class ExprProblem extends Error {}

const strengths: readonly (readonly string[])[] = [
  ['|'],
  ['&'],
  ['=', '==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
  [':'],
];

/** Evaluates the words of expr(1); an empty text or 0 counts as false. */
function evaluateExpr(words: readonly string[]): string {
  let at = 0;
  const truth = (value: string): boolean => value !== '' && !/^-?0+$/.test(value);
  const integer = (value: string): bigint => {
    if (!/^-?\d+$/.test(value)) throw new ExprProblem('non-integer argument');
    return BigInt(value);
  };
  const primary = (): string => {
    const word = words[at++];
    if (word === undefined)
      throw new ExprProblem(`syntax error: missing argument after ‘${words[at - 2] ?? ''}’`);
    if (word === '(') {
      const value = level(0);
      if (words[at++] !== ')')
        throw new ExprProblem(`syntax error: expecting ')' after ‘${words[at - 2] ?? ''}’`);
      return value;
    }
    if (word === 'length') return String([...primary()].length);
    if (word === 'match') return match(primary(), primary());
    if (word === 'index') {
      const [text, chars] = [primary(), primary()];
      return String([...text].findIndex((char) => chars.includes(char)) + 1);
    }
    if (word === 'substr') {
      const [text, from, count] = [primary(), Number(primary()), Number(primary())];
      return text.slice(from - 1, from - 1 + count);
    }
    return word;
  };
  const level = (depth: number): string => {
    if (depth === strengths.length) return primary();
    let left = level(depth + 1);
    while (strengths[depth]!.includes(words[at] ?? '')) {
      const operator = words[at++]!;
      left = apply(operator, left, level(depth + 1));
    }
    return left;
  };
  const match = (text: string, pattern: string): string => {
    const compiled = compileRegex(pattern, 'basic', (source) => `^(?:${source})`);
    if (typeof compiled === 'string') throw new ExprProblem(compiled);
    const found = compiled.exec(text);
    const grouped = pattern.includes('\\(');
    return found === null ? (grouped ? '' : '0') : grouped ? (found[1] ?? '') : String([...found[0]].length);
  };
  const apply = (operator: string, left: string, right: string): string => {
    if (operator === '|') return truth(left) ? left : truth(right) ? right : '0';
    if (operator === '&') return truth(left) && truth(right) ? left : '0';
    if (operator === ':') return match(left, right);
    if (strengths[2]!.includes(operator)) {
      const numbers = /^-?\d+$/.test(left) && /^-?\d+$/.test(right);
      const order = numbers ? Number(BigInt(left) - BigInt(right)) : left < right ? -1 : left > right ? 1 : 0;
      return (
        {
          '=': order === 0,
          '==': order === 0,
          '!=': order !== 0,
          '<': order < 0,
          '<=': order <= 0,
          '>': order > 0,
          '>=': order >= 0,
        } as Record<string, boolean>
      )[operator]
        ? '1'
        : '0';
    }
    const [a, b] = [integer(left), integer(right)];
    if ((operator === '/' || operator === '%') && b === 0n) throw new ExprProblem('division by zero');
    return String(
      operator === '+'
        ? a + b
        : operator === '-'
          ? a - b
          : operator === '*'
            ? a * b
            : operator === '/'
              ? a / b
              : a % b,
    );
  };
  const value = level(0);
  if (at < words.length) throw new ExprProblem(`syntax error: unexpected argument ‘${words[at]}’`);
  return value;
}

export const expr: CommandSpec = {
  name: 'expr',
  summary: 'calculate and compare',
  usage: ['expr EXPRESSION'],
  flags: [],
  *run(sys) {
    if (sys.args.length === 0) {
      yield* printError(sys, "expr: missing operand\nTry 'expr --help' for more information.\n");
      return 2;
    }
    try {
      const value = evaluateExpr(sys.args);
      yield* print(sys, `${value}\n`);
      return value === '' || /^-?0+$/.test(value) ? 1 : 0;
    } catch (error) {
      if (!(error instanceof ExprProblem)) throw error;
      yield* printError(sys, `expr: ${error.message}\n`);
      return 2;
    }
  },
};
