import { describe, expect, test } from 'vitest';
import { LONGEST_LINE } from '../../src/drill/session/index.ts';
import { KeyStream } from '../../src/edge/terminal/index.ts';
import { keySequence } from '../../src/edge/testing/index.ts';

/** Keys that come out of chunks as a terminal sends them: `<Enter>` for a named one, `[text]` for what was pasted. */
function keysOf(...chunks: string[]): { keys: string; stream: KeyStream; seen: () => string } {
  let keys = '';
  const stream = new KeyStream((key) => {
    keys += key.kind === 'text' ? key.text : key.kind === 'paste' ? `[${key.text}]` : `<${key.name}>`;
  });
  for (const chunk of chunks) stream.push(chunk);
  return { keys, stream, seen: () => keys };
}

describe('bursts', () => {
  test('a line and its Enter in one chunk are single keys', () => {
    expect(keysOf('show ip\r').keys).toBe('show ip<Enter>');
  });

  test('keys of every kind in one chunk keep their order', () => {
    expect(keysOf('a\u001b[A\u007f\u0003\t世\u001bOPz').keys).toBe('a<Up><BSpace><C-c><Tab>世<F1>z');
  });

  test('a character beyond the basic plane is one key', () => {
    expect(keysOf('\u{1f600}!').keys).toBe('\u{1f600}!');
  });
});

describe('sequences that arrive in pieces', () => {
  const sequences = {
    Up: keySequence('Up'),
    F4: keySequence('F4'),
    F5: keySequence('F5'),
    F10: keySequence('F10'),
    PageDown: keySequence('PageDown'),
    BTab: keySequence('BTab'),
    'C-Left': keySequence('C-Left'),
    'M-b': keySequence('M-b'),
  };

  test.each(Object.entries(sequences))('%s, cut anywhere', (name, sequence) => {
    for (let at = 1; at < sequence.length; at++) {
      const { keys, stream } = keysOf(`x${sequence.slice(0, at)}`, `${sequence.slice(at)}y`);
      expect(keys).toBe(`x<${name}>y`);
      expect(stream.pending).toBe(false);
    }
  });

  test('one octet at a time', () => {
    expect(keysOf(...'\u001b[15~q\u001b[1;5C').keys).toBe('<F5>q<C-Right>');
  });
});

describe('function keys', () => {
  test.each(['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8', 'F9', 'F10', 'F11', 'F12'])(
    '%s as xterm sends it',
    (name) => {
      expect(keysOf(keySequence(name)).keys).toBe(`<${name}>`);
    },
  );

  test('F1 to F5 as the Linux console sends them', () => {
    expect(keysOf('\u001b[[A\u001b[[B\u001b[[C\u001b[[D\u001b[[E').keys).toBe('<F1><F2><F3><F4><F5>');
  });

  test('Home and End in the three ways they come', () => {
    expect(keysOf('\u001b[H\u001bOH\u001b[1~\u001b[F\u001bOF\u001b[4~').keys).toBe(
      '<Home><Home><Home><End><End><End>',
    );
  });
});

describe('Escape', () => {
  test('alone it waits, and flush makes it a key', () => {
    const { keys, stream, seen } = keysOf('\u001b');
    expect([keys, stream.pending]).toEqual(['', true]);
    stream.flush();
    expect([seen(), stream.pending]).toEqual(['<Escape>', false]);
  });

  test('twice it is one Escape and one that waits', () => {
    const { stream, seen } = keysOf('\u001b\u001b');
    stream.flush();
    expect(seen()).toBe('<Escape><Escape>');
  });

  test('an unfinished sequence that nothing follows is Escape and what was typed', () => {
    const { stream, seen } = keysOf('\u001b[');
    stream.flush();
    expect(seen()).toBe('<Escape>[');
  });

  test('flush with nothing held back is no key', () => {
    const { stream, seen } = keysOf('a');
    stream.flush();
    expect(seen()).toBe('a');
  });
});

describe('paste', () => {
  test('is one key, line ends and escapes included', () => {
    expect(keysOf('\u001b[200~ip route\nls\u001b[A\u001b[201~\r').keys).toBe('[ip route\nls\u001b[A]<Enter>');
  });

  test('may arrive in pieces, its marks too', () => {
    expect(keysOf('\u001b[20', '0~ip ro', 'ute\u001b[2', '01~x').keys).toBe('[ip route]x');
  });

  test('lasts until its end comes, however long nothing follows', () => {
    const { keys, stream, seen } = keysOf('\u001b[200~half');
    expect([keys, stream.pending]).toEqual(['', false]);
    stream.flush();
    stream.push(' and\rhalf\u001b[201~\r');
    expect(seen()).toBe('[half and\rhalf]<Enter>');
  });

  test('of megabytes is cut off, and its end is found', () => {
    const { keys } = keysOf('\u001b[200~', ...Array(50).fill('x'.repeat(100_000)), '\u001b[20', '1~y');
    expect(keys).toBe(`[${'x'.repeat(LONGEST_LINE)}]y`);
  });
});

describe('what is no key is dropped', () => {
  test.each([
    ['a mouse press and release, SGR', '\u001b[<0;10;5M\u001b[<0;10;5m'],
    ['a mouse report of old terminals', '\u001b[M !!'],
    ['a wheel in urxvt coding', '\u001b[64;10;5M'],
    ['device attributes', '\u001b[?62;1;6c'],
    ['secondary device attributes', '\u001b[>41;354;0c'],
    ['a cursor position', '\u001b[12;40R'],
    ['a status report', '\u001b[0n'],
    ['a mode report', '\u001b[?2026;2$y'],
    ['focus in and out', '\u001b[I\u001b[O'],
    ['a colour, ended by BEL', '\u001b]11;rgb:1e1e/2121/2727\u0007'],
    ['a colour, ended by ST', '\u001b]11;rgb:1e1e/2121/2727\u001b\\'],
  ])('%s', (_what, sequence) => {
    expect(keysOf(`a${sequence}b`).keys).toBe('ab');
  });

  test('in pieces, too', () => {
    expect(keysOf('a\u001b[<0;1', '0;5Mb', '\u001b]11;rgb:', '1e1e/2121/2727\u0007c').keys).toBe('abc');
  });
});
