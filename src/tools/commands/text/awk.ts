import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isFailure, strerror } from '../../../model/state/index.ts';
import type { CommandSpec, ParsedArguments } from '../spec.ts';
import { notModelled, print, printError } from '../spec.ts';
import { parseAwk } from './awk-parser.ts';
import { AwkJump, AwkRun } from './awk-run.ts';
import { AwkRuntimeError } from './awk-state.ts';
import { type AwkProgram, AwkSyntaxError, AwkUnmodelled, unescapeAwk } from './awk-syntax.ts';
import { fromInput, toNumber, toText } from './awk-values.ts';
import { defineTool, LineReader } from './tool.ts';

const assignment = /^([A-Za-z_]\w*)=([\s\S]*)$/;

function* body(sys: Sys, parsed: ParsedArguments): Step<number> {
  const operands = [...parsed.operands];
  let source = '';
  for (const flag of parsed.all.filter((given) => given.name === '-f')) {
    const text = yield* sys.readFile(flag.value);
    if (isFailure(text)) {
      yield* printError(sys, `awk: cannot open "${flag.value}" (${strerror(text.errno)})\n`);
      return 2;
    }
    source += `${text}\n`;
  }
  if (!parsed.flags.has('-f')) {
    const first = operands.shift();
    if (first === undefined) {
      yield* printError(
        sys,
        "Usage: awk [POSIX or GNU style options] -f progfile [--] file ...\nUsage: awk [POSIX or GNU style options] [--] 'program' file ...\n",
      );
      return 1;
    }
    source = first;
  }
  let program: AwkProgram;
  try {
    program = parseAwk(source);
  } catch (error) {
    if (error instanceof AwkUnmodelled) return yield* notModelled(sys, 'awk', error.message);
    if (!(error instanceof AwkSyntaxError)) throw error;
    yield* printError(sys, `awk: line 1: ${error.message}\n`);
    return 2;
  }
  const run = new AwkRun(program, Math.floor((sys.world.epoch + sys.now()) / 1e6));
  let breaths = 0;
  run.breathe = function* () {
    yield* flush(sys, run, opened);
    // A loop that goes on and on gets dearer, so that a minute of it is no minute of the real machine.
    yield* sys.charge(breaths++ < 100 ? 100 : 50_000);
  };
  const opened = new Map<string, number>();
  for (const [name, value] of Object.entries(sys.process.env))
    run.array('ENVIRON').set(name, fromInput(value));
  for (const [index, word] of ['awk', ...operands].entries())
    run.array('ARGV').set(String(index), fromInput(word));
  run.globals.set('ARGC', operands.length + 1);
  if (parsed.flags.has('-F')) run.globals.set('FS', separator(parsed.flags.get('-F')!));
  for (const flag of parsed.all.filter((given) => given.name === '-v')) {
    const found = assignment.exec(flag.value);
    if (found !== null) run.globals.set(found[1]!, fromInput(unescapeAwk(found[2]!)));
  }
  const status = yield* drive(sys, run, program, operands, opened);
  yield* flush(sys, run, opened);
  return status;
}

/** `-Ft` is a tab, one blank is the usual splitting, everything else as written. */
function separator(text: string): string {
  return text === 't' ? '\t' : unescapeAwk(text);
}

function* drive(
  sys: Sys,
  run: AwkRun,
  program: AwkProgram,
  operands: readonly string[],
  opened: Map<string, number>,
): Step<number> {
  const state = { status: 0, exited: false };
  const guard = function* (work: () => Step<void>): Step<'next' | 'nextfile' | 'exit' | null> {
    try {
      yield* work();
      return null;
    } catch (error) {
      if (error instanceof AwkJump) {
        if (error.kind === 'exit') {
          if (error.value !== undefined) state.status = toNumber(error.value) & 255;
          state.exited = true;
          return 'exit';
        }
        return error.kind === 'nextfile' ? 'nextfile' : 'next';
      }
      if (error instanceof AwkUnmodelled) state.status = yield* notModelled(sys, 'awk', error.message);
      else if (error instanceof AwkRuntimeError || error instanceof RangeError) {
        yield* flush(sys, run, opened);
        yield* printError(sys, `awk: ${error.message}\n`);
        state.status = 2;
      } else throw error;
      state.exited = true;
      return 'exit';
    }
  };
  yield* guard(() => run.rules('BEGIN'));
  const reads = program.rules.some((rule) => rule.when !== 'BEGIN');
  if (!state.exited && reads && !(yield* readRecords(sys, run, operands, opened, guard, state)))
    return state.status;
  if (state.status !== 125 && (!state.exited || state.status !== 2)) yield* guard(() => run.rules('END'));
  return state.status;
}

