import { isFailure } from '../../../model/state/index.ts';
import { print, printError } from '../spec.ts';
import { defineTool, has, readAllLines } from './tool.ts';

interface Ordering {
  readonly numeric: boolean;
  readonly general: boolean;
  readonly version: boolean;
  readonly human: boolean;
  readonly month: boolean;
  readonly reverse: boolean;
  readonly fold: boolean;
  readonly blanks: boolean;
  readonly dictionary: boolean;
}

interface Key {
  readonly from: { readonly field: number; readonly char: number };
  readonly to: { readonly field: number; readonly char: number } | null;
  readonly ordering: Ordering;
}

function orderingOf(letters: string): Ordering {
  const on = (letter: string): boolean => letters.includes(letter);
  return {
    numeric: on('n'),
    general: on('g'),
    version: on('V'),
    human: on('h'),
    month: on('M'),
    reverse: on('r'),
    fold: on('f'),
    blanks: on('b'),
    dictionary: on('d'),
  };
}

/** Reads `2,3n` and `1.3,1.5`; without letters of its own a key takes the global ones. Null when malformed. */
function readKey(text: string, globals: string): Key | null {
  const found = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$/.exec(text);
  if (found === null || found[1] === '0') return null;
  const letters = (found[3] ?? '') + (found[6] ?? '');
  return {
    from: { field: Number(found[1]), char: Number(found[2] ?? 1) },
    to: found[4] === undefined ? null : { field: Number(found[4]), char: Number(found[5] ?? 0) },
    ordering: orderingOf(letters === '' ? globals : letters),
  };
}

/** Where each field begins and ends. Without a separator, a field takes the blanks before it along. */
function fieldBounds(line: string, separator: string | null): { start: number; end: number }[] {
  const out: { start: number; end: number }[] = [];
  if (separator === null) {
    for (const match of line.matchAll(/\s*\S+/g))
      out.push({ start: match.index, end: match.index + match[0].length });
    return out;
  }
  let start = 0;
  for (;;) {
    const at = line.indexOf(separator, start);
    out.push({ start, end: at < 0 ? line.length : at });
    if (at < 0) return out;
    start = at + separator.length;
  }
}

function keyText(line: string, key: Key, separator: string | null): string {
  const bounds = fieldBounds(line, separator);
  const skip = (at: number): number => {
    let to = at;
    if (key.ordering.blanks || key.ordering.numeric)
      while (to < line.length && /[ \t]/.test(line[to]!)) to += 1;
    return to;
  };
  const first = bounds[key.from.field - 1];
  const start = first === undefined ? line.length : skip(first.start) + key.from.char - 1;
  const last = key.to === null ? undefined : bounds[key.to.field - 1];
  const end =
    key.to === null || last === undefined
      ? line.length
      : key.to.char === 0
        ? last.end
        : skip(last.start) + key.to.char;
  return line.slice(start, Math.max(start, end));
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** What a text weighs under an ordering, worked out once and not at each comparison: a number, or the letters that count. */
function weightOf(text: string, ordering: Ordering): number | string {
  if (ordering.numeric) return leadingNumber(text);
  if (ordering.general) return Number.parseFloat(text) || 0;
  if (ordering.human) return humanNumber(text);
  if (ordering.month) return months.indexOf(text.trim().slice(0, 3).toUpperCase());
  if (ordering.version) return text;
  let letters = ordering.blanks ? text.replace(/^[ \t]+/, '') : text;
  if (ordering.dictionary) letters = letters.replace(/[^A-Za-z0-9 \t]/g, '');
  return ordering.fold ? letters.toUpperCase() : letters;
}

function compareWeights(a: number | string, b: number | string, ordering: Ordering): number {
  const sign = ordering.reverse ? -1 : 1;
  if (ordering.version) return sign * compareVersions(String(a), String(b));
  return a < b ? -sign : a > b ? sign : 0;
}

/** A line with what it weighs under each key. */
interface Weighed {
  readonly line: string;
  readonly weights: readonly (number | string)[];
}

function leadingNumber(text: string): number {
  return Number(/^[ \t]*(-?\d*\.?\d*)/.exec(text)?.[1] || 0) || 0;
}

function humanNumber(text: string): number {
  const found = /^[ \t]*(-?\d*\.?\d*)([KMGTPEkmgtpe]?)/.exec(text);
  return (Number(found?.[1] || 0) || 0) * 1024 ** ('KMGTPE'.indexOf((found?.[2] || '?').toUpperCase()) + 1);
}

/** Runs of digits by value, the rest by characters, letters before other characters and `~` before all. */
function compareVersions(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const x = left[at] ?? '';
    const y = right[at] ?? '';
    if (/^\d/.test(x) && /^\d/.test(y)) {
      const difference = Number(x) - Number(y);
      if (difference !== 0) return difference;
    } else if (x !== y) {
      const weight = (char: string): number =>
        char === ''
          ? 1
          : char === '~'
            ? 0
            : /\d/.test(char)
              ? 1
              : /[A-Za-z]/.test(char)
                ? char.codePointAt(0)!
                : char.codePointAt(0)! + 256;
      for (let i = 0; i < Math.max(x.length, y.length); i++) {
        const difference = weight(x[i] ?? '') - weight(y[i] ?? '');
        if (difference !== 0) return difference;
      }
    }
  }
  return 0;
}

