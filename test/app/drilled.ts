import {
  initialState,
  type RunnerOptions,
  Sitting,
  TrainerRunner,
  type TrainerStore,
} from '../../src/app/trainer/index.ts';
import { scrollEnd } from '../../src/app/ui/index.ts';
import { parseScript } from '../../src/drill/session/index.ts';
import { drillRows } from '../../src/edge/terminal/index.ts';
import { HeadlessApp } from '../../src/edge/cli/app/headless-screen.tsx';
import { entries, kept, parts } from '../drills/labs.ts';

export const LARGE = { columns: 120, rows: 40 };
export const SMALL = { columns: 80, rows: 24 };
const scenarios = entries.map(({ scenario }) => scenario);
const DRILL = 'overlay-no-advertise';

/** The browser, with nothing opened. */
export async function browsing(): Promise<HeadlessApp> {
  return HeadlessApp.start({
    entries,
    lang: 'en',
    size: LARGE,
    ascii: false,
  });
}

/** The first drill with a session script played in it. */
export async function drilled(script: string): Promise<HeadlessApp> {
  return HeadlessApp.start({
    entries,
    lang: 'en',
    size: LARGE,
    ascii: false,
    kept,
    open: { id: DRILL, script: parseScript('test', script) },
  });
}

/** The app's runner without a screen, on a store; its worlds are in this thread unless a player says otherwise. */
export function runnerOn(
  store: TrainerStore,
  player: RunnerOptions['player'] = (tell) =>
    new Sitting({ scenarios, build: parts, kept, engine: store.engine }, tell),
): TrainerRunner {
  const state = initialState({
    lang: 'en',
    columns: 120,
    rows: 40,
    ascii: false,
    theme: 'dark',
    drills: drillRows(entries, store),
    problems: [],
  });
  return new TrainerRunner(state, {
    player,
    store,
    scrollEnd,
    onQuit() {},
    copy: () => ({ en: '', zh: '' }),
  });
}
