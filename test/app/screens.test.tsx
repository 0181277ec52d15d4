import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SIDE_WIDTH, type TrainerState } from '../../src/app/trainer/index.ts';
import { footer } from '../../src/app/ui/footer.ts';
import { App, wholePlainText } from '../../src/app/ui/index.ts';
import type { HeadlessApp } from '../../src/edge/cli/app/headless-screen.tsx';
import { readPacks } from '../../src/edge/cli/packs.ts';
import { openTerminal } from '../../src/edge/testing/index.ts';
import { scriptOf } from '../drills/labs.ts';
import { browsing, drilled, LARGE, SMALL } from './drilled.ts';

const GOLDEN = join(import.meta.dirname, '__screens__');
const SIZES = [LARGE, SMALL];
const LANGS = ['en', 'zh'] as const;
const SCREENS = [
  'browser',
  'ticket',
  'tour',
  'workspace',
  'notebook',
  'notebook-note',
  'diagnosis-remarks',
  'places-to-open',
  'question',
  'help-workspace',
  'help-workspace-2',
  'help-diagnosis',
  'help-debrief',
  'diagnosis-half',
  'diagnosis-missing',
  'diagnosis-confirming',
  'journey-during',
  'journey-afterwards',
  'map',
  'look-back',
  'debrief-given-up',
  'debrief-solved',
  'debrief-solved-end',
  'debrief-rivals',
];

/** A minute into the drill, with a line that is too long for any column. */
const BEGUN = `
on over-128
$ ping -c 3 10.0.0.3
$ ip neigh
on host128
$ ip -br addr
$ for d in ens33 docker0 docker_gwbridge; do echo "== $d"; ip -s link show dev $d | tail -n 4; bridge fdb show dev $d; done
$ timeout 4 tcpdump -nn -c 4 -i ens33 udp port 4789
`;

/** What the app would draw for a state, on a terminal of its own. */
async function drawn(state: TrainerState): Promise<string> {
  const terminal = await openTerminal(<App state={state} />, state);
  const text = terminal.text();
  await terminal.close();
  return `${text}\n`;
}

const goldenName = (name: string, lang: string, { columns, rows }: typeof LARGE) =>
  `${name}.${lang}.${columns}x${rows}`;

/** Compares the screen an app stands on with its golden files, in both languages and sizes. */
async function golden(app: HeadlessApp, name: (typeof SCREENS)[number]): Promise<void> {
  for (const lang of LANGS)
    for (const size of SIZES) {
      const terminal = await openTerminal(<App state={{ ...app.runner.state, lang, ...size }} />, size);
      await expect(terminal).toMatchScreen(goldenName(name, lang, size));
      await terminal.close();
    }
  await plain(app, name);
  await linear(app, name);
}

/** With no characters beyond ASCII the screen has none, and as much on it. */
async function plain(app: HeadlessApp, name: string): Promise<void> {
  for (const size of SIZES) {
    const text = await drawn({ ...app.runner.state, lang: 'en', ascii: true, ...size });
    expect(text.match(/[^\n -~]/gu), `${name} in ASCII`).toBeNull();
    const rich = await drawn({ ...app.runner.state, lang: 'en', ...size });
    expect(text.match(/\w+/g)?.length).toBeGreaterThan(0.9 * (rich.match(/\w+/g)?.length ?? 0));
  }
}

/** What is said of the place on a page, not of the drill. */
const OF_THE_PAGE =
  /\d+ more rows? (above|below)|[上下]方还有 \d+ 行|…?\s*\d+ (lines? alike|行相同)|PageDown goes down, typing to the end|PageDown 向下，输入则回到末尾|(whole command|完整命令)|\(Esc (goes back|返回)\)/g;

/** Words of a drawn screen above its footer: what lies between blanks, lines of tables and marks of Chinese prose, as far as it was not cut. */
function facts(text: string, below: number): string[] {
  const rows = text
    .trimEnd()
    .split('\n')
    .slice(0, 0 - below);
  const words = rows
    .join('\n')
    .replace(OF_THE_PAGE, ' ')
    .split(/[\s│┬─├└┌┐┘┤┴┼┄▸▇▁✓✗*…，。；：、（）]+/);
  return [...new Set(words.map((word) => word.replace(/^[.,:;()]+|[.,:;()_]+$/g, '')))].filter((word) =>
    /[\p{L}\d]/u.test(word),
  );
}

