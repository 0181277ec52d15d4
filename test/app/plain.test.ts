import { describe, expect, test } from 'vitest';
import { keysOfLine } from '../../src/app/trainer/index.ts';
import { plainNews, type Spoken, silent } from '../../src/app/ui/index.ts';
import type { HeadlessApp } from '../../src/edge/cli/app/headless-screen.tsx';
import { drilled, SMALL } from './drilled.ts';

/** A person at the linear mode: types lines, and reads what is appended. */
class Reader {
  readonly app: HeadlessApp;
  private spoken: Spoken = silent;

  constructor(app: HeadlessApp) {
    this.app = app;
  }

  hears(): string {
    const news = plainNews(this.spoken, this.app.runner.state);
    this.spoken = news.spoken;
    return news.text;
  }

  async types(line: string): Promise<string> {
    const { state } = this.app.runner;
    this.spoken = { ...this.spoken, open: undefined, typed: state.screen === 'workspace' ? line : undefined };
    const keys = keysOfLine(state, line);
    expect(keys, line).toBeDefined();
    for (const key of keys ?? []) this.app.runner.dispatch({ kind: 'key', key });
    while (this.app.runner.work());
    return this.hears();
  }
}

describe('the linear mode', () => {
  test('a drill from the ticket to the debrief, by lines', async () => {
    const app = await drilled('');
    await app.resize(SMALL);
    const reader = new Reader(app);
    expect(reader.hears()).toContain('over-128 on host128 cannot reach over-130');
    expect(await reader.types('')).toMatch(/typing on 1 host128, 2 over-128[\s\S]*\]# $/);
    // The line itself stands in the person's terminal already; what follows is its output and a new prompt.
    expect(await reader.types('echo one; echo two')).toMatch(
      /^one\ntwo\n(Suspects.*\n)?\[root@xdhuxc ~\]# $/,
    );
    expect(await reader.types(':network')).toMatch(/^Network\n[\s\S]*over-128 10\.0\.0\.2/);
    expect(await reader.types('docker info')).toMatch(/^Containers: /);
    expect(await reader.types(':notebook')).toContain('#1 ✓ host128: echo one; echo two (status 0');
    expect(await reader.types(':hint')).toContain('costs 2 points');
    expect(await reader.types('')).not.toContain('1. ');
    expect(await reader.types(':new-terminal')).toContain('1. host128: host');
    expect(await reader.types('3')).toMatch(/5 \S+/);
    expect(await reader.types(':diagnose')).toMatch(/^where\n1\. host128\/ens33\n/);
    await reader.types('where 10');
    await reader.types('what 13');
    expect(await reader.types('cite 1 2')).toContain(
      'You say: --cluster-advertise is missing on the engines, at host128/dockerd, because of #1, #2.',
    );
    expect(await reader.types('submit')).toContain('Hand this in?');
    expect(await reader.types('y')).toMatch(/place 20\/20, mechanism 30\/30/);
    await reader.types(':back');
    expect(await reader.types(':give-up')).toContain('Give up?');
    expect(await reader.types('y')).toContain("The packet's journey with the fault");
    expect(await reader.types('r')).toMatch(/1\. .*the cause\n/);
    expect(await reader.types('3')).toContain('With that cause you would have seen');
    await app.close();
  });

  test('what means nothing is not guessed', async () => {
    const app = await drilled('');
    const { state } = app.runner;
    expect(keysOfLine({ ...state, screen: 'browser' }, '99')).toBeUndefined();
    expect(keysOfLine({ ...state, screen: 'diagnosis' }, 'where 0')).toBeUndefined();
    expect(keysOfLine({ ...state, screen: 'workspace' }, ':nonsense')).toBeUndefined();
    // A colon of the shell's own is the shell's.
    expect(keysOfLine({ ...state, screen: 'workspace' }, ': > /tmp/x')).toContainEqual({
      kind: 'text',
      text: ': > /tmp/x',
    });
    await app.close();
  });
});
