import type { Step } from '../../../lib/index.ts';
import type { FileStatus, Sys } from '../../../machine/os/index.ts';
import { isFailure, strerror } from '../../../model/state/index.ts';
import { compilePattern, matchesPattern } from '../../shell/index.ts';
import type { CommandSpec } from '../spec.ts';
import { notModelled, print, printError } from '../spec.ts';
import { modeText } from './list-names.ts';
import { baseName, joinPath } from './tool.ts';
import { compileRegex } from './regex.ts';
import { runProgram } from './xargs.ts';

interface Found {
  readonly path: string;
  readonly depth: number;
  readonly status: FileStatus;
}

type Test = (found: Found) => Step<boolean>;

class FindProblem extends Error {}
class FindUnmodelled extends Error {}

interface Walk {
  maxDepth: number;
  minDepth: number;
  depthFirst: boolean;
  pruned: boolean;
  ended: boolean;
  acts: boolean;
  status: number;
  /** Paths gathered for `-exec ... +`. */
  readonly batches: { readonly words: readonly string[]; readonly paths: string[] }[];
}

/** Compares a number with `+N`, `-N` or `N`. */
function compareCount(text: string): (value: number) => boolean {
  const count = Number(text.replace(/^[-+]/, ''));
  if (Number.isNaN(count)) throw new FindProblem(`invalid argument \`${text}'`);
  if (text.startsWith('+')) return (value) => value > count;
  return text.startsWith('-') ? (value) => value < count : (value) => value === count;
}

class FindParser {
  private readonly sys: Sys;
  private readonly words: readonly string[];
  private readonly walk: Walk;
  private at = 0;

  constructor(sys: Sys, words: readonly string[], walk: Walk) {
    this.sys = sys;
    this.words = words;
    this.walk = walk;
  }

  parse(): Test {
    if (this.words.length === 0)
      return function* () {
        return true;
      };
    const test = this.or();
    if (this.at < this.words.length)
      throw new FindProblem(`paths must precede expression: \`${this.words[this.at]}'`);
    return test;
  }

  private or(): Test {
    let left = this.and();
    while (['-o', '-or'].includes(this.words[this.at] ?? '')) {
      this.at += 1;
      const first = left;
      const second = this.and();
      left = function* (found) {
        return (yield* first(found)) || (yield* second(found));
      };
    }
    return left;
  }

  private and(): Test {
    let left = this.not();
    for (;;) {
      const word = this.words[this.at];
      if (word === undefined || word === ')' || word === '-o' || word === '-or') return left;
      if (word === '-a' || word === '-and') this.at += 1;
      const first = left;
      const second = this.not();
      left = function* (found) {
        return (yield* first(found)) && (yield* second(found));
      };
    }
  }

  private not(): Test {
    const word = this.words[this.at++];
    if (word === undefined) throw new FindProblem('expected an expression');
    if (word === '!' || word === '-not') {
      const inner = this.not();
      return function* (found) {
        return !(yield* inner(found));
      };
    }
    if (word === '(') {
      const inner = this.or();
      if (this.words[this.at++] !== ')')
        throw new FindProblem(
          "invalid expression; I was expecting to find a ')' somewhere but did not see one.",
        );
      return inner;
    }
    return this.primary(word);
  }

  private argument(name: string): string {
    const word = this.words[this.at++];
    if (word === undefined) throw new FindProblem(`missing argument to \`${name}'`);
    return word;
  }

