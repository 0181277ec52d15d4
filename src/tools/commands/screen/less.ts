import type { Step } from '../../../lib/index.ts';
import { isFailure, strerror } from '../../../model/state/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, notModelled } from '../spec.ts';
import { copy } from '../text/cat.ts';
import { defineTool, has, isBusybox } from '../text/tool.ts';
import { FullScreen } from './full-screen.ts';
import { Pager, type PagerFile } from './less-pager.ts';

const FLAGS = [
  { names: ['-N', '--LINE-NUMBERS'], summary: 'number lines' },
  { names: ['-S', '--chop-long-lines'], summary: 'cut long lines' },
  { names: ['-F', '--quit-if-one-screen'], summary: 'only print what fits one screen' },
  { names: ['-X', '--no-init'], summary: 'leave the last screen behind' },
  { names: ['-i', '--ignore-case', '-I', '--IGNORE-CASE'], summary: 'ignore case in searches' },
  { names: ['-p', '--pattern'], argument: 'PATTERN', summary: 'start at the first match' },
  { names: ['-R', '-r', '-n', '-q', '-f', '-e', '-E', '-s'], summary: 'accepted and ignored' },
  { names: ['-m', '-M'], summary: 'longer prompts', unmodelled: true },
  { names: ['-o', '-O'], argument: 'FILE', summary: 'copy the input', unmodelled: true },
  { names: ['-P'], argument: 'PROMPT', summary: 'another prompt', unmodelled: true },
] as const;

/**
 * less 458 of CentOS 7, 590 of Debian 12 (its screens compared in a pseudo terminal) and busybox's applet, whose manners differ.
 * Written straight through when the output is no terminal.
 */
export const less: CommandSpec = defineTool(
  {
    name: 'less',
    summary: 'show a file page by page',
    usage: ['less [OPTION]... [+COMMAND] [FILE]...'],
    flags: FLAGS,
  },
  function* (sys, parsed) {
    const commands = parsed.operands.filter((word) => word.startsWith('+')).map((word) => word.slice(1));
    const paths = parsed.operands.filter((word) => !word.startsWith('+'));
    if (!sys.isTerminal(1)) return yield* copy(sys, paths);
    if (paths.length === 0 && sys.isTerminal(0)) {
      yield* sys.write(
        2,
        isBusybox(sys) ? 'less: missing filename\n' : 'Missing filename ("less --help" for help)\n',
      );
      return 1;
    }
    const files = yield* openFiles(sys, paths);
    if (files.length === 0) return 1;
    const screen = yield* FullScreen.open(sys);
    if (screen === null) return yield* notModelled(sys, 'less', 'keys without a terminal');
    const pager = new Pager(sys, screen, files, {
      numbers: has(parsed, '-N'),
      chop: has(parsed, '-S'),
      ignoreCase: has(parsed, '-i'),
      leaves: has(parsed, '-X') || isBusybox(sys),
      quitsIfShort: has(parsed, '-F'),
    });
    const pattern = parsed.flags.get('-p');
    return yield* pager.run([...commands, ...(pattern === undefined ? [] : [`/${pattern}\n`])]);
  },
);

/** The files that can be opened; what is wrong with the others is said before the first screen. */
function* openFiles(sys: Sys, paths: readonly string[]): Step<PagerFile[]> {
  if (paths.length === 0) return [{ name: '', descriptor: 0 }];
  const files: PagerFile[] = [];
  for (const path of paths) {
    const status = yield* sys.status(path, { follow: true });
    const directory = !isFailure(status) && status.type === 'directory';
    const descriptor = directory ? undefined : yield* sys.open(path, 'read');
    if (descriptor !== undefined && !isFailure(descriptor)) files.push({ name: path, descriptor });
    else {
      const reason = descriptor === undefined ? 'EISDIR' : descriptor.errno;
      yield* sys.write(
        2,
        isBusybox(sys)
          ? `less: can't open '${path}': ${strerror(reason)}\n`
          : `${path}${directory ? ' is a directory' : `: ${strerror(reason)}`}\n`,
      );
    }
  }
  return files;
}
