import { describe, expect, test } from 'vitest';
import { type KeyChanges, keymapWith } from '../../../src/app/trainer/index.ts';
import { keyChanges, parseConfig } from '../../../src/edge/cli/config/read.ts';
import { readSettings } from '../../../src/edge/cli/config/find.ts';

const problems = (text: string): string => {
  try {
    parseConfig('config.yaml', text);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the configuration file', () => {
  test('says theme, language and keys', () => {
    const config = parseConfig(
      'config.yaml',
      'theme: light\nlang: zh\nkeys:\n  leader: C-o\n  after-leader: {journey: J}\n  workspace:\n    journey: F11\n    skip: [F12, F8]\n',
    );
    expect(config).toMatchObject({ theme: 'light', lang: 'zh' });
    const keymap = keymapWith(keyChanges(config) as KeyChanges);
    const keys = (command: string) =>
      keymap.bindings.find((b) => b.command === command && b.screens.includes('workspace'))?.keys;
    expect([keys('journey'), keys('skip'), keys('undo'), keymap.second.J, keymap.second.j]).toEqual([
      ['F11'],
      ['F12', 'F8'],
      ['C-o z'],
      'journey',
      undefined,
    ]);
  });

  test('an empty file changes nothing', () => {
    expect(problems('')).toBe('');
    expect(problems('# nothing\n')).toBe('');
  });

  test.each([
    ['theme: pink\n', 'config.yaml:1:8: theme: '],
    ['theme: dark\ncolour: red\n', "config.yaml:2:1: nothing is called 'colour' here. Remove it"],
    [
      'keys:\n  workspace:\n    jurney: F9\n',
      "config.yaml:3:5: the screen has no command 'jurney'. Use one of: ",
    ],
    [
      'keys:\n  workspace:\n    journey: F99\n',
      'config.yaml:3:14: keys.workspace.journey: no key of that name',
    ],
    [
      'keys:\n  workspace:\n    journey: F5\n',
      "config.yaml:3:14: 'F5' is the key of 'diagnose' on this screen. Give",
    ],
    [
      'keys:\n  workspace:\n    journey: j\n',
      "config.yaml:3:14: 'j' belongs to the shell. Use a function key",
    ],
    [
      'keys:\n  after-leader:\n    fly: f\n',
      "config.yaml:3:5: no second key has the command 'fly'. Use one of: ",
    ],
    ['keys: [\n', 'config.yaml:'],
  ])('%j: file, line, column and what to do', (text, message) => {
    expect(problems(text)).toContain(message);
  });

  test('the command line comes before NO_COLOR, and that before the file', async () => {
    const given = (options: [string, string][]) => ({ operands: [], rest: [], options: new Map(options) });
    const nowhere = { XDG_CONFIG_HOME: '/nonexistent' };
    const theme = async (options: [string, string][], env: Record<string, string>) =>
      (await readSettings(given(options), { ...nowhere, ...env })).theme;
    expect(await theme([], {})).toBe('dark');
    expect(await theme([], { NO_COLOR: '1' })).toBe('no-colour');
    expect(await theme([['theme', 'light']], { NO_COLOR: '1' })).toBe('light');
    await expect(theme([['theme', 'pink']], {})).rejects.toThrow('--theme wants dark, light');
    await expect(theme([['config', '/nonexistent/x.yaml']], {})).rejects.toThrow('no such file');
  });
});
