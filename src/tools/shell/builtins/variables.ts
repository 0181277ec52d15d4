import { ArithmeticError } from '../arithmetic.ts';
import { evaluateOrThrow } from '../expand-arithmetic.ts';
import { subscript } from '../expand-parameter.ts';
import { complain, writeTo } from '../shell.ts';
import { isName } from '../variables.ts';
import { type Builtin, readSwitches, wrongOption } from './builtin.ts';

export const unset: Builtin = function* (shell, args, name) {
  const { on, operands, unknown } = readSwitches(args, 'fvn');
  if (unknown !== null) return yield* wrongOption(shell, name, unknown, 'unset [-f] [-v] [-n] [name ...]');
  let status = 0;
  for (const operand of operands) {
    const element = /^(\w+)\[(.*)\]$/s.exec(operand);
    const target = element?.[1] ?? operand;
    if (
      on.has('f') ||
      (!on.has('v') && shell.variables.find(target) === undefined && shell.functions.has(target))
    ) {
      shell.functions.delete(target);
      continue;
    }
    if (!isName(target)) {
      yield* complain(shell, `unset: \`${operand}': not a valid identifier`);
      status = 1;
      continue;
    }
    if (element === null) {
      if (shell.variables.find(target)?.readonly) {
        yield* complain(shell, `unset: ${target}: cannot unset: readonly variable`);
        status = 1;
      } else shell.variables.unset(target);
      continue;
    }
    const variable = shell.variables.find(target);
    if (element[2] === '@' || element[2] === '*') shell.variables.unset(target);
    else {
      const key = yield* subscript(shell, target, element[2]!);
      variable?.associative?.delete(key);
      variable?.array?.delete(Number(key));
    }
  }
  return status;
};

export const shift: Builtin = function* (shell, args) {
  const count = args[0] === undefined ? 1 : Number(args[0]);
  if (!Number.isInteger(count)) {
    yield* complain(shell, `shift: ${args[0]}: numeric argument required`);
    return 1;
  }
  if (count < 0) {
    yield* complain(shell, `shift: ${args[0]}: shift count out of range`);
    return 1;
  }
  if (count > shell.positional.length) return 1;
  shell.positional = shell.positional.slice(count);
  return 0;
};

export const letBuiltin: Builtin = function* (shell, args) {
  if (args.length === 0) {
    yield* complain(shell, 'let: expression expected');
    return 1;
  }
  let last = 0n;
  for (const arg of args) {
    try {
      last = yield* evaluateOrThrow(shell, arg);
    } catch (error) {
      if (!(error instanceof ArithmeticError)) throw error;
      yield* complain(shell, `let: ${error.message}`);
      return 1;
    }
  }
  return last === 0n ? 1 : 0;
};

/** `getopts optstring name [arg ...]`, with the place inside a bundle kept in the shell. */
export const getopts: Builtin = function* (shell, args, builtin) {
  const [letters, name, ...given] = args;
  if (letters === undefined || name === undefined) {
    yield* writeTo(shell, 2, `${builtin}: usage: getopts optstring name [arg ...]\n`);
    return 2;
  }
  const words = given.length > 0 ? given : shell.positional;
  let index = Number(shell.variables.get('OPTIND') ?? '1');
  if (index < 1) index = 1;
  const word = words[index - 1];
  const end = (): number => {
    shell.variables.set(name, '?');
    shell.variables.set('OPTIND', String(index));
    shell.getoptsOffset = 0;
    return 1;
  };
  if (word === undefined || !/^-./.test(word)) return end();
  if (word === '--') {
    index += 1;
    return end();
  }
  const at = Math.max(1, shell.getoptsOffset);
  const letter = word[at]!;
  const place = letters.replace(/^:/, '').indexOf(letter);
  const quiet = letters.startsWith(':') || shell.variables.get('OPTERR') === '0';
  const takes = letters.replace(/^:/, '')[place + 1] === ':';
  const advance = (): void => {
    shell.getoptsOffset = at + 1 < word.length ? at + 1 : 0;
    if (shell.getoptsOffset === 0) index += 1;
  };
  shell.variables.unset('OPTARG');
  if (place < 0 || letter === ':') {
    advance();
    shell.variables.set(name, '?');
    if (letters.startsWith(':')) shell.variables.set('OPTARG', letter);
    if (!quiet) yield* writeTo(shell, 2, `${shell.name}: illegal option -- ${letter}\n`);
  } else if (!takes) {
    advance();
    shell.variables.set(name, letter);
  } else {
    const attached = word.slice(at + 1);
    const value = attached !== '' ? attached : words[index];
    index += attached !== '' ? 1 : 2;
    shell.getoptsOffset = 0;
    if (value !== undefined) {
      shell.variables.set(name, letter);
      shell.variables.set('OPTARG', value);
    } else {
      shell.variables.set(name, letters.startsWith(':') ? ':' : '?');
      if (letters.startsWith(':')) shell.variables.set('OPTARG', letter);
      if (!quiet) yield* writeTo(shell, 2, `${shell.name}: option requires an argument -- ${letter}\n`);
    }
  }
  shell.variables.set('OPTIND', String(index));
  return 0;
};
