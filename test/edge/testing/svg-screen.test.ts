import { Terminal } from '@xterm/headless';
import { expect, test } from 'vitest';
import { readCells } from '../../../src/edge/testing/read-cells.ts';
import { svgScreen } from '../../../src/edge/testing/screen-text.ts';

test('pieces of a row stand in their columns, whatever the font has of widths', async () => {
  const terminal = new Terminal({ cols: 20, rows: 1, allowProposedApi: true });
  await new Promise<void>((done) => terminal.write('a b   网页ab \u001b[7m  \u001b[0m', done));
  const svg = svgScreen(readCells(terminal));
  const pieces = [...svg.matchAll(/<text x="([\d.]+)"[^>]*textLength="([\d.]+)"[^>]*>([^<]*)</g)];
  expect(pieces.map(([, x, length, text]) => [(Number(x) - 10) / 8.4, Number(length) / 8.4, text])).toEqual([
    [0, 3, 'a b'],
    [expect.closeTo(6), expect.closeTo(4), '网页'],
    [expect.closeTo(10), expect.closeTo(2), 'ab'],
  ]);
  // What has a background is drawn without a letter in it.
  expect(svg).toMatch(/<rect x="119.2" y="10" width="16.8"/);
});
