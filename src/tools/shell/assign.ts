import type { Step } from '../../lib/index.ts';
import { evaluateText } from './expand-arithmetic.ts';
import { expandText, expandWords } from './expand.ts';
import { LineAbort } from './flow.ts';
import { subscript } from './expand-parameter.ts';
import { elementOf, subscriptsOf } from './parameters.ts';
import type { Shell } from './shell.ts';
import type { AssignmentNode, WordNode, WordPart } from './syntax.ts';
import { applyLetters, ReadonlyVariable, type Variable } from './variables.ts';

/** Characters that a variable may have. */
const LONGEST_VALUE = 1_048_576;

/** An element of `name=(...)`: with a subscript when it was written as `[sub]=value`. */
export interface ArrayElement {
  readonly subscript: string | null;
  readonly value: string;
}

/** Does one assignment of a command line. Returns its text for `set -x`. */
export function* assign(shell: Shell, node: AssignmentNode): Step<void> {
  if (node.array !== null) {
    assignElements(shell, node.name, yield* arrayElements(shell, node.array), node.append);
    return;
  }
  const value = node.value === null ? '' : yield* expandText(shell, node.value);
  yield* assignText(shell, node.name, value, node.append);
}

/** Assigns text to `name` or `name[subscript]`, minding `declare -i`, `+=` and `set -a`. */
export function* assignText(shell: Shell, target: string, text: string, append: boolean): Step<void> {
  const element = /^(\w+)\[(.*)\]$/s.exec(target);
  const name = element?.[1] ?? target;
  const variable = writable(shell, name);
  const key = element === null ? null : yield* subscript(shell, name, element[2]!);
  const before = key === null ? (shell.variables.get(name) ?? '') : (elementOf(variable, key) ?? '');
  let value = append ? before + text : text;
  if (variable.integer) {
    const added = yield* evaluateText(shell, text);
    value = String(append ? (yield* evaluateText(shell, before)) + added : added);
  }
  value = applyLetters(variable, value);
  // A real shell goes on until its machine has no memory left; here every rival's world would, at once.
  if (value.length > LONGEST_VALUE)
    throw new LineAbort(
      125,
      `netdrill: a variable of more than ${LONGEST_VALUE} characters is not modelled here`,
    );
  if (key === null) shell.variables.set(name, value);
  else setElement(variable, key, value, target);
  if (shell.options.allexport) variable.exported = true;
}

/** The variable to write to, as a line that is given up when it is readonly. */
export function writable(shell: Shell, name: string): Variable {
  try {
    return shell.variables.writable(name);
  } catch (error) {
    if (error instanceof ReadonlyVariable) throw new LineAbort(1, error.message, true);
    throw error;
  }
}

function setElement(variable: Variable, key: string, value: string, target: string): void {
  if (variable.associative !== undefined) {
    variable.associative.set(key, value);
    return;
  }
  variable.array ??= new Map(variable.value === undefined ? [] : [[0, variable.value]]);
  variable.value = undefined;
  let index = Number(key);
  if (index < 0) index += Math.max(-1, ...variable.array.keys()) + 1;
  if (index < 0) throw new LineAbort(1, `${target}: bad array subscript`, true);
  variable.array.set(index, value);
}

/** Expands the words between the parentheses. */
export function* arrayElements(shell: Shell, words: readonly WordNode[]): Step<ArrayElement[]> {
  const out: ArrayElement[] = [];
  for (const word of words) {
    const keyed = keyedElement(word);
    if (keyed === null) {
      for (const value of yield* expandWords(shell, [word])) out.push({ subscript: null, value });
    } else {
      out.push({ subscript: keyed.key, value: yield* expandText(shell, keyed.value) });
    }
  }
  return out;
}

/** `[key]=value`, which the parser hands over as a pattern followed by text. */
function keyedElement(word: WordNode): { key: string; value: WordNode } | null {
  let open = '';
  for (const [index, part] of word.parts.entries()) {
    const text =
      part.type === 'Literal' ? part.value : part.type === 'Glob' ? part.pattern : quotedText(part);
    if (text === null) return null;
    open += text;
    if (!open.startsWith('[')) return null;
    const split = /^\[([^\]]*)\]=(.*)$/s.exec(open);
    if (split === null) continue;
    const rest: WordPart[] = split[2] === '' ? [] : [{ type: 'Literal', value: split[2]! }];
    return { key: split[1]!, value: { type: 'Word', parts: [...rest, ...word.parts.slice(index + 1)] } };
  }
  return null;
}

function quotedText(part: WordPart): string | null {
  if (part.type === 'SingleQuoted') return part.value;
  if (part.type !== 'DoubleQuoted') return null;
  return part.parts.every((inner) => inner.type === 'Literal')
    ? part.parts.map((inner) => (inner.type === 'Literal' ? inner.value : '')).join('')
    : null;
}

/** Replaces (or with `append` continues) a whole array. */
export function assignElements(
  shell: Shell,
  name: string,
  elements: readonly ArrayElement[],
  append: boolean,
): void {
  const variable = writable(shell, name);
  if (variable.associative !== undefined) {
    if (!append) variable.associative.clear();
    for (const element of elements) {
      if (element.subscript !== null) variable.associative.set(element.subscript, element.value);
    }
    return;
  }
  const kept = append
    ? subscriptsOf(variable).map((key): [number, string] => [Number(key), elementOf(variable, key)!])
    : [];
  const array = new Map<number, string>(kept);
  let next = array.size === 0 ? 0 : Math.max(...array.keys()) + 1;
  for (const element of elements) {
    const index = element.subscript === null ? next : Number(element.subscript);
    array.set(index, element.value);
    next = index + 1;
  }
  variable.array = array;
  variable.value = undefined;
}
