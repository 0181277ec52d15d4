import { formatPrintf } from '../../shell/index.ts';
import { print, printError } from '../spec.ts';
import { defineTool, has, usageError } from './tool.ts';

export const seq = defineTool(
  {
    name: 'seq',
    summary: 'count',
    usage: ['seq [OPTION]... LAST', 'seq [OPTION]... FIRST LAST', 'seq [OPTION]... FIRST INCREMENT LAST'],
    flags: [
      { names: ['-w', '--equal-width'], summary: 'pad with zeros' },
      { names: ['-s', '--separator'], argument: 'STRING', summary: 'what to write between numbers' },
      { names: ['-f', '--format'], argument: 'FORMAT', summary: 'format for each number' },
    ],
  },
  function* (sys, parsed) {
    const words = parsed.operands;
    if (words.length === 0) return yield* usageError(sys, 'seq', 'missing operand');
    if (words.length > 3) return yield* usageError(sys, 'seq', `extra operand ‘${words[3]}’`);
    for (const word of words) {
      if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word)) {
        yield* printError(
          sys,
          `seq: invalid floating point argument: ‘${word}’\nTry 'seq --help' for more information.\n`,
        );
        return 1;
      }
    }
    const first = words.length > 1 ? Number(words[0]) : 1;
    const step = words.length > 2 ? Number(words[1]) : 1;
    const last = Number(words.at(-1));
    if (step === 0) return yield* usageError(sys, 'seq', `invalid Zero increment value: ‘${words[1]}’`);
    const places = Math.max(
      ...words.slice(0, Math.max(1, words.length - 1)).map((word) => word.split('.')[1]?.length ?? 0),
      words.length === 1 ? 0 : 0,
    );
    const format = parsed.flags.get('-f');
    const width = has(parsed, '-w')
      ? Math.max(...[first, last].map((value) => value.toFixed(places).length))
      : 0;
    const show = (value: number): string => {
      if (format !== undefined) return formatPrintf(format, [String(value)]).text;
      const text = value.toFixed(places);
      return text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0');
    };
    const separator = parsed.flags.get('-s') ?? '\n';
    const count = Math.floor((last - first) / step + 1e-9) + 1;
    for (let at = 0; at < count; ) {
      const end = Math.min(count, at + 1000);
      let out = '';
      for (; at < end; at++) out += show(first + at * step) + (at === count - 1 ? '\n' : separator);
      if (!(yield* print(sys, out))) return 1;
    }
    return 0;
  },
  { rewrite: (words) => (words.some((word) => /^-\.?\d/.test(word)) ? markNegative(words) : words) },
);

/** Negative numbers are operands: everything from the first one on is kept from being read as flags. */
function markNegative(words: readonly string[]): readonly string[] {
  const at = words.findIndex((word) => /^-\.?\d/.test(word));
  const before = words.slice(0, at);
  const firstOperand = before.findIndex(
    (word, index) => !word.startsWith('-') && !/^-[sf]$/.test(before[index - 1] ?? ''),
  );
  const cut = firstOperand < 0 ? at : firstOperand;
  return [...words.slice(0, cut), '--', ...words.slice(cut)];
}