  private primary(name: string): Test {
    const { walk, sys } = this;
    const pure = (test: (found: Found) => boolean): Test =>
      function* (found) {
        return test(found);
      };
    switch (name) {
      case '-name':
      case '-iname': {
        const pattern = compilePattern(this.argument(name), { fold: name === '-iname' });
        return pure(({ path }) => matchesPattern(pattern, baseName(path)));
      }
      case '-path':
      case '-ipath':
      case '-wholename': {
        const pattern = compilePattern(this.argument(name), { fold: name === '-ipath' });
        return pure(({ path }) => matchesPattern(pattern, path));
      }
      case '-regex': {
        const given = this.argument(name);
        const pattern = compileRegex(given, 'basic', (source) => `^(?:${source})$`);
        if (typeof pattern === 'string')
          throw new FindProblem(`failed to compile regular expression '${given}': ${pattern}`);
        return pure(({ path }) => pattern.test(path));
      }
      case '-type': {
        const kinds: Readonly<Record<string, string>> = {
          f: 'file',
          d: 'directory',
          l: 'symlink',
          c: 'character',
          p: 'pipe',
          s: 'socket',
        };
        const wanted = this.argument(name).split(',');
        const unknown = wanted.find((letter) => kinds[letter] === undefined && letter !== 'b');
        if (unknown !== undefined) throw new FindProblem(`Unknown argument to -type: ${unknown}`);
        return pure(({ status }) => wanted.some((letter) => kinds[letter] === status.type));
      }
      case '-size': {
        const text = this.argument(name);
        const unit = { c: 1, w: 2, b: 512, k: 1024, M: 1048576, G: 1073741824 }[text.at(-1)!] ?? 512;
        const compare = compareCount(text.replace(/[a-zA-Z]$/, ''));
        return pure(({ status }) =>
          compare(Math.ceil((status.type === 'directory' ? 4096 : status.size) / unit)),
        );
      }
      case '-empty':
        return function* ({ path, status }) {
          if (status.type !== 'directory') return status.type === 'file' && status.size === 0;
          const names = yield* sys.readDirectory(path);
          return !isFailure(names) && names.length === 0;
        };
      case '-perm': {
        const text = this.argument(name);
        const mode = Number.parseInt(text.replace(/^[-/]/, ''), 8);
        if (Number.isNaN(mode)) throw new FindUnmodelled('-perm with letters');
        return pure(({ status }) =>
          text.startsWith('-')
            ? (status.mode & mode) === mode
            : text.startsWith('/')
              ? mode === 0 || (status.mode & mode) !== 0
              : status.mode === mode,
        );
      }
      case '-mtime':
      case '-mmin': {
        const compare = compareCount(this.argument(name));
        const unit = name === '-mtime' ? 86400e6 : 60e6;
        return pure(({ status }) => compare(Math.floor((sys.now() - status.modified) / unit)));
      }
      case '-newer': {
        const path = this.argument(name);
        return function* ({ status }) {
          const other = yield* sys.status(path, { follow: true });
          return !isFailure(other) && status.modified > other.modified;
        };
      }
      case '-true':
        return pure(() => true);
      case '-false':
        return pure(() => false);
      case '-maxdepth':
      case '-mindepth': {
        const depth = Number(this.argument(name));
        if (name === '-maxdepth') walk.maxDepth = depth;
        else walk.minDepth = depth;
        return pure(() => true);
      }
      case '-depth':
      case '-mount':
      case '-xdev':
        if (name === '-depth') walk.depthFirst = true;
        return pure(() => true);
      case '-prune':
        return pure(() => {
          walk.pruned = true;
          return true;
        });
      case '-quit':
        return pure(() => {
          walk.ended = true;
          return true;
        });
      case '-print':
      case '-print0':
        walk.acts = true;
        return function* ({ path }) {
          yield* print(sys, path + (name === '-print' ? '\n' : '\0'));
          return true;
        };
      case '-ls':
        throw new FindUnmodelled('-ls');
      case '-printf':
        return this.printf();
      case '-delete':
        walk.acts = true;
        walk.depthFirst = true;
        return function* ({ path, status }) {
          const failure =
            status.type === 'directory' ? yield* sys.removeDirectory(path) : yield* sys.unlink(path);
          if (!isFailure(failure)) return true;
          yield* printError(sys, `find: cannot delete ‘${path}’: ${strerror(failure.errno)}\n`);
          walk.status = 1;
          return false;
        };
      case '-exec':
      case '-execdir':
        return this.exec(name);
      default:
        if (
          /^-(user|group|uid|gid|links|inum|samefile|atime|ctime|amin|cmin|anewer|cnewer|ok|okdir|fprint|nouser|nogroup|readable|writable|executable)$/.test(
            name,
          )
        ) {
          throw new FindUnmodelled(name);
        }
        throw new FindProblem(
          name.startsWith('-') ? `unknown predicate \`${name}'` : `paths must precede expression: \`${name}'`,
        );
    }
  }

