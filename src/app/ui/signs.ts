/** Signs that stand beside every colour, so that colour is never alone; ASCII where a terminal has no more. */
export interface Signs {
  good: string;
  bad: string;
  running: string;
  pointer: string;
  rule: string;
  column: string;
  best: string;
  bar: string;
  empty: string;
  dot: string;
}

export const UNICODE: Signs = {
  good: '✓',
  bad: '✗',
  running: '…',
  pointer: '▸',
  rule: '─',
  column: '│',
  best: '←',
  bar: '▇',
  empty: '▁',
  dot: '·',
};
export const ASCII: Signs = {
  good: 'v',
  bad: 'x',
  running: '~',
  pointer: '>',
  rule: '-',
  column: '|',
  best: '<-',
  bar: '#',
  empty: '.',
  dot: '-',
};

/** Box drawing of a topology picture in plain characters. */
export function plainPicture(row: string): string {
  return row
    .replace(/[─┄]/g, '-')
    .replace(/│/g, '|')
    .replace(/[┌┐└┘├┤┬┴┼]/g, '+');
}
