import { isFailure } from '../../../model/state/index.ts';
import { print, printError } from '../spec.ts';
import { defineTool, has, usageError } from './tool.ts';

const classes: Readonly<Record<string, string>> = {
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  alpha: 'A-Za-z',
  alnum: '0-9A-Za-z',
  blank: '\t ',
  punct: '!-/:-@[-`{-~',
  space: '\t\n\v\f\r ',
  cntrl: '\x00-\x1f\x7f',
  print: ' -~',
  graph: '!-~',
  xdigit: '0-9A-Fa-f',
};
const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
};

/** Expands ranges, classes and escapes of a set to its characters. */
function expandSet(text: string): string[] {
  const out: string[] = [];
  let at = 0;
  const one = (): string => {
    if (text[at] !== '\\' || at + 1 >= text.length) return text[at++]!;
    const octal = /^[0-7]{1,3}/.exec(text.slice(at + 1));
    if (octal !== null) {
      at += 1 + octal[0].length;
      return String.fromCharCode(Number.parseInt(octal[0], 8));
    }
    at += 2;
    return escapes[text[at - 1]!] ?? text[at - 1]!;
  };
  while (at < text.length) {
    const named = /^\[:(\w+):\]/.exec(text.slice(at));
    if (named !== null && classes[named[1]!] !== undefined) {
      at += named[0].length;
      const source = classes[named[1]!]!;
      for (let i = 0; i < source.length; i++) {
        const ranged = source[i + 1] === '-' && i + 2 < source.length;
        const last = ranged ? source.charCodeAt(i + 2) : source.charCodeAt(i);
        for (let code = source.charCodeAt(i); code <= last; code++) out.push(String.fromCharCode(code));
        if (ranged) i += 2;
      }
      continue;
    }
    const low = one();
    if (text[at] === '-' && at + 1 < text.length) {
      at += 1;
      const high = one();
      for (let code = low.codePointAt(0)!; code <= high.codePointAt(0)!; code++)
        out.push(String.fromCodePoint(code));
    } else out.push(low);
  }
  return out;
}

export const tr = defineTool(
  {
    name: 'tr',
    summary: 'replace, delete or squeeze characters',
    usage: ['tr [OPTION]... STRING1 [STRING2]'],
    flags: [
      { names: ['-d', '--delete'], summary: 'delete characters' },
      { names: ['-s', '--squeeze-repeats'], summary: 'one of repeated characters' },
      { names: ['-c', '-C', '--complement'], summary: 'everything but STRING1' },
      { names: ['-t', '--truncate-set1'], summary: 'cut STRING1 to the length of STRING2' },
    ],
  },
  function* (sys, parsed) {
    const [first, second] = parsed.operands;
    const remove = has(parsed, '-d');
    const squeeze = has(parsed, '-s');
    if (first === undefined) return yield* usageError(sys, 'tr', 'missing operand');
    if (second === undefined && !remove && !squeeze) {
      yield* printError(
        sys,
        `tr: missing operand after ‘${first}’\nTwo strings must be given when translating.\nTry 'tr --help' for more information.\n`,
      );
      return 1;
    }
    const from = expandSet(first);
    const to = second === undefined ? [] : expandSet(second);
    const members = new Set(from);
    const within = (char: string): boolean => members.has(char) !== has(parsed, '-c');
    const mapped = new Map(from.map((char, index) => [char, to[Math.min(index, to.length - 1)] ?? char]));
    const translate = !remove && second !== undefined;
    const squeezed = new Set(remove || translate ? to : from);
    const squeezes = (char: string): boolean =>
      squeeze && (remove || translate ? squeezed.has(char) : within(char));
    let last = '';
    for (;;) {
      const piece = yield* sys.read(0);
      if (isFailure(piece) || piece === '') return 0;
      let out = '';
      for (const char of piece) {
        if (remove && within(char)) continue;
        const next =
          translate && within(char) ? (has(parsed, '-c') ? (to.at(-1) ?? char) : mapped.get(char)!) : char;
        if (next === last && squeezes(next)) continue;
        last = next;
        out += next;
      }
      if (!(yield* print(sys, out))) return 1;
    }
  },
  { rewrite: (words) => words },
);