type Guard = (work: () => Step<void>) => Step<'next' | 'nextfile' | 'exit' | null>;

/** Feeds all records. False when the output was closed. */
function* readRecords(
  sys: Sys,
  run: AwkRun,
  operands: readonly string[],
  opened: Map<string, number>,
  guard: Guard,
  state: { status: number; exited: boolean },
): Step<boolean> {
  let files = 0;
  const queue = [...operands];
  while (!state.exited) {
    const word = queue.shift();
    if (word === undefined && files > 0) return true;
    const found = word === undefined ? null : assignment.exec(word);
    if (found !== null) {
      run.globals.set(found[1]!, fromInput(unescapeAwk(found[2]!)));
      continue;
    }
    files += 1;
    const path = word ?? '-';
    const descriptor = path === '-' ? 0 : yield* sys.open(path, 'read');
    if (isFailure(descriptor)) {
      yield* printError(sys, `awk: cannot open "${path}" (${strerror(descriptor.errno)})\n`);
      state.status = 2;
      continue;
    }
    run.globals.set('FILENAME', path === '-' ? '' : path);
    run.globals.set('FNR', 0);
    const rs = toText(run.globals.get('RS'));
    const reader = new LineReader(sys, descriptor, rs === '' ? '\n\n' : rs);
    reading: for (;;) {
      const records = yield* reader.batch();
      if (records === null || isFailure(records)) break;
      for (const record of records) {
        const text =
          rs === ''
            ? record.replace(/^\n+|\n+$/g, '')
            : rs !== '\n' && !reader.terminated
              ? record.replace(/\n$/, '')
              : record;
        if (rs === '' && text === '') continue;
        run.setRecord(text);
        run.globals.set('NR', toNumber(run.globals.get('NR')) + 1);
        run.globals.set('FNR', toNumber(run.globals.get('FNR')) + 1);
        const jump = yield* guard(() => run.rules('record'));
        if (jump === 'exit') return true;
        if (jump === 'nextfile') break reading;
      }
      if (!(yield* flush(sys, run, opened))) return false;
    }
    if (descriptor !== 0) yield* sys.close(descriptor);
  }
  return true;
}

/** Writes what was collected. False when nobody reads the output any more. */
function* flush(sys: Sys, run: AwkRun, opened: Map<string, number>): Step<boolean> {
  const text = run.output;
  run.output = '';
  for (const { path, text: piece, append } of run.files.splice(0)) {
    if (path === '/dev/stderr') {
      yield* sys.write(2, piece);
      continue;
    }
    let descriptor = opened.get(path);
    if (descriptor === undefined) {
      const made = yield* sys.open(path, append ? 'append' : 'write');
      if (isFailure(made)) {
        yield* printError(sys, `awk: cannot open "${path}" for output (${strerror(made.errno)})\n`);
        continue;
      }
      descriptor = made;
      opened.set(path, made);
    }
    yield* sys.write(descriptor, piece);
  }
  return yield* print(sys, text);
}

export const awk: CommandSpec = defineTool(
  {
    name: 'awk',
    aliases: ['gawk', 'mawk'],
    summary: 'programs over lines and fields',
    usage: ["awk [-F FS] [-v NAME=VALUE]... 'PROGRAM' [FILE]...", 'awk [OPTION]... -f FILE [FILE]...'],
    flags: [
      { names: ['-F', '--field-separator'], argument: 'FS', summary: 'what separates fields' },
      { names: ['-v', '--assign'], argument: 'NAME=VALUE', summary: 'set a variable first' },
      { names: ['-f', '--file'], argument: 'FILE', summary: 'take the program from a file' },
    ],
  },
  body,
  { stopAtOperand: true, usageStatus: 2 },
);
