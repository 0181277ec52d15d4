import { describe, expect, it } from 'vitest';
import { pressKey, readKeys } from '../../../src/tools/commands/system/editor-keys.ts';
import { drawEditor } from '../../../src/tools/commands/system/editor-screen.ts';
import {
  type EditorState,
  type EditorWish,
  editorText,
  openEditor,
} from '../../../src/tools/commands/system/editor-text.ts';
import { openSession } from '../traffic/seed-lab.ts';

/** Types into an editor; the text it ends with and what it last asked for. */
function typed(
  style: EditorState['style'],
  text: string,
  keys: string,
): { text: string; wish: EditorWish; state: EditorState } {
  let state = openEditor({ style, recent: false }, '/etc/hosts', text, false);
  let wish: EditorWish;
  for (const key of readKeys(keys)) {
    const pressed = pressKey(state, key);
    state = pressed.state;
    wish = pressed.wish ?? wish;
  }
  return { text: editorText(state), wish, state };
}

const FILE = 'one two\nthree\nfour\n';

describe('vi', () => {
  it.each([
    ['ihello \u001b', 'hello one two\nthree\nfour\n'],
    ['A!\u001b', 'one two!\nthree\nfour\n'],
    ['onew\u001b', 'one two\nnew\nthree\nfour\n'],
    ['Otop\u001b', 'top\none two\nthree\nfour\n'],
    ['jdd', 'one two\nfour\n'],
    ['dw', 'two\nthree\nfour\n'],
    ['wD', 'one \nthree\nfour\n'],
    ['xxu', 'ne two\nthree\nfour\n'],
    ['yyGp', 'one two\nthree\nfour\none two\n'],
    ['/four\nx', 'one two\nthree\nour\n'],
    ['\u001b[B\u001b[Cx', 'one two\ntree\nfour\n'],
    ['rO', 'One two\nthree\nfour\n'],
    [':%s/e/E/g\n', 'onE two\nthrEE\nfour\n'],
    [':2\ni>\u001b', 'one two\n>three\nfour\n'],
    ['ia\nb\u007f\u007f\u001b', 'aone two\nthree\nfour\n'],
    ['dddddd', ''],
  ])('%j', (keys, expected) => {
    expect(typed('vi', FILE, keys).text).toBe(expected);
  });

  it('does not leave changes behind unasked', () => {
    const refused = typed('vi', FILE, 'x:q\n');
    expect(refused.wish).toBeUndefined();
    expect(refused.state.message).toBe('E37: No write since last change (add ! to override)');
    expect(typed('vi', FILE, 'x:q!\n').wish).toEqual({ kind: 'quit' });
    expect(typed('vi', FILE, ':q\n').wish).toEqual({ kind: 'quit' });
    expect(typed('vi', FILE, 'x:wq\n').wish).toEqual({ kind: 'write', quit: true, path: undefined });
    expect(typed('vi', FILE, ':w /tmp/x\n').wish).toEqual({ kind: 'write', quit: false, path: '/tmp/x' });
  });

  it.each([
    ['Rxy\u001b', 'xye two\nthree\nfour\n'],
    ['Rxy\u007f\u007f\u001b', 'one two\nthree\nfour\n'],
    ['A\u001bRxy\u007f\u001b', 'one twx\nthree\nfour\n'],
  ])('replaces: %j', (keys, expected) => {
    expect(typed('vi', FILE, keys).text).toBe(expected);
  });

  it('says the mode as long as it lasts', () => {
    const last = (keys: string) => drawEditor(typed('vi', FILE, keys).state).lines.at(-1);
    expect(last('ihello')).toBe('-- INSERT --');
    expect(last('Rhello')).toBe('-- REPLACE --');
    expect(last('ihello\u001b')).toBe('');
    expect(last(':wq')).toBe(':wq');
  });
});

/** 40 lines, two of them long, as the pictures below were taken with: vim 9.0 and nano 7.2 on a real terminal. */
const LONG = Array.from({ length: 40 }, (_, at) => `line ${at + 1}`)
  .with(4, `${'a'.repeat(50)}END`)
  .with(20, `${'b'.repeat(95)}END`)
  .join('\n')
  .concat('\n');

/** What an editor shows after keys: its rows without the bottom ones, and where the cursor is. */
function seen(
  program: Pick<EditorState, 'style' | 'recent'>,
  keys: string,
  size = { columns: 20, rows: 10 },
): { first: string; last: string; cursor: [number, number]; lines: string[] } {
  let state = openEditor(program, 'f.txt', LONG, false, size);
  for (const key of readKeys(keys)) state = pressKey(state, key).state;
  const { lines, row, column } = drawEditor(state);
  return { first: lines[0], last: lines.at(-2) ?? '', cursor: [row, column], lines };
}

