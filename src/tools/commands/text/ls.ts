import type { Step } from '../../../lib/index.ts';
import type { FileStatus, Sys } from '../../../machine/os/index.ts';
import { isFailure, strerror } from '../../../model/state/index.ts';
import type { ParsedArguments } from '../spec.ts';
import { print, printError } from '../spec.ts';
import { humanSize, listTime, modeText, userNames } from './list-names.ts';
import { defineTool, has, isBusybox, joinPath, quoted } from './tool.ts';
import { utcOffset } from '../net/wall-clock.ts';

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly status: FileStatus;
}

/** What `-F` puts behind a name. */
function mark(entry: Entry, parsed: ParsedArguments): string {
  if (!has(parsed, '-F') && !has(parsed, '-p')) return '';
  if (entry.status.type === 'directory') return '/';
  if (has(parsed, '-p') && !has(parsed, '-F')) return '';
  if (entry.status.type === 'symlink') return '@';
  return entry.status.type === 'file' && (entry.status.mode & 0o111) !== 0 ? '*' : '';
}

function order(entries: Entry[], parsed: ParsedArguments): Entry[] {
  const byName = (a: Entry, b: Entry): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  let sorted = entries.toSorted(byName);
  if (has(parsed, '-S')) sorted = entries.toSorted((a, b) => b.status.size - a.status.size || byName(a, b));
  if (has(parsed, '-t'))
    sorted = entries.toSorted((a, b) => b.status.modified - a.status.modified || byName(a, b));
  if (has(parsed, '-U')) sorted = entries;
  return has(parsed, '-r') ? sorted.reverse() : sorted;
}

function* longRows(
  sys: Sys,
  entries: readonly Entry[],
  parsed: ParsedArguments,
  epoch: number,
): Step<string> {
  const nameOf = has(parsed, '-n') ? (uid: number) => String(uid) : yield* userNames(sys);
  const rows: string[][] = [];
  for (const { status, ...entry } of entries) {
    const children = status.type === 'directory' ? yield* sys.readDirectory(entry.path) : [];
    const target = status.type === 'symlink' ? ` -> ${status.target ?? ''}` : '';
    let links = 1;
    if (status.type === 'directory') {
      links = 2;
      for (const child of isFailure(children) ? [] : children) {
        const below = yield* sys.status(joinPath(entry.path, child), { follow: false });
        if (!isFailure(below) && below.type === 'directory') links += 1;
      }
    }
    const size =
      status.type === 'directory'
        ? 4096
        : status.type === 'symlink'
          ? (status.target?.length ?? 0)
          : status.size;
    rows.push([
      modeText(status),
      String(links),
      nameOf(status.uid),
      nameOf(0),
      has(parsed, '-h') ? humanSize(size) : String(size),
      listTime(status.modified + epoch, sys.now() + epoch),
      `${entry.name}${mark({ status, ...entry }, parsed)}${target}`,
    ]);
  }
  const width = (column: number): number => Math.max(0, ...rows.map((row) => row[column]!.length));
  const widths = [0, 1, 2, 3, 4].map(width);
  return rows
    .map(
      (row) =>
        `${row[0]} ${row[1]!.padStart(widths[1]!)} ${row[2]!.padEnd(widths[2]!)} ${row[3]!.padEnd(widths[3]!)} ${row[4]!.padStart(widths[4]!)} ${row[5]} ${row[6]}\n`,
    )
    .join('');
}

/** Names in columns, filled downwards, as for a terminal of that width. */
function inColumns(names: readonly string[], width: number): string {
  for (let rows = 1; rows <= names.length; rows++) {
    const columns: string[][] = [];
    for (let at = 0; at < names.length; at += rows) columns.push(names.slice(at, at + rows));
    const widths = columns.map((column) => Math.max(...column.map((name) => name.length)));
    const total = widths.reduce((sum, value) => sum + value, 0) + 2 * (widths.length - 1);
    if (total >= width && rows < names.length) continue;
    let out = '';
    for (let row = 0; row < rows; row++) {
      const cells = columns.filter((column) => column[row] !== undefined);
      out += `${cells.map((column, index) => (index === cells.length - 1 ? column[row] : column[row]!.padEnd(widths[index]! + 2))).join('')}\n`;
    }
    return out;
  }
  return '';
}

function* show(sys: Sys, entries: Entry[], parsed: ParsedArguments, epoch: number): Step<void> {
  const sorted = order(entries, parsed);
  if (has(parsed, '-l') || has(parsed, '-n') || has(parsed, '-g'))
    yield* print(sys, yield* longRows(sys, sorted, parsed, epoch));
  else {
    const names = sorted.map((entry) => entry.name + mark(entry, parsed));
    const wide = (sys.isTerminal(1) && !has(parsed, '-1')) || has(parsed, '-C');
    yield* print(
      sys,
      wide ? inColumns(names, sys.windowSize().columns) : names.map((name) => `${name}\n`).join(''),
    );
  }
}

