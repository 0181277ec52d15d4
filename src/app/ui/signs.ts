/** Signs that stand beside every colour, so that colour is never alone; ASCII where a terminal has no more. */
export interface Signs {
  good: string;
  bad: string;
  warn: string;
  running: string;
  pointer: string;
  rule: string;
  column: string;
  best: string;
  chosen: string;
  open: string;
  bar: string;
  empty: string;
  dot: string;
  arrow: string;
}

export const UNICODE: Signs = {
  good: '✓',
  bad: '✗',
  warn: '!',
  running: '…',
  pointer: '▸',
  rule: '─',
  column: '│',
  best: '←',
  chosen: '(•)',
  open: '( )',
  bar: '▇',
  empty: '▁',
  dot: '·',
  arrow: '→',
};
export const ASCII: Signs = {
  good: 'v',
  bad: 'x',
  warn: '!',
  running: '~',
  pointer: '>',
  rule: '-',
  column: '|',
  best: '<-',
  chosen: '(*)',
  open: '( )',
  bar: '#',
  empty: '.',
  dot: '-',
  arrow: '->',
};

/** Characters of our own in plain ones of the same width: box drawing, ellipsis, typographic marks. */
export function plainText(text: string): string {
  return text
    .replace(/[─┄–]/g, '-')
    .replace(/│/g, '|')
    .replace(/[┌┐└┘├┤┬┴┼]/g, '+')
    .replace(/…/g, '~')
    .replace(/·/g, '-')
    .replace(/→/g, '>')
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\u2060/g, '');
}
