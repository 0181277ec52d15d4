import { describe, expect, test } from 'vitest';
import { keySequence } from '../../../src/edge/testing/index.ts';

describe('keys send what xterm sends', () => {
  test.each([
    ['a', 'a'],
    ['A', 'A'],
    ['-', '-'],
    ['路', '路'],
    ['Enter', '\r'],
    ['Space', ' '],
    ['BSpace', '\u007f'],
    ['Escape', '\u001b'],
    ['Up', '\u001b[A'],
    ['C-Left', '\u001b[1;5D'],
    ['S-M-Home', '\u001b[1;4H'],
    ['F1', '\u001bOP'],
    ['S-F1', '\u001b[1;2P'],
    ['F5', '\u001b[15~'],
    ['F12', '\u001b[24~'],
    ['M-Delete', '\u001b[3;3~'],
    ['PgUp', '\u001b[5~'],
    ['S-Tab', '\u001b[Z'],
    ['C-c', '\u0003'],
    ['C-Space', '\u0000'],
    ['C-\\', '\u001c'],
    ['M-x', '\u001bx'],
    ['C-M-d', '\u001b\u0004'],
    ['C--', undefined],
    ['Hyper', undefined],
    ['C-路', undefined],
  ])('%s', (key, sequence) => {
    if (sequence === undefined) expect(() => keySequence(key)).toThrow(RangeError);
    else expect(keySequence(key)).toBe(sequence);
  });
});