export const sort = defineTool(
  {
    name: 'sort',
    summary: 'sort lines',
    usage: ['sort [OPTION]... [FILE]...'],
    flags: [
      { names: ['-n', '--numeric-sort'], summary: 'by number' },
      { names: ['-g', '--general-numeric-sort'], summary: 'by number, exponents too' },
      { names: ['-h', '--human-numeric-sort'], summary: 'by number with K, M, G' },
      { names: ['-V', '--version-sort'], summary: 'numbers in text by value' },
      { names: ['-M', '--month-sort'], summary: 'by month' },
      { names: ['-r', '--reverse'], summary: 'backwards' },
      { names: ['-f', '--ignore-case'], summary: 'ignore case' },
      { names: ['-b', '--ignore-leading-blanks'], summary: 'ignore blanks at the start' },
      { names: ['-d', '--dictionary-order'], summary: 'only letters, digits and blanks' },
      { names: ['-u', '--unique'], summary: 'one of equal lines' },
      { names: ['-s', '--stable'], summary: 'keep the order of equal lines' },
      { names: ['-k', '--key'], argument: 'KEYDEF', summary: 'sort by fields' },
      { names: ['-t', '--field-separator'], argument: 'SEP', summary: 'what separates fields' },
      { names: ['-o', '--output'], argument: 'FILE', summary: 'write to a file' },
      { names: ['-c', '--check'], summary: 'only check the order' },
      { names: ['-m', '--merge'], summary: 'merge sorted files', unmodelled: true },
      { names: ['-R', '--random-sort'], summary: 'shuffle', unmodelled: true },
      { names: ['-z', '--zero-terminated'], summary: 'lines end in NUL', unmodelled: true },
    ],
  },
  function* (sys, parsed) {
    const globals = parsed.all
      .filter((flag) => /^-[nghVMrfbd]$/.test(flag.name))
      .map((flag) => flag.name[1])
      .join('');
    const keys: Key[] = [];
    for (const flag of parsed.all) {
      if (flag.name !== '-k') continue;
      const key = readKey(flag.value, globals);
      if (key === null) {
        yield* printError(
          sys,
          `sort: invalid number at field start: invalid count at start of ‘${flag.value}’\n`,
        );
        return 2;
      }
      keys.push(key);
    }
    const given = parsed.flags.get('-t');
    const separator = given === '\\t' ? '\t' : (given ?? null);
    const whole = orderingOf(globals);
    const orderings = keys.length === 0 ? [whole] : keys.map((key) => key.ordering);
    const weigh = (line: string): Weighed => ({
      line,
      weights:
        keys.length === 0
          ? [weightOf(line, whole)]
          : keys.map((key) => weightOf(keyText(line, key, separator), key.ordering)),
    });
    const compareKeys = (a: Weighed, b: Weighed): number => {
      for (const [at, ordering] of orderings.entries()) {
        const order = compareWeights(a.weights[at]!, b.weights[at]!, ordering);
        if (order !== 0) return order;
      }
      return 0;
    };
    const last = whole.reverse ? -1 : 1;
    const stable = has(parsed, '-s') || has(parsed, '-u');
    const compare = (a: Weighed, b: Weighed): number =>
      compareKeys(a, b) || (stable || a.line === b.line ? 0 : a.line < b.line ? -last : last);
    const { lines, status } = yield* readAllLines(sys, 'sort', parsed.operands);
    if (has(parsed, '-c')) {
      const weighed = lines.map(weigh);
      const at = weighed.findIndex((line, index) => index > 0 && compare(weighed[index - 1]!, line) > 0);
      if (at < 0) return 0;
      yield* printError(sys, `sort: ${parsed.operands[0] ?? '-'}:${at + 1}: disorder: ${lines[at]}\n`);
      return 1;
    }
    let sorted = lines.map(weigh).sort(compare);
    if (has(parsed, '-u'))
      sorted = sorted.filter((line, index) => index === 0 || compareKeys(sorted[index - 1]!, line) !== 0);
    const text = sorted.map(({ line }) => `${line}\n`).join('');
    const output = parsed.flags.get('-o');
    if (output === undefined) yield* print(sys, text);
    else {
      const failure = yield* sys.writeFile(output, text);
      if (failure !== undefined && isFailure(failure)) {
        yield* printError(sys, `sort: open failed: ${output}\n`);
        return 2;
      }
    }
    return status === 0 ? 0 : 2;
  },
  { usageStatus: 2 },
);
