import { describe, expect, test } from 'vitest';
import { type DrillRow, suggestion } from '../../src/app/trainer/index.ts';
import { browsing } from './drilled.ts';

const row = (id: string, own: Partial<DrillRow>): DrillRow => ({
  id,
  title: { en: id, zh: id },
  summary: { en: '', zh: '' },
  level: 1,
  topics: [],
  family: id,
  twin: 0,
  unfinished: false,
  solved: false,
  due: false,
  ...own,
});

describe('what is suggested', () => {
  const drills = [
    row('a', { best: 90, family: 'f' }),
    row('b', { family: 'f' }),
    row('c', { level: 2 }),
    row('d', { family: 'g' }),
  ];
  const change = (id: string, own: Partial<DrillRow>) =>
    drills.map((d) => (d.id === id ? { ...d, ...own } : d));

  test.each([
    ['what was left in the middle', change('c', { unfinished: true, due: true }), 'c', 'unfinished'],
    ['then what is due', change('a', { due: true }), 'a', 'due'],
    ['then an easy new one, of the family that was played least', drills, 'd', 'new'],
    ['then the one that is known least', drills.map((d, at) => ({ ...d, best: 99 - at })), 'd', 'better'],
  ])('%s', (_, rows, id, why) => {
    expect(suggestion(rows)).toMatchObject({ drill: { id }, why });
  });

  test('nothing where everything is perfect', () => {
    expect(suggestion(drills.map((d) => ({ ...d, best: 100 })))).toBeUndefined();
  });
});

describe('the list of drills', () => {
  test('is cut by topic and review queue and sorted, the choice stays, and the screen says how', async () => {
    const app = await browsing();
    const { state } = app.runner;
    app.runner.state = {
      ...state,
      drills: state.drills.map((d, at) => ({ ...d, best: at < 3 ? 90 - at : undefined, due: at === 2 })),
    };
    await app.press('Down', 'Down');
    const third = state.drills[2].id;
    const chosen = () =>
      app.screen
        .text()
        .split('\n')
        .find((line) => line.includes('▸'))
        ?.split('│')[0];
    const before = chosen();
    expect(before).toContain('88 due');
    expect(app.screen.text()).toContain('1 due for review');
    await app.press('r');
    expect(app.screen.text()).toContain('Drills (due for review)');
    expect(app.screen.text().match(/^ . {1,3}\d /gm)).toHaveLength(1);
    expect(chosen()).toBe(before);
    await app.press('r', 's');
    expect(app.screen.text()).toContain('(lowest score first)');
    expect(chosen()).toContain('88 due');
    await app.press('s', 's', 't');
    expect(app.screen.text()).toMatch(/Drills \(\S+\)/);
    await app.press('n');
    expect(app.screen.text()).toMatch(/─ Drills ─/);
    expect(app.screen.text()).toMatch(/Next \(n\): The page does not come \(1\), which/);
    await app.press('Enter');
    expect(app.runner.state.play?.id).toBe(third);
    await app.close();
  });

  test('an empty queue says when something comes back', async () => {
    const app = await browsing();
    await app.press('r');
    expect(app.screen.text()).toContain('seven days after it was solved');
    await app.close();
  });
});
