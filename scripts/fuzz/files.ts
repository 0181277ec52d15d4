import { readFileSync } from 'node:fs';
import { randomStream } from './lines.ts';

/** Pieces that break a YAML or JSON file, or only look as if they did. */
const PIECES = [
  ...[
    '\t',
    '\n\n',
    ': ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '#',
    '|',
    '&a',
    '*a',
    '!!js/function "x"',
    '<<: *x',
    '---',
    '%YAML 9',
  ],
  ...[
    '\u0000',
    '\ufffd',
    '网',
    '999999999999999999999',
    '-1',
    '1e400',
    '.inf',
    'null',
    'true',
    '~',
    '__proto__: {a: 1}',
    'constructor: 1',
  ],
  ...['../../../etc/passwd', 'x'.repeat(3000), '['.repeat(401), '{"a":'.repeat(300)],
];

/** A damaged copy of a text: cut off, with lines gone, doubled or moved, pieces put in, characters or whole values changed. */
export function damage(text: string, seed: number): string {
  const random = randomStream(seed);
  const below = (limit: number) => Math.floor(random() * Math.max(1, limit));
  let broken = text;
  for (let count = 1 + below(3); count > 0; count--) {
    const rows = broken.split('\n');
    const at = below(rows.length);
    const spot = below(broken.length);
    const piece = PIECES[below(PIECES.length)]!;
    switch (below(8)) {
      case 0:
        broken = broken.slice(0, spot);
        break;
      case 1:
        rows.splice(at, 1 + below(3));
        broken = rows.join('\n');
        break;
      case 2:
        rows.splice(at, 0, rows[below(rows.length)] ?? '');
        broken = rows.join('\n');
        break;
      case 3:
        broken = broken.slice(0, spot) + piece + broken.slice(spot);
        break;
      case 4:
        rows[at] = `${' '.repeat(below(9))}${(rows[at] ?? '').trimStart()}`;
        broken = rows.join('\n');
        break;
      case 5:
        rows[at] = (rows[at] ?? '').replace(/([:=]\s*).+$/, (_, lead: string) => lead + piece);
        broken = rows.join('\n');
        break;
      case 6:
        rows[at] = (rows[at] ?? '').replace(/[\w-]+(?=[:"])/, (key) => `${key}${below(9)}`);
        broken = rows.join('\n');
        break;
      default:
        broken = broken.slice(0, spot) + String.fromCharCode(32 + below(95)) + broken.slice(spot + 1);
    }
  }
  return broken;
}

/** Text of a file of the repository. */
export function repositoryFile(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}
