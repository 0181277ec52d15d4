import type { Step } from '../../../lib/index.ts';
import { rootOf, type Sys } from '../../../machine/os/index.ts';
import { type Errno, fail, type Failure, isFailure, strerror } from '../../../model/state/index.ts';
import {
  type CommandSpec,
  isArgumentProblem,
  notModelled,
  type ParsedArguments,
  parseArguments,
  print,
  printError,
} from '../spec.ts';

/** True in an image whose small tools are busybox's, which words its complaints differently. */
export function isBusybox(sys: Sys): boolean {
  const { profile } = rootOf(sys.node, sys.process.namespaces.root);
  return profile === 'alpine' || profile === 'etcd';
}

/** What a tool does once its words are parsed. */
export type ToolBody = (sys: Sys, parsed: ParsedArguments) => Step<number>;

export interface ToolOptions {
  /** Exit status for wrong usage: 1 for most of coreutils, 2 for grep, sort, diff, ls. */
  readonly usageStatus?: number;
  /** Words after the first operand belong to another command. */
  readonly stopAtOperand?: boolean;
  /** Rewrites words before parsing, as `head -5` needs. */
  readonly rewrite?: (words: readonly string[]) => readonly string[];
}

/** Makes a command of a specification and a body; `--help` and complaints about flags derive from the specification. */
export function defineTool(
  spec: Omit<CommandSpec, 'run'>,
  body: ToolBody,
  options: ToolOptions = {},
): CommandSpec {
  const run = function* (sys: Sys): Step<number> {
    const words = options.rewrite === undefined ? sys.args : options.rewrite(sys.args);
    const operandFirst = options.stopAtOperand && words[0] !== undefined && !words[0].startsWith('-');
    if (
      !operandFirst &&
      words.includes('--help') &&
      !spec.flags.some((flag) => flag.names.includes('--help'))
    ) {
      yield* print(sys, helpText(spec));
      return 0;
    }
    const parsed = parseArguments(spec, words, { stopAtOperand: options.stopAtOperand });
    if (!isArgumentProblem(parsed)) return yield* body(sys, parsed);
    if (parsed.kind === 'unmodelled') return yield* notModelled(sys, spec.name, parsed.flag);
    yield* printError(sys, problemText(sys, spec, parsed.kind, parsed.flag));
    return isBusybox(sys) ? 1 : (options.usageStatus ?? 1);
  };
  return { ...spec, run };
}

function helpText(spec: Omit<CommandSpec, 'run'>): string {
  const usage = spec.usage.map((form, index) => `${index === 0 ? 'Usage: ' : '  or:  '}${form}\n`).join('');
  const flags = spec.flags
    .filter((flag) => !flag.unmodelled)
    .map(
      (flag) =>
        `  ${`${flag.names.join(', ')}${flag.argument === undefined ? '' : ` ${flag.argument}`}`.padEnd(28)} ${flag.summary}\n`,
    );
  return `${usage}${spec.summary}\n${flags.length > 0 ? '\n' : ''}${flags.join('')}`;
}

function problemText(
  sys: Sys,
  spec: Omit<CommandSpec, 'run'>,
  kind: 'unknown' | 'missing',
  flag: string,
): string {
  const long = flag.startsWith('--');
  const what =
    kind === 'unknown'
      ? long
        ? `unrecognized option '${flag}'`
        : `invalid option -- '${flag.slice(1)}'`
      : long
        ? `option '${flag}' requires an argument`
        : `option requires an argument -- '${flag.slice(1)}'`;
  if (isBusybox(sys))
    return `${spec.name}: ${what.replace(/invalid option -- '(.)'/, 'unrecognized option: $1')}\n`;
  return `${spec.name}: ${what}\nTry '${spec.name} --help' for more information.\n`;
}