function* showDirectory(
  sys: Sys,
  path: string,
  parsed: ParsedArguments,
  epoch: number,
): Step<Entry[] | number> {
  const names = yield* sys.readDirectory(path);
  if (isFailure(names)) {
    yield* printError(sys, `ls: cannot open directory '${path}': ${strerror(names.errno)}\n`);
    return 2;
  }
  const all = has(parsed, '-a');
  const shown = [
    ...(all ? ['.', '..'] : []),
    ...names.filter((name) => all || has(parsed, '-A') || !name.startsWith('.')),
  ];
  const entries: Entry[] = [];
  let blocks = 0;
  for (const name of shown) {
    const child = joinPath(path, name);
    const status = yield* sys.status(child, { follow: has(parsed, '-L') });
    if (isFailure(status)) continue;
    entries.push({ name, path: child, status });
    blocks +=
      status.type === 'directory' ? 4 : status.type === 'file' ? Math.ceil(status.size / 4096) * 4 : 0;
  }
  if (has(parsed, '-l'))
    yield* print(sys, `total ${has(parsed, '-h') ? humanSize(blocks * 1024) : blocks}\n`);
  yield* show(sys, entries, parsed, epoch);
  return entries;
}

export const ls = defineTool(
  {
    name: 'ls',
    summary: 'list files',
    usage: ['ls [OPTION]... [FILE]...'],
    flags: [
      { names: ['-l'], summary: 'long format' },
      { names: ['-a', '--all'], summary: 'hidden files too' },
      { names: ['-A', '--almost-all'], summary: 'hidden files, but not . and ..' },
      { names: ['-h', '--human-readable'], summary: 'sizes with K, M, G' },
      { names: ['-d', '--directory'], summary: 'directories themselves' },
      { names: ['-1'], summary: 'one a line' },
      { names: ['-C'], summary: 'in columns' },
      { names: ['-F', '--classify'], summary: 'mark kinds' },
      { names: ['-p'], summary: 'mark directories' },
      { names: ['-R', '--recursive'], summary: 'go into directories' },
      { names: ['-r', '--reverse'], summary: 'backwards' },
      { names: ['-S'], summary: 'by size' },
      { names: ['-t'], summary: 'by time' },
      { names: ['-U'], summary: 'not sorted' },
      { names: ['-n', '--numeric-uid-gid'], summary: 'long, with numbers for owners' },
      { names: ['-L', '--dereference'], summary: 'follow links' },
      {
        names: ['--color'],
        argument: 'WHEN',
        optional: true,
        summary: 'accepted; names are not coloured here',
      },
      { names: ['-g'], summary: 'long, without owner', unmodelled: true },
      { names: ['-i', '--inode'], summary: 'inode numbers', unmodelled: true },
      { names: ['-s', '--size'], summary: 'blocks', unmodelled: true },
      { names: ['-Z', '--context'], summary: 'security context', unmodelled: true },
    ],
  },
  function* (sys, parsed) {
    const paths = parsed.operands.length > 0 ? parsed.operands : ['.'];
    const files: Entry[] = [];
    const directories: string[] = [];
    let status = 0;
    for (const path of paths) {
      const found = yield* sys.status(path, { follow: !has(parsed, '-l') && !has(parsed, '-d') });
      const target =
        !isFailure(found) && found.type === 'symlink' ? yield* sys.status(path, { follow: true }) : found;
      if (isFailure(found)) {
        yield* printError(
          sys,
          isBusybox(sys)
            ? `ls: ${path}: ${strerror(found.errno)}\n`
            : `ls: cannot access ${quoted(sys, path).replace(/[‘’]/g, '')}: ${strerror(found.errno)}\n`,
        );
        status = isBusybox(sys) ? 1 : 2;
      } else if (
        !has(parsed, '-d') &&
        found.type !== 'symlink' &&
        !isFailure(target) &&
        target.type === 'directory'
      )
        directories.push(path);
      else files.push({ name: path, path, status: found });
    }
    // What is listed is local time.
    const epoch = sys.world.epoch + utcOffset(sys) * 60_000_000;
    if (files.length > 0) yield* show(sys, files, parsed, epoch);
    const headed = paths.length > 1 || has(parsed, '-R');
    const queue = directories.toSorted();
    let first = files.length === 0;
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      if (headed) yield* print(sys, `${first ? '' : '\n'}${path}:\n`);
      first = false;
      const entries = yield* showDirectory(sys, path, parsed, epoch);
      if (typeof entries === 'number') status = entries;
      else if (has(parsed, '-R')) {
        const below = entries.filter(
          (entry) => entry.status.type === 'directory' && entry.name !== '.' && entry.name !== '..',
        );
        queue.unshift(...order(below, parsed).map((entry) => entry.path));
      }
    }
    return status;
  },
  { usageStatus: 2 },
);
