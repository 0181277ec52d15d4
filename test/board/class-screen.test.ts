import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { BoardCommand, ClassFacts } from '../../src/app/board/index.ts';
import { type ClassScreen, openClassBoard } from '../../src/edge/board/index.ts';
import type { TerminalSize } from '../../src/edge/testing/index.ts';
import { readCells } from '../../src/edge/testing/read-cells.ts';
import { BlessedTerminal } from './blessed-terminal.ts';
import { CLASS } from './class-facts.ts';

const SIZES = [
  { columns: 120, rows: 40 },
  { columns: 80, rows: 24 },
] as const;

/** A class's board on a terminal in memory. */
class ClassOnTerminal extends BlessedTerminal {
  readonly commands: BoardCommand[] = [];
  readonly screen: ClassScreen;

  constructor(size: TerminalSize, lang: 'en' | 'zh' = 'en') {
    super(size);
    this.screen = openClassBoard(
      { ...this.streams, ascii: false, colour: true, onCommand: (command) => this.commands.push(command) },
      { kind: 'begin', ...size, lang, teacher: 'lee' },
    );
  }

  async show(facts: ClassFacts): Promise<string> {
    this.screen.hear({ kind: 'class', facts });
    return await this.text();
  }
}

let opened: ClassOnTerminal[] = [];
const open = (...args: ConstructorParameters<typeof ClassOnTerminal>) => {
  const board = new ClassOnTerminal(...args);
  opened.push(board);
  return board;
};
afterEach(() => {
  for (const { screen } of opened) screen.close();
  opened = [];
});

describe.each(SIZES)("a class's board at $columns x $rows", (size) => {
  const golden = (name: string, lang: string) =>
    join(import.meta.dirname, `../golden/board/${name}.${lang}.${size.columns}x${size.rows}.txt`);

  test.each(['en', 'zh'] as const)('looks like its golden file (%s)', async (lang) => {
    const board = open(size, lang);
    const text = await board.show({
      ...CLASS,
      paused: true,
      trouble: 'class.db: disk full. Free space there.',
    });
    await expect(text).toMatchFileSnapshot(golden('class', lang));
  });

  test.each(['en', 'zh'] as const)('asks which drill (%s)', async (lang) => {
    const board = open(size, lang);
    await board.show(CLASS);
    await expect(await board.press('Down', 'r')).toMatchFileSnapshot(golden('class-reset', lang));
  });

  test.each(['en', 'zh'] as const)('has help that fits (%s)', async (lang) => {
    const board = open(size, lang);
    await board.show(CLASS);
    await expect(await board.press('?')).toMatchFileSnapshot(golden('class-help', lang));
  });
});

describe("a class's board", () => {
  test('takes keys as a terminal sends them, Chinese and Enter among them', async () => {
    const board = open(SIZES[1]);
    await board.show(CLASS);
    await board.press('m', '看', '板', 'x', 'BSpace', 'Enter', 'Enter');
    expect(board.commands).toEqual([{ kind: 'message', to: 'ben', text: '看板' }]);
  });

  test("shows a learner's screen cell by cell as it is, wide characters and colours too", async () => {
    const board = open(SIZES[1]);
    await board.show(CLASS);
    await board.press('Enter');
    const wide = `${'练习'.repeat(20)}`;
    board.screen.hear({
      kind: 'frame',
      learner: 'ben',
      lines: [wide, '\u001b[32m✓ good\u001b[39m and \u001b[7mcursor\u001b[27m', `${'x'.repeat(79)}!`],
    });
    const text = await board.text();
    expect(text.split('\n').slice(0, 3)).toEqual([wide, '✓ good and cursor', `${'x'.repeat(79)}!`]);
    const cells = readCells(board.terminal)[1];
    expect(cells[0].foreground).toBe(2);
    expect(cells[12].inverse).toBe(true);
    expect(cells[20].inverse).toBe(false);
  });

  test('follows the window', async () => {
    const board = open(SIZES[0]);
    const large = await board.show(CLASS);
    board.screen.hear({ kind: 'size', columns: 80, rows: 24 });
    expect(await board.resize(80, 24)).toBe(await open(SIZES[1]).show(CLASS));
    board.screen.hear({ kind: 'size', columns: 120, rows: 40 });
    expect(await board.resize(120, 40)).toBe(large);
  });

  test.each(SIZES)('takes the mouse at $columns x $rows: clicks, and the wheel where it is', async (size) => {
    const board = open(size);
    const rows = (await board.show(CLASS)).split('\n');
    expect(board.terminal.modes.mouseTrackingMode).toBe('vt200');
    const at = rows.findIndex((row) => row.includes('chen'));
    await board.mouse('click', 5, at);
    const marked = () => readCells(board.terminal).findIndex((row) => row[5].inverse);
    expect(marked()).toBe(at);
    await board.mouse('down', 5, 3);
    expect(marked()).toBe(at + 1);
    await board.mouse('up', 5, 3);
    await board.mouse('click', 5, at);
    expect(board.commands).toMatchObject([{ kind: 'watch', learner: 'chen' }]);
  });

  test('leaves the mouse to the terminal on a screen that is watched, and where the teacher wants it so', async () => {
    const board = open(SIZES[1]);
    await board.show(CLASS);
    const mouse = () => board.terminal.modes.mouseTrackingMode;
    await board.press('Enter');
    expect(mouse()).toBe('none');
    await board.press('Escape');
    expect(mouse()).toBe('vt200');
    expect(await board.press('x')).toContain('The mouse selects text now');
    expect(mouse()).toBe('none');
    await board.press('x');
    expect(mouse()).toBe('vt200');
  });

  test('gives the terminal back', async () => {
    const board = open(SIZES[1]);
    await board.show(CLASS);
    expect(board.terminal.buffer.active.type).toBe('alternate');
    board.screen.close();
    opened = [];
    await board.text();
    expect(board.terminal.buffer.active.type).toBe('normal');
    expect(board.terminal.modes.mouseTrackingMode).toBe('none');
  });
});
