import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isFailure, strerror } from '../../../model/state/index.ts';
import { print, printError } from '../spec.ts';
import { defineTool, has, readWhole, usageError } from './tool.ts';

/** Splits input at blanks; quotes and backslashes protect. */
function splitArguments(text: string): string[] {
  const out: string[] = [];
  for (const match of text.matchAll(/(?:[^\s"'\\]|\\[\s\S]|"[^"\n]*"|'[^'\n]*')+/g)) {
    out.push(
      match[0].replace(
        /\\([\s\S])|"([^"\n]*)"|'([^'\n]*)'/g,
        (_, a?: string, b?: string, c?: string) => a ?? b ?? c ?? '',
      ),
    );
  }
  return out;
}

/** Runs a program and waits for it; 127 or 126 with a complaint when it cannot be started. */
export function* runProgram(
  sys: Sys,
  tool: string,
  argv: string[],
  env?: Record<string, string>,
): Step<number> {
  const pid = yield* sys.spawn({ argv, ...(env === undefined ? {} : { env }) });
  if (isFailure(pid)) {
    const quoted = tool === 'xargs' ? argv[0] : `‘${argv[0]}’`;
    yield* printError(sys, `${tool}: ${quoted}: ${strerror(pid.errno)}\n`);
    return pid.errno === 'ENOENT' ? 127 : 126;
  }
  for (;;) {
    const result = yield* sys.wait(pid);
    if (isFailure(result)) {
      if (result.errno !== 'EINTR') return 1;
    } else return result.status;
  }
}

export const xargs = defineTool(
  {
    name: 'xargs',
    summary: 'build command lines from input',
    usage: ['xargs [OPTION]... COMMAND [INITIAL-ARGS]...'],
    flags: [
      { names: ['-n', '--max-args'], argument: 'NUM', summary: 'arguments for each command' },
      { names: ['-I', '--replace'], argument: 'R', summary: 'one command a line, R stands for it' },
      { names: ['-L', '--max-lines'], argument: 'NUM', summary: 'lines for each command' },
      { names: ['-d', '--delimiter'], argument: 'CHAR', summary: 'what separates arguments' },
      { names: ['-0', '--null'], summary: 'arguments end in NUL' },
      { names: ['-r', '--no-run-if-empty'], summary: 'no command without input' },
      { names: ['-t', '--verbose'], summary: 'show commands' },
      { names: ['-a', '--arg-file'], argument: 'FILE', summary: 'read a file' },
      {
        names: ['-P', '--max-procs'],
        argument: 'NUM',
        summary: 'commands at a time; run one after the other here',
      },
      { names: ['-p', '--interactive'], summary: 'ask', unmodelled: true },
    ],
  },
  function* (sys, parsed) {
    for (const flag of ['-n', '-L'] as const) {
      const given = parsed.flags.get(flag);
      if (given === undefined || /^[1-9]\d*$/.test(given)) continue;
      const what = /^-?\d+$/.test(given)
        ? `value ${given} for ${flag} option should be >= 1`
        : `invalid number "${given}" for ${flag} option`;
      return yield* usageError(sys, 'xargs', what);
    }
    const text = yield* readWhole(sys, 'xargs', parsed.flags.get('-a') ?? '-');
    if (text === null) return 1;
    const command = parsed.operands.length > 0 ? parsed.operands : ['echo'];
    const replace = parsed.flags.get('-I');
    const given = has(parsed, '-0')
      ? '\0'
      : parsed.flags.get('-d')?.replace('\\n', '\n').replace('\\t', '\t').replace('\\0', '\0');
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    const groups: string[][] = [];
    if (replace !== undefined)
      for (const line of given === undefined ? lines : text.split(given)) groups.push([line.trim()]);
    else if (parsed.flags.has('-L')) {
      const count = Number(parsed.flags.get('-L'));
      for (let at = 0; at < lines.length; at += count)
        groups.push(lines.slice(at, at + count).flatMap(splitArguments));
    } else {
      const words =
        given === undefined
          ? splitArguments(text)
          : text.split(given).filter((word, index, all) => word !== '' || index < all.length - 1);
      const count = Number(parsed.flags.get('-n') ?? 4000);
      for (let at = 0; at < words.length; at += count) groups.push(words.slice(at, at + count));
      if (groups.length === 0 && !has(parsed, '-r')) groups.push([]);
    }
    let status = 0;
    for (const group of groups) {
      const argv =
        replace === undefined
          ? [...command, ...group]
          : command.map((word) => word.replaceAll(replace, group[0]!));
      if (has(parsed, '-t')) yield* printError(sys, `${argv.join(' ')}\n`);
      const result =
        argv[0] === 'echo' && command.length === 1 && parsed.operands.length === 0
          ? yield* echo(sys, group)
          : yield* runProgram(sys, 'xargs', argv);
      if (result === 127 || result === 126) return result;
      if (result === 255) {
        yield* printError(sys, `xargs: ${argv[0]}: exited with status 255; aborting\n`);
        return 124;
      }
      if (result > 128) {
        yield* printError(sys, `xargs: ${argv[0]}: terminated by signal ${result - 128}\n`);
        return 125;
      }
      if (result !== 0) status = 123;
    }
    return status;
  },
  { stopAtOperand: true },
);

/** The command of `xargs` alone. */
function* echo(sys: Sys, words: readonly string[]): Step<number> {
  return (yield* print(sys, `${words.join(' ')}\n`)) ? 0 : 1;
}
