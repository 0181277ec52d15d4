import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isFailure, strerror } from '../../../model/state/index.ts';
import { formatDate } from '../../shell/index.ts';
import { notModelled, print, printError } from '../spec.ts';
import { humanSize, modeText, userNames } from './list-names.ts';
import { defineTool, has, joinPath, quoted, usageError } from './tool.ts';
import { offsetText, utcOffset } from '../net/wall-clock.ts';

const kinds: Readonly<Record<string, string>> = {
  file: 'regular file',
  directory: 'directory',
  symlink: 'symbolic link',
  character: 'character special file',
  pipe: 'fifo',
  socket: 'socket',
};

export const stat = defineTool(
  {
    name: 'stat',
    summary: 'show what is known of a file',
    usage: ['stat -c FORMAT FILE...'],
    flags: [
      { names: ['-c', '--format'], argument: 'FORMAT', summary: 'what to show' },
      { names: ['-L', '--dereference'], summary: 'follow links' },
      { names: ['-f', '--file-system'], summary: 'the file system', unmodelled: true },
      { names: ['-t', '--terse'], summary: 'short', unmodelled: true },
      { names: ['--printf'], argument: 'FORMAT', summary: 'like -c, without line end' },
    ],
  },
  function* (sys, parsed) {
    if (parsed.operands.length === 0) return yield* usageError(sys, 'stat', 'missing operand');
    const format = parsed.flags.get('-c') ?? parsed.flags.get('--printf');
    if (format === undefined) return yield* notModelled(sys, 'stat', 'without -c');
    const nameOf = yield* userNames(sys);
    const offset = utcOffset(sys);
    let result = 0;
    for (const path of parsed.operands) {
      const status = yield* sys.status(path, { follow: has(parsed, '-L') });
      if (isFailure(status)) {
        yield* printError(sys, `stat: cannot statx ${quoted(sys, path)}: ${strerror(status.errno)}\n`);
        result = 1;
        continue;
      }
      const seconds = (status.modified + sys.world.epoch) / 1e6;
      const table: Readonly<Record<string, string>> = {
        n: path,
        N: `'${path}'${status.type === 'symlink' ? ` -> '${status.target}'` : ''}`,
        s: String(status.type === 'directory' ? 4096 : status.size),
        a: status.mode.toString(8),
        A: modeText(status),
        u: String(status.uid),
        U: nameOf(status.uid),
        g: '0',
        G: 'root',
        F: status.type === 'file' && status.size === 0 ? 'regular empty file' : kinds[status.type]!,
        Y: String(Math.floor(seconds)),
        y: `${formatDate('%Y-%m-%d %H:%M:%S', seconds + offset * 60)}.000000000 ${offsetText(offset)}`,
        '%': '%',
      };
      const unknown = [...format.matchAll(/%(.)/g)].find((match) => table[match[1]!] === undefined);
      if (unknown !== undefined) return yield* notModelled(sys, 'stat', unknown[0]);
      const text = format.replace(/%(.)/g, (_, letter: string) => table[letter]!);
      yield* print(
        sys,
        parsed.flags.has('--printf') ? text.replaceAll('\\n', '\n').replaceAll('\\t', '\t') : `${text}\n`,
      );
    }
    return result;
  },
);

/** Octets below a path: apparent sizes, or whole blocks. Shows every directory unless told to sum. */
function* measure(
  sys: Sys,
  path: string,
  show: (path: string, size: number, directory: boolean, depth: number) => Step<void>,
  apparent: boolean,
  depth: number,
): Step<number> {
  const status = yield* sys.status(path, { follow: false });
  if (isFailure(status)) return 0;
  const blocks = (size: number): number => (apparent ? size : Math.ceil(size / 4096) * 4096);
  if (status.type !== 'directory') {
    const size = blocks(status.size);
    yield* show(path, size, false, depth);
    return size;
  }
  let total = 4096;
  const names = yield* sys.readDirectory(path);
  for (const name of isFailure(names) ? [] : names)
    total += yield* measure(sys, joinPath(path, name), show, apparent, depth + 1);
  yield* show(path, total, true, depth);
  return total;
}

export const du = defineTool(
  {
    name: 'du',
    summary: 'space that files take',
    usage: ['du [OPTION]... [FILE]...'],
    flags: [
      { names: ['-b', '--bytes'], summary: 'apparent size in octets' },
      { names: ['-s', '--summarize'], summary: 'only totals' },
      { names: ['-h', '--human-readable'], summary: 'K, M, G' },
      { names: ['-k'], summary: 'kibibytes' },
      { names: ['-a', '--all'], summary: 'files too' },
      { names: ['-d', '--max-depth'], argument: 'N', summary: 'how deep to show' },
      { names: ['-c', '--total'], summary: 'a grand total' },
    ],
  },
  function* (sys, parsed) {
    const deepest = has(parsed, '-s') ? 0 : Number(parsed.flags.get('-d') ?? Number.POSITIVE_INFINITY);
    const shown = (size: number): string =>
      has(parsed, '-b') ? String(size) : has(parsed, '-h') ? humanSize(size) : String(Math.ceil(size / 1024));
    let total = 0;
    let result = 0;
    for (const path of parsed.operands.length > 0 ? parsed.operands : ['.']) {
      const status = yield* sys.status(path, { follow: false });
      if (isFailure(status)) {
        yield* printError(sys, `du: cannot access ${quoted(sys, path)}: ${strerror(status.errno)}\n`);
        result = 1;
        continue;
      }
      total += yield* measure(
        sys,
        path,
        function* (name, size, directory, depth) {
          if (depth > deepest || (!directory && depth > 0 && !has(parsed, '-a'))) return;
          yield* print(sys, `${shown(size)}\t${name}\n`);
        },
        has(parsed, '-b'),
        0,
      );
    }
    if (has(parsed, '-c')) yield* print(sys, `${shown(total)}\ttotal\n`);
    return result;
  },
);
