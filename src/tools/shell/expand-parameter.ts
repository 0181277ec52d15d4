import type { Step } from '../../lib/index.ts';
import { evaluateText } from './expand-arithmetic.ts';
import { expandParts, expandText, expansion, type PartContext, type Segment, unbound } from './expand.ts';
import { LineAbort } from './flow.ts';
import { transformValue } from './expand-operations.ts';
import { elementOf, elementsOf, namesWithPrefix, specialValue, subscriptsOf } from './parameters.ts';
import { nextRandom, type Shell } from './shell.ts';
import type { OperationOf, ParameterOperation, PartOf, WordNode } from './syntax.ts';

/** What a reference names: one value (or none), or the list behind `@` and `*`. */
type Referent =
  | { readonly kind: 'one'; readonly value: string | undefined }
  | { readonly kind: 'list'; readonly values: readonly string[]; readonly star: boolean };

/** Expands `$name` and `${name...}`. */
export function* expandParameter(
  shell: Shell,
  part: PartOf<'ParameterExpansion'>,
  context: PartContext,
): Step<Segment[]> {
  const { operation } = part;
  if (operation === null) return present(shell, yield* referent(shell, part.parameter, true), context);
  switch (operation.type) {
    case 'Indirection': {
      const target = yield* single(shell, part.parameter);
      if (target === undefined || target === '') {
        throw new LineAbort(1, `${part.parameter}: invalid indirect expansion`, true);
      }
      const inner = {
        type: 'ParameterExpansion' as const,
        parameter: target,
        operation: operation.innerOp ?? null,
      };
      return yield* expandParameter(shell, inner, context);
    }
    case 'ArrayKeys': {
      const values = subscriptsOf(shell.variables.find(operation.array));
      return present(shell, { kind: 'list', values, star: operation.star }, context);
    }
    case 'VarNamePrefix':
      return present(
        shell,
        { kind: 'list', values: namesWithPrefix(shell, operation.prefix), star: operation.star },
        context,
      );
    case 'BadSubstitution':
    case 'LengthSliceError':
      throw new LineAbort(1, `\${${part.parameter}}: bad substitution`, true);
    case 'DefaultValue':
    case 'AssignDefault':
    case 'ErrorIfUnset':
    case 'UseAlternative':
      return yield* expandConditional(shell, part.parameter, operation, context);
    case 'Length':
      return [expansion(yield* lengthOf(shell, part.parameter), context)];
    case 'Substring':
      return present(shell, yield* substring(shell, part.parameter, operation), context);
    default:
      return present(shell, yield* transformed(shell, part.parameter, operation), context);
  }
}

function* transformed(shell: Shell, parameter: string, operation: ParameterOperation): Step<Referent> {
  const found = yield* referent(shell, parameter, true);
  if (found.kind === 'one') {
    if (found.value === undefined) return found;
    return { kind: 'one', value: yield* transformValue(shell, parameter, found.value, operation) };
  }
  const values: string[] = [];
  for (const value of found.values) values.push(yield* transformValue(shell, parameter, value, operation));
  return { ...found, values };
}

/** Turns what was found into segments; `"$@"` keeps its elements apart. */
function present(shell: Shell, found: Referent, context: PartContext): Segment[] {
  if (found.kind === 'one') return [expansion(found.value ?? '', context)];
  if (found.star && context.quoted) {
    const ifs = shell.variables.get('IFS');
    return [expansion(found.values.join(ifs === undefined ? ' ' : ifs.slice(0, 1)), context)];
  }
  return found.values.flatMap((value, index): Segment[] => {
    const segment = expansion(value, context);
    return index === 0 ? [segment] : [{ kind: 'break' }, segment];
  });
}

/** Finds what a reference names. `strict` makes an unset name an error under `set -u`. */
function* referent(shell: Shell, parameter: string, strict: boolean): Step<Referent> {
  if (parameter === '@' || parameter === '*') {
    return { kind: 'list', values: shell.positional, star: parameter === '*' };
  }
  const list = /^(\w+)\[([@*])\]$/.exec(parameter);
  if (list !== null) {
    const name = list[1]!;
    const values = name === 'FUNCNAME' ? [...shell.calls].reverse() : elementsOf(shell.variables.find(name));
    return { kind: 'list', values, star: list[2] === '*' };
  }
  const value = yield* single(shell, parameter);
  if (value === undefined && strict && shell.options.nounset) throw unbound(shell, parameter);
  return { kind: 'one', value };
}

function* single(shell: Shell, parameter: string): Step<string | undefined> {
  const element = /^(\w+)\[(.*)\]$/s.exec(parameter);
  if (element !== null) {
    const variable = shell.variables.find(element[1]!);
    return elementOf(variable, yield* subscript(shell, element[1]!, element[2]!));
  }
  return (
    specialValue(shell, parameter) ??
    shell.variables.get(parameter) ??
    (yield* dynamicValue(shell, parameter))
  );
}

