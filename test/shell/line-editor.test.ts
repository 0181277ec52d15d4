import { describe, expect, it } from 'vitest';
import {
  complete,
  cursorColumn,
  listQuestion,
  searchPrompt,
  type EditorContext,
  type EditorKey,
  type EditorState,
  editLine,
  freshEditor,
  LONGEST_LINE,
} from '../../src/tools/shell/index.ts';

const source = {
  commands: () => ['ip', 'iptables', 'ping', 'pwd'],
  files: (directory: string) =>
    directory === '/etc/'
      ? [
          { name: 'hosts', directory: false },
          { name: 'docker', directory: true },
        ]
      : [],
  words: (before: readonly string[]) =>
    before[0] === 'ip' && before.length === 1 ? ['address', 'addrlabel', 'route'] : null,
  variables: () => ['HOME', 'HOSTNAME'],
};
const context: EditorContext = {
  history: ['ip route', 'ping 10.0.0.3', 'ip address'],
  complete: (text, cursor) => complete(text, cursor, source),
};

/** Types a line of keys: names in angle brackets, everything else as text. */
function type(keys: string, from: EditorState = freshEditor()): EditorState {
  let state = from;
  for (const part of keys.match(/<[^<>]+>|[^<]/gu) ?? []) {
    const key: EditorKey = /^<.+>$/.test(part)
      ? { kind: 'key', name: part.slice(1, -1) }
      : { kind: 'text', text: part };
    state = editLine(state, key, context).state;
  }
  return state;
}

describe('the line editor', () => {
  it('takes a line up to a length, by keys and by a paste', () => {
    const pasted = editLine(type('ab'), { kind: 'paste', text: 'x'.repeat(2 * LONGEST_LINE) }, context).state;
    expect(pasted.text).toBe(`ab${'x'.repeat(LONGEST_LINE - 2)}`);
    expect(type('y', pasted)).toMatchObject({ text: pasted.text, cursor: LONGEST_LINE });
    expect(type('<BSpace>y', pasted).text.at(-1)).toBe('y');
  });

  it.for([
    ['abc<C-a>x', 'xabc', 1],
    ['one two<C-w>', 'one ', 4],
    ['one two<C-a><M-d>', ' two', 0],
    ['one two<M-b><M-b><C-k><C-y><C-y>', 'one twoone two', 14],
    ['abc<C-u>x<C-y>', 'xabc', 4],
    ['ab<C-t>', 'ba', 2],
    ['ab<C-b><C-d>', 'a', 1],
    ['<Up>', 'ip address', 10],
    ['dr<Up><Up><Down><Down>', 'dr', 2],
    ['pin<Tab>', 'ping ', 5],
    ['ip a<Tab>', 'ip addr', 7],
    ['cat /etc/ho<Tab>', 'cat /etc/hosts ', 15],
    ['cat /etc/do<Tab>', 'cat /etc/docker/', 16],
    ['echo $HOM<Tab>', 'echo $HOME ', 11],
    ['<C-r>ip<C-r><C-e>', 'ip route', 8],
  ] as const)('%s', ([keys, text, cursor]) => {
    expect(type(keys)).toMatchObject({ text, cursor });
  });

  it('goes back through the line and then the lines before it', () => {
    const typed = type('<C-r>ip');
    expect(typed).toMatchObject({ text: 'ip address', cursor: 0 });
    expect(type('<C-r>', typed)).toMatchObject({ text: 'ip route', cursor: 0 });
    // Nothing earlier: the line stays, and so it does when a letter is taken back.
    const failed = type('<C-r><C-r>', typed);
    expect([searchPrompt(failed), failed.text]).toEqual(["(failed reverse-i-search)`ip': ", 'ip route']);
    expect(searchPrompt(type('<BSpace>', failed))).toBe("(failed reverse-i-search)`i': ");
    expect(type('<C-r>d<C-r>').cursor).toBe(4);
  });

  it('seeks the last text again, and gives the line being written back', () => {
    expect(type('<C-r>ping<Escape><C-u><C-r><C-r>').text).toBe('ping 10.0.0.3');
    expect(type('draft<C-a><C-r>ping<Escape><Down><Down>').text).toBe('draft');
  });

  it('asks before it lists a hundred', () => {
    const many = { ...context, complete: () => ({ from: 0, candidates: names }) };
    const names = Array.from({ length: 120 }, (_, index) => `name${index}`);
    let state = freshEditor();
    for (const name of ['Tab', 'Tab', 'Tab']) state = editLine(state, { kind: 'key', name }, many).state;
    expect(listQuestion(state)).toBe('Display all 120 possibilities? (y or n)');
    expect(editLine(state, { kind: 'text', text: 'n' }, many).state).toMatchObject({
      listing: [],
      text: 'name',
    });
    expect(editLine(state, { kind: 'text', text: 'y' }, many).state.listing).toHaveLength(120);
  });

  it('shows the names of files only, and closes what a word quoted', () => {
    expect(type('cat /etc/<Tab><Tab>').listing).toEqual(['docker/', 'hosts']);
    expect(type('cat "/etc/ho<Tab>').text).toBe('cat "/etc/hosts" ');
  });

  it('lists candidates at the second Tab that changes nothing', () => {
    expect(type('ip a<Tab><Tab>')).toMatchObject({ text: 'ip addr', listing: [] });
    expect(type('ip addr<Tab>').listing).toEqual([]);
    expect(type('ip addr<Tab><Tab>').listing).toEqual(['address', 'addrlabel']);
  });

  it('shows what is sought', () => {
    expect(searchPrompt(type('<C-r>pi'))).toBe("(reverse-i-search)`pi': ");
    expect(searchPrompt(type('<C-r>zz'))).toBe("(failed reverse-i-search)`zz': ");
    expect(type('abc<C-r>ping<C-g>').text).toBe('abc');
  });

  it('moves over wide and joined characters as one', () => {
    expect(cursorColumn(type('网络a'))).toBe(5);
    expect(type('网络<BSpace>').text).toBe('网');
    expect(type('e\u0301x<C-b><C-b>').cursor).toBe(0);
  });

  it('takes a paste of several lines without running it', () => {
    const pasted = editLine(freshEditor(), { kind: 'paste', text: 'a\r\nb\r\n' }, context);
    expect(pasted).toMatchObject({ state: { text: 'a\nb' }, outcome: null });
    expect(editLine(pasted.state, { kind: 'key', name: 'Enter' }, context).outcome).toEqual({
      kind: 'submit',
      text: 'a\nb',
    });
  });

  it('ends input only on an empty line', () => {
    expect(editLine(freshEditor(), { kind: 'key', name: 'C-d' }, context).outcome).toEqual({ kind: 'eof' });
    expect(editLine(type('x'), { kind: 'key', name: 'C-d' }, context).outcome).toBeNull();
  });
});
