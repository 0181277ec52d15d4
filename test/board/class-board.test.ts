import { describe, expect, test } from 'vitest';
import {
  type BoardCommand,
  boardRows,
  type ClassBoard,
  fed,
  learnerRows,
  openedBoard,
  pointed,
  pressed,
} from '../../src/app/board/index.ts';
import { widthOf } from '../../src/lib/index.ts';
import { CLASS } from './class-facts.ts';

/** A board that was told of the class, and what is asked of it. */
class Desk {
  readonly commands: BoardCommand[] = [];
  board: ClassBoard = fed(openedBoard({ lang: 'en', columns: 120, rows: 40, teacher: 'lee' }), {
    kind: 'class',
    facts: CLASS,
  }).board;

  take({ board, commands }: ReturnType<typeof pressed>): this {
    this.board = board;
    this.commands.push(...commands);
    return this;
  }

  tell(...feed: Parameters<typeof fed>[1][]): this {
    for (const one of feed) this.take(fed(this.board, one));
    return this;
  }

  /** Named keys one by one; a text in quotes as it is typed. */
  press(...keys: string[]): this {
    for (const key of keys)
      for (const name of key.startsWith('"') ? key.slice(1, -1) : [key])
        this.take(pressed(this.board, { name, text: [...name].length === 1 ? name : undefined }));
    return this;
  }

  /** The mouse on the cell where a text begins, looked for from a cell on. */
  point(does: 'press' | 'up' | 'down', text: string, from = 0): this {
    const rows = this.text.split('\n');
    const row = rows.findIndex((line) => line.includes(text, from));
    if (row < 0) throw new Error(`no '${text}' on the board`);
    return this.take(
      pointed(this.board, { does, row, column: widthOf(rows[row].slice(0, rows[row].indexOf(text, from))) }),
    );
  }

  get names(): string[] {
    return learnerRows(this.board).map(({ name }) => name);
  }

  get text(): string {
    return boardRows(this.board)
      .map((row) => row.map(({ text }) => text).join(''))
      .join('\n');
  }
}

describe('rows', () => {
  test('who is stuck longest comes first, then who is not at work, who is away, who never came', () => {
    expect(new Desk().names).toEqual([
      'ben',
      '王小明',
      'anna',
      'chen',
      'judith-marie.van-der-berg',
      'dora',
      'emil',
    ]);
  });

  test('stand drill by drill where they are grouped, its title once', () => {
    const desk = new Desk().press('g');
    expect(desk.names).toEqual([
      '王小明',
      'anna',
      'chen',
      'ben',
      'dora',
      'judith-marie.van-der-berg',
      'emil',
    ]);
    expect(learnerRows(desk.board).map(({ first }) => first)).toEqual([
      true,
      true,
      false,
      true,
      false,
      true,
      false,
    ]);
  });

  test('are those that the filter names, by learner or drill; Escape shows all', () => {
    const desk = new Desk().press('/', '"PING"', 'enter');
    expect(desk.names).toEqual(['ben', 'anna', 'chen', 'dora']);
    expect(desk.press('/', '"nn"', 'backspace', 'backspace', '"小"').names).toEqual(['王小明']);
    expect(desk.press('escape').names).toHaveLength(7);
  });

  test('hide names everywhere, also from the filter', () => {
    const desk = new Desk().press('a');
    expect(desk.text).not.toMatch(/anna|ben|chen|dora|王小明/);
    expect(desk.text).toContain('learner 2 ');
    expect(desk.press('/', '"anna"').names).toEqual([]);
    expect(desk.press('escape', 'm', '"hi"', 'enter').text).toContain('Send to learner 2: "hi"?');
  });

  test('keep the pointer on its learner when they are sorted anew', () => {
    const desk = new Desk().press('down', 'down');
    expect(desk.board.chosen).toBe('anna');
    const learners = CLASS.learners.map((one) => (one.name === 'anna' ? { ...one, stuck: 3_600_000 } : one));
    desk.tell({ kind: 'class', facts: { ...CLASS, learners } });
    expect(desk.names[0]).toBe('anna');
    expect(desk.text).toMatch(/▸ +anna/);
  });

  test('are one colour where the pointer stands, a tone would be patchwork', () => {
    const marked = boardRows(new Desk().press('down', 'down').board).find((row) =>
      row.some(({ text, inverse }) => inverse && text.startsWith('anna')),
    );
    expect(marked?.filter(({ inverse, tone }) => inverse && tone)).toEqual([]);
  });

  test('of drills say in which mode one is where one is no practice, and leave the room to titles otherwise', () => {
    const practice = CLASS.drills.map((one) => ({ ...one, mode: 'practice' as const, released: false }));
    const plain = new Desk().tell({ kind: 'class', facts: { ...CLASS, drills: practice } });
    expect([new Desk().text, plain.text].map((text) => text.includes(' kind '))).toEqual([true, false]);
  });

  test('say nothing of causes: a drill has its title', () => {
    expect(new Desk().text).not.toMatch(/ping-1|never-begun/);
  });
});

