import { result } from '../results.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TOUR_STEPS } from '../../src/app/trainer/index.ts';
import { FileStore } from '../../src/edge/logs/index.ts';
import { browsing, SMALL } from './drilled.ts';

describe('the tour', () => {
  test('goes a step on when what it asks for is done, to its end, and leaves nothing behind', async () => {
    const app = await browsing();
    await app.resize(SMALL);
    await app.press('T');
    const step = () => Number(/Tour (\d)\//.exec(app.screen.text())?.[1]);
    expect([app.runner.state.screen, step()]).toEqual(['workspace', 1]);
    await app.press('F6', 'F6', 'F6', 'F6');
    expect(step()).toBe(1);
    await app.send('ip -br addr\r');
    expect(step()).toBe(2);
    await app.press('F6');
    expect(step()).toBe(3);
    await app.send('ping -c 2 10.0.0.3\r');
    await app.press('F8');
    expect(step()).toBe(4);
    await app.press('F9');
    // Nothing is to be found out here: every step of the packet is told.
    expect(app.screen.text()).toMatch(/bridge +up to the host/);
    expect(step()).toBe(5);
    await app.press('Escape', 'F3', 's', 'Escape');
    expect(step()).toBe(6);
    await app.press('F5');
    expect(step()).toBe(7);
    await app.press('n', 'Enter', 'y');
    expect(app.screen.text()).toContain('there is nothing to hand in');
    await app.press('Escape', 'C-g', 'z');
    expect(step()).toBe(TOUR_STEPS);
    await app.press('F10');
    expect(app.runner.state.screen).toBe('browser');
    expect(app.screen.text()).not.toMatch(/Tour \d|session is kept/);
    await app.close();
  });

  test('is offered once, on the first start', async () => {
    const home = mkdtempSync(join(tmpdir(), 'netdrill-tour-'));
    expect(new FileStore(home, '1').firstStart()).toBe(true);
    expect(new FileStore(home, '1').firstStart()).toBe(false);
    rmSync(home, { recursive: true });
    const played = mkdtempSync(join(tmpdir(), 'netdrill-tour-'));
    const store = new FileStore(played, '1');
    store.recordResult('a-drill', result(50, false));
    expect(store.firstStart()).toBe(false);
    rmSync(played, { recursive: true });
  });

  test('can be declined: any key but Enter and y goes to the drills', async () => {
    const app = await browsing();
    for (const [key, screen] of [
      ['n', 'browser'],
      ['y', 'workspace'],
    ] as const) {
      app.runner.state = { ...app.runner.state, asking: 'tour' };
      await app.send('');
      expect(app.screen.text()).toContain('You are here for the first time.');
      await app.press(key);
      expect(app.runner.state.screen).toBe(screen);
    }
    await app.close();
  });
});