/** Each fact on the screen is in what the linear mode says. */
async function linear(app: HeadlessApp, name: string): Promise<void> {
  for (const lang of LANGS)
    for (const size of SIZES) {
      const state = { ...app.runner.state, lang, ...size };
      const said = wholePlainText(state);
      const missing = facts(await drawn(state), footer(state).length).filter((fact) => !said.includes(fact));
      expect(missing, `${name}.${lang}.${size.columns} in --plain`).toEqual([]);
    }
}

/** Cells whose colour is not the terminal's own. */
async function colored(state: TrainerState): Promise<number> {
  const terminal = await openTerminal(<App state={state} />, state);
  const count = terminal
    .cells()
    .flat()
    .filter((cell) => cell.foreground !== 'default' || cell.background !== 'default').length;
  await terminal.close();
  return count;
}

let app: HeadlessApp;
afterAll(() => app.close());

describe('before a drill', () => {
  test('browser', async () => {
    app = await browsing();
    await golden(app, 'browser');
    await app.press('T');
    await golden(app, 'tour');
    await app.close();
  });
});

describe('a drill begun', () => {
  beforeAll(async () => {
    app = await drilled(BEGUN);
  });

  test('ticket, and the hosts behind it', async () => {
    await golden(app, 'ticket');
    await app.press('Enter');
    await golden(app, 'workspace');
  });

  test('without colours there is none, and signs and attributes still tell', async () => {
    const { state } = app.runner;
    for (const help of [undefined, 0]) {
      expect(await colored({ ...state, help })).toBeGreaterThan(0);
      expect(await colored({ ...state, help, theme: 'no-colour' })).toBe(0);
    }
    const terminal = await openTerminal(<App state={{ ...state, theme: 'no-colour' }} />, LARGE);
    expect(terminal.text()).toContain('▸1 host128');
    expect(
      terminal
        .cells()
        .flat()
        .filter((cell) => cell.inverse),
    ).toHaveLength(1);
    await terminal.close();
  });

  test('the notebook has the keyboard and shows a long command whole', async () => {
    await app.press('F3', 'Up');
    await golden(app, 'notebook');
    await app.press('s', 'a');
    await app.send('the first row is enough');
    await golden(app, 'notebook-note');
    await app.press('Enter', 'Escape', 'F5', 'Tab', 'Tab');
    await golden(app, 'diagnosis-remarks');
    await app.press('Left', 'Left', 'Escape', 'F3', 'Up', 's', 'a', 'C-u', 'Enter', 'Escape');
  });

  test('places to open a terminal at', async () => {
    await app.press('F7', 'Down', 'Down');
    await golden(app, 'places-to-open');
    await app.press('Escape');
  });

  test('a question before a hint', async () => {
    await app.press('F4');
    await golden(app, 'question');
    await app.press('n');
  });

  test('looking back through a terminal', async () => {
    await app.press('C-g', '[', '/');
    await app.send('docker0\r');
    await app.press('v', 'Up');
    await golden(app, 'look-back');
    await app.press('q');
  });

  test('help', async () => {
    await app.press('F1');
    await golden(app, 'help-workspace');
    // The second page is there where the first did not have room for all.
    await app.resize(SMALL);
    await app.press('Space');
    await golden(app, 'help-workspace-2');
    await app.press('q');
    await app.resize(LARGE);
  });

  test("the help's tables align, Chinese ones too", async () => {
    for (const lang of LANGS) {
      const terminal = await openTerminal(<App state={{ ...app.runner.state, lang, help: 0 }} />, LARGE);
      const bars = terminal
        .cells()
        .map((row) => row.flatMap((cell, column) => ('│┼├┤'.includes(cell.text || ' ') ? [column] : [])))
        .filter((columns) => columns.length > 0);
      await terminal.close();
      expect(bars.length).toBeGreaterThan(9);
      expect(new Set(bars.map(String)).size).toBe(1);
    }
  });

  test('the diagnosis form: nothing chosen, half filled, read back', async () => {
    await app.press('F5', 'Enter');
    await golden(app, 'diagnosis-missing');
    await app.press('/');
    await app.send('dockerd\r');
    await app.press('Tab', '/');
    await app.send('advert');
    await golden(app, 'diagnosis-half');
    await app.press('Enter', 'Tab', 'Space', 'Down', 'Down', 'Down', 'Space', 'Enter');
    await golden(app, 'diagnosis-confirming');
    await app.press('n', 'F1');
    await golden(app, 'help-diagnosis');
    await app.press('q', 'Escape', 'Escape');
  });

  test('resized and back: what a terminal of that size shows from the start', async () => {
    const keys = [[], ['F3'], ['Escape', 'F5'], ['Escape', 'F1']];
    for (const names of keys) {
      await app.press(...names);
      const direct = app.screen.text();
      for (const size of [SMALL, LARGE]) {
        await app.resize(size);
        expect(`${app.screen.text()}\n`).toBe(await drawn(app.runner.state));
      }
      expect(app.screen.text()).toBe(direct);
    }
    await app.press('q');
  });

  test('given up', async () => {
    await app.press('C-g', 'x');
    expect(app.screen.text()).toContain('any other key goes back');
    await app.press('y');
    await golden(app, 'debrief-given-up');
    await app.press('F1');
    await golden(app, 'help-debrief');
    await app.close();
  });
});