describe('the window of vi', () => {
  const vim = { style: 'vi', recent: true } as const;
  const j = (times: number) => 'j'.repeat(times);

  it('wraps long lines and fills with the message', () => {
    expect(seen(vim, '').lines).toEqual([
      'line 1',
      'line 2',
      'line 3',
      'line 4',
      'a'.repeat(20),
      'a'.repeat(20),
      'aaaaaaaaaaEND',
      'line 6',
      'line 7',
      '"f.txt" 40L, 449B',
    ]);
  });

  it.each<[string, string, string, [number, number]]>([
    [':13\n', 'line 9', 'line 17', [4, 0]],
    [':20\n', 'line 17', 'bbbbbbbbbbbbbbbEND', [3, 0]],
    [':21\n', 'line 19', 'line 23', [2, 0]],
    [':21\n$', 'line 19', 'line 23', [6, 17]],
    [':21\nA', 'line 19', 'line 23', [6, 18]],
    ['G', 'line 32', 'line 40', [8, 0]],
    ['Gkkk', 'line 32', 'line 40', [5, 0]],
    [`G${'k'.repeat(9)}`, 'line 31', 'line 39', [0, 0]],
    ['G:28\n', 'line 24', 'line 32', [4, 0]],
    [j(9), 'line 4', 'line 10', [8, 0]],
    ['\u001b[6~', 'line 6', 'line 14', [0, 0]],
    ['\u001b[6~\u001b[6~', 'line 13', '@', [0, 0]],
    ['G\u001b[5~', 'line 25', 'line 33', [8, 0]],
    ['G\u001b[6~', 'line 40', '~', [0, 0]],
    ['Gox\ny\nz', 'line 35', 'z', [8, 1]],
    ['Awwwwwwwwwwwwww', 'line 1wwwwwwwwwwwwww', 'line 7', [1, 0]],
  ])('follows the cursor: %j', (keys, first, last, cursor) => {
    expect(seen(vim, keys)).toMatchObject({ first, last, cursor });
  });

  it('keeps the cursor in sight in a line that is longer than the window', () => {
    let state = openEditor(vim, 'f', 'x'.repeat(300), false, { columns: 20, rows: 10 });
    for (const key of 'A!') state = pressKey(state, key).state;
    expect(drawEditor(state)).toMatchObject({ row: 8, column: 1 });
    expect(drawEditor(state).lines[8]).toBe('!');
  });

  it('cuts the beginning of a message about a file', () => {
    const path = `/tmp/${'a'.repeat(27)}`;
    const { lines } = drawEditor(openEditor(vim, path, '', true, { columns: 30, rows: 8 }));
    expect(lines.at(-1)).toBe('<aaaaaaaaaaaaaaaaaaaaa" [New]');
  });
});

describe('nano', () => {
  it('types at once, saves and asks', () => {
    expect(typed('nano', FILE, 'ab').text).toBe('abone two\nthree\nfour\n');
    expect(typed('nano', FILE, '\u000b').text).toBe('three\nfour\n');
    expect(typed('nano', FILE, '\u0018').wish).toEqual({ kind: 'quit' });
    expect(typed('nano', FILE, 'a\u0018').wish).toBeUndefined();
    expect(typed('nano', FILE, 'a\u0018n').wish).toEqual({ kind: 'quit' });
    expect(typed('nano', FILE, 'a\u0018y\n').wish).toEqual({ kind: 'write', quit: true, path: '/etc/hosts' });
    expect(typed('nano', FILE, 'a\u000f\n').wish).toEqual({ kind: 'write', quit: false, path: '/etc/hosts' });
  });
});

describe('the window of nano', () => {
  const END = '\u001b[F';
  const DOWN = '\u001b[B';

  it('cuts long lines at the edge and shows the cursor page of its line', () => {
    const size = { columns: 30, rows: 16 };
    const to = DOWN.repeat(4);
    const old = seen({ style: 'nano', recent: false }, to + END, size);
    expect(old.lines.slice(0, 7)).toEqual([
      '  GNU nano 2.3.1  File: f.txt',
      '',
      'line 1',
      'line 2',
      'line 3',
      'line 4',
      `$${'a'.repeat(5)}END`,
    ]);
    expect(old.cursor).toEqual([6, 9]);
    expect(seen({ style: 'nano', recent: false }, to, size).lines[6]).toBe(`${'a'.repeat(29)}$`);
    expect(seen({ style: 'nano', recent: true }, to, size).lines[5]).toBe(`${'a'.repeat(29)}>`);
  });

  it.each<[string, boolean, string, [number, number]]>([
    [DOWN.repeat(12), true, 'line 2', [12, 0]],
    [DOWN.repeat(11), false, 'line 7', [7, 0]],
    ['\u0017line 35\n', true, 'line 29', [7, 0]],
    ['\u001b[6~', true, 'line 11', [1, 0]],
    ['\u001b[6~\u001b[A', true, 'line 10', [1, 0]],
  ])('follows the cursor: %j, recent %j', (keys, recent, first, cursor) => {
    const shown = seen({ style: 'nano', recent }, keys, { columns: 60, rows: 16 });
    expect(shown.lines[recent ? 1 : 2]).toBe(first);
    expect(shown.cursor).toEqual(cursor);
  });
});

describe('on a terminal', () => {
  it('draws, takes keys, saves and gives the terminal back', () => {
    const session = openSession();
    const id = session.open('host128');
    session.submit(id, 'vi /etc/hostname');
    session.settle(id);
    expect(session.terminal(id)?.screen?.lines[0]).toBe('xdhuxc');
    session.press(id, 'Dihost\u001b:wq\n');
    session.settle(id);
    session.advance(10_000);
    expect(session.terminal(id)?.screen).toBeUndefined();
    expect(session.run('host128', 'cat /etc/hostname')?.stdout).toBe('host\n');
  });
});
