import type { Step } from '../../../lib/index.ts';
import { complain, type Shell, writeTo } from '../shell.ts';

/** A command inside the shell: gets the words after its name, returns the status. */
export type Builtin = (shell: Shell, args: readonly string[], name: string) => Step<number>;

/** Splits bundled switches (`-ln`) from operands; `--` ends them. Returns the first unknown letter, or null. */
export function readSwitches(
  args: readonly string[],
  letters: string,
): {
  readonly on: ReadonlySet<string>;
  readonly operands: readonly string[];
  readonly unknown: string | null;
} {
  const on = new Set<string>();
  for (const [index, arg] of args.entries()) {
    if (arg === '--') return { on, operands: args.slice(index + 1), unknown: null };
    if (!/^-./.test(arg)) return { on, operands: args.slice(index), unknown: null };
    for (const letter of arg.slice(1)) {
      if (!letters.includes(letter)) return { on, operands: [], unknown: `-${letter}` };
      on.add(letter);
    }
  }
  return { on, operands: [], unknown: null };
}

/** The complaint about a wrong option, with its usage line. Status 2. */
export function* wrongOption(shell: Shell, name: string, option: string, usage: string): Step<number> {
  yield* complain(shell, `${name}: ${option}: invalid option`);
  yield* writeTo(shell, 2, `${name}: usage: ${usage}\n`);
  return 2;
}

/** Writes to standard output and says when that fails. */
export function* put(shell: Shell, name: string, text: string): Step<number> {
  const failure = yield* writeTo(shell, 1, text);
  if (failure === null) return 0;
  yield* complain(
    shell,
    `${name}: write error: ${failure.errno === 'EBADF' ? 'Bad file descriptor' : 'Broken pipe'}`,
  );
  return 1;
}