/** Says why a file could not be read, as the image's tool does. */
export function* complainOfFile(sys: Sys, tool: string, path: string, errno: Errno): Step<void> {
  const opened =
    isBusybox(sys) && ['cat', 'head', 'tail', 'wc', 'cut', 'sort', 'uniq', 'nl', 'tac', 'od'].includes(tool);
  yield* printError(sys, `${tool}: ${opened ? `can't open '${path}'` : path}: ${strerror(errno)}\n`);
}

/** A switch of the command line. */
export function has(parsed: ParsedArguments, name: string): boolean {
  return parsed.flags.has(name);
}

/** Complains about wrong usage in the tool's name; returns the status. */
export function* usageError(sys: Sys, tool: string, text: string, status = 1): Step<number> {
  yield* printError(
    sys,
    `${tool}: ${text}\n${isBusybox(sys) ? '' : `Try '${tool} --help' for more information.\n`}`,
  );
  return status;
}

/** Characters a tool holds at most, 16 Mi: the machines are small, and an endless input must end somewhere. */
const MEMORY = 16 * 1024 * 1024;

/** Reads lines of a descriptor in batches: as many as there are without waiting, so that a pipe is passed on at once. */
export class LineReader {
  private readonly sys: Sys;
  private readonly descriptor: number;
  private readonly separator: string;
  private rest = '';
  private ended = false;
  /** Whether the last line that was given out ended in the separator. */
  terminated = true;

  constructor(sys: Sys, descriptor: number, separator = '\n') {
    this.sys = sys;
    this.descriptor = descriptor;
    this.separator = separator;
  }

  /** The next lines without their separators; null at the end; a failure as it came. */
  *batch(): Step<string[] | null | Failure> {
    for (;;) {
      if (this.ended) return null;
      const piece = yield* this.sys.read(this.descriptor);
      if (isFailure(piece)) return piece;
      if (piece === '') {
        this.ended = true;
        if (this.rest === '') return null;
        this.terminated = false;
        return [this.rest];
      }
      const lines = (this.rest + piece).split(this.separator);
      this.rest = lines.pop()!;
      if (this.rest.length > MEMORY) return fail('ENOMEM');
      if (lines.length > 0) return lines;
    }
  }
}

/** Opens a file operand; `-` is standard input. Complains and returns null when it cannot be opened. */
export function* openOperand(sys: Sys, tool: string, path: string): Step<number | null> {
  if (path === '-') return 0;
  const descriptor = yield* sys.open(path, 'read');
  if (!isFailure(descriptor)) return descriptor;
  yield* complainOfFile(sys, tool, path, descriptor.errno);
  return null;
}

/** What `eachBatch` hands to a tool: lines, the file they come from, and whether the very last one lacks its end. */
export interface Batch {
  readonly lines: readonly string[];
  readonly path: string;
  readonly unterminated: boolean;
}

/**
 * Goes through the lines of all operands (standard input when there are none). `take` returns false to stop. The
 * result is 1 when some file could not be read.
 */
export function* eachBatch(
  sys: Sys,
  tool: string,
  paths: readonly string[],
  take: (batch: Batch) => Step<boolean>,
): Step<number> {
  let status = 0;
  for (const path of paths.length > 0 ? paths : ['-']) {
    const descriptor = yield* openOperand(sys, tool, path);
    if (descriptor === null) {
      status = 1;
      continue;
    }
    const reader = new LineReader(sys, descriptor);
    for (;;) {
      const lines = yield* reader.batch();
      if (lines === null) break;
      if (isFailure(lines)) {
        yield* complainOfFile(sys, tool, path, lines.errno);
        status = 1;
        break;
      }
      if (yield* take({ lines, path, unterminated: !reader.terminated })) continue;
      if (descriptor !== 0) yield* sys.close(descriptor);
      return status;
    }
    if (descriptor !== 0) yield* sys.close(descriptor);
  }
  return status;
}

/** All lines of all operands at once, for tools that must see the end first. */
export function* readAllLines(
  sys: Sys,
  tool: string,
  paths: readonly string[],
): Step<{ lines: string[]; status: number }> {
  const lines: string[] = [];
  const status = yield* eachBatch(sys, tool, paths, function* (batch) {
    for (const line of batch.lines) lines.push(line);
    return true;
  });
  return { lines, status };
}

/** The whole text of a file operand or of standard input; null after a complaint. */
export function* readWhole(sys: Sys, tool: string, path: string): Step<string | null> {
  const descriptor = yield* openOperand(sys, tool, path);
  if (descriptor === null) return null;
  let text = '';
  for (;;) {
    const piece = yield* sys.read(descriptor);
    if (isFailure(piece)) {
      yield* complainOfFile(sys, tool, path, piece.errno);
      return null;
    }
    if (piece === '') break;
    text += piece;
    if (text.length > MEMORY) {
      yield* printError(sys, `${tool}: memory exhausted\n`);
      return null;
    }
  }
  if (descriptor !== 0) yield* sys.close(descriptor);
  return text;
}

const encoder = new TextEncoder();

/** Length in octets as UTF-8. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/** Last piece of a path. */
export function baseName(path: string): string {
  const clean = path.replace(/\/+$/, '');
  return clean === '' ? (path === '' ? '' : '/') : clean.slice(clean.lastIndexOf('/') + 1);
}

/** A path joined to a directory's. */
export function joinPath(directory: string, name: string): string {
  return directory.endsWith('/') ? directory + name : `${directory}/${name}`;
}

/** A name in a complaint: coreutils 8.22 (centos7) puts curly quotes around it, later ones straight, busybox as well. */
export function quoted(sys: Sys, name: string): string {
  return rootOf(sys.node, sys.process.namespaces.root).profile === 'centos7' ? `‘${name}’` : `'${name}'`;
}