describe('the journey of own packets', () => {
  test('during the drill what captures told of; afterwards every step', async () => {
    app = await drilled(`
on host128
$& tcpdump -nn -i ens33 icmp
on over-128
$ ping -c 2 10.0.0.3
$ ping -c 1 192.168.91.130
`);
    await app.press('Enter', 'F9');
    await golden(app, 'journey-during');
    await app.press('Escape');
    await app.resize(SMALL);
    await app.press('F2');
    await golden(app, 'map');
    await app.press('Escape');
    await app.resize(LARGE);
    await app.press('C-g', 'x', 'y', 'p', 'Left');
    await golden(app, 'journey-afterwards');
    await app.close();
  });
});

describe('a drill solved', () => {
  test('the debrief and its end, where scrolling stops', async () => {
    app = await drilled(scriptOf('overlay-no-advertise', 'solve.session'));
    await golden(app, 'debrief-solved');
    await app.press('G');
    const end = app.screen.text();
    // In the other language and at another size the page is longer or shorter; its end stays its end.
    await app.press('L');
    expect(app.screen.text()).not.toContain('下方还有');
    await app.resize(SMALL);
    expect(app.screen.text()).not.toContain('下方还有');
    await app.resize(LARGE);
    await app.press('L');
    expect(app.screen.text()).toBe(end);
    await golden(app, 'debrief-solved-end');
    await app.press('Down', 'PageDown');
    expect(app.screen.text()).toBe(end);
    await app.press('Up');
    expect(app.screen.text()).not.toBe(end);
  });

  test('every cause beside the true one: what a command would have shown', async () => {
    await app.press('r', 'Down', 'Down', 'Down', 'Right');
    await golden(app, 'debrief-rivals');
    const { debrief } = app.runner.state.play ?? {};
    const rivals = debrief?.truth?.rivals ?? [];
    expect(rivals.filter(({ isTrue }) => isTrue)).toHaveLength(1);
    expect(rivals.length).toBe(app.runner.state.play?.suspects.total);
    for (const { told } of rivals) for (const { seen, shown } of told) expect(shown).not.toBe(seen);
    await app.press('Escape');
  });

  test('the next drill is a key away', async () => {
    await app.press('n');
    expect([app.runner.state.screen, app.runner.state.play?.id]).toEqual(['ticket', 'overlay-same-hostname']);
    await app.close();
  });
});

test('every picture of a network fits its pane', async () => {
  const pictures = (await readPacks(undefined)).entries.flatMap(({ scenario }) => scenario.picture ?? []);
  expect(pictures.length).toBeGreaterThan(0);
  expect(pictures.filter((row) => stringWidth(row) > SIDE_WIDTH)).toEqual([]);
});

test('every golden file belongs to a screen', () => {
  const wanted = SCREENS.flatMap((name) =>
    LANGS.flatMap((lang) => SIZES.map((size) => `${goldenName(name, lang, size)}.screen`)),
  );
  expect(readdirSync(GOLDEN).sort()).toEqual(wanted.sort());
});
