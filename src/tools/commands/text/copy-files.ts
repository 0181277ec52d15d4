import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type Errno, isFailure, strerror } from '../../../model/state/index.ts';
import type { ParsedArguments } from '../spec.ts';
import { print, printError } from '../spec.ts';
import { baseName, defineTool, has, joinPath, quoted, usageError } from './tool.ts';

/** Where operands go: into a directory, or to one name. Null after a complaint. */
function* destination(
  sys: Sys,
  tool: string,
  parsed: ParsedArguments,
): Step<{ sources: string[]; target: string; into: boolean } | null> {
  const sources = [...parsed.operands];
  const target = parsed.flags.get('-t') ?? sources.pop();
  if (target === undefined || sources.length === 0) {
    const text =
      target === undefined
        ? 'missing file operand'
        : `missing destination file operand after ${quoted(sys, target)}`;
    yield* usageError(sys, tool, text);
    return null;
  }
  const status = yield* sys.status(target, { follow: true });
  const into = !isFailure(status) && status.type === 'directory' && !has(parsed, '-T');
  if (!into && sources.length > 1) {
    yield* printError(
      sys,
      `${tool}: target ${quoted(sys, target)}${isFailure(status) ? `: ${strerror(status.errno)}` : ' is not a directory'}\n`,
    );
    return null;
  }
  return { sources, target, into };
}

function* complain(sys: Sys, tool: string, what: string, errno: Errno): Step<number> {
  yield* printError(sys, `${tool}: ${what}: ${strerror(errno)}\n`);
  return 1;
}

function* copyTree(sys: Sys, from: string, to: string, parsed: ParsedArguments): Step<number> {
  const recursive = has(parsed, '-r') || has(parsed, '-a');
  const status = yield* sys.status(from, { follow: !has(parsed, '-a') && !has(parsed, '-d') });
  if (isFailure(status)) return yield* complain(sys, 'cp', `cannot stat ${quoted(sys, from)}`, status.errno);
  if (has(parsed, '-n') && !isFailure(yield* sys.status(to, { follow: true }))) return 0;
  if (has(parsed, '-v')) yield* print(sys, `'${from}' -> '${to}'\n`);
  if (status.type === 'directory') {
    if (!recursive) {
      yield* printError(sys, `cp: -r not specified; omitting directory ${quoted(sys, from)}\n`);
      return 1;
    }
    const made = yield* sys.makeDirectory(to, status.mode);
    if (isFailure(made) && made.errno !== 'EEXIST')
      return yield* complain(sys, 'cp', `cannot create directory ${quoted(sys, to)}`, made.errno);
    const names = yield* sys.readDirectory(from);
    let result = 0;
    for (const name of isFailure(names) ? [] : names)
      result = (yield* copyTree(sys, joinPath(from, name), joinPath(to, name), parsed)) || result;
    return result;
  }
  if (status.type === 'symlink') {
    const linked = yield* sys.symlink(status.target ?? '', to);
    return isFailure(linked)
      ? yield* complain(sys, 'cp', `cannot create symbolic link ${quoted(sys, to)}`, linked.errno)
      : 0;
  }
  const text = yield* sys.readFile(from);
  if (isFailure(text))
    return yield* complain(sys, 'cp', `cannot open ${quoted(sys, from)} for reading`, text.errno);
  const written = yield* sys.writeFile(to, text, { mode: status.mode });
  if (isFailure(written))
    return yield* complain(sys, 'cp', `cannot create regular file ${quoted(sys, to)}`, written.errno);
  return 0;
}

export const cp = defineTool(
  {
    name: 'cp',
    summary: 'copy files',
    usage: ['cp [OPTION]... SOURCE DEST', 'cp [OPTION]... SOURCE... DIRECTORY'],
    flags: [
      { names: ['-r', '-R', '--recursive'], summary: 'directories too' },
      { names: ['-a', '--archive'], summary: 'like -r, keep links' },
      { names: ['-d'], summary: 'keep links' },
      { names: ['-p', '--preserve'], summary: 'accepted; modes are kept' },
      { names: ['-f', '--force'], summary: 'accepted' },
      { names: ['-n', '--no-clobber'], summary: 'keep what exists' },
      { names: ['-v', '--verbose'], summary: 'say what is done' },
      { names: ['-t', '--target-directory'], argument: 'DIRECTORY', summary: 'where to' },
      { names: ['-T', '--no-target-directory'], summary: 'DEST is a file' },
      { names: ['-i', '--interactive'], summary: 'ask', unmodelled: true },
      { names: ['-u', '--update'], summary: 'only newer ones', unmodelled: true },
    ],
  },
  function* (sys, parsed) {
    const where = yield* destination(sys, 'cp', parsed);
    if (where === null) return 1;
    let status = 0;
    for (const source of where.sources) {
      const to = where.into ? joinPath(where.target, baseName(source)) : where.target;
      if (source === to) {
        yield* printError(sys, `cp: ${quoted(sys, source)} and ${quoted(sys, to)} are the same file\n`);
        status = 1;
      } else status = (yield* copyTree(sys, source, to, parsed)) || status;
    }
    return status;
  },
);

