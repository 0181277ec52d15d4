import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { boardOf, type Lang, type Player } from '../../src/app/board/index.ts';
import { type BoardScreen, openBoard } from '../../src/edge/board/index.ts';
import type { TerminalSize } from '../../src/edge/testing/index.ts';
import { readCells } from '../../src/edge/testing/read-cells.ts';
import { BlessedTerminal } from './blessed-terminal.ts';
import { ANNA, BO, DRILLS, NOW } from './facts.ts';

const SIZES = [
  { columns: 120, rows: 40 },
  { columns: 80, rows: 24 },
] as const;
const PROBLEM =
  '/home/anna/.local/share/netdrill/progress.jsonl:7: not a line that Netdrill wrote. It is left out and the rest used; delete the line to be rid of this message.';

/** A board on a terminal in memory. */
class BoardOnTerminal extends BlessedTerminal {
  readonly pressed: string[] = [];
  readonly screen: BoardScreen;

  constructor(size: TerminalSize, look: { lang?: Lang; ascii?: boolean; colour?: boolean } = {}) {
    super(size);
    this.screen = openBoard({
      ...this.streams,
      lang: 'en',
      ascii: false,
      colour: true,
      ...look,
      onQuit: () => this.pressed.push('quit'),
      onRead: () => this.pressed.push('read'),
    });
  }

  async show(players: readonly Player[], problems: readonly string[] = []): Promise<string> {
    this.screen.show(boardOf(DRILLS, players, NOW), problems);
    return await this.text();
  }
}

let opened: BoardOnTerminal[] = [];
const open = (...args: ConstructorParameters<typeof BoardOnTerminal>) => {
  const board = new BoardOnTerminal(...args);
  opened.push(board);
  return board;
};
afterEach(() => {
  for (const { screen } of opened) screen.close();
  opened = [];
});

describe.each(SIZES)('the board at $columns x $rows', (size) => {
  test.each(['en', 'zh'] as const)('looks like its golden file (%s)', async (lang) => {
    const text = await open(size, { lang }).show([ANNA, BO], [PROBLEM, 'another']);
    const file = `board.${lang}.${size.columns}x${size.rows}.txt`;
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, '../golden/board', file));
  });
});

describe('the board', () => {
  test('moves the marked row with arrows, the keys to the next pane with Tab, and keeps both when it is read again', async () => {
    const board = open(SIZES[1]);
    await board.show([ANNA]);
    const marked = () =>
      readCells(board.terminal)
        .filter((row) => row.some(({ inverse }) => inverse))
        .map((row) => row.map(({ text }) => text).join(''));
    await board.press('Down');
    expect(marked()).toEqual([expect.stringContaining('Two hosts, one overlay')]);
    expect(await board.press('Tab', 'Down')).toContain('▸Drills');
    expect(marked()).toEqual([expect.stringContaining('Small works, big hangs')]);
    await board.show([{ ...ANNA, attempts: [...ANNA.attempts, { ...ANNA.attempts[0]!, drill: 'ping-1' }] }]);
    expect(marked()).toEqual([expect.stringContaining('Small works, big hangs')]);
    expect(await board.press('BTab')).toContain('▸In the middle');
  });

  test('says which keys were pressed that it cannot answer', async () => {
    const board = open(SIZES[1]);
    await board.show([ANNA]);
    await board.press('r', 'z', 'q', 'C-c');
    expect(board.pressed).toEqual(['read', 'quit', 'quit']);
  });

  test('follows the window, and says so where it is too small', async () => {
    const board = open(SIZES[0]);
    const large = await board.show([ANNA]);
    expect(await board.resize(79, 24)).toMatch(/^ The board wants 80 columns and 24 rows\./);
    expect(await board.resize(80, 24)).toBe(await open(SIZES[1]).show([ANNA]));
    expect(await board.resize(120, 40)).toBe(large);
  });

  test('has no colour where none is wanted, and no sign beyond ASCII where there is no more', async () => {
    const board = open(SIZES[1], { ascii: true, colour: false });
    expect(await board.show([ANNA], [PROBLEM])).toMatch(/^[\n -~]*$/);
    const colours = readCells(board.terminal).flatMap((row) => row.map(({ foreground }) => foreground));
    expect(new Set(colours)).toEqual(new Set(['default']));
  });

  test('takes the mouse: a click marks a row in whichever pane, the wheel moves the mark; x gives it back', async () => {
    const board = open(SIZES[0]);
    const rows = (await board.show([ANNA])).split('\n');
    const at = rows.findIndex((row) => row.includes('Small works, big hangs'));
    const column = rows[at].indexOf('Small works') + 2;
    await board.mouse('click', column, at);
    const marked = () =>
      readCells(board.terminal)
        .filter((row) => row.some(({ inverse }) => inverse))
        .map((row) => row.map(({ text }) => text).join(''));
    expect(marked()).toEqual([expect.stringContaining('Small works, big hangs')]);
    await board.mouse('up', column, at);
    expect(marked()).toEqual([expect.not.stringContaining('Small works, big hangs')]);
    await board.press('x');
    expect(board.terminal.modes.mouseTrackingMode).toBe('none');
    await board.press('x');
    expect(board.terminal.modes.mouseTrackingMode).toBe('vt200');
  });

  test('gives the terminal back', async () => {
    const board = open(SIZES[1]);
    await board.show([ANNA]);
    expect(board.terminal.buffer.active.type).toBe('alternate');
    board.screen.close();
    opened = [];
    await board.text();
    expect(board.terminal.buffer.active.type).toBe('normal');
    expect(board.terminal.modes.mouseTrackingMode).toBe('none');
  });
});