describe('what changes something', () => {
  const cases: [string, string[], BoardCommand][] = [
    ['a message to one', ['m', '"look"', 'enter'], { kind: 'message', to: 'ben', text: 'look' }],
    ['a message to all', ['M', '"stop"', 'enter'], { kind: 'message', to: undefined, text: 'stop' }],
    ['a pause', ['P'], { kind: 'pause', paused: true }],
    ['the end of an attempt', ['r', 'enter'], { kind: 'reset', learner: 'ben', drill: 'ping-2' }],
    ['the end of another attempt', ['r', 'up', 'enter'], { kind: 'reset', learner: 'ben', drill: 'ping-1' }],
    ['results', ['R', 'enter'], { kind: 'release', drill: 'ping-2' }],
    [
      'more time',
      ['e', 'enter', '"20"', 'enter'],
      { kind: 'extend', learner: 'ben', drill: 'ping-2', minutes: 20 },
    ],
  ];
  test.each(cases)('asks first: %s', (_, keys, command) => {
    const desk = new Desk().press(...keys);
    expect(desk.commands).toEqual([]);
    expect(desk.text.replaceAll('\n', '')).toContain('Enter or y does it, any other key goes back.');
    expect(desk.press('n').commands).toEqual([]);
    expect(new Desk().press(...keys, 'y').commands).toEqual([command]);
  });

  test('is not sent empty, to nobody, or without sense', () => {
    expect(new Desk().press('m', '"  "', 'enter', 'y').commands).toEqual([]);
    expect(new Desk().press('end', 'm').text).toContain('Not logged in');
    expect(new Desk().press('e', 'enter', '"0"', 'enter').text).toContain('From 1 to 1440 minutes.');
    const none = { ...CLASS, drills: [] };
    expect(new Desk().tell({ kind: 'class', facts: none }).press('R').text).toContain('There is no exam');
    expect(new Desk().tell({ kind: 'class', facts: none }).press('e').text).toContain(
      'No drill of this class',
    );
    expect(new Desk().tell({ kind: 'class', facts: { ...none, learners: [] } }).press('r').text).toContain(
      'Choose a learner first.',
    );
  });
});

