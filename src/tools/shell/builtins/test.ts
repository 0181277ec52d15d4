import type { Step } from '../../../lib/index.ts';
import { compareFiles, compareNumbers } from '../conditions.ts';
import { type FileTest, fileTest, unaryTests } from '../file-tests.ts';
import { complain, type Shell } from '../shell.ts';
import type { Builtin } from './builtin.ts';

/** Thrown for an expression that `[` cannot read; carries the complaint. */
class TestProblem extends Error {}

const binaryTests: ReadonlySet<string> = new Set([
  '=',
  '==',
  '!=',
  '<',
  '>',
  '-eq',
  '-ne',
  '-lt',
  '-le',
  '-gt',
  '-ge',
  '-nt',
  '-ot',
  '-ef',
]);

/** `test` and `[`. */
export const test: Builtin = function* (shell, args, name) {
  let words = args;
  if (name === '[') {
    if (args.at(-1) !== ']') {
      yield* complain(shell, "[: missing `]'");
      return 2;
    }
    words = args.slice(0, -1);
  }
  try {
    return (yield* evaluateTest(shell, words)) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TestProblem)) throw error;
    yield* complain(shell, `${name}: ${error.message}`);
    return 2;
  }
};

/** POSIX decides up to four words by their number; longer ones are parsed with `!`, `-a`, `-o` and parentheses. */
function* evaluateTest(shell: Shell, words: readonly string[]): Step<boolean> {
  const [a, b, c] = words;
  switch (words.length) {
    case 0:
      return false;
    case 1:
      return a !== '';
    case 2:
      if (a === '!') return b === '';
      if (!unaryTests.has(a!)) throw new TestProblem(`${a}: unary operator expected`);
      return yield* fileTest(shell, a as FileTest, b!);
    case 3:
      if (binaryTests.has(b!)) return yield* compareWords(shell, a!, b!, c!);
      if (b === '-a') return a !== '' && c !== '';
      if (b === '-o') return a !== '' || c !== '';
      if (a === '!') return !(yield* evaluateTest(shell, words.slice(1)));
      if (a === '(' && c === ')') return b !== '';
      throw new TestProblem(`${b}: binary operator expected`);
    default:
      if (words.length === 4 && a === '!') return !(yield* evaluateTest(shell, words.slice(1)));
      if (words.length === 4 && a === '(' && words[3] === ')')
        return yield* evaluateTest(shell, words.slice(1, 3));
      return yield* parseLong(shell, words);
  }
}

function* parseLong(shell: Shell, words: readonly string[]): Step<boolean> {
  let at = 0;
  const primary = function* (): Step<boolean> {
    const word = words[at];
    if (word === undefined) throw new TestProblem('argument expected');
    if (word === '!') {
      at += 1;
      return !(yield* primary());
    }
    if (word === '(') {
      at += 1;
      const value = yield* either();
      if (words[at] !== ')') throw new TestProblem("`)' expected");
      at += 1;
      return value;
    }
    const operator = words[at + 1];
    if (operator !== undefined && binaryTests.has(operator) && at + 2 < words.length) {
      at += 3;
      return yield* compareWords(shell, word, operator, words[at - 1]!);
    }
    if (unaryTests.has(word) && at + 1 < words.length && word !== '-a' && word !== '-o') {
      at += 2;
      return yield* fileTest(shell, word as FileTest, words[at - 1]!);
    }
    at += 1;
    return word !== '';
  };
  const both = function* (): Step<boolean> {
    let value = yield* primary();
    while (words[at] === '-a') {
      at += 1;
      value = (yield* primary()) && value;
    }
    return value;
  };
  const either = function* (): Step<boolean> {
    let value = yield* both();
    while (words[at] === '-o') {
      at += 1;
      value = (yield* both()) || value;
    }
    return value;
  };
  const value = yield* either();
  if (at < words.length) throw new TestProblem('too many arguments');
  return value;
}

function* compareWords(shell: Shell, left: string, operator: string, right: string): Step<boolean> {
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-nt':
    case '-ot':
    case '-ef':
      return yield* compareFiles(shell, operator, left, right);
    default:
      return compareNumbers(operator, integer(left), integer(right));
  }
}

function integer(text: string): bigint {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new TestProblem(`${text}: integer expression expected`);
  return BigInt(text.trim().replace(/^\+/, ''));
}
