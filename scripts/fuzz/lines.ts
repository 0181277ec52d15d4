import { readFileSync } from 'node:fs';
import { commandSpecs } from '../../src/tools/commands/index.ts';

/** Lines as people type them, one or more for each tool: what the fuzzer changes. */
const TYPED = readFileSync(new URL('typed.txt', import.meta.url), 'utf8')
  .trim()
  .split(/\n(?!\$\(hostname\)|EOF)/);

/** Words that tools and shells are asked to survive. `CANARY` is a file of the real machine, whose content no output may show. */
const JUNK = [
  ...[
    "''",
    '""',
    '"',
    "'",
    '`',
    '\\',
    '$(',
    '${',
    '$((',
    '))',
    '|',
    '||',
    '&',
    '&&',
    ';',
    ';;',
    '(',
    ')',
    '{',
    '}',
    '<',
    '>',
    '>>',
    '<<<',
    '<<X',
    '2>&1',
    '>&9',
    '<&-',
    '!',
    '!!',
    '#',
    '~',
    '*',
    '?',
    '[',
    ']',
    '[[',
    '{1..99999}',
    '{a,b}{c,d}',
  ],
  ...[
    '-',
    '--',
    '---',
    '-h',
    '--help',
    '-x',
    '-99',
    '--no-such-flag=1',
    '-n',
    '-c',
    '-f',
    '-i',
    '--format',
    '-A',
    '-t',
  ],
  ...[
    '0',
    '-1',
    '1e9',
    '99999999999999999999',
    '0x7fffffff',
    '3.14',
    'NaN',
    'Infinity',
    '1/0',
    '%',
    '%s%n',
    '%1$s',
    '{{',
    '{{.}}',
    '{{.Nope}}',
    '{{range}}',
    '[a-',
    '(?=x)',
    '(a+)+$',
    '\\1',
    '[[:nope:]]',
  ],
  ...[
    '256.1.1.1',
    '10.0.0.0/33',
    '::1',
    'fe80::1%ens33',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
    '10.0.0.3:99999',
    'ff:ff:ff:ff:ff:ff:ff',
    'nosuchdev',
    'lo',
    'eth0',
    'web',
    'over-128',
    'nosuch.example',
  ],
  ...[
    '/',
    '..',
    '../../../../../../etc/shadow',
    '/proc/self/environ',
    '/proc/1/root',
    '/dev/tty',
    '/dev/fd/9',
    '/dev/null',
    '/etc',
    '/nonexistent/file',
    'CANARY',
    '$(cat CANARY)',
    '/proc/self/fd/0',
    'file:///etc/passwd',
    '//',
    '/bin/',
  ],
  ...[
    '网络',
    'é',
    '👩‍💻',
    '\u0000',
    '\u0007',
    '\u001b[2J',
    '\u200f',
    'a'.repeat(5000),
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '$RANDOM',
    '$?',
    '$!',
    '$$',
    '$@',
    '${x:?gone}',
    '${!x}',
    '${x[99]}',
    '$((1/0))',
    '$((2**63))',
    'IFS=',
    'PATH=',
    'exit',
    'return',
    'break',
    'exec',
    'eval',
    'set -x',
    'ulimit -n 0',
    'kill -9 $$',
    ':(){ :|:& };:',
    'while :; do :; done',
    'cat',
    'read',
    'wait',
    'reboot',
  ],
];

/** A keyed stream of numbers below one (mulberry32). */
export function randomStream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const FLAGGED = commandSpecs.filter((spec) => spec.flags.length > 0 || spec.forms !== undefined);

/** A command line: one that people type with changes, or a tool with some of its flags and anything behind them. */
export function fuzzLine(random: () => number, canary: string): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  let words: string[];
  if (random() < 0.3) {
    const spec = pick(FLAGGED);
    const forms = Object.entries(spec.forms ?? {});
    const [form, flags] = forms.length > 0 ? pick(forms) : ['', spec.flags];
    words = [spec.name, ...form.split(' ').filter(Boolean)];
    for (let count = Math.floor(random() * 4); count > 0 && flags.length > 0; count--)
      words.push(pick(pick(flags).names), ...(random() < 0.6 ? [pick(JUNK)] : []));
    if (random() < 0.7) words.push(pick(JUNK));
  } else words = pick(TYPED).split(/(?<=\s)/);
  for (let count = Math.floor(random() * 4); count > 0; count--) change(words, random, pick);
  return words
    .map((word) => (/\s$/.test(word) ? word : `${word} `))
    .join('')
    .trim()
    .replaceAll('CANARY', canary);
}

/** One change: a word goes, doubles, moves, becomes junk, or loses, gains or flips a character. */
function change(words: string[], random: () => number, pick: <T>(list: readonly T[]) => T): void {
  const at = Math.floor(random() * words.length);
  const word = words[at] ?? '';
  const spot = Math.floor(random() * (word.length + 1));
  const kind = Math.floor(random() * 8);
  if (kind === 0) words.splice(at, 1);
  else if (kind === 1) words.splice(at, 0, word);
  else if (kind === 2) words.splice(at, 1, pick(words) ?? '');
  else if (kind === 3) words.splice(at, 1, pick(JUNK));
  else if (kind === 4) words.splice(at, 0, pick(JUNK));
  else if (kind === 5) words[at] = word.slice(0, spot) + word.slice(spot + 1);
  else if (kind === 6) words[at] = word.slice(0, spot) + pick(JUNK).slice(0, 3) + word.slice(spot);
  else
    words[at] = word.slice(0, spot) + String.fromCharCode(33 + Math.floor(random() * 94)) + word.slice(spot);
}