/** The text of a subscript: a key of an associative array, or a number. */
export function* subscript(shell: Shell, name: string, text: string): Step<string> {
  if (shell.variables.find(name)?.associative === undefined) return String(yield* evaluateText(shell, text));
  const bare = text.replace(/^(["'])(.*)\1$/s, '$2');
  if (!bare.startsWith('$')) return bare;
  const inner = bare.replace(/^\$\{?(\w+)\}?$/, '$1');
  return (yield* single(shell, inner)) ?? '';
}

/** Variables whose value is asked from the world at each reference; assigning to one makes it ordinary. */
function* dynamicValue(shell: Shell, name: string): Step<string | undefined> {
  switch (name) {
    case 'RANDOM':
      return String(nextRandom(shell));
    case 'SECONDS':
      return String(Math.floor(((yield* shell.port.now()) - shell.started) / 1e6));
    case 'EPOCHSECONDS':
      return String(Math.floor((yield* shell.port.now()) / 1e6));
    case 'EPOCHREALTIME': {
      const now = yield* shell.port.now();
      return `${Math.floor(now / 1e6)}.${String(now % 1e6).padStart(6, '0')}`;
    }
    case 'BASHPID':
      return String(shell.pid);
    default:
      return undefined;
  }
}

type ConditionalOperation = OperationOf<'DefaultValue' | 'AssignDefault' | 'ErrorIfUnset' | 'UseAlternative'>;

function* expandConditional(
  shell: Shell,
  parameter: string,
  operation: ConditionalOperation,
  context: PartContext,
): Step<Segment[]> {
  const found = yield* referent(shell, parameter, false);
  const missing =
    found.kind === 'list'
      ? found.values.length === 0 || (operation.checkEmpty && found.values.join('') === '')
      : found.value === undefined || (operation.checkEmpty && found.value === '');
  if (operation.type === 'UseAlternative')
    return missing ? [] : yield* wordSegments(shell, operation.word, context);
  if (!missing) return present(shell, found, context);
  if (operation.type === 'DefaultValue') return yield* wordSegments(shell, operation.word, context);
  const text = operation.word === null ? '' : yield* expandText(shell, operation.word);
  if (operation.type === 'AssignDefault') {
    yield* assignReference(shell, parameter, text);
    return [expansion(text, context)];
  }
  const state = operation.checkEmpty ? 'parameter null or not set' : 'parameter not set';
  throw new LineAbort(shell.interactive ? 1 : 127, `${parameter}: ${text === '' ? state : text}`);
}

function* assignReference(shell: Shell, parameter: string, text: string): Step<void> {
  const element = /^(\w+)\[(.*)\]$/s.exec(parameter);
  if (element === null) {
    shell.variables.set(parameter, text);
    return;
  }
  const variable = shell.variables.writable(element[1]!);
  const key = yield* subscript(shell, element[1]!, element[2]!);
  if (variable.associative !== undefined) variable.associative.set(key, text);
  else (variable.array ??= new Map()).set(Number(key), text);
}

function* wordSegments(shell: Shell, word: WordNode, context: PartContext): Step<Segment[]> {
  return yield* expandParts(shell, word.parts, { quoted: context.quoted, splitLiterals: !context.quoted });
}

function* lengthOf(shell: Shell, parameter: string): Step<string> {
  const found = yield* referent(shell, parameter, true);
  return String(found.kind === 'list' ? found.values.length : [...(found.value ?? '')].length);
}

function* substring(shell: Shell, parameter: string, operation: OperationOf<'Substring'>): Step<Referent> {
  const found = yield* referent(shell, parameter, true);
  const offset = Number(yield* evaluateText(shell, operation.offset.originalText ?? '0'));
  const length =
    operation.length === null
      ? null
      : Number(yield* evaluateText(shell, operation.length.originalText ?? '0'));
  if (found.kind === 'one') {
    const chars = [...(found.value ?? '')];
    const [from, to] = range(chars.length, offset, length);
    if (to < from)
      throw new LineAbort(1, `${operation.length?.originalText ?? ''}: substring expression < 0`, true);
    return { kind: 'one', value: chars.slice(from, to).join('') };
  }
  const all = parameter === '@' || parameter === '*' ? [shell.name, ...found.values] : found.values;
  const [from, to] = range(all.length, offset, length);
  const skipName = all !== found.values && offset === 0 && from === 0 ? 0 : from;
  return { ...found, values: all.slice(skipName, Math.max(skipName, to)) };
}

/** Start and end in a sequence of `size`; a negative length counts from the end. */
function range(size: number, offset: number, length: number | null): [number, number] {
  const from = offset < 0 ? size + offset : offset;
  if (from < 0 || from > size) return [size, size];
  if (length === null) return [from, size];
  return [from, length < 0 ? size + length : Math.min(size, from + length)];
}
