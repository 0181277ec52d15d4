import type { Step } from '../../lib/index.ts';
import { isFailure, type ImageProfile } from '../../model/state/index.ts';
import type { Program, Sys } from '../../machine/os/index.ts';

/** One flag of a getopt-style tool. Declared once; parsing, usage, completion and the command reference derive from it. */
export interface FlagSpec {
  /** `-c`, `--count`: short ones may be bundled. */
  names: readonly string[];
  /** Placeholder of the argument; absent for a switch. */
  argument?: string;
  /** The argument may be missing (`--color[=WHEN]`). */
  optional?: boolean;
  /** Few words, lower case, English. */
  summary: string;
  /** The real tool has it and this model has not: naming it ends with exit 125. */
  unmodelled?: boolean;
}

export interface CommandSpec {
  name: string;
  /** Other names it answers to (`vi` for the editor). */
  aliases?: readonly string[];
  /** Images that hold it; absent: all. */
  profiles?: readonly ImageProfile[];
  /** Few words, lower case, English. */
  summary: string;
  /** One line a form, without the leading `usage:`. */
  usage: readonly string[];
  flags: readonly FlagSpec[];
  /** Flags of each sub-command, by its words joined with a blank (`network create`). */
  forms?: Readonly<Record<string, readonly FlagSpec[]>>;
  /** Words a newcomer may type next, for completion and reference: sub-commands and objects. */
  words?: readonly string[];
  /** Completes the words after the tool's name from the world; absent: files. */
  complete?: (sys: Pick<Sys, 'world' | 'node' | 'netns'>, words: readonly string[]) => string[];
  run: Program;
}

export interface ParsedArguments {
  /** Flag by its first name to its last value; switches to ''. */
  flags: Map<string, string>;
  /** Every occurrence, in order. */
  all: { name: string; value: string }[];
  operands: string[];
}

export type ArgumentProblem =
  | { kind: 'unknown'; flag: string }
  | { kind: 'missing'; flag: string }
  | { kind: 'unmodelled'; flag: string };

/**
 * Parses getopt-style words: bundled short flags, `--long=value`, `--` ends flags. `stopAtOperand` is the `+` of getopt:
 * what follows the first operand belongs to somebody else (`nsenter`, `timeout`, `docker exec`).
 */
export function parseArguments(
  spec: Pick<CommandSpec, 'flags'>,
  words: readonly string[],
  options: { stopAtOperand?: boolean } = {},
): ParsedArguments | ArgumentProblem {
  const parsed: ParsedArguments = { flags: new Map(), all: [], operands: [] };
  const byName = new Map<string, FlagSpec>();
  for (const flag of spec.flags) for (const name of flag.names) byName.set(name, flag);
  const take = (flag: FlagSpec, value: string) => {
    parsed.flags.set(flag.names[0], value);
    parsed.all.push({ name: flag.names[0], value });
  };
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === '--') {
      parsed.operands.push(...words.slice(i + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      if (options.stopAtOperand) {
        parsed.operands.push(...words.slice(i));
        break;
      }
      parsed.operands.push(word);
      continue;
    }
    if (word.startsWith('--') || byName.has(word)) {
      const equals = word.startsWith('--') ? word.indexOf('=') : -1;
      const name = equals < 0 ? word : word.slice(0, equals);
      const flag = byName.get(name);
      if (!flag) return { kind: 'unknown', flag: name };
      if (flag.unmodelled) return { kind: 'unmodelled', flag: name };
      if (flag.argument === undefined || (flag.optional && equals < 0)) take(flag, '');
      else if (equals >= 0) take(flag, word.slice(equals + 1));
      else if (i + 1 < words.length) take(flag, words[++i]);
      else return { kind: 'missing', flag: name };
      continue;
    }
    for (let j = 1; j < word.length; j++) {
      const name = `-${word[j]}`;
      const flag = byName.get(name);
      if (!flag) return { kind: 'unknown', flag: name };
      if (flag.unmodelled) return { kind: 'unmodelled', flag: name };
      if (flag.argument === undefined) {
        take(flag, '');
        continue;
      }
      const rest = word.slice(j + 1);
      if (rest !== '' || flag.optional) take(flag, rest);
      else if (i + 1 < words.length) take(flag, words[++i]);
      else return { kind: 'missing', flag: name };
      break;
    }
  }
  return parsed;
}

export function isArgumentProblem(value: ParsedArguments | ArgumentProblem): value is ArgumentProblem {
  return 'kind' in value;
}

/** Exit status when Netdrill itself cannot do what the real tool could. */
export const NOT_MODELLED = 125;

/** The honest edge: says what is not modelled, on stderr, and gives the status to exit with. */
export function* notModelled(sys: Sys, tool: string, what: string): Step<number> {
  yield* sys.write(2, `netdrill: ${tool}: '${what}' is not modelled here\n`);
  return NOT_MODELLED;
}

/** Writes to standard output; false when nobody reads any more. */
export function* print(sys: Sys, text: string): Step<boolean> {
  if (text === '') return true;
  return !isFailure(yield* sys.write(1, text));
}

export function* printError(sys: Sys, text: string): Step<void> {
  yield* sys.write(2, text);
}
