import { expect, test } from 'vitest';
import type { PacketView, PlayState } from '../../src/app/trainer/index.ts';
import { testRows } from '../../src/app/ui/screens/tested-map.ts';
import { UNICODE } from '../../src/app/ui/signs.ts';

const packet = (command: number, outcome: PacketView['outcome']) =>
  ({ command, outcome, from: 'client', to: '10.0.0.3' }) as PacketView;

test.each([
  ['a ping that is answered', [packet(1, 'answered')], 0, '✓'],
  ['a lost packet among answered ones', [packet(1, 'answered'), packet(1, 'silent')], 0, '✓'],
  ['a page that is requested and never comes', [packet(1, 'answered')], 28, '!'],
  ['a connection that is refused', [packet(1, 'refused')], 7, '✗'],
  ['no answer', [packet(1, 'silent')], 1, '✗'],
])('%s has its sign', (_, packets, status, sign) => {
  const play = { packets, notebook: [{ number: 1, status }] } as unknown as PlayState;
  const [row] = testRows(play, UNICODE, 1);
  expect(row.map(({ text }) => text).join('')).toBe(` ${sign} client → 10.0.0.3 #1`);
});
