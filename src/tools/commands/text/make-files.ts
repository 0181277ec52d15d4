import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isFailure, strerror } from '../../../model/state/index.ts';
import { notModelled, print, printError } from '../spec.ts';
import { baseName, defineTool, has, joinPath, quoted, usageError } from './tool.ts';

/** Reads `755`, `u+x`, `go-w`, `a=r` against the present mode; null when malformed. */
function readMode(text: string, present: number, directory: boolean): number | null {
  if (/^[0-7]{1,4}$/.test(text)) return Number.parseInt(text, 8);
  let mode = present;
  for (const clause of text.split(',')) {
    const found = /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(clause);
    if (found === null) return null;
    const who = found[1] === '' || found[1]!.includes('a') ? 'ugo' : found[1]!;
    let bits = 0;
    if (found[3]!.includes('r')) bits |= 4;
    if (found[3]!.includes('w')) bits |= 2;
    if (found[3]!.includes('x') || (found[3]!.includes('X') && (directory || (mode & 0o111) !== 0)))
      bits |= 1;
    let mask = 0;
    let all = 0;
    for (const [letter, shift] of [
      ['u', 6],
      ['g', 3],
      ['o', 0],
    ] as const) {
      if (!who.includes(letter)) continue;
      mask |= bits << shift;
      all |= 7 << shift;
    }
    if (found[3]!.includes('t')) mask |= 0o1000;
    if (found[3]!.includes('s')) mask |= (who.includes('u') ? 0o4000 : 0) | (who.includes('g') ? 0o2000 : 0);
    mode = found[2] === '+' ? mode | mask : found[2] === '-' ? mode & ~mask : (mode & ~all) | mask;
  }
  return mode;
}

export const mkdir = defineTool(
  {
    name: 'mkdir',
    summary: 'make directories',
    usage: ['mkdir [OPTION]... DIRECTORY...'],
    flags: [
      { names: ['-p', '--parents'], summary: 'and those above; no error when it exists' },
      { names: ['-m', '--mode'], argument: 'MODE', summary: 'permissions' },
      { names: ['-v', '--verbose'], summary: 'say what is done' },
    ],
  },
  function* (sys, parsed) {
    if (parsed.operands.length === 0) return yield* usageError(sys, 'mkdir', 'missing operand');
    const given = parsed.flags.get('-m');
    const mode = given === undefined ? undefined : readMode(given, 0o777, true);
    if (mode === null) return yield* usageError(sys, 'mkdir', `invalid mode ${quoted(sys, given!)}`);
    let status = 0;
    for (const path of parsed.operands) {
      const steps = has(parsed, '-p') ? ancestors(path) : [path];
      for (const step of steps) {
        const failure = yield* sys.makeDirectory(step, step === path ? mode : undefined);
        if (!isFailure(failure)) {
          if (has(parsed, '-v')) yield* print(sys, `mkdir: created directory '${step}'\n`);
          continue;
        }
        if (has(parsed, '-p') && failure.errno === 'EEXIST') {
          const kind = yield* sys.status(step, { follow: true });
          if (!isFailure(kind) && kind.type === 'directory') continue;
        }
        yield* printError(
          sys,
          `mkdir: cannot create directory ${quoted(sys, path).replace(/^'(.*)'$/s, '‘$1’')}: ${strerror(failure.errno)}\n`,
        );
        status = 1;
        break;
      }
    }
    return status;
  },
);

function ancestors(path: string): string[] {
  const out: string[] = [];
  const pieces = path.split('/');
  for (let end = 1; end <= pieces.length; end++) {
    const step = pieces.slice(0, end).join('/');
    if (step !== '' && pieces[end - 1] !== '') out.push(step);
  }
  return out;
}

