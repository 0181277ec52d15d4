import { formatPrintf, translateRegex } from '../../shell/index.ts';

/** Text from input that looks like a number compares as one (POSIX's numeric string). */
class NumericText {
  readonly text: string;
  readonly number: number;

  constructor(text: string, number: number) {
    this.text = text;
    this.number = number;
  }
}

export type Value = number | string | NumericText | undefined;

const numeric = /^[ \t\n]*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?[ \t\n]*$/;

/** Makes a value of text from a field, an array made by `split`, or `-v`. */
export function fromInput(text: string): Value {
  return numeric.test(text) ? new NumericText(text, Number(text)) : text;
}

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (value === undefined) return 0;
  if (value instanceof NumericText) return value.number;
  return Number(/^[ \t\n]*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(value)?.[1] ?? 0);
}

/** Integers print as such, other numbers by `format` (CONVFMT or OFMT). */
export function toText(value: Value, format = '%.6g'): string {
  if (typeof value === 'string') return value;
  if (value === undefined) return '';
  if (value instanceof NumericText) return value.text;
  if (Number.isInteger(value))
    return Math.abs(value) < 1e16 ? String(value === 0 ? 0 : value) : BigInt(value).toString();
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  return formatPrintf(format, [String(value)]).text;
}

export function isTrue(value: Value): boolean {
  if (typeof value === 'number') return value !== 0;
  if (value instanceof NumericText) return value.number !== 0;
  return value !== undefined && value !== '';
}

/** Numbers compare as numbers, anything else as text. */
export function compareValues(left: Value, right: Value): number {
  if (typeof left !== 'string' && typeof right !== 'string') return toNumber(left) - toNumber(right);
  const a = toText(left);
  const b = toText(right);
  return a < b ? -1 : a > b ? 1 : 0;
}

const compiled = new Map<string, RegExp>();

/** Compiles an extended regular expression; a malformed one matches nothing. */
export function awkRegex(source: string): RegExp {
  const kept = compiled.get(source);
  if (kept !== undefined) return kept;
  let made: RegExp;
  try {
    // Awk reads escapes in brackets, which POSIX brackets alone would not.
    made = new RegExp(
      translateRegex(
        source.replace(
          /\[(\^?\]?)((?:[^\]\\]|\\.)*)\]/g,
          (_, start: string, inner: string) =>
            `[${start}${inner.replace(/\\(.)/g, (all, char: string) => (char === 't' ? '\t' : char === 'n' ? '\n' : char === ']' ? all : char))}]`,
        ),
        'extended',
      ),
      's',
    );
  } catch {
    made = /(?!)/;
  }
  if (compiled.size > 500) compiled.clear();
  compiled.set(source, made);
  return made;
}

/** awk's printf: `%c` takes a code, `%d` cuts off fractions, arguments are never used twice. */
export function awkFormat(format: string, args: readonly Value[]): string {
  let used = 0;
  const next = (): Value => args[used++];
  return format.replace(/%%|%[-+ #0]*(\*|\d+)?(\.(\*|\d+)?)?[a-zA-Z]/g, (spec) => {
    if (spec === '%%') return '%';
    const filled = spec.replace(/\*/g, () => String(Math.trunc(toNumber(next()))));
    const letter = filled.at(-1)!;
    const value = next();
    if (letter === 's') return formatPrintf(filled, [toText(value)]).text;
    if (letter === 'c')
      return formatPrintf(`${filled.slice(0, -1)}s`, [
        typeof value === 'number' ? String.fromCodePoint(value) : toText(value).slice(0, 1),
      ]).text;
    const number = toNumber(value);
    if ('di'.includes(letter))
      return formatPrintf(filled, [Number.isFinite(number) ? BigInt(Math.trunc(number)).toString() : '0'])
        .text;
    if ('oxXu'.includes(letter)) return formatPrintf(filled, [BigInt(Math.trunc(number)).toString()]).text;
    return 'eEfFgG'.includes(letter) ? formatPrintf(filled, [String(number)]).text : spec;
  });
}
