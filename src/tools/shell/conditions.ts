import type { Step } from '../../lib/index.ts';
import { evaluateText } from './expand-arithmetic.ts';
import { expandPattern, expandRegex, expandText } from './expand.ts';
import { fileTest, type FileTest } from './file-tests.ts';
import { compilePattern, matchesPattern } from './pattern.ts';
import { translateRegex } from './posix-regex.ts';
import { complain, type Shell } from './shell.ts';
import type { ConditionNode, WordNode } from './syntax.ts';

/** Runs `[[ ... ]]`: 0 true, 1 false, 2 for an expression that cannot be evaluated. */
export function* evaluateCondition(shell: Shell, node: ConditionNode): Step<number> {
  switch (node.type) {
    case 'CondNot': {
      const status = yield* evaluateCondition(shell, node.operand);
      return status === 2 ? 2 : 1 - status;
    }
    case 'CondAnd': {
      const left = yield* evaluateCondition(shell, node.left);
      return left !== 0 ? left : yield* evaluateCondition(shell, node.right);
    }
    case 'CondOr': {
      const left = yield* evaluateCondition(shell, node.left);
      return left !== 1 ? left : yield* evaluateCondition(shell, node.right);
    }
    case 'CondGroup':
      return yield* evaluateCondition(shell, node.expression);
    case 'CondWord':
      return (yield* expandText(shell, node.word)) === '' ? 1 : 0;
    case 'CondUnary':
      return (yield* fileTest(shell, node.operator as FileTest, yield* expandText(shell, node.operand)))
        ? 0
        : 1;
    case 'CondBinary':
      return yield* compare(shell, node.operator, node.left, node.right);
  }
}

function* compare(shell: Shell, operator: string, leftWord: WordNode, rightWord: WordNode): Step<number> {
  const left = yield* expandText(shell, leftWord);
  const truth = (value: boolean): number => (value ? 0 : 1);
  switch (operator) {
    case '=':
    case '==':
    case '!=': {
      const pattern = compilePattern(yield* expandPattern(shell, rightWord), {
        fold: shell.options.nocasematch,
      });
      return truth(matchesPattern(pattern, left) === (operator !== '!='));
    }
    case '=~':
      return yield* matchRegex(shell, left, yield* expandRegex(shell, rightWord));
    case '<':
    case '>': {
      const right = yield* expandText(shell, rightWord);
      return truth(operator === '<' ? left < right : left > right);
    }
    case '-nt':
    case '-ot':
    case '-ef':
      return truth(yield* compareFiles(shell, operator, left, yield* expandText(shell, rightWord)));
    default: {
      const a = yield* evaluateText(shell, left);
      const b = yield* evaluateText(shell, yield* expandText(shell, rightWord));
      return truth(compareNumbers(operator, a, b));
    }
  }
}

/** `-eq`, `-ne`, `-lt`, `-le`, `-gt`, `-ge`. */
export function compareNumbers(operator: string, a: bigint, b: bigint): boolean {
  switch (operator) {
    case '-eq':
      return a === b;
    case '-ne':
      return a !== b;
    case '-lt':
      return a < b;
    case '-le':
      return a <= b;
    case '-gt':
      return a > b;
    default:
      return a >= b;
  }
}

/** `-nt`, `-ot` (modification times) and `-ef` (the same file). A missing file is older than any. */
export function* compareFiles(shell: Shell, operator: string, left: string, right: string): Step<boolean> {
  const a = yield* shell.port.status(left, { follow: true });
  const b = yield* shell.port.status(right, { follow: true });
  const there = { a: !('errno' in a), b: !('errno' in b) };
  if (operator === '-ef')
    return !('errno' in a) && !('errno' in b) && a.inode === b.inode && a.device === b.device;
  const timeA = 'errno' in a ? -1 : a.modified;
  const timeB = 'errno' in b ? -1 : b.modified;
  return operator === '-nt' ? there.a && timeA > timeB : there.b && timeA < timeB;
}

function* matchRegex(shell: Shell, text: string, pattern: string): Step<number> {
  const source = translateRegex(pattern, 'extended');
  let expression: RegExp;
  try {
    expression = new RegExp(source, shell.options.nocasematch ? 'si' : 's');
  } catch {
    yield* complain(shell, `[[: invalid regular expression \`${pattern}'`);
    return 2;
  }
  const found = expression.exec(text);
  shell.variables.setArray('BASH_REMATCH', found === null ? [] : found.map((group) => group ?? ''));
  return found === null ? 1 : 0;
}