export const rmdir = defineTool(
  {
    name: 'rmdir',
    summary: 'remove empty directories',
    usage: ['rmdir DIRECTORY...'],
    flags: [{ names: ['-p', '--parents'], summary: 'and those above' }],
  },
  function* (sys, parsed) {
    if (parsed.operands.length === 0) return yield* usageError(sys, 'rmdir', 'missing operand');
    let status = 0;
    for (const path of parsed.operands) {
      for (const step of has(parsed, '-p') ? ancestors(path).reverse() : [path]) {
        const failure = yield* sys.removeDirectory(step);
        if (!isFailure(failure)) continue;
        yield* printError(sys, `rmdir: failed to remove ${quoted(sys, step)}: ${strerror(failure.errno)}\n`);
        status = 1;
        break;
      }
    }
    return status;
  },
);

export const touch = defineTool(
  {
    name: 'touch',
    summary: 'make empty files, or set their time to now',
    usage: ['touch [OPTION]... FILE...'],
    flags: [
      { names: ['-c', '--no-create'], summary: 'make nothing' },
      { names: ['-a'], summary: 'only the time of access' },
      { names: ['-m'], summary: 'only the time of change' },
      { names: ['-d', '--date'], argument: 'STRING', summary: 'that time', unmodelled: true },
      {
        names: ['-r', '--reference'],
        argument: 'FILE',
        summary: 'the time of another file',
        unmodelled: true,
      },
      { names: ['-t'], argument: 'STAMP', summary: 'that time', unmodelled: true },
    ],
  },
  function* (sys, parsed) {
    if (parsed.operands.length === 0) return yield* usageError(sys, 'touch', 'missing file operand');
    let status = 0;
    for (const path of parsed.operands) {
      const known = yield* sys.status(path, { follow: true });
      if ((isFailure(known) && has(parsed, '-c')) || (!isFailure(known) && known.type === 'directory'))
        continue;
      const failure = yield* sys.writeFile(path, '', { append: true });
      if (!isFailure(failure)) continue;
      yield* printError(sys, `touch: cannot touch ${quoted(sys, path)}: ${strerror(failure.errno)}\n`);
      status = 1;
    }
    return status;
  },
);

export const ln = defineTool(
  {
    name: 'ln',
    summary: 'make links',
    usage: ['ln -s [OPTION]... TARGET LINK_NAME', 'ln -s [OPTION]... TARGET... DIRECTORY'],
    flags: [
      { names: ['-s', '--symbolic'], summary: 'symbolic links' },
      { names: ['-f', '--force'], summary: 'replace what exists' },
      { names: ['-n', '--no-dereference'], summary: 'a link to a directory is a name' },
      { names: ['-v', '--verbose'], summary: 'say what is done' },
      { names: ['-r', '--relative'], summary: 'relative links', unmodelled: true },
    ],
  },
  function* (sys, parsed) {
    if (!has(parsed, '-s')) return yield* notModelled(sys, 'ln', 'hard links');
    const operands = [...parsed.operands];
    if (operands.length === 0) return yield* usageError(sys, 'ln', 'missing file operand');
    const last = operands.length > 1 ? operands.pop()! : '.';
    const kind = yield* sys.status(last, { follow: !has(parsed, '-n') });
    const into = !isFailure(kind) && kind.type === 'directory';
    let status = 0;
    for (const target of operands) {
      const path = into ? joinPath(last, baseName(target)) : last;
      if (has(parsed, '-f')) yield* sys.unlink(path);
      const failure = yield* sys.symlink(target, path);
      if (isFailure(failure)) {
        yield* printError(
          sys,
          `ln: failed to create symbolic link ${quoted(sys, path)}: ${strerror(failure.errno)}\n`,
        );
        status = 1;
      } else if (has(parsed, '-v')) yield* print(sys, `'${path}' -> '${target}'\n`);
    }
    return status;
  },
);

