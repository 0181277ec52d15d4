import type { Shell } from './shell.ts';
import { compareNames } from './expand-paths.ts';
import type { Variable } from './variables.ts';

/** The value of a special parameter that needs no system call; undefined for ordinary names. */
export function specialValue(shell: Shell, name: string): string | undefined {
  switch (name) {
    case '?':
      return String(shell.status);
    case '$':
      return String(shell.mainPid);
    case '!':
      return shell.lastBackground === null ? undefined : String(shell.lastBackground);
    case '#':
      return String(shell.positional.length);
    case '-':
      return optionLetters(shell);
    case '0':
      return shell.name;
    case 'LINENO':
      return String(shell.line);
    case 'BASH_SUBSHELL':
      return String(shell.subshells);
    case 'FUNCNAME':
      return shell.calls.at(-1);
    default:
      return /^[1-9]\d*$/.test(name) ? shell.positional[Number(name) - 1] : undefined;
  }
}

/** `$-`. */
function optionLetters(shell: Shell): string {
  const { options } = shell;
  const letters: readonly (readonly [string, boolean])[] = [
    ['a', options.allexport],
    ['e', options.errexit],
    ['f', options.noglob],
    ['h', true],
    ['i', shell.interactive],
    ['m', options.monitor],
    ['n', options.noexec],
    ['u', options.nounset],
    ['v', options.verbose],
    ['x', options.xtrace],
    ['B', true],
    ['C', options.noclobber],
    ['H', shell.interactive],
  ];
  return letters.flatMap(([letter, on]) => (on ? [letter] : [])).join('');
}

/** One element of an array; negative subscripts of indexed arrays count from the end. */
export function elementOf(variable: Variable | undefined, subscript: string): string | undefined {
  if (variable === undefined) return undefined;
  if (variable.associative !== undefined) return variable.associative.get(subscript);
  let index = Number(subscript);
  if (variable.array === undefined) return index === 0 || index === -1 ? variable.value : undefined;
  if (index < 0) index += Math.max(-1, ...variable.array.keys()) + 1;
  return variable.array.get(index);
}

/** Subscripts in order. A plain variable has the one element 0. */
export function subscriptsOf(variable: Variable | undefined): string[] {
  if (variable === undefined) return [];
  if (variable.associative !== undefined) return [...variable.associative.keys()];
  if (variable.array !== undefined) return [...variable.array.keys()].sort((a, b) => a - b).map(String);
  return variable.value === undefined ? [] : ['0'];
}

/** Values in the order of `subscriptsOf`. */
export function elementsOf(variable: Variable | undefined): string[] {
  return subscriptsOf(variable).map((subscript) => elementOf(variable, subscript) ?? '');
}

/** Names of set variables that begin with `prefix`. */
export function namesWithPrefix(shell: Shell, prefix: string): string[] {
  return shell.variables
    .names()
    .filter((name) => name.startsWith(prefix))
    .sort(compareNames);
}
