import type { Step } from '../../../lib/index.ts';
import { type ArrayElement, arrayElements, assignElements, assignText } from '../assign.ts';
import { expandText, expandWords } from '../expand.ts';
import { elementOf, subscriptsOf } from '../parameters.ts';
import { quoteForDeclare, quoteForReuse } from '../quoting.ts';
import { complain, type Shell, writeTo } from '../shell.ts';
import type { WordNode, WordPart } from '../syntax.ts';
import { isName, ReadonlyVariable, type Variable } from '../variables.ts';
import { type Builtin, put, wrongOption } from './builtin.ts';

/** Builtins whose arguments are assignments: their values are not split. */
export const declarationNames: ReadonlySet<string> = new Set([
  'declare',
  'typeset',
  'local',
  'export',
  'readonly',
]);

/** One argument: its text, and the elements when it was written as `name=(...)`. */
export interface DeclarationWord {
  readonly text: string;
  readonly elements?: readonly ArrayElement[];
}

/** Expands an argument of a declaration: as an assignment when it looks like one, else to fields. */
export function* readDeclarationWord(shell: Shell, word: WordNode): Step<DeclarationWord[]> {
  const [first] = word.parts;
  const literal = first?.type === 'Literal' ? first.value : '';
  if (/^[A-Za-z_]\w*\+?=\(/.test(literal)) {
    const inner = insideParentheses(word.parts);
    if (inner !== null)
      return [{ text: literal.replace(/\(.*$/s, ''), elements: yield* arrayElements(shell, inner) }];
  }
  if (/^[A-Za-z_]\w*(\[[^\]]*\])?\+?=/.test(literal)) return [{ text: yield* expandText(shell, word) }];
  return (yield* expandWords(shell, [word])).map((text) => ({ text }));
}

/** The parser hands `x=(a "b c")` over as one word; this cuts it at its unquoted blanks. */
function insideParentheses(parts: readonly WordPart[]): WordNode[] | null {
  const last = parts.at(-1);
  if (last?.type !== 'Literal' || !last.value.endsWith(')')) return null;
  const words: WordNode[] = [];
  let current: WordPart[] = [];
  const finish = (): void => {
    if (current.length > 0) words.push({ type: 'Word', parts: current });
    current = [];
  };
  for (const [index, part] of parts.entries()) {
    if (part.type !== 'Literal') {
      current.push(part);
      continue;
    }
    let text = part.value;
    if (index === 0) text = text.slice(text.indexOf('(') + 1);
    if (index === parts.length - 1) text = text.slice(0, -1);
    for (const [at, piece] of text.split(/\s+/).entries()) {
      if (at > 0) finish();
      if (piece !== '') current.push({ type: 'Literal', value: piece });
    }
  }
  finish();
  return words;
}

/** The same builtins called with plain words, as `command export x=1` does. */
export const declareWords: Builtin = (shell, args, name) =>
  declare(
    shell,
    name,
    args.map((text) => ({ text })),
  );

const usages: Readonly<Record<string, string>> = {
  declare: 'declare [-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]',
  typeset: 'typeset [-aAfFgiIlnrtux] name[=value] ... or typeset -p [-aAfFilnrtux] [name ...]',
  local: 'local [option] name[=value] ...',
  export: 'export [-fn] [name[=value] ...] or export -p',
  readonly: 'readonly [-aAf] [name[=value] ...] or readonly -p',
};

/** `declare`, `typeset`, `local`, `export` and `readonly`. */
export function* declare(shell: Shell, name: string, words: readonly DeclarationWord[]): Step<number> {
  if (name === 'local' && !shell.calls.some((call) => call !== 'source')) {
    yield* complain(shell, 'local: can only be used in a function');
    return 1;
  }
  const on = new Set<string>();
  const off = new Set<string>();
  let from = 0;
  for (; from < words.length; from++) {
    const { text } = words[from]!;
    if (text === '--') {
      from += 1;
      break;
    }
    if (!/^[-+]./.test(text)) break;
    for (const letter of text.slice(1)) {
      if (!'aAfFgiIlnprtux'.includes(letter))
        return yield* wrongOption(shell, name, text.slice(0, 2), usages[name]!);
      (text[0] === '-' ? on : off).add(letter);
    }
  }
  const operands = words.slice(from);
  if (name === 'export' && !on.has('n')) on.add('x');
  if (name === 'export' && on.delete('n')) off.add('x');
  if (name === 'readonly') on.add('r');
  if (on.has('f') || on.has('F')) return yield* showFunctions(shell, operands, on.has('F'));
  if (on.has('p') || operands.length === 0) return yield* show(shell, name, operands, on);
  let status = 0;
  for (const word of operands) status = (yield* declareOne(shell, name, word, on, off)) || status;
  return status;
}

function* declareOne(
  shell: Shell,
  builtin: string,
  word: DeclarationWord,
  on: ReadonlySet<string>,
  off: ReadonlySet<string>,
): Step<number> {
  const found = /^([^=+[]*)(\[[^\]]*\])?(\+?=)?(.*)$/s.exec(word.text)!;
  const name = found[1]!;
  if (!isName(name)) {
    yield* complain(shell, `${builtin}: \`${word.text}': not a valid identifier`);
    return 1;
  }
  const inFunction = shell.calls.some((call) => call !== 'source');
  const local =
    builtin === 'local' || ((builtin === 'declare' || builtin === 'typeset') && inFunction && !on.has('g'));
  try {
    const variable = local
      ? shell.variables.declareLocal(name)
      : (shell.variables.find(name) ?? shell.variables.writable(name));
    applyAttributes(variable, on, off);
    if (found[3] !== undefined) {
      if (variable.readonly && !on.has('r')) throw new ReadonlyVariable(name);
      const append = found[3] === '+=';
      const wasReadonly = variable.readonly;
      variable.readonly = false;
      if (word.elements !== undefined) assignElements(shell, name, word.elements, append);
      else yield* assignText(shell, name + (found[2] ?? ''), found[4]!, append);
      variable.readonly = wasReadonly;
    }
    if (on.has('r')) variable.readonly = true;
    return 0;
  } catch (error) {
    if (!(error instanceof ReadonlyVariable)) throw error;
    yield* complain(shell, builtin === 'local' ? `local: ${error.message}` : error.message);
    return 1;
  }
}

function applyAttributes(variable: Variable, on: ReadonlySet<string>, off: ReadonlySet<string>): void {
  if (on.has('x')) variable.exported = true;
  if (off.has('x')) variable.exported = false;
  if (on.has('i')) variable.integer = true;
  if (off.has('i')) variable.integer = false;
  if (on.has('u')) variable.letters = 'upper';
  if (on.has('l')) variable.letters = 'lower';
  if (on.has('A') && variable.associative === undefined) {
    variable.associative = new Map();
    variable.value = undefined;
  }
  if (on.has('a') && variable.array === undefined) {
    variable.array = new Map(variable.value === undefined ? [] : [[0, variable.value]]);
    variable.value = undefined;
  }
}

/** `declare -p` and friends: lines that a shell reads back. */
function* show(
  shell: Shell,
  builtin: string,
  operands: readonly DeclarationWord[],
  on: ReadonlySet<string>,
): Step<number> {
  const wanted = operands.length > 0 ? operands.map((word) => word.text) : shell.variables.names();
  let status = 0;
  let out = '';
  for (const name of wanted) {
    const variable = shell.variables.find(name);
    if (variable === undefined) {
      yield* complain(shell, `${builtin}: ${name}: not found`);
      status = 1;
      continue;
    }
    if (operands.length === 0) {
      if (on.has('x') && !variable.exported) continue;
      if (on.has('r') && !variable.readonly) continue;
      if (on.has('a') && variable.array === undefined) continue;
      if (on.has('A') && variable.associative === undefined) continue;
    }
    const plain =
      operands.length === 0 &&
      (builtin === 'declare' || builtin === 'typeset' || builtin === 'local') &&
      !on.has('p') &&
      on.size === 0;
    out += plain ? assignmentLine(name, variable) : declarationLine(name, variable);
  }
  return (yield* put(shell, builtin, out)) || status;
}

function declarationLine(name: string, variable: Variable): string {
  const letters = [
    variable.array !== undefined ? 'a' : '',
    variable.associative !== undefined ? 'A' : '',
    variable.integer ? 'i' : '',
    variable.letters === 'lower' ? 'l' : '',
    variable.readonly ? 'r' : '',
    variable.letters === 'upper' ? 'u' : '',
    variable.exported ? 'x' : '',
  ].join('');
  const value = variable.array ?? variable.associative;
  const text =
    value !== undefined
      ? `=${elementsText(variable)}`
      : variable.value === undefined
        ? ''
        : `=${quoteForDeclare(variable.value)}`;
  return `declare -${letters === '' ? '-' : letters} ${name}${text}\n`;
}

function elementsText(variable: Variable): string {
  const items = subscriptsOf(variable).map(
    (key) => `[${key}]=${quoteForDeclare(elementOf(variable, key) ?? '')}`,
  );
  return `(${items.join(' ')}${variable.associative !== undefined && items.length > 0 ? ' ' : ''})`;
}

/** `name=value` as `set` lists it. */
export function assignmentLine(name: string, variable: Variable): string {
  if (variable.array !== undefined || variable.associative !== undefined)
    return `${name}=${elementsText(variable)}\n`;
  if (variable.value === undefined) return '';
  return `${name}=${variable.value === '' ? '' : quoteForReuse(variable.value)}\n`;
}

function* showFunctions(
  shell: Shell,
  operands: readonly DeclarationWord[],
  namesOnly: boolean,
): Step<number> {
  const names = operands.length > 0 ? operands.map((word) => word.text) : [...shell.functions.keys()].sort();
  for (const name of names) {
    if (!shell.functions.has(name)) return 1;
    if (!namesOnly) {
      yield* writeTo(shell, 2, "netdrill: bash: 'declare -f' is not modelled here\n");
      return 125;
    }
    yield* writeTo(shell, 1, operands.length > 0 ? `${name}\n` : `declare -f ${name}\n`);
  }
  return 0;
}
