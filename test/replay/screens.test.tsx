import { beforeAll, describe, expect, test } from 'vitest';
import { keySequence, openTerminal } from '../../src/edge/testing/index.ts';
import { ReplayApp } from '../../src/app/ui/index.ts';
import { ReplayStage } from '../../src/edge/cli/app/replay-stage.tsx';
import { KeyStream } from '../../src/edge/terminal/index.ts';
import type { Recording, Replayer } from '../../src/app/replay/index.ts';
import { LARGE, SMALL } from '../app/drilled.ts';
import { scriptOf } from '../drills/labs.ts';
import { RecordedAttempt } from '../edge/gradebook/recorded.ts';
import { press, recorded, replayed, settled, sourceOf } from './replayed.ts';

const DRILL = 'bridge-two-networks';

let recording: Recording;
beforeAll(() => {
  recording = recorded(new RecordedAttempt(1, DRILL).types(scriptOf(DRILL, 'wrong.session')));
});

/** Compares a replay with its golden screens: both sizes, both languages, and without characters beyond ASCII. */
async function golden(replayer: Replayer, name: string): Promise<void> {
  for (const size of [LARGE, SMALL])
    for (const lang of ['en', 'zh'] as const) {
      const replay = { ...replayer.state, ...size, lang };
      const shown = { ...replayer.shown(), ...size, lang };
      const terminal = await openTerminal(<ReplayApp replay={replay} shown={shown} />, size);
      await expect(terminal).toMatchScreen(`replay-${name}.${lang}.${size.columns}x${size.rows}`);
      await terminal.rerender(<ReplayApp replay={replay} shown={{ ...shown, ascii: true }} />);
      if (lang === 'en') expect(terminal.text().match(/[^\n -~]/gu), `${name} in ASCII`).toBeNull();
      await terminal.close();
    }
}

describe('golden screens', () => {
  let replayer: Replayer;
  beforeAll(() => {
    replayer = settled(replayed(recording));
  });

  test('a command runs', async () => {
    press(replayer, 'Home', 'Right', '.', 'Space');
    replayer.dispatch({ kind: 'tick', microseconds: 100_000 });
    await golden(replayer, 'running');
  });
  test('something was handed in', async () => {
    press(replayer, 'End');
    await golden(replayer, 'handed-in');
  });
  test('the wrong turn', async () => {
    press(replayer, 'w');
    await golden(replayer, 'wrong-turn');
  });
  test('the list of commands', async () => {
    press(replayer, 'c', 'Up', 'Up');
    await golden(replayer, 'list');
    press(replayer, 'Escape');
  });
  test('the keys', async () => {
    press(replayer, 'F1');
    await golden(replayer, 'keys');
    press(replayer, 'Escape');
  });
});

test('a branch is played live in a world of its own, and leaving it comes back to the same moment', async () => {
  let quit = 0;
  const stage = new ReplayStage({
    source: sourceOf(recording),
    screen: { lang: 'en', ...SMALL, ascii: false, theme: 'dark' },
    onQuit: () => quit++,
    copy: () => ({ en: '', zh: '' }),
  });
  const keys = new KeyStream((key) => stage.dispatch({ kind: 'key', key }));
  const presses = (...names: string[]) => {
    for (const name of names) {
      keys.push(keySequence(name));
      keys.flush();
    }
  };
  presses('Home', 'Right', 'Right');
  const before = JSON.stringify([stage.replayer.state, stage.replayer.shown()]);
  const terminal = await openTerminal(stage.picture(), SMALL);
  presses('b');
  expect(stage.branch?.state.play?.notebook.map(({ line }) => line)).toEqual([
    'wget -q -T 5 -O - http://api/',
    'cat /etc/resolv.conf',
  ]);
  for (const letter of 'echo $((6*7))') presses(letter === ' ' ? 'Space' : letter);
  presses('Enter');
  await terminal.rerender(stage.picture());
  expect(terminal.text()).toMatch(/echo \$\(\(6\*7\)\)\n42\n/);
  expect(terminal.text()).toContain('Live from here: nothing is written over the recording');
  // What may be asked in a drill may be asked here: the diagnosis is there, and the replay's keys are the shell's.
  presses('F5', 'Escape', 'q');
  expect(quit).toBe(0);
  presses('F10');
  expect(stage.branch).toBeUndefined();
  expect(JSON.stringify([stage.replayer.state, stage.replayer.shown()])).toBe(before);
  presses('q');
  expect(quit).toBe(1);
  await terminal.close();
  stage.close();
});

test('a branch of an exam that is not released tells nothing either', () => {
  const stage = new ReplayStage({
    source: sourceOf(recording, true),
    screen: { lang: 'en', ...SMALL, ascii: false, theme: 'dark' },
    onQuit() {},
    copy: () => ({ en: '', zh: '' }),
  });
  press(stage, 'End', 'b');
  expect(stage.branch?.state.play).toMatchObject({ concealed: true });
  while (stage.work());
  expect(stage.branch?.state.play?.suspects).toMatchObject({ total: 0 });
  press(stage, 'F5', 'n', 'Enter', 'Enter');
  while (stage.work());
  // Nothing is told of what was handed in: one is back in the replay.
  expect(stage.branch).toBeUndefined();
  stage.close();
});
