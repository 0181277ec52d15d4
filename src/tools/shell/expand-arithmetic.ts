import type { Step } from '../../lib/index.ts';
import { ArithmeticError, type ArithmeticScope, evaluateArithmetic } from './arithmetic.ts';
import { expandQuoted } from './expand.ts';
import { LineAbort } from './flow.ts';
import { type Shell, nextRandom } from './shell.ts';
import { type ArithmeticNode, parseQuotedText } from './syntax.ts';
import { applyLetters, isName } from './variables.ts';
import { elementOf, specialValue } from './parameters.ts';

/** Evaluates the text of an arithmetic expression; `$` forms in it are expanded first, as in double quotes. */
export function* evaluateText(shell: Shell, text: string): Step<bigint> {
  try {
    return yield* evaluateOrThrow(shell, text);
  } catch (error) {
    if (error instanceof ArithmeticError) throw new LineAbort(1, error.message, true);
    throw error;
  }
}

/** The same, but leaves `ArithmeticError` to the caller: `let` and `((` only fail. */
export function* evaluateOrThrow(shell: Shell, text: string): Step<bigint> {
  let expanded = text;
  if (/[$`\\"]/.test(text)) {
    const word = parseQuotedText(text.replaceAll('"', ''));
    if (word === null)
      throw new ArithmeticError(`${text}: syntax error: operand expected (error token is "${text}")`);
    expanded = yield* expandQuoted(shell, word);
  }
  return evaluateArithmetic(expanded.replaceAll("'", ''), arithmeticScope(shell));
}

/** The source text of a parsed expression. */
export function arithmeticText(node: ArithmeticNode): string {
  return node.originalText ?? '';
}

function arithmeticScope(shell: Shell): ArithmeticScope {
  return {
    read(name, subscript) {
      if (name === 'RANDOM' && shell.variables.find('RANDOM') === undefined) return String(nextRandom(shell));
      const special = subscript === null ? specialValue(shell, name) : undefined;
      if (special !== undefined) return special;
      const variable = shell.variables.find(name);
      const value = subscript === null ? shell.variables.get(name) : elementOf(variable, subscript);
      if (value === undefined && shell.options.nounset && isName(name)) {
        throw new LineAbort(127, `${name}: unbound variable`);
      }
      return value;
    },
    write(name, subscript, value) {
      if (subscript === null) {
        shell.variables.set(name, value);
        return;
      }
      const variable = shell.variables.writable(name);
      if (variable.associative !== undefined)
        variable.associative.set(subscript, applyLetters(variable, value));
      else {
        variable.array ??= new Map(variable.value === undefined ? [] : [[0, variable.value]]);
        variable.array.set(Number(subscript), value);
        variable.value = undefined;
      }
    },
    isAssociative: (name) => shell.variables.find(name)?.associative !== undefined,
  };
}