describe("a learner's screen", () => {
  const frame = { kind: 'frame', learner: 'ben', lines: ['$ ip route', 'default'] } as const;

  test('is asked for in the size there is, again when that changes, and left with Escape', () => {
    const desk = new Desk().press('enter').tell({ kind: 'size', columns: 80, rows: 24 }).press('escape');
    expect(desk.commands).toEqual([
      { kind: 'watch', learner: 'ben', columns: 120, rows: 39 },
      { kind: 'watch', learner: 'ben', columns: 80, rows: 24 },
      { kind: 'unwatch' },
    ]);
  });

  test('is shown with whose it is, and closed when there is none any more', () => {
    const desk = new Desk().press('enter').tell(frame);
    expect(desk.text).toMatch(/^\$ ip route\ndefault\n/);
    expect(desk.text).toMatch(/ ben {2}t ask to type/);
    desk.tell({ ...frame, learner: 'anna', lines: ['not asked for'] });
    expect(desk.text).not.toContain('not asked for');
    expect(desk.tell({ kind: 'no-screen', learner: 'ben' }).text).toContain('That screen is gone');
    const never = new Desk().press('enter').tell({ kind: 'no-screen', learner: 'ben' });
    expect(never.text).toContain('There is no screen to watch');
  });

  test('says who types on it', () => {
    const desk = new Desk().press('enter');
    const guested = (name: string, keyboard: 'asks' | 'has') => {
      const learners = CLASS.learners.map((one) =>
        one.name === 'ben' ? { ...one, guest: { name, keyboard } } : one,
      );
      return desk.tell({ kind: 'class', facts: { ...CLASS, learners } }).text;
    };
    expect(guested('lee', 'asks')).toContain('ben  asked to let you type');
    expect(guested('lee', 'has')).toContain('ben  you type on this screen: Ctrl-g e ends it');
    expect(guested('mei', 'has')).toContain('ben  another teacher types here');
  });

  test('is typed on only after a question', () => {
    const desk = new Desk().press('enter', 't');
    expect(desk.text).toContain('Ask ben to let you type?');
    expect(desk.press('x', 't', 'y').commands.slice(1)).toEqual([{ kind: 'type' }]);
  });
});

test('a window that is too small says so, and q still quits', () => {
  const desk = new Desk().tell({ kind: 'size', columns: 79, rows: 24 });
  expect(desk.text).toContain('80 columns and 24 rows');
  expect(desk.press('m', 'q').commands).toEqual([{ kind: 'quit' }]);
});

describe('the mouse', () => {
  test('marks a learner, and watches the one that is marked', () => {
    const desk = new Desk().point('press', 'dora');
    expect(desk.board.chosen).toBe('dora');
    expect(desk.commands).toEqual([]);
    desk.point('press', 'dora');
    expect(desk.commands).toMatchObject([{ kind: 'watch', learner: 'dora' }]);
    expect(desk.board.watching?.learner).toBe('dora');
  });

  test('marks whom it is on where a long list is scrolled', () => {
    const desk = new Desk();
    const learners = Array.from({ length: 60 }, (_, at) => ({
      ...CLASS.learners[0],
      name: `learner-${String(at).padStart(2, '0')}`,
    }));
    desk.tell({ kind: 'class', facts: { ...CLASS, learners } }).press('end');
    desk.point('press', 'learner-41');
    expect(desk.board.chosen).toBe('learner-41');
  });

  test('moves what it is over, and keys go there then', () => {
    const desk = new Desk().point('down', '王小明');
    expect(desk.board.chosen).toBe('王小明');
    desk.point('down', 'Log').point('down', 'Log').point('up', 'Log');
    expect(desk.board).toMatchObject({ pane: 'log', scroll: { log: 1, drills: 0 } });
  });

  test('between the panes, on their titles and on the first and the last row does nothing', () => {
    const desk = new Desk().press('down');
    const { chosen } = desk.board;
    for (const text of ['Learners', 'suspects', '│', '? help']) desk.point('press', text);
    desk.take(pointed(desk.board, { does: 'press', row: 0, column: 3 }));
    expect(desk.board.chosen).toBe(chosen);
    expect(desk.commands).toEqual([]);
  });

  test('leaves a question, a filter and a watched screen alone, and closes the help', () => {
    for (const keys of [['P'], ['m'], ['/'], ['enter']]) {
      const desk = new Desk().press(...keys);
      const before = desk.board;
      expect(pointed(before, { does: 'press', row: 4, column: 4 })).toEqual({ board: before, commands: [] });
    }
    const helped = new Desk().press('?');
    expect(pointed(helped.board, { does: 'press', row: 4, column: 4 }).board.help).toBe(false);
  });

  test("is the terminal's from x on, until the next", () => {
    const desk = new Desk().press('x');
    expect(pointed(desk.board, { does: 'down', row: 4, column: 4 }).board.chosen).toBeUndefined();
    expect(desk.press('x').point('down', 'ben').board.chosen).toBe('王小明');
  });
});
