import { describe, expect, it } from 'vitest';
import { pressKey, readKeys } from '../../../src/tools/commands/system/editor-keys.ts';
import { drawEditor, scrolledTo } from '../../../src/tools/commands/system/editor-screen.ts';
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
  let state = openEditor(style, '/etc/hosts', text, false);
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

  it('shows the file, tildes and the cursor', () => {
    const { state } = typed('vi', '\tx\n', 'A!');
    expect(drawEditor(state, { columns: 20, rows: 4 })).toEqual({
      lines: ['        x!', '~', '~', '-- INSERT --'],
      row: 0,
      column: 10,
    });
  });

  const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';
  /** The screen after some keys: its top is where the screens before scrolled it. */
  const seen = (style: EditorState['style'], text: string, keys: string, size = { columns: 10, rows: 6 }) => {
    let state = openEditor(style, '/f', text, false);
    for (const key of ['', ...readKeys(keys)]) {
      if (key !== '') state = pressKey(state, key).state;
      state = { ...state, top: scrolledTo(state, size) };
    }
    return drawEditor(state, size);
  };

  it('wraps long lines, and the cursor goes along', () => {
    expect(seen('vi', `${ALPHABET}\nend\n`, '$')).toEqual({
      lines: [
        'abcdefghij',
        'klmnopqrst',
        'uvwxyz',
        'end',
        '~',
        expect.stringMatching(/^"\/f" 2L/) as unknown,
      ],
      row: 2,
      column: 5,
    });
    // Behind the last character of a full row it stands on the next one.
    expect(seen('vi', '0123456789\nend\n', 'A')).toMatchObject({
      lines: ['0123456789', '', 'end', '~', '~', '-- INSERT --'.slice(0, 10)],
      row: 1,
      column: 0,
    });
  });

  it('shows a last line whole or as @, and scrolls no further than it takes', () => {
    const text = `1\n2\n3\n${ALPHABET}\n5\n6\n`;
    expect(seen('vi', text, '').lines).toEqual(['1', '2', '3', '@', '@', '"/f" 6L, 3']);
    expect(seen('vi', text, 'jjj')).toMatchObject({
      lines: ['2', '3', 'abcdefghij', 'klmnopqrst', 'uvwxyz', expect.anything() as unknown],
      row: 2,
    });
    expect(seen('vi', text, 'jjjkkk').lines[0]).toBe('1');
  });

  it('goes to the middle after a leap', () => {
    const text = Array.from({ length: 99 }, (_, at) => `line ${at + 1}`).join('\n');
    expect(seen('vi', text, ':50\n')).toMatchObject({ row: 2 });
    expect(seen('vi', text, ':50\n').lines[2]).toBe('line 50');
    expect(seen('vi', text, 'G').lines.slice(0, 5)).toContain('line 99');
  });

  it('keeps saying that it inserts', () => {
    expect(seen('vi', 'a\n', 'ix', { columns: 20, rows: 3 }).lines.at(-1)).toBe('-- INSERT --');
    expect(seen('vi', 'a\n', 'ix\u001b', { columns: 20, rows: 3 }).lines.at(-1)).toBe('');
  });

  it('scrolls the line of the cursor sideways in nano, with a dollar where it goes on', () => {
    const size = { columns: 12, rows: 8 };
    const text = `${ALPHABET}\n${ALPHABET}\n`;
    expect(seen('nano', text, '', size).lines.slice(1, 3)).toEqual(['abcdefghijk$', 'abcdefghijk$']);
    const at = seen('nano', text, '\u001b[C'.repeat(12), size);
    expect(at.lines.slice(1, 3)).toEqual(['$ghijklmnop$', 'abcdefghijk$']);
    expect(at.lines[at.row][at.column]).toBe('m');
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