function* changeModes(sys: Sys, path: string, text: string, recursive: boolean): Step<number> {
  const status = yield* sys.status(path, { follow: true });
  if (isFailure(status)) {
    yield* printError(sys, `chmod: cannot access ${quoted(sys, path)}: ${strerror(status.errno)}\n`);
    return 1;
  }
  const mode = readMode(text, status.mode, status.type === 'directory');
  if (mode === null)
    return yield* usageError(sys, 'chmod', `invalid mode: ${quoted(sys, text).replace(/^'(.*)'$/s, '‘$1’')}`);
  const failure = yield* sys.changeMode(path, mode);
  if (isFailure(failure)) {
    yield* printError(
      sys,
      `chmod: changing permissions of ${quoted(sys, path)}: ${strerror(failure.errno)}\n`,
    );
    return 1;
  }
  let result = 0;
  const names = recursive && status.type === 'directory' ? yield* sys.readDirectory(path) : [];
  for (const name of isFailure(names) ? [] : names)
    result = (yield* changeModes(sys, joinPath(path, name), text, true)) || result;
  return result;
}

export const chmod = defineTool(
  {
    name: 'chmod',
    summary: 'change permissions',
    usage: ['chmod [OPTION]... MODE FILE...'],
    flags: [
      { names: ['-R', '--recursive'], summary: 'directories and what is in them' },
      { names: ['-v', '--verbose'], summary: 'say what is done', unmodelled: true },
      { names: ['--reference'], argument: 'FILE', summary: 'like another file', unmodelled: true },
    ],
  },
  function* (sys, parsed) {
    const [mode, ...paths] = parsed.operands;
    if (mode === undefined) return yield* usageError(sys, 'chmod', 'missing operand');
    if (paths.length === 0)
      return yield* usageError(
        sys,
        'chmod',
        `missing operand after ${quoted(sys, mode).replace(/^'(.*)'$/s, '‘$1’')}`,
      );
    let status = 0;
    for (const path of paths) status = (yield* changeModes(sys, path, mode, has(parsed, '-R'))) || status;
    return status;
  },
  // `-x` and `-w` are modes here.
  { rewrite: (words) => words.flatMap((word) => (/^-[rwxXst]+$/.test(word) ? ['--', word] : [word])) },
);

export const mktemp = defineTool(
  {
    name: 'mktemp',
    summary: 'make a file with a new name',
    usage: ['mktemp [OPTION]... [TEMPLATE]'],
    flags: [
      { names: ['-d', '--directory'], summary: 'a directory' },
      { names: ['-u', '--dry-run'], summary: 'only the name' },
      { names: ['-p', '--tmpdir'], argument: 'DIR', summary: 'where', optional: false },
      { names: ['-t'], summary: 'in /tmp' },
      { names: ['-q', '--quiet'], summary: 'no complaints' },
    ],
  },
  function* (sys, parsed) {
    const template = parsed.operands[0] ?? 'tmp.XXXXXXXXXX';
    const run = /X{3,}(?=[^X]*$)/.exec(template);
    if (run === null) {
      yield* printError(
        sys,
        `mktemp: too few X's in template ${quoted(sys, template).replace(/^'(.*)'$/s, '‘$1’')}\n`,
      );
      return 1;
    }
    const directory =
      parsed.flags.get('-p') ??
      (has(parsed, '-t') || parsed.operands.length === 0 ? (sys.process.env.TMPDIR ?? '/tmp') : null);
    const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
    let seed = sys.process.pid * 7919 + Math.floor(sys.now());
    const name =
      template.slice(0, run.index) +
      run[0].replace(/X/g, () => {
        seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
        return letters[(seed >> 8) % letters.length]!;
      }) +
      template.slice(run.index + run[0].length);
    const path = directory === null ? name : joinPath(directory, name);
    if (!has(parsed, '-u')) {
      const failure = has(parsed, '-d')
        ? yield* sys.makeDirectory(path, 0o700)
        : yield* sys.writeFile(path, '', { mode: 0o600 });
      if (isFailure(failure)) {
        yield* printError(
          sys,
          `mktemp: failed to create ${has(parsed, '-d') ? 'directory' : 'file'} via template ‘${template}’: ${strerror(failure.errno)}\n`,
        );
        return 1;
      }
    }
    yield* print(sys, `${path}\n`);
    return 0;
  },
);
