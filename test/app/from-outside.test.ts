import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Action } from '../../src/app/trainer/index.ts';
import type { HeadlessApp } from '../../src/edge/cli/app/headless-screen.tsx';
import { browsing, drilled, SMALL } from './drilled.ts';

let app: HeadlessApp;
const text = () => app.screen.text();
const prompt = () => app.runner.state.play?.terminals[0]?.editor.text;

async function tell(...actions: Action[]): Promise<void> {
  for (const action of actions) app.runner.dispatch(action);
  // Nothing typed draws what is there now.
  await app.send('');
}

const said = (words: string): Action => ({ kind: 'message', text: { en: words, zh: words } });
const asks: Action = { kind: 'guest', guest: { name: 'lee', keyboard: 'asks' } };

describe('who plays a drill', () => {
  beforeAll(async () => {
    app = await drilled('on host128\n$ hostname\n');
    await app.press('Enter');
  });
  afterAll(() => app.close());

  test('reads messages one after the other, each until Escape, and types on meanwhile', async () => {
    await tell(said('five minutes'), said('look at the map'));
    expect(text()).toContain('five minutes (+1)  [Esc closes]');
    await app.press('l', 's');
    expect([prompt(), text().includes('five minutes')]).toEqual(['ls', true]);
    await app.press('Escape');
    expect(text()).toContain('look at the map  [Esc closes]');
    await app.press('Escape');
    expect(text()).not.toContain('[Esc closes]');
    await app.press('BSpace', 'BSpace');
  });

  test('lets somebody type with the leader and y alone, and ends it with the leader and e', async () => {
    await tell(asks);
    expect(text()).toContain('lee asks to type on your screen. Ctrl-g y allows it, Ctrl-g e does not.');
    await app.press('y', 'Enter');
    expect(app.runner.state.guest?.keyboard).toBe('asks');
    await app.press('C-g', 'y');
    expect(text()).toContain('lee types on your screen. Ctrl-g e ends it.');
    await app.press('e');
    expect(app.runner.state.guest?.keyboard).toBe('has');
    await app.press('C-g', 'e');
    expect(app.runner.state.guest).toBeUndefined();
    await tell(asks);
    await app.press('C-g', 'e');
    expect(app.runner.state.guest).toBeUndefined();
    await app.press('BSpace');
  });

  test('answers on every screen, where the keys keep their meanings otherwise', async () => {
    await app.press('F5');
    await tell(asks);
    await app.press('C-g', 'n', 'C-g', 'y');
    expect(app.runner.state.play?.diagnosis.answer).toBe('fault');
    expect(app.runner.state.guest?.keyboard).toBe('has');
    await app.press('C-g', 'e', 'Escape');
    expect([app.runner.state.screen, app.runner.state.guest]).toEqual(['workspace', undefined]);
  });

  test('waits while the class is paused: clock and keys', async () => {
    await tell({ kind: 'pause', paused: true });
    expect(text()).toContain('The class is paused');
    const { clock } = app.runner.state.play ?? {};
    await app.press('l', 's', 'Enter', 'F5');
    app.runner.tick(5_000_000);
    expect([prompt(), app.runner.state.screen, app.runner.state.play?.clock]).toEqual([
      '',
      'workspace',
      clock,
    ]);
    await tell({ kind: 'pause', paused: false });
    app.runner.tick(5_000_000);
    expect(app.runner.state.play?.clock).toBeGreaterThan(clock ?? 0);
  });

  test('may end typing together while the class is paused', async () => {
    await tell({ kind: 'guest', guest: { name: 'lee', keyboard: 'has' } }, { kind: 'pause', paused: true });
    await app.press('C-g', 'e');
    expect(app.runner.state.guest).toBeUndefined();
    await tell({ kind: 'pause', paused: false });
  });

  test('is in the browser again when the attempt is ended, and can begin anew', async () => {
    await tell({ kind: 'dismissed' });
    expect(text()).toContain('Your attempt was ended from outside. You may begin this drill again.');
    expect(app.runner.state.drills.filter(({ unfinished }) => unfinished)).toEqual([]);
    await tell({ kind: 'dismissed' });
    await app.press('Enter');
    expect(app.runner.state.screen).toBe('ticket');
  });
});

test('a long message takes rows of its own on a small screen, and the keys stay', async () => {
  app = await browsing();
  await app.resize(SMALL);
  await tell(said('come to the front please '.repeat(6)));
  expect(text().split('\n')).toHaveLength(24);
  expect(text()).toMatch(/\[Esc closes\]\n.*q quit/);
  await app.close();
});