  private printf(): Test {
    const format = this.argument('-printf');
    const { walk, sys } = this;
    walk.acts = true;
    return function* ({ path, depth, status }) {
      const table: Readonly<Record<string, string>> = {
        p: path,
        f: baseName(path),
        h: path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.',
        s: String(status.size),
        m: status.mode.toString(8),
        M: modeText(status),
        y: { directory: 'd', file: 'f', symlink: 'l' }[status.type as string] ?? 'c',
        d: String(depth),
        l: status.target ?? '',
        u: 'root',
        U: String(status.uid),
        '%': '%',
      };
      yield* print(
        sys,
        format.replace(/%([a-zA-Z%])|\\([nt0\\])/g, (all, letter?: string, escaped?: string) =>
          letter === undefined
            ? { n: '\n', t: '\t', '0': '\0', '\\': '\\' }[escaped!]!
            : (table[letter] ?? all),
        ),
      );
      return true;
    };
  }

  private exec(name: string): Test {
    const { walk, sys } = this;
    const words: string[] = [];
    for (;;) {
      const word = this.argument(name);
      if (word === ';' || (word === '+' && words.at(-1) === '{}')) {
        walk.acts = true;
        if (word === '+') {
          const batch = { words: words.slice(0, -1), paths: [] as string[] };
          walk.batches.push(batch);
          return function* ({ path }) {
            batch.paths.push(path);
            return true;
          };
        }
        return function* ({ path }) {
          return (
            (yield* runProgram(
              sys,
              'find',
              words.map((part) => part.replaceAll('{}', path)),
            )) === 0
          );
        };
      }
      words.push(word);
    }
  }
}

function* visit(sys: Sys, path: string, depth: number, test: Test, walk: Walk): Step<void> {
  const status = yield* sys.status(path, { follow: false });
  if (isFailure(status)) {
    yield* printError(sys, `find: ‘${path}’: ${strerror(status.errno)}\n`);
    walk.status = 1;
    return;
  }
  const look = function* (): Step<void> {
    if (depth < walk.minDepth || walk.ended) return;
    const hit = yield* test({ path, depth, status });
    if (hit && !walk.acts) yield* print(sys, `${path}\n`);
  };
  walk.pruned = false;
  if (!walk.depthFirst) yield* look();
  const goOn = !walk.pruned && !walk.ended && status.type === 'directory' && depth < walk.maxDepth;
  if (goOn) {
    const names = yield* sys.readDirectory(path);
    if (isFailure(names)) {
      yield* printError(sys, `find: ‘${path}’: ${strerror(names.errno)}\n`);
      walk.status = 1;
    } else {
      for (const name of names) {
        if (walk.ended) return;
        yield* visit(sys, joinPath(path, name), depth + 1, test, walk);
      }
    }
  }
  if (walk.depthFirst) yield* look();
}

export const find: CommandSpec = {
  name: 'find',
  summary: 'look for files',
  usage: ['find [PATH]... [EXPRESSION]'],
  flags: [
    { names: ['-name'], argument: 'GLOB', summary: 'by name' },
    { names: ['-path'], argument: 'GLOB', summary: 'by path' },
    { names: ['-type'], argument: 'KIND', summary: 'f, d, l' },
    { names: ['-size'], argument: 'N', summary: 'by size' },
    { names: ['-maxdepth'], argument: 'N', summary: 'how deep to go' },
    { names: ['-exec'], argument: 'COMMAND', summary: 'run a command' },
    { names: ['-delete'], summary: 'remove' },
    { names: ['-print0'], summary: 'names that end in NUL' },
  ],
  *run(sys) {
    const words = [...sys.args];
    while (/^-[HLP]$/.test(words[0] ?? '')) words.shift();
    const from = words.findIndex((word) => /^[-!(]/.test(word));
    const paths = from < 0 ? words : words.slice(0, from);
    const walk: Walk = {
      maxDepth: Number.POSITIVE_INFINITY,
      minDepth: 0,
      depthFirst: false,
      pruned: false,
      ended: false,
      acts: false,
      status: 0,
      batches: [],
    };
    let test: Test;
    try {
      test = new FindParser(sys, from < 0 ? [] : words.slice(from), walk).parse();
    } catch (error) {
      if (error instanceof FindUnmodelled) return yield* notModelled(sys, 'find', error.message);
      if (!(error instanceof FindProblem)) throw error;
      yield* printError(sys, `find: ${error.message}\n`);
      return 1;
    }
    for (const path of paths.length > 0 ? paths : ['.']) yield* visit(sys, path, 0, test, walk);
    for (const batch of walk.batches) {
      if (batch.paths.length > 0 && (yield* runProgram(sys, 'find', [...batch.words, ...batch.paths])) !== 0)
        walk.status = 1;
    }
    return walk.status;
  },
};
