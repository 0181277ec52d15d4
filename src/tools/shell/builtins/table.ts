import { put, type Builtin } from './builtin.ts';
import { declareWords } from './declare.ts';
import { cd, pwd } from './directory.ts';
import { evaluate, exit, fail, jump, returnBuiltin, source, succeed } from './flow.ts';
import { background, disown, foreground, jobs, kill, wait } from './jobs.ts';
import { alias, commandBuiltin, hash, typeBuiltin, unalias } from './lookup.ts';
import { set, shopt } from './options.ts';
import { echo, printf } from './output.ts';
import { history, times, trap, ulimit, umask } from './process.ts';
import { mapfile, read } from './read.ts';
import { test } from './test.ts';
import { getopts, letBuiltin, shift, unset } from './variables.ts';
import { complain } from '../shell.ts';

const isBuiltin = (name: string): boolean => builtins.has(name);

/** `builtin name`: a builtin even where a function has its name. */
const builtin: Builtin = function* (shell, args) {
  const [name, ...rest] = args;
  if (name === undefined) return 0;
  const found = builtins.get(name);
  if (found !== undefined) return yield* found(shell, rest, name);
  yield* complain(shell, `builtin: ${name}: not a shell builtin`);
  return 1;
};

/** Lists the builtins that are modelled. */
const help: Builtin = function* (shell, args, name) {
  const unknown = args.find((arg) => !builtins.has(arg));
  if (unknown !== undefined) {
    yield* complain(
      shell,
      `help: no help topics match \`${unknown}'.  Try \`help help' or \`man -k ${unknown}' or \`info ${unknown}'.`,
    );
    return 1;
  }
  return yield* put(
    shell,
    name,
    `These shell commands are defined internally.\n\n ${builtinNames.join('\n ')}\n`,
  );
};

/** `exec` as a word of another builtin (`command exec`): the executor handles it where it leads the command. */
const exec: Builtin = function* (shell, args) {
  return args.length === 0 ? 0 : yield* shell.run.words(shell, args, { functions: false });
};

/** Everything that runs inside the shell process. */
export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [':', succeed],
  ['true', succeed],
  ['false', fail],
  ['.', source],
  ['source', source],
  ['[', test],
  ['test', test],
  ['alias', alias],
  ['bg', background],
  ['break', jump],
  ['builtin', builtin],
  ['cd', cd],
  ['command', commandBuiltin(isBuiltin)],
  ['continue', jump],
  ['declare', declareWords],
  ['disown', disown],
  ['echo', echo],
  ['eval', evaluate],
  ['exec', exec],
  ['exit', exit],
  ['export', declareWords],
  ['fg', foreground],
  ['getopts', getopts],
  ['hash', hash],
  ['help', help],
  ['history', history],
  ['jobs', jobs],
  ['kill', kill],
  ['let', letBuiltin],
  ['local', declareWords],
  ['logout', exit],
  ['mapfile', mapfile],
  ['printf', printf],
  ['pwd', pwd],
  ['read', read],
  ['readarray', mapfile],
  ['readonly', declareWords],
  ['return', returnBuiltin],
  ['set', set],
  ['shift', shift],
  ['shopt', shopt],
  ['times', times],
  ['trap', trap],
  ['type', typeBuiltin(isBuiltin)],
  ['typeset', declareWords],
  ['ulimit', ulimit],
  ['umask', umask],
  ['unalias', unalias],
  ['unset', unset],
  ['wait', wait],
]);

/** Names of the builtins, sorted. */
export const builtinNames: readonly string[] = [...builtins.keys()].sort();
