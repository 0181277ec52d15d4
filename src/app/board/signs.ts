/** Characters that stand beside every colour, and what a terminal with ASCII alone gets. */
export interface Signs {
  good: string;
  half: string;
  bad: string;
  live: string;
  rule: string;
  divider: string;
  full: string;
  empty: string;
  ellipsis: string;
  dot: string;
}

const UNICODE: Signs = {
  good: '✓',
  half: '~',
  bad: '✗',
  live: '▸',
  rule: '─',
  divider: '│',
  full: '▇',
  empty: '▁',
  ellipsis: '…',
  dot: '·',
};
const ASCII: Signs = {
  good: 'v',
  half: '~',
  bad: 'x',
  live: '>',
  rule: '-',
  divider: '|',
  full: '#',
  empty: '.',
  ellipsis: '~',
  dot: '|',
};

export const signsOf = (ascii: boolean): Signs => (ascii ? ASCII : UNICODE);
