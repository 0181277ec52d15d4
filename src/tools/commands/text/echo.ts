import { formatPrintf, unescapeEcho } from '../../shell/index.ts';
import type { CommandSpec } from '../spec.ts';
import { print, printError } from '../spec.ts';

/** `echo` as a program, for `xargs echo` and `find -exec echo`; the shell has its own. */
export const echo: CommandSpec = {
  name: 'echo',
  summary: 'write words',
  usage: ['echo [-neE] [STRING]...'],
  flags: [],
  *run(sys) {
    let from = 0;
    let newline = true;
    let escapes = false;
    for (; /^-[neE]+$/.test(sys.args[from] ?? ''); from++) {
      for (const letter of sys.args[from]!.slice(1)) {
        if (letter === 'n') newline = false;
        else escapes = letter === 'e';
      }
    }
    const text = sys.args.slice(from).join(' ');
    const decoded = escapes ? unescapeEcho(text, true) : { text, stopped: false };
    yield* print(sys, decoded.text + (newline && !decoded.stopped ? '\n' : ''));
    return 0;
  },
};

/** `printf` as a program. */
export const printf: CommandSpec = {
  name: 'printf',
  summary: 'write words in a format',
  usage: ['printf FORMAT [ARGUMENT]...'],
  flags: [],
  *run(sys) {
    const [format, ...args] = sys.args;
    if (format === undefined) {
      yield* printError(sys, "printf: missing operand\nTry 'printf --help' for more information.\n");
      return 1;
    }
    const result = formatPrintf(format, args);
    for (const problem of result.problems) yield* printError(sys, `printf: ${problem}\n`);
    yield* print(sys, result.text);
    return result.problems.length > 0 ? 1 : 0;
  },
};
