import { describe, expect, it } from 'vitest';
import { type EditorState, freshEditor } from '../../src/drill/session/index.ts';
import { terminalRows } from '../../src/app/ui/screens/terminal-rows.ts';

function shown(editor: Partial<EditorState>): string[] {
  const view = {
    id: 'a',
    output: 'before\n',
    prompt: '$ ',
    history: [],
    editor: { ...freshEditor(), ...editor },
  };
  const rows = terminalRows(view as unknown as Parameters<typeof terminalRows>[0], 40, 10, 0, true);
  return rows.map((row) =>
    row
      .map((span) => span.text)
      .join('')
      .trimEnd(),
  );
}

describe('candidates', () => {
  it('stand between the line and the line once more, down and then across', () => {
    const listing = ['alpha', 'alpine', 'beta', 'dir1/', 'dir2/', 'gamma', 'zulu'];
    expect(shown({ text: 'ls ', cursor: 3, listing })).toEqual([
      'before',
      '$ ls',
      'alpha   beta    dir2/   zulu',
      'alpine  dir1/   gamma',
      '$ ls',
    ]);
  });

  it('are asked for when they are many', () => {
    const asking = Array.from({ length: 130 }, (_, index) => `n${index}`);
    expect(shown({ text: 'x', cursor: 1, asking })).toEqual([
      'before',
      '$ x',
      'Display all 130 possibilities? (y or n)',
    ]);
  });
});
