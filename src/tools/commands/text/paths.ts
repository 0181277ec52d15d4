import { isFailure, strerror } from '../../../model/state/index.ts';
import { print, printError } from '../spec.ts';
import { baseName, defineTool, has, usageError } from './tool.ts';

export const basename = defineTool(
  {
    name: 'basename',
    summary: 'last piece of a path',
    usage: ['basename NAME [SUFFIX]', 'basename OPTION... NAME...'],
    flags: [
      { names: ['-a', '--multiple'], summary: 'every operand is a name' },
      { names: ['-s', '--suffix'], argument: 'SUFFIX', summary: 'take an ending away' },
    ],
  },
  function* (sys, parsed) {
    if (parsed.operands.length === 0) return yield* usageError(sys, 'basename', 'missing operand');
    const many = has(parsed, '-a') || has(parsed, '-s');
    if (!many && parsed.operands.length > 2)
      return yield* usageError(sys, 'basename', `extra operand ‘${parsed.operands[2]}’`);
    const suffix = parsed.flags.get('-s') ?? (many ? '' : (parsed.operands[1] ?? ''));
    for (const path of many ? parsed.operands : parsed.operands.slice(0, 1)) {
      const name = baseName(path);
      const cut = suffix !== '' && name.endsWith(suffix) && name !== suffix;
      yield* print(sys, `${cut ? name.slice(0, -suffix.length) : name}\n`);
    }
    return 0;
  },
);

/** A path without its last piece. */
function directoryName(path: string): string {
  const clean = path.replace(/\/+$/, '');
  const slash = clean.lastIndexOf('/');
  if (slash < 0) return clean === '' && path !== '' ? '/' : '.';
  return clean.slice(0, slash).replace(/\/+$/, '') || '/';
}

export const dirname = defineTool(
  { name: 'dirname', summary: 'a path without its last piece', usage: ['dirname NAME...'], flags: [] },
  function* (sys, parsed) {
    if (parsed.operands.length === 0) return yield* usageError(sys, 'dirname', 'missing operand');
    yield* print(sys, parsed.operands.map((path) => `${directoryName(path)}\n`).join(''));
    return 0;
  },
);

export const realpath = defineTool(
  {
    name: 'realpath',
    summary: 'absolute path without links',
    usage: ['realpath [OPTION]... FILE...'],
    flags: [
      { names: ['-e', '--canonicalize-existing'], summary: 'all pieces must exist' },
      { names: ['-q', '--quiet'], summary: 'no complaints' },
      { names: ['-m', '--canonicalize-missing'], summary: 'nothing need exist', unmodelled: true },
      { names: ['-s', '--no-symlinks'], summary: 'keep links', unmodelled: true },
    ],
  },
  function* (sys, parsed) {
    if (parsed.operands.length === 0) return yield* usageError(sys, 'realpath', 'missing operand');
    let status = 0;
    for (const path of parsed.operands) {
      const found = yield* sys.realPath(path);
      const parent =
        isFailure(found) && !has(parsed, '-e') ? yield* sys.realPath(directoryName(path)) : found;
      if (isFailure(parent)) {
        if (!has(parsed, '-q')) yield* printError(sys, `realpath: ${path}: ${strerror(parent.errno)}\n`);
        status = 1;
      } else
        yield* print(
          sys,
          `${isFailure(found) ? `${parent === '/' ? '' : parent}/${baseName(path)}` : found}\n`,
        );
    }
    return status;
  },
);

export const readlink = defineTool(
  {
    name: 'readlink',
    summary: 'where a link points',
    usage: ['readlink [OPTION]... FILE...'],
    flags: [
      { names: ['-f', '--canonicalize'], summary: 'follow all links' },
      { names: ['-e', '--canonicalize-existing'], summary: 'follow all links, all must exist' },
      { names: ['-n', '--no-newline'], summary: 'no line end' },
    ],
  },
  function* (sys, parsed) {
    if (parsed.operands.length === 0) return yield* usageError(sys, 'readlink', 'missing operand');
    let status = 0;
    for (const path of parsed.operands) {
      let text: string | undefined;
      if (has(parsed, '-f') || has(parsed, '-e')) {
        const found = yield* sys.realPath(path);
        if (!isFailure(found)) text = found;
        else if (has(parsed, '-f')) {
          const parent = yield* sys.realPath(directoryName(path));
          if (!isFailure(parent)) text = `${parent === '/' ? '' : parent}/${baseName(path)}`;
        }
      } else {
        const found = yield* sys.status(path, { follow: false });
        if (!isFailure(found) && found.type === 'symlink') text = found.target;
      }
      if (text === undefined) status = 1;
      else yield* print(sys, text + (has(parsed, '-n') ? '' : '\n'));
    }
    return status;
  },
);
