import { formatDate } from '../../shell/index.ts';
import { awkFormat, awkRegex, toNumber, toText, type Value } from './awk-values.ts';

/** What built-in functions need besides their arguments. */
export interface FunctionContext {
  /** Seconds since 1970, for `systime`. */
  readonly clock: number;
  random(): number;
  seed(value: number): number;
  setMatch(start: number, length: number): void;
}

type Plain = (args: readonly Value[], context: FunctionContext) => Value;

const text = (args: readonly Value[], at: number): string => toText(args[at]);
const number = (args: readonly Value[], at: number): number => toNumber(args[at]);

/** Functions of values only; those that change their arguments are the interpreter's. */
export const plainFunctions: Readonly<Record<string, Plain>> = {
  substr(args) {
    const chars = [...text(args, 0)];
    const from = Math.round(number(args, 1));
    const to = args[2] === undefined ? chars.length + 1 : from + Math.round(number(args, 2));
    return chars.slice(Math.max(0, from - 1), Math.max(0, to - 1)).join('');
  },
  index: (args) => text(args, 0).indexOf(text(args, 1)) + 1,
  toupper: (args) => text(args, 0).toUpperCase(),
  tolower: (args) => text(args, 0).toLowerCase(),
  sprintf: (args) => awkFormat(text(args, 0), args.slice(1)),
  int: (args) => Math.trunc(number(args, 0)),
  sqrt: (args) => Math.sqrt(number(args, 0)),
  exp: (args) => Math.exp(number(args, 0)),
  log: (args) => Math.log(number(args, 0)),
  sin: (args) => Math.sin(number(args, 0)),
  cos: (args) => Math.cos(number(args, 0)),
  atan2: (args) => Math.atan2(number(args, 0), number(args, 1)),
  rand: (_args, context) => context.random(),
  srand: (args, context) => context.seed(number(args, 0)),
  systime: (_args, context) => context.clock,
  strftime: (args, context) =>
    formatDate(
      args[0] === undefined ? '%c' : text(args, 0),
      args[1] === undefined ? context.clock : number(args, 1),
    ),
  strtonum: (args) => {
    const source = text(args, 0).trim();
    if (/^0[xX]/.test(source)) return Number.parseInt(source, 16) || 0;
    return /^0\d/.test(source) ? Number.parseInt(source, 8) || 0 : toNumber(source);
  },
  and: (args) => Number(BigInt(number(args, 0)) & BigInt(number(args, 1))),
  or: (args) => Number(BigInt(number(args, 0)) | BigInt(number(args, 1))),
  xor: (args) => Number(BigInt(number(args, 0)) ^ BigInt(number(args, 1))),
  lshift: (args) => number(args, 0) * 2 ** number(args, 1),
  rshift: (args) => Math.floor(number(args, 0) / 2 ** number(args, 1)),
  fflush: () => 0,
  close: () => 0,
  match(args, context) {
    const found = awkRegex(text(args, 1)).exec(text(args, 0));
    context.setMatch(found === null ? 0 : found.index + 1, found === null ? -1 : found[0].length);
    return found === null ? 0 : found.index + 1;
  },
};

/** Replaces matches; `&` in the replacement is the match. Returns the text and how many there were. */
export function substitute(
  source: RegExp,
  replacement: string,
  target: string,
  which: number | 'all',
): { readonly text: string; readonly count: number } {
  const everywhere = new RegExp(source.source, `${source.flags}g`);
  let count = 0;
  let replaced = 0;
  const out = target.replace(everywhere, (match) => {
    count += 1;
    if (which !== 'all' && count !== which) return match;
    replaced += 1;
    return replacement.replace(/\\\\|\\&|&/g, (mark) => (mark === '&' ? match : mark === '\\&' ? '&' : '\\'));
  });
  return { text: out, count: replaced };
}

/** Splits as `FS` does: a blank means runs of blanks, one character itself, more a regular expression. */
export function splitFields(record: string, separator: string): string[] {
  if (separator === ' ') return record.match(/[^ \t\n]+/g) ?? [];
  if (record === '') return [];
  if (separator === '') return [...record];
  if (separator === '\t' || (separator.length === 1 && separator !== '\\')) return record.split(separator);
  return splitByRegex(record, awkRegex(separator));
}

function splitByRegex(record: string, separator: RegExp): string[] {
  const out: string[] = [];
  let start = 0;
  for (const match of record.matchAll(new RegExp(separator.source, `${separator.flags}g`))) {
    if (match[0] === '') continue;
    out.push(record.slice(start, match.index));
    start = match.index + match[0].length;
  }
  return [...out, record.slice(start)];
}
