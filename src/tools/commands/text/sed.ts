import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isFailure, strerror } from '../../../model/state/index.ts';
import type { ParsedArguments } from '../spec.ts';
import { print, printError } from '../spec.ts';
import { SedEndless, SedRun } from './sed-run.ts';
import { parseSed, type SedCommand, SedProblem } from './sed-script.ts';
import { defineTool, has, LineReader } from './tool.ts';

/** Says that a file cannot be read, in GNU sed's words. */
function* complain(
  sys: Sys,
  path: string,
  errno: Parameters<typeof strerror>[0],
  directory: boolean,
): Step<void> {
  yield* printError(
    sys,
    directory
      ? `sed: couldn't edit ${path}: not a regular file\n`
      : `sed: can't read ${path}: ${strerror(errno)}\n`,
  );
}

function* body(sys: Sys, parsed: ParsedArguments): Step<number> {
  const operands = [...parsed.operands];
  const pieces: string[] = [];
  for (const flag of parsed.all) {
    if (flag.name === '-e') pieces.push(flag.value);
    if (flag.name !== '-f') continue;
    const text = yield* sys.readFile(flag.value);
    if (isFailure(text)) {
      yield* printError(sys, `sed: couldn't open file ${flag.value}: ${strerror(text.errno)}\n`);
      return 1;
    }
    pieces.push(text.replace(/^#!.*\n/, ''));
  }
  if (pieces.length === 0) {
    const first = operands.shift();
    if (first === undefined) {
      yield* printError(sys, 'Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n');
      return 1;
    }
    pieces.push(first);
  }
  const source = pieces.join('\n');
  let commands: SedCommand[];
  try {
    commands = parseSed(source, has(parsed, '-E'));
  } catch (error) {
    if (!(error instanceof SedProblem)) throw error;
    yield* printError(sys, `sed: -e expression #1, char ${error.at}: ${error.message}\n`);
    return 1;
  }
  const quiet = has(parsed, '-n') || /^#n\n/.test(source);
  const files = yield* includedFiles(sys, commands);
  const inPlace = parsed.flags.get('-i');
  if (inPlace !== undefined)
    return yield* editInPlace(sys, commands, operands, { quiet, files, suffix: inPlace });
  return yield* stream(sys, commands, operands, { quiet, files, separate: has(parsed, '-s') });
}

/** Texts of the files that `r` names, read beforehand. */
function* includedFiles(sys: Sys, commands: readonly SedCommand[]): Step<Map<string, string>> {
  const out = new Map<string, string>();
  for (const command of commands) {
    if (command.name !== 'r') continue;
    const text = yield* sys.readFile(command.text);
    if (!isFailure(text)) out.set(command.text, text);
  }
  return out;
}

interface Settings {
  readonly quiet: boolean;
  readonly files: ReadonlyMap<string, string>;
}

function runOver(
  commands: readonly SedCommand[],
  settings: Settings,
  queue: string[],
  more: () => boolean,
): SedRun {
  return new SedRun(commands, {
    quiet: settings.quiet,
    next: () => queue.shift() ?? null,
    isLast: () => queue.length === 0 && !more(),
    readFile: (path) => settings.files.get(path) ?? '',
  });
}

/**
 * Runs the script over input as it comes. With `$` one line is kept back, to know whether another follows; a script that
 * joins lines (`n`, `N`, `D`) gets them when all are there; any other one gets each line at once.
 */
function* stream(
  sys: Sys,
  commands: readonly SedCommand[],
  operands: readonly string[],
  settings: Settings & { separate: boolean },
): Step<number> {
  const looksAhead = commands.some((command) =>
    [command.from, command.to].some((address) => address?.kind === 'last'),
  );
  const needsAll = commands.some((command) => 'nND'.includes(command.name));
  const queue: string[] = [];
  let ended = false;
  let status = 0;
  let unterminated = false;
  const run = runOver(commands, settings, queue, () => !ended);
  const opened = new Map<string, number>();
  const work = function* (): Step<number | null> {
    while (!ended && needsAll ? false : queue.length > (looksAhead && !ended ? 1 : 0)) {
      const cycle = run.cycle(queue.shift()!);
      const last = ended && unterminated && queue.length === 0;
      const going = yield* print(sys, last ? cycle.output.replace(/\n$/, '') : cycle.output);
      yield* writeFiles(sys, run, opened);
      if (cycle.quit !== null) return cycle.quit;
      if (!going) return 1;
    }
    return null;
  };
  try {
    for (const path of operands.length > 0 ? operands : ['-']) {
      const descriptor = path === '-' ? 0 : yield* sys.open(path, 'read');
      if (isFailure(descriptor)) {
        yield* complain(sys, path, descriptor.errno, false);
        status = 2;
        continue;
      }
      const reader = new LineReader(sys, descriptor);
      for (;;) {
        const lines = yield* reader.batch();
        if (lines === null) break;
        if (isFailure(lines)) {
          yield* printError(
            sys,
            `sed: couldn't read ${path}: ${strerror(lines.errno)}\n`.replace(
              "couldn't read",
              lines.errno === 'EISDIR' ? "couldn't edit" : "couldn't read",
            ),
          );
          status = 2;
          break;
        }
        unterminated = !reader.terminated;
        queue.push(...lines);
        const quit = yield* work();
        if (quit !== null) return quit;
      }
      if (descriptor !== 0) yield* sys.close(descriptor);
    }
    ended = true;
    return (yield* work()) ?? status;
  } catch (error) {
    return yield* endless(sys, error);
  }
}

function* endless(sys: Sys, error: unknown): Step<number> {
  if (!(error instanceof SedEndless)) throw error;
  yield* printError(sys, "netdrill: sed: 'a script that never ends' is not modelled here\n");
  return 125;
}

function* writeFiles(sys: Sys, run: SedRun, opened: Map<string, number>): Step<void> {
  for (const { path, text } of run.written.splice(0)) {
    if (path === '/dev/stdout') {
      yield* print(sys, text);
      continue;
    }
    let descriptor = opened.get(path);
    if (descriptor === undefined) {
      const made = yield* sys.open(path, 'write');
      if (isFailure(made)) continue;
      descriptor = made;
      opened.set(path, made);
    }
    yield* sys.write(descriptor, text);
  }
}

function* editInPlace(
  sys: Sys,
  commands: readonly SedCommand[],
  operands: readonly string[],
  settings: Settings & { suffix: string },
): Step<number> {
  if (operands.length === 0) {
    yield* printError(sys, 'sed: no input files\n');
    return 1;
  }
  let status = 0;
  const opened = new Map<string, number>();
  for (const path of operands) {
    const kind = yield* sys.status(path, { follow: true });
    const text = isFailure(kind) || kind.type !== 'directory' ? yield* sys.readFile(path) : kind;
    if (typeof text !== 'string') {
      yield* complain(sys, path, isFailure(text) ? text.errno : 'EISDIR', !isFailure(text));
      status = 4;
      if (isFailure(text)) status = 2;
      continue;
    }
    const queue = text.split('\n');
    const terminated = queue.at(-1) === '';
    if (terminated) queue.pop();
    const run = runOver(commands, settings, queue, () => false);
    let out = '';
    try {
      for (let line = queue.shift(); line !== undefined; line = queue.shift()) {
        const cycle = run.cycle(line);
        out += cycle.output;
        if (cycle.quit === null) continue;
        out += queue.map((rest) => `${rest}\n`).join('');
        status = cycle.quit;
        break;
      }
    } catch (error) {
      return yield* endless(sys, error);
    }
    yield* writeFiles(sys, run, opened);
    if (settings.suffix !== '')
      yield* sys.writeFile(
        settings.suffix.includes('*') ? settings.suffix.replaceAll('*', path) : path + settings.suffix,
        text,
      );
    const failure = yield* sys.writeFile(path, terminated || text === '' ? out : out.replace(/\n$/, ''));
    if (isFailure(failure)) {
      yield* printError(sys, `sed: couldn't open file ${path}: ${strerror(failure.errno)}\n`);
      status = 4;
    }
  }
  return status;
}

export const sed = defineTool(
  {
    name: 'sed',
    summary: 'edit lines by a script',
    usage: ['sed [OPTION]... SCRIPT [FILE]...'],
    flags: [
      { names: ['-n', '--quiet', '--silent'], summary: 'print only when told' },
      { names: ['-e', '--expression'], argument: 'SCRIPT', summary: 'add a script' },
      { names: ['-f', '--file'], argument: 'FILE', summary: 'add a script from a file' },
      { names: ['-E', '-r', '--regexp-extended'], summary: 'extended expressions' },
      {
        names: ['-i', '--in-place'],
        argument: 'SUFFIX',
        optional: true,
        summary: 'edit files, keep the old ones with a suffix',
      },
      { names: ['-s', '--separate'], summary: 'files one by one', unmodelled: true },
      { names: ['-u', '--unbuffered'], summary: 'write each line at once' },
      { names: ['-z', '--null-data'], summary: 'lines end in NUL', unmodelled: true },
    ],
  },
  body,
);
