import { print, printError } from '../spec.ts';
import { defineTool, eachBatch, has, usageError } from './tool.ts';

/** Reads `1,3-5,-2,7-`; null when malformed. Ranges are inclusive, from 1. */
function readRanges(text: string): { readonly from: number; readonly to: number }[] | null {
  const out: { from: number; to: number }[] = [];
  for (const piece of text.split(',')) {
    const found = /^(\d*)(-?)(\d*)$/.exec(piece);
    if (found === null || (found[1] === '' && found[3] === '')) return null;
    const from = found[1] === '' ? 1 : Number(found[1]);
    const to = found[2] === '' ? from : found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3]);
    if (from < 1 || to < from) return null;
    out.push({ from, to });
  }
  return out;
}

export const cut = defineTool(
  {
    name: 'cut',
    summary: 'parts of lines',
    usage: ['cut OPTION... [FILE]...'],
    flags: [
      { names: ['-f', '--fields'], argument: 'LIST', summary: 'fields' },
      { names: ['-d', '--delimiter'], argument: 'DELIM', summary: 'what separates fields, tab if not given' },
      { names: ['-c', '--characters'], argument: 'LIST', summary: 'characters' },
      { names: ['-b', '--bytes'], argument: 'LIST', summary: 'octets' },
      { names: ['-s', '--only-delimited'], summary: 'leave out lines without delimiter' },
      { names: ['--complement'], summary: 'everything but the list' },
      { names: ['--output-delimiter'], argument: 'STRING', summary: 'what to write between fields' },
      { names: ['-n'], summary: 'ignored' },
    ],
  },
  function* (sys, parsed) {
    const list = parsed.flags.get('-f') ?? parsed.flags.get('-c') ?? parsed.flags.get('-b');
    if (list === undefined)
      return yield* usageError(sys, 'cut', 'you must specify a list of bytes, characters, or fields');
    const delimiter = parsed.flags.get('-d') ?? '\t';
    if ([...delimiter].length > 1)
      return yield* usageError(sys, 'cut', 'the delimiter must be a single character');
    const ranges = readRanges(list);
    if (ranges === null) {
      const what = parsed.flags.has('-f') ? 'field' : 'byte/character position';
      yield* printError(
        sys,
        `cut: invalid ${what} value ‘${list}’\nTry 'cut --help' for more information.\n`,
      );
      return 1;
    }
    const fields = parsed.flags.has('-f');
    const joiner = parsed.flags.get('--output-delimiter') ?? (fields ? delimiter : '');
    const keep = (position: number): boolean =>
      ranges.some((range) => position >= range.from && position <= range.to) !== has(parsed, '--complement');
    return yield* eachBatch(sys, 'cut', parsed.operands, function* ({ lines }) {
      let out = '';
      for (const line of lines) {
        if (fields && !line.includes(delimiter)) {
          if (!has(parsed, '-s')) out += `${line}\n`;
          continue;
        }
        const parts = fields ? line.split(delimiter) : [...line];
        out += `${parts.filter((_, index) => keep(index + 1)).join(joiner)}\n`;
      }
      return yield* print(sys, out);
    });
  },
);
