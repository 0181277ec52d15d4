import { describe, expect, test } from 'vitest';
import {
  forgetfulStore,
  keysOfLine,
  type LogEntry,
  type TrainerRunner,
  type TrainerStore,
} from '../../src/app/trainer/index.ts';
import { entryLine, headerLine, readSessionLog } from '../../src/edge/logs/index.ts';
import type { EditorKey } from '../../src/drill/session/index.ts';
import { drilled, runnerOn } from './drilled.ts';

const DRILL = 'overlay-no-advertise';

/** A store that keeps one session, by the lines that a file would have. */
function memory(): TrainerStore & { text: string } {
  const kept = { text: '' };
  return Object.assign(kept, {
    ...forgetfulStore,
    engine: 'test',
    unfinished: () => (kept.text === '' ? [] : [DRILL]),
    begin: (header: Parameters<TrainerStore['begin']>[0], entries: readonly LogEntry[]) => {
      kept.text = headerLine('test', header) + entries.map(entryLine).join('');
    },
    append: (entry: LogEntry) => {
      kept.text += entryLine(entry);
    },
    load: () => readSessionLog('memory', kept.text, []),
  });
}

function press(runner: TrainerRunner, ...keys: (string | EditorKey)[]): void {
  for (const key of keys) {
    const pressed: EditorKey =
      typeof key !== 'string'
        ? key
        : key.length === 1
          ? { kind: 'text', text: key }
          : { kind: 'key', name: key };
    runner.dispatch({ kind: 'key', key: pressed });
  }
}

function types(runner: TrainerRunner, line: string): void {
  press(runner, ...(keysOfLine(runner.state, line) ?? []));
  while (runner.work());
}

describe('stars and notes', () => {
  test('survive leaving and going on, and are gone with the command that undo takes away', async () => {
    const store = memory();
    const first = runnerOn(store);
    first.openDrill(DRILL, false);
    press(first, 'Enter');
    types(first, 'hostname');
    types(first, 'uname -r');
    types(first, ':star 1');
    types(first, ':note 2 an old kernel');
    press(first, 'Escape', 'F10');
    const second = runnerOn(store);
    second.openDrill(DRILL, true);
    while (second.work());
    expect(second.state.play?.notebook).toMatchObject([
      { number: 1, star: true },
      { number: 2, note: 'an old kernel' },
    ]);
    press(second, 'C-g', 'z');
    while (second.work());
    expect(second.state.play?.remarks).toEqual({ 1: { star: true } });
  });

  test('stand in the debrief and in the list of evidence, where a filter finds the note', async () => {
    const app = await drilled('on host128\n$ hostname\n$ docker info\n$ uname -r\n');
    await app.press('Enter', 'F3', 'a');
    await app.send('kernel is old\r');
    await app.press('Up', 's', 'Escape', 'F5', 'Tab', 'Tab');
    expect(app.screen.text()).toContain('[ ] #2* host128: docker info');
    await app.press('/');
    await app.send('old');
    expect(app.screen.text()).toContain('[ ] #3 kernel is old (host128:');
    expect(app.screen.text()).not.toContain('#2*');
    await app.press('Enter', 'Escape', 'Escape', 'C-g', 'x', 'y', 'G');
    expect(app.screen.text()).toMatch(/#2\* host128: docker info/);
    expect(app.screen.text()).toMatch(/#3 {2}host128: uname -r[\s\S]*note: kernel is old/);
    await app.close();
  });
});
