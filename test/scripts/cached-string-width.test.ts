import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import cachedStringWidth from '../../scripts/cached-string-width.mjs';

test('every character of the basic plane is as wide as string-width says, alone and beside others', () => {
  const wrong: string[] = [];
  for (let code = 1; code < 0x10000; code++)
    for (const text of [String.fromCharCode(code), `a→${String.fromCharCode(code)}中1`])
      if (cachedStringWidth(text) !== stringWidth(text)) wrong.push(code.toString(16));
  expect(wrong).toEqual([]);
});

test('any text is as wide as string-width says, the second time too', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const width = stringWidth(text);
      expect([cachedStringWidth(text), cachedStringWidth(text)]).toEqual([width, width]);
    }),
    { seed: 7, numRuns: 500 },
  );
});

test('styles take no columns', () => {
  const piece = fc.constantFrom(
    'ip',
    ' ',
    '世界',
    '\u001b[31m',
    '\u001b[1;39m',
    '\u001b[2J',
    '│',
    '👩‍👦',
    '\u0301',
    '…',
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('');
      expect(cachedStringWidth(text)).toBe(stringWidth(text));
    }),
    { seed: 7, numRuns: 1000 },
  );
});