export const mv = defineTool(
  {
    name: 'mv',
    summary: 'rename or move files',
    usage: ['mv [OPTION]... SOURCE DEST', 'mv [OPTION]... SOURCE... DIRECTORY'],
    flags: [
      { names: ['-f', '--force'], summary: 'do not ask' },
      { names: ['-n', '--no-clobber'], summary: 'keep what exists' },
      { names: ['-v', '--verbose'], summary: 'say what is done' },
      { names: ['-t', '--target-directory'], argument: 'DIRECTORY', summary: 'where to' },
      { names: ['-T', '--no-target-directory'], summary: 'DEST is a file' },
      { names: ['-i', '--interactive'], summary: 'ask', unmodelled: true },
    ],
  },
  function* (sys, parsed) {
    const where = yield* destination(sys, 'mv', parsed);
    if (where === null) return 1;
    let status = 0;
    for (const source of where.sources) {
      const to = where.into ? joinPath(where.target, baseName(source)) : where.target;
      const known = yield* sys.status(source, { follow: false });
      if (isFailure(known)) {
        status = yield* complain(sys, 'mv', `cannot stat ${quoted(sys, source)}`, known.errno);
        continue;
      }
      if (has(parsed, '-n') && !isFailure(yield* sys.status(to, { follow: false }))) continue;
      const failure = yield* sys.rename(source, to);
      if (isFailure(failure))
        status = yield* complain(
          sys,
          'mv',
          `cannot move ${quoted(sys, source)} to ${quoted(sys, to)}`,
          failure.errno,
        );
      else if (has(parsed, '-v')) yield* print(sys, `renamed '${source}' -> '${to}'\n`);
    }
    return status;
  },
);

function* removeTree(sys: Sys, path: string, parsed: ParsedArguments): Step<number> {
  const status = yield* sys.status(path, { follow: false });
  if (isFailure(status)) {
    if (has(parsed, '-f') && status.errno === 'ENOENT') return 0;
    return yield* complain(sys, 'rm', `cannot remove ${quoted(sys, path)}`, status.errno);
  }
  if (status.type === 'directory') {
    const recursive = has(parsed, '-r');
    if (!recursive && !has(parsed, '-d'))
      return yield* complain(sys, 'rm', `cannot remove ${quoted(sys, path)}`, 'EISDIR');
    const names = recursive ? yield* sys.readDirectory(path) : [];
    for (const name of isFailure(names) ? [] : names)
      if ((yield* removeTree(sys, joinPath(path, name), parsed)) !== 0) return 1;
  }
  const failure = status.type === 'directory' ? yield* sys.removeDirectory(path) : yield* sys.unlink(path);
  if (isFailure(failure))
    return yield* complain(sys, 'rm', `cannot remove ${quoted(sys, path)}`, failure.errno);
  if (has(parsed, '-v'))
    yield* print(sys, status.type === 'directory' ? `removed directory '${path}'\n` : `removed '${path}'\n`);
  return 0;
}

export const rm = defineTool(
  {
    name: 'rm',
    summary: 'remove files',
    usage: ['rm [OPTION]... FILE...'],
    flags: [
      { names: ['-r', '-R', '--recursive'], summary: 'directories and what is in them' },
      { names: ['-f', '--force'], summary: 'no complaints about what is missing' },
      { names: ['-d', '--dir'], summary: 'empty directories' },
      { names: ['-v', '--verbose'], summary: 'say what is done' },
      { names: ['-i'], summary: 'ask', unmodelled: true },
      { names: ['-I'], summary: 'ask once', unmodelled: true },
    ],
  },
  function* (sys, parsed) {
    if (parsed.operands.length === 0)
      return has(parsed, '-f') ? 0 : yield* usageError(sys, 'rm', 'missing operand');
    let status = 0;
    for (const path of parsed.operands) {
      if (has(parsed, '-r') && /^\/+$/.test(path)) {
        yield* printError(
          sys,
          "rm: it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe\n",
        );
        status = 1;
      } else if (/(^|\/)\.\.?\/*$/.test(path)) {
        yield* printError(
          sys,
          `rm: refusing to remove '.' or '..' directory: skipping ${quoted(sys, path)}\n`,
        );
        status = 1;
      } else status = (yield* removeTree(sys, path, parsed)) || status;
    }
    return status;
  },
);
