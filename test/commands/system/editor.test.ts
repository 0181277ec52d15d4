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
      lines: ['        x!', '~', '~', ''],
      row: 0,
      column: 10,
    });
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
