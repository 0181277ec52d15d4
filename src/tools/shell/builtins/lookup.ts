import type { Step } from '../../../lib/index.ts';
import { lookupProgram, programsNamed } from '../lookup-program.ts';
import { complain, type Shell, writeTo } from '../shell.ts';
import { type Builtin, put, readSwitches, wrongOption } from './builtin.ts';

const keywords: ReadonlySet<string> = new Set([
  'if',
  'then',
  'else',
  'elif',
  'fi',
  'case',
  'esac',
  'for',
  'select',
  'while',
  'until',
  'do',
  'done',
  'in',
  'function',
  'time',
  '{',
  '}',
  '!',
  '[[',
  ']]',
  'coproc',
]);
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What a name means as a command, in the order in which the shell looks. */
interface Meaning {
  readonly kind: 'alias' | 'keyword' | 'function' | 'builtin' | 'file';
  readonly detail: string;
}

function* meanings(shell: Shell, name: string, isBuiltin: (name: string) => boolean): Step<Meaning[]> {
  const out: Meaning[] = [];
  const alias = shell.aliases.get(name);
  if (alias !== undefined && shell.options.expandAliases) out.push({ kind: 'alias', detail: alias });
  if (keywords.has(name)) out.push({ kind: 'keyword', detail: name });
  if (shell.functions.has(name)) out.push({ kind: 'function', detail: name });
  if (isBuiltin(name)) out.push({ kind: 'builtin', detail: name });
  if (name.includes('/')) {
    if (yield* shell.port.access(name, 'execute')) out.push({ kind: 'file', detail: name });
  } else {
    for (const file of yield* programsNamed(shell, name, shell.variables.get('PATH') ?? '')) {
      out.push({ kind: 'file', detail: file });
    }
  }
  return out;
}

/** `type`, given a way to know builtins (the table of builtins holds this one too). */
export function typeBuiltin(isBuiltin: (name: string) => boolean): Builtin {
  return function* (shell, args, builtin) {
    const { on, operands, unknown } = readSwitches(args, 'afptP');
    if (unknown !== null) return yield* wrongOption(shell, builtin, unknown, 'type [-afptP] name [name ...]');
    let status = 0;
    for (const name of operands) {
      const all = yield* meanings(shell, name, isBuiltin);
      const found = on.has('P') ? all.filter((meaning) => meaning.kind === 'file') : all;
      if (found.length === 0) {
        if (!on.has('t') && !on.has('p') && !on.has('P')) yield* complain(shell, `type: ${name}: not found`);
        status = 1;
        continue;
      }
      for (const meaning of on.has('a') ? found : found.slice(0, 1)) {
        if (on.has('t')) yield* writeTo(shell, 1, `${meaning.kind}\n`);
        else if (on.has('p') || on.has('P')) {
          if (meaning.kind === 'file') yield* writeTo(shell, 1, `${meaning.detail}\n`);
        } else yield* writeTo(shell, 1, `${describe(shell, name, meaning, on.has('a'))}\n`);
      }
    }
    return status;
  };
}

function describe(shell: Shell, name: string, meaning: Meaning, all = false): string {
  switch (meaning.kind) {
    case 'alias':
      return `${name} is aliased to \`${meaning.detail}'`;
    case 'keyword':
      return `${name} is a shell keyword`;
    case 'function':
      return `${name} is a function`;
    case 'builtin':
      return `${name} is a shell builtin`;
    case 'file': {
      const hashed = !all && shell.hashed.has(name);
      return hashed ? `${name} is hashed (${meaning.detail})` : `${name} is ${meaning.detail}`;
    }
  }
}

/** `command`: runs without functions, or tells what a name means. */
export function commandBuiltin(isBuiltin: (name: string) => boolean): Builtin {
  return function* (shell, args, builtin) {
    const { on, operands, unknown } = readSwitches(args, 'pvV');
    if (unknown !== null)
      return yield* wrongOption(shell, builtin, unknown, 'command [-pVv] command [arg ...]');
    if (operands.length === 0) return 0;
    if (!on.has('v') && !on.has('V')) {
      if (!on.has('p') || isBuiltin(operands[0]!))
        return yield* shell.run.words(shell, operands, { functions: false });
      const path = yield* lookupProgram(shell, operands[0]!, defaultPath);
      return yield* shell.run.words(shell, [path ?? operands[0]!, ...operands.slice(1)], {
        functions: false,
      });
    }
    let status = 1;
    for (const name of operands) {
      const [meaning] = yield* meanings(shell, name, isBuiltin);
      if (meaning === undefined) {
        if (on.has('V')) yield* complain(shell, `command: ${name}: not found`);
        continue;
      }
      status = 0;
      const short = meaning.kind === 'alias' ? `alias ${name}='${meaning.detail}'` : meaning.detail;
      yield* put(shell, builtin, `${on.has('V') ? describe(shell, name, meaning) : short}\n`);
    }
    return status;
  };
}

export const alias: Builtin = function* (shell, args, builtin) {
  const operands = args[0] === '-p' || args[0] === '--' ? args.slice(1) : args;
  const line = (name: string): string =>
    `alias ${name}='${shell.aliases.get(name)!.replaceAll("'", "'\\''")}'\n`;
  if (operands.length === 0)
    return yield* put(shell, builtin, [...shell.aliases.keys()].sort().map(line).join(''));
  let status = 0;
  for (const operand of operands) {
    const at = operand.indexOf('=');
    if (at > 0) shell.aliases.set(operand.slice(0, at), operand.slice(at + 1));
    else if (shell.aliases.has(operand)) yield* writeTo(shell, 1, line(operand));
    else {
      yield* complain(shell, `alias: ${operand}: not found`);
      status = 1;
    }
  }
  return status;
};

export const unalias: Builtin = function* (shell, args) {
  if (args[0] === '-a') {
    shell.aliases.clear();
    return 0;
  }
  if (args.length === 0) {
    yield* writeTo(shell, 2, 'unalias: usage: unalias [-a] name [name ...]\n');
    return 2;
  }
  let status = 0;
  for (const name of args) {
    if (shell.aliases.delete(name)) continue;
    yield* complain(shell, `unalias: ${name}: not found`);
    status = 1;
  }
  return status;
};

export const hash: Builtin = function* (shell, args, builtin) {
  if (args[0] === '-r') {
    shell.hashed.clear();
    return 0;
  }
  if (args.length === 0) {
    if (shell.hashed.size === 0) return yield* put(shell, builtin, 'hash: hash table empty\n');
    const rows = [...shell.hashed.values()].map(
      (entry) => `${String(entry.hits).padStart(4)}\t${entry.path}\n`,
    );
    return yield* put(shell, builtin, `hits\tcommand\n${rows.join('')}`);
  }
  let status = 0;
  for (const name of args) {
    const path = yield* lookupProgram(shell, name);
    if (path === null) {
      yield* complain(shell, `hash: ${name}: not found`);
      status = 1;
    } else shell.hashed.set(name, { path, hits: 0 });
  }
  return status;
};
