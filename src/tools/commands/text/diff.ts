import { isFailure } from '../../../model/state/index.ts';
import { formatDate } from '../../shell/index.ts';
import { print, printError } from '../spec.ts';
import { baseName, defineTool, has, joinPath, readWhole, usageError } from './tool.ts';
import { offsetText, utcOffset } from '../net/wall-clock.ts';

/** One run of lines: kept, or replaced (either side may be empty). Indices from 0, ends exclusive. */
interface Change {
  readonly a: readonly [number, number];
  readonly b: readonly [number, number];
}

/** The changes that turn `a` into `b`, by the longest common subsequence. */
function findChanges(
  a: readonly string[],
  b: readonly string[],
  equal: (x: string, y: string) => boolean,
): Change[] {
  let head = 0;
  while (head < a.length && head < b.length && equal(a[head]!, b[head]!)) head += 1;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    equal(a[a.length - 1 - tail]!, b[b.length - 1 - tail]!)
  )
    tail += 1;
  const m = a.length - head - tail;
  const n = b.length - head - tail;
  if (m * n > 4_000_000) return [{ a: [head, head + m], b: [head, head + n] }];
  const lengths = Array.from({ length: m + 1 }, () => new Uint32Array(n + 1));
  for (let i = m - 1; i >= 0; i--) {
    for (let j = n - 1; j >= 0; j--) {
      lengths[i]![j] = equal(a[head + i]!, b[head + j]!)
        ? lengths[i + 1]![j + 1]! + 1
        : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  const out: Change[] = [];
  let i = 0;
  let j = 0;
  while (i < m || j < n) {
    if (i < m && j < n && equal(a[head + i]!, b[head + j]!)) {
      i += 1;
      j += 1;
      continue;
    }
    const from = [i, j] as const;
    while ((i < m || j < n) && !(i < m && j < n && equal(a[head + i]!, b[head + j]!))) {
      if (j >= n || (i < m && lengths[i + 1]![j]! >= lengths[i]![j + 1]!)) i += 1;
      else j += 1;
    }
    out.push({ a: [head + from[0], head + i], b: [head + from[1], head + j] });
  }
  return out;
}

function splitText(text: string): { lines: string[]; open: boolean } {
  const lines = text.split('\n');
  const open = lines.at(-1) !== '';
  if (!open) lines.pop();
  return { lines, open: open && text !== '' };
}

type Side = ReturnType<typeof splitText>;

function row(sign: string, side: Side, at: number): string {
  const open = side.open && at === side.lines.length - 1;
  return `${sign}${side.lines[at]}\n${open ? '\\ No newline at end of file\n' : ''}`;
}

function normalDiff(a: Side, b: Side, changes: readonly Change[]): string {
  const span = ([from, to]: readonly [number, number]): string =>
    to - from > 1 ? `${from + 1},${to}` : to > from ? String(to) : String(from);
  let out = '';
  for (const change of changes) {
    const removed = change.a[1] - change.a[0];
    const added = change.b[1] - change.b[0];
    out += `${span(change.a)}${removed === 0 ? 'a' : added === 0 ? 'd' : 'c'}${span(change.b)}\n`;
    for (let at = change.a[0]; at < change.a[1]; at++) out += row('< ', a, at);
    if (removed > 0 && added > 0) out += '---\n';
    for (let at = change.b[0]; at < change.b[1]; at++) out += row('> ', b, at);
  }
  return out;
}

function unifiedDiff(a: Side, b: Side, changes: readonly Change[], context: number): string {
  let out = '';
  for (let first = 0; first < changes.length; ) {
    let last = first;
    while (last + 1 < changes.length && changes[last + 1]!.a[0] - changes[last]!.a[1] <= 2 * context)
      last += 1;
    const fromA = Math.max(0, changes[first]!.a[0] - context);
    const toA = Math.min(a.lines.length, changes[last]!.a[1] + context);
    const fromB = Math.max(0, changes[first]!.b[0] - context);
    const toB = Math.min(b.lines.length, changes[last]!.b[1] + context);
    const span = (from: number, to: number): string =>
      to - from === 1 ? String(from + 1) : `${to > from ? from + 1 : from},${to - from}`;
    out += `@@ -${span(fromA, toA)} +${span(fromB, toB)} @@\n`;
    let at = fromA;
    for (const change of changes.slice(first, last + 1)) {
      for (; at < change.a[0]; at++) out += row(' ', a, at);
      for (; at < change.a[1]; at++) out += row('-', a, at);
      for (let line = change.b[0]; line < change.b[1]; line++) out += row('+', b, line);
    }
    for (; at < toA; at++) out += row(' ', a, at);
    first = last + 1;
  }
  return out;
}

export const diff = defineTool(
  {
    name: 'diff',
    summary: 'compare files line by line',
    usage: ['diff [OPTION]... FILES'],
    flags: [
      { names: ['-u', '--unified'], argument: 'NUM', optional: true, summary: 'unified format' },
      { names: ['-U'], argument: 'NUM', summary: 'unified format with NUM lines around' },
      { names: ['-q', '--brief'], summary: 'only whether they differ' },
      { names: ['-s', '--report-identical-files'], summary: 'say when they are the same' },
      { names: ['-i', '--ignore-case'], summary: 'ignore case' },
      { names: ['-w', '--ignore-all-space'], summary: 'ignore blanks' },
      { names: ['-b', '--ignore-space-change'], summary: 'blanks count as one' },
      { names: ['-B', '--ignore-blank-lines'], summary: 'ignore empty lines', unmodelled: true },
      { names: ['-y', '--side-by-side'], summary: 'two columns', unmodelled: true },
      { names: ['-r', '--recursive'], summary: 'directories', unmodelled: true },
      { names: ['-c', '--context'], summary: 'context format', unmodelled: true },
    ],
  },
  function* (sys, parsed) {
    const names = [...parsed.operands];
    if (names.length < 2)
      return yield* usageError(
        sys,
        'diff',
        names.length === 0 ? "missing operand after 'diff'" : `missing operand after '${names[0]}'`,
        2,
      );
    for (const at of [0, 1]) {
      const kind = names[at] === '-' ? null : yield* sys.status(names[at]!, { follow: true });
      if (kind !== null && !isFailure(kind) && kind.type === 'directory')
        names[at] = joinPath(names[at]!, baseName(names[1 - at]!));
    }
    const texts = [yield* readWhole(sys, 'diff', names[0]!), yield* readWhole(sys, 'diff', names[1]!)];
    if (texts[0] === null || texts[1] === null) return 2;
    const shape = (line: string): string => {
      let out = has(parsed, '-i') ? line.toLowerCase() : line;
      if (has(parsed, '-w')) out = out.replace(/\s+/g, '');
      else if (has(parsed, '-b')) out = out.replace(/\s+/g, ' ').trimEnd();
      return out;
    };
    const a = splitText(texts[0]!);
    const b = splitText(texts[1]!);
    const changes = findChanges(a.lines, b.lines, (x, y) => x === y || shape(x) === shape(y));
    if (changes.length === 0 && a.open === b.open) {
      if (has(parsed, '-s')) yield* print(sys, `Files ${names[0]} and ${names[1]} are identical\n`);
      return 0;
    }
    if (has(parsed, '-q')) {
      yield* print(sys, `Files ${names[0]} and ${names[1]} differ\n`);
      return 1;
    }
    if (!has(parsed, '-u') && !has(parsed, '-U')) {
      yield* print(sys, normalDiff(a, b, changes));
      return 1;
    }
    let heading = '';
    const offset = utcOffset(sys);
    for (const [at, mark] of [
      [0, '---'],
      [1, '+++'],
    ] as const) {
      const status = yield* sys.status(names[at]!, { follow: true });
      const micro = isFailure(status) ? sys.now() + sys.world.epoch : status.modified + sys.world.epoch;
      heading += `${mark} ${names[at]}\t${formatDate('%Y-%m-%d %H:%M:%S', Math.floor(micro / 1e6) + offset * 60)}.${String(Math.floor(micro % 1e6)).padStart(6, '0')}000 ${offsetText(offset)}\n`;
    }
    const context = Number(parsed.flags.get('-U') || parsed.flags.get('-u') || 3);
    yield* print(sys, heading + unifiedDiff(a, b, changes, context));
    return 1;
  },
  { usageStatus: 2 },
);

export const cmp = defineTool(
  {
    name: 'cmp',
    summary: 'compare files octet by octet',
    usage: ['cmp [OPTION]... FILE1 [FILE2]'],
    flags: [{ names: ['-s', '--quiet', '--silent'], summary: 'only the status' }],
  },
  function* (sys, parsed) {
    const [one, two = '-'] = parsed.operands;
    if (one === undefined) return yield* usageError(sys, 'cmp', "missing operand after 'cmp'", 2);
    const a = yield* readWhole(sys, 'cmp', one);
    const b = yield* readWhole(sys, 'cmp', two);
    if (a === null || b === null) return 2;
    if (a === b) return 0;
    let at = 0;
    while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
    if (has(parsed, '-s')) return 1;
    if (at < a.length && at < b.length)
      yield* print(sys, `${one} ${two} differ: byte ${at + 1}, line ${a.slice(0, at).split('\n').length}\n`);
    else
      yield* printError(
        sys,
        `cmp: EOF on ${a.length < b.length ? one : two} after byte ${at}, line ${a.slice(0, at).split('\n').length - 1}\n`,
      );
    return 1;
  },
  { usageStatus: 2 },
);
