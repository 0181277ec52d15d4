import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hintPrice, keymapWith, THEME_NAMES } from '../../src/app/trainer/index.ts';
import type { HeadlessApp } from '../../src/edge/cli/app/headless-screen.tsx';
import { browsing, drilled, SMALL } from './drilled.ts';

let app: HeadlessApp;
const text = () => app.screen.text();
/** The last row of the screen: the keys, a question, or what there is to say. */
const footer = () => text().split('\n').at(-1)?.trim();
const commands = () => app.runner.state.play?.notebook.length;

describe('a drill in the hands of somebody new', () => {
  beforeAll(async () => {
    app = await drilled('on host128\n$ hostname\n$ uname -r\non over-128\n$ ip neigh\n');
    await app.press('Enter');
  });
  afterAll(() => app.close());

  test('reset and giving up ask first, and any key but Enter and y goes back', async () => {
    for (const letter of ['r', 'x'])
      for (const no of ['n', 'Escape', 'C-g', 'Space']) {
        await app.press('C-g', letter);
        expect(text()).toMatch(/any\s+other key goes back\.\s*$/);
        await app.press(no);
        expect(footer()).toContain('F1 help');
      }
    expect([commands(), app.runner.state.screen]).toEqual([3, 'workspace']);
  });

  test('hints say their price before they are taken; a fourth one says that there are no more', async () => {
    const taken = () => app.runner.state.play?.hints.length;
    for (const [at, price] of [2, 4, 6].entries()) {
      expect(hintPrice(at)).toBe(price);
      await app.press('F4');
      expect(footer()).toMatch(new RegExp(`Hint ${at + 1} of 3 costs ${price} points`));
      await app.press('n');
      expect(taken()).toBe(at);
      await app.press('F4', 'y');
      expect(taken()).toBe(at + 1);
    }
    await app.press('F4');
    expect([footer(), taken()]).toEqual(['There are no more hints.', 3]);
    await app.press('Escape');
  });

  test('Enter says what is missing, and goes there; a choice is not taken back by choosing it again', async () => {
    await app.press('F5', 'Tab', 'Enter');
    expect(footer()).toBe('Not chosen yet: where and what. Space chooses the row of the pointer.');
    expect(app.runner.state.play?.diagnosis.column).toBe(0);
    await app.press('Space', 'Space', 'Enter');
    expect(footer()).toBe('Not chosen yet: what. Space chooses the row of the pointer.');
    expect(app.runner.state.play?.diagnosis.column).toBe(1);
    expect(text()).not.toContain('hands it in');
  });

  test('what is chosen outlives filters in every column', async () => {
    await app.press('BTab', '/');
    await app.send('130/dockerd\r');
    await app.press('Tab', '/');
    await app.send('gossip\r');
    await app.press('Tab', '/');
    await app.send('uname\r');
    await app.press('Space');
    expect(text()).toContain('You say: port 7946 (gossip) is blocked, at host130/dockerd, because of #2.');
    await app.press('BTab', '/', 'Escape', 'BTab', '/');
    await app.send('ens33');
    await app.press('Escape');
    expect(text()).toContain('You say: port 7946 (gossip) is blocked, at host130/dockerd, because of #2.');
  });

  test('what is handed in is read back, and the footer says how to say yes', async () => {
    await app.press('Enter');
    expect(text()).toContain('Hand this in?');
    expect(footer()).toBe('Enter or y hands it in, any other key goes back.');
    await app.press('n');
    expect(footer()).toContain('Enter submit');
  });

  test('a command that undo takes away is cited no more', async () => {
    await app.press('Tab', 'Tab', 'Escape', 'End', 'Space');
    expect(app.runner.state.play?.diagnosis.evidence).toEqual([2, 3]);
    await app.press('Escape', 'C-g', 'z');
    expect(commands()).toBe(2);
    expect(app.runner.state.play?.diagnosis.evidence).toEqual([2]);
  });

  test('a pane that hides the terminal keeps keys from it', async () => {
    await app.resize(SMALL);
    await app.press('F2');
    await app.send('reboot\r');
    expect(commands()).toBe(2);
    await app.press('Escape');
    expect(text()).toMatch(/\]#\s*$/m);
    await app.send('hostname\r');
    expect(commands()).toBe(3);
  });

  test('looking back says so, and typing goes to the end', async () => {
    await app.send('for i in $(seq 60); do echo row $i; done\r');
    await app.press('PageUp');
    expect(text()).toMatch(/11 more rows below: PageDown goes down, typing to the end/);
    await app.send('h');
    expect(text()).not.toContain('rows below');
    await app.press('BSpace');
  });

  test('what is skipped is said', async () => {
    const before = app.runner.state.play?.clock ?? 0;
    await app.press('F8');
    expect(footer()).toBe("Skipped 10 s of the network's time.");
    expect(app.runner.state.play?.clock).toBe(before + 10_000_000);
    await app.send('ping 192.168.91.130\r');
    await app.press('F8');
    expect(footer()).toMatch(/^Skipped [\d.]+ s, to what the command did next\.$/);
    await app.press('C-c');
  });

  test('the ticket can be read again, and the way back is to the hosts', async () => {
    await app.press('C-g', 'k', 'Escape');
    expect(app.runner.state.screen).toBe('workspace');
  });

  test('a repair that was not tried is no bad mark; the hints cost what was said', async () => {
    await app.press('C-g', 'x', 'Enter');
    expect(text()).toMatch(/\(Hints -12\)[\s\S]*repair not yet\s+no harm --/);
  });
});

