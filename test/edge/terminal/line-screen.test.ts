import { Terminal } from '@xterm/headless';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HeadlessApp } from '../../../src/edge/cli/app/headless-screen.tsx';
import { LineScreen } from '../../../src/edge/terminal/index.ts';
import { readCells, readRows } from '../../../src/edge/testing/read-cells.ts';
import { drilled } from '../../app/drilled.ts';

let app: HeadlessApp;
let terminal: Terminal;
let written: string[];
let screen: LineScreen;
beforeAll(async () => {
  app = await drilled('on host128\n$ hostname\n');
  written = [];
  terminal = new Terminal({ cols: 120, rows: 40, allowProposedApi: true });
  screen = new LineScreen((text) => written.push(text));
});
afterAll(() => app.close());

/** What is drawn now, as the terminal has it. */
async function draw(): Promise<void> {
  const before = written.length;
  screen.draw(app.runner.state);
  const text = written.slice(before === 1 ? 0 : before).join('');
  await new Promise<void>((done) => terminal.write(text, done));
}

// One terminal all along: what a screen leaves behind would show on the next one.
test.each([
  ['the ticket', []],
  ['the hosts', ['Enter']],
  ['a line being typed', ['i', 'p', 'Space', 'a']],
  ['what a command printed', ['Enter']],
  [
    'a full-screen program',
    ['l', 'e', 's', 's', 'Space', '/', 'e', 't', 'c', '/', 'h', 'o', 's', 't', 's', 'Enter'],
  ],
  ['its end', ['q']],
  ['a question', ['C-g', 'r']],
  ['the help', ['n', 'F1']],
  ['the diagnosis', ['Escape', 'F5']],
  ['the ticket again', ['F1', 'Escape']],
])('looks as Ink draws it: %s', async (_, keys) => {
  await app.press(...keys);
  await draw();
  const rows = (all: readonly string[]) => all.map((row) => row.trimEnd());
  expect(rows(readRows(terminal))).toEqual(rows(app.screen.text().split('\n')));
  const colours = (cells: ReturnType<typeof readCells>) =>
    cells.map((row) => row.map(({ foreground, inverse }) => `${foreground} ${inverse}`));
  expect(colours(readCells(terminal))).toEqual(colours(app.screen.cells()));
});

test.each([
  ['smaller', 80, 24],
  ['too small for any screen', 60, 20],
  ['larger', 140, 50],
])('a terminal that becomes %s has nothing left of before', async (_, columns, rows) => {
  terminal.resize(columns, rows);
  app.runner.dispatch({ kind: 'resize', columns, rows });
  await draw();
  const seen = readRows(terminal);
  const fresh = new Terminal({ cols: columns, rows, allowProposedApi: true });
  const anew: string[] = [];
  new LineScreen((text) => anew.push(text)).draw(app.runner.state);
  await new Promise<void>((done) => fresh.write(anew.join(''), done));
  expect(seen).toEqual(readRows(fresh));
});

test('a key writes the row it changes, a state that looks the same writes nothing', async () => {
  app.runner.dispatch({ kind: 'resize', columns: 120, rows: 40 });
  await app.press('Escape');
  await draw();
  const before = written.length;
  await app.press('x');
  await draw();
  await draw();
  const [frame, ...more] = written.slice(before);
  expect([frame.split('\u001b[2K').length, more]).toEqual([2, []]);
  expect(frame).toContain('# x');
});

test('at the end the terminal is as it was, with its cursor', async () => {
  const own = new Terminal({ cols: 120, rows: 40, allowProposedApi: true });
  const all: string[] = ['my shell $ '];
  const other = new LineScreen((text) => all.push(text));
  other.draw(app.runner.state);
  other.close();
  await new Promise<void>((done) => own.write(all.join(''), done));
  expect(readRows(own).join('\n').trim()).toBe('my shell $');
  expect(all.at(-1)).toContain('\u001b[?25h');
});
