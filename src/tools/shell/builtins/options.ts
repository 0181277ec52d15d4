import type { Step } from '../../../lib/index.ts';
import { complain, type Shell, type ShellOptions, writeTo } from '../shell.ts';
import { type Builtin, put, wrongOption } from './builtin.ts';
import { assignmentLine } from './declare.ts';

const letters: Readonly<Record<string, keyof ShellOptions>> = {
  a: 'allexport',
  e: 'errexit',
  f: 'noglob',
  m: 'monitor',
  n: 'noexec',
  u: 'nounset',
  v: 'verbose',
  x: 'xtrace',
  C: 'noclobber',
};
const longNames: ReadonlySet<string> = new Set([...Object.values(letters), 'pipefail']);
/** Options of `set -o` that people turn on by habit and that change nothing here. */
const accepted: ReadonlySet<string> = new Set([
  'braceexpand',
  'emacs',
  'hashall',
  'histexpand',
  'history',
  'interactive-comments',
  'notify',
  'physical',
]);

export const set: Builtin = function* (shell, args, name) {
  if (args.length === 0) {
    const rows = shell.variables
      .names()
      .map((variable) => assignmentLine(variable, shell.variables.find(variable)!));
    return yield* put(shell, name, rows.join(''));
  }
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '--' || arg === '-') {
      shell.positional = args.slice(at + 1);
      return 0;
    }
    if (!/^[-+]./.test(arg)) {
      shell.positional = args.slice(at);
      return 0;
    }
    const on = arg[0] === '-';
    for (const letter of arg.slice(1)) {
      if (letter === 'o') {
        const wanted = args[at + 1];
        if (wanted === undefined) return yield* listOptions(shell, on);
        at += 1;
        const status = yield* setLong(shell, wanted, on);
        if (status !== 0) return status;
      } else if (letters[letter] !== undefined) shell.options[letters[letter]!] = on;
      else if (!'bhkptBEHPT'.includes(letter)) {
        return yield* wrongOption(
          shell,
          name,
          `${arg[0]}${letter}`,
          'set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]',
        );
      }
    }
  }
  return 0;
};

function* setLong(shell: Shell, wanted: string, on: boolean): Step<number> {
  if (longNames.has(wanted)) {
    shell.options[wanted as keyof ShellOptions] = on;
    return 0;
  }
  if (accepted.has(wanted)) return 0;
  if (wanted === 'vi' || wanted === 'posix') {
    yield* writeTo(shell, 2, `netdrill: bash: 'set -o ${wanted}' is not modelled here\n`);
    return 125;
  }
  yield* complain(shell, `set: ${wanted}: invalid option name`);
  return 2;
}

function* listOptions(shell: Shell, readable: boolean): Step<number> {
  const alwaysOn = new Set(['braceexpand', 'hashall', 'interactive-comments']);
  const rows = [...longNames, ...accepted].sort().map((option) => {
    const value = longNames.has(option)
      ? shell.options[option as keyof ShellOptions]
      : alwaysOn.has(option) || (shell.interactive && option !== 'notify' && option !== 'physical');
    return readable
      ? `${option.padEnd(15)}\t${value ? 'on' : 'off'}\n`
      : `set ${value ? '-' : '+'}o ${option}\n`;
  });
  return yield* put(shell, 'set', rows.join(''));
}

const shopts: Readonly<Record<string, keyof ShellOptions>> = {
  nullglob: 'nullglob',
  dotglob: 'dotglob',
  nocaseglob: 'nocaseglob',
  nocasematch: 'nocasematch',
  extglob: 'extglob',
  globstar: 'globstar',
  expand_aliases: 'expandAliases',
};

export const shopt: Builtin = function* (shell, args, name) {
  const switches = args.filter((arg) => arg.startsWith('-')).join('');
  const names = args.filter((arg) => !arg.startsWith('-'));
  const listed = names.length > 0 ? names : Object.keys(shopts).sort();
  let status = 0;
  for (const option of listed) {
    const key = shopts[option];
    if (key === undefined) {
      if (
        /^(checkwinsize|cmdhist|histappend|promptvars|sourcepath|progcomp|lastpipe|failglob|autocd|cdspell)$/.test(
          option,
        )
      ) {
        yield* writeTo(shell, 2, `netdrill: bash: 'shopt ${option}' is not modelled here\n`);
        return 125;
      }
      yield* complain(shell, `shopt: ${option}: invalid shell option name`);
      status = 1;
    } else if (switches.includes('s') && names.length > 0) shell.options[key] = true;
    else if (switches.includes('u') && names.length > 0) shell.options[key] = false;
    else {
      const value = shell.options[key];
      if (names.length > 0 && !value) status = 1;
      if (!switches.includes('q'))
        status = (yield* put(shell, name, `${option.padEnd(15)}\t${value ? 'on' : 'off'}\n`)) || status;
    }
  }
  return status;
};