describe('a wrong cause', () => {
  test('is told why its evidence counts nothing, and what it was is not told', async () => {
    app = await drilled('on over-128\n$ ip neigh\ndiagnose host128/ens33 nic-down evidence 1\nsubmit\n');
    expect(text()).toContain('Evidence is marked together with a right cause');
    expect(text()).not.toContain('The cause');
    await app.close();
  });
});

describe('leaving', () => {
  test('says that the session is kept; a key typed while the lab is built counts nothing', async () => {
    app = await browsing();
    await app.send('\r\r');
    expect(app.runner.state.screen).toBe('ticket');
    await app.press('Enter');
    await app.send('hostname\r');
    await app.press('F10');
    expect(footer()).toBe('Your session is kept: Enter on this drill goes on where you were.');
    await app.close();
  });
});

describe('looks and keys of somebody else', () => {
  test('moved keys do what they say, are shown everywhere, and their old places mean nothing', async () => {
    app = await drilled('on host128\n$ hostname\n');
    app.runner.state = {
      ...app.runner.state,
      keymap: keymapWith({
        leader: 'C-o',
        second: { notebook: 'm' },
        screens: { workspace: { diagnose: ['F11'], hint: ['F12'] }, diagnosis: { toggle: ['x'] } },
      }),
    };
    await app.send('');
    expect(text()).toContain('F11 names where and what is wrong');
    expect(text()).toContain('(Ctrl-o z, Ctrl-o r)');
    await app.press('Enter');
    expect(footer()).toContain('F12 hint  F11 diagnose');
    await app.press('F5');
    expect(app.runner.state.screen).toBe('workspace');
    await app.press('C-o', 'm');
    expect(app.runner.state.play?.pane).toBe('notebook');
    await app.press('F1');
    expect(text()).toMatch(/Ctrl-o, then:[\s\S]*m notes/);
    await app.press('q', 'Escape', 'F11', 'Space');
    expect(app.runner.state.play?.diagnosis.place).toBeUndefined();
    await app.press('x');
    expect(app.runner.state.play?.diagnosis.place).toBe('host128/ens33');
    // In a filter every letter is text.
    await app.press('/');
    await app.send('x');
    expect(app.runner.state.play?.diagnosis.filters[0]).toBe('x');
    await app.close();
  });

  test('the language changes in the middle of a drill, on every screen', async () => {
    app = await drilled('on host128\n$ hostname\n');
    await app.press('Enter');
    await app.send('unfinished');
    await app.press('C-g', 'l');
    expect(text()).toContain('输入到 host128');
    expect(text()).toMatch(/\]# unfinished/);
    await app.press('F5', 'L');
    expect(text()).toContain('where');
    await app.press('L', 'Escape', 'F9');
    expect(text()).toContain('还没有发出过报文');
    await app.close();
  });

  test('themes differ in colours, not in text', async () => {
    app = await drilled('on host128\n$ hostname\n');
    await app.press('Enter', 'C-g', 'x', 'y');
    const looks = new Map<string, string>();
    for (const theme of THEME_NAMES) {
      app.runner.state = { ...app.runner.state, theme };
      await app.send('');
      const cells = app.screen.cells().flat();
      looks.set(theme, JSON.stringify(cells.map(({ foreground, bold, dim }) => [foreground, bold, dim])));
      if (theme === 'high-contrast') expect(cells.filter(({ dim }) => dim)).toEqual([]);
    }
    expect(new Set(looks.values()).size).toBe(THEME_NAMES.length);
    await app.close();
  });
});

describe('the screen of a terminal', () => {
  test('Ctrl-L clears it and keeps the line being typed', async () => {
    const own = await drilled('on host128\n$ echo a word\n');
    await own.press('Enter');
    expect(own.screen.text()).toMatch(/^a word|│ a word/m);
    await own.send('uname');
    await own.press('C-l');
    expect(own.screen.text()).not.toMatch(/^a word|│ a word/m);
    expect(own.screen.text()).toMatch(/\[root@xdhuxc ~\]# uname *$/m);
    await own.close();
  });

  test('an editor has the whole pane, and its last row where a question takes rows from it', async () => {
    const own = await drilled('on host128\n$ hostname\n');
    await own.resize(SMALL);
    await own.press('Enter');
    await own.send('vi /etc/motd');
    await own.press('Enter');
    const rows = () =>
      own.screen
        .text()
        .split('\n')
        .map((row) => row.trimEnd());
    expect(rows().slice(2, 23)).toEqual(['', ...Array(19).fill('~'), '"/etc/motd" [New File]']);
    await own.press('C-g', 'r');
    expect(rows().filter((row) => row === '"/etc/motd" [New File]')).toHaveLength(1);
    await own.close();
  });
});
