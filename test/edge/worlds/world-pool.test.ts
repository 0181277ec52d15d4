import { afterAll, expect, test } from 'vitest';
import { forgetfulStore } from '../../../src/app/trainer/index.ts';
import type { EditorKey } from '../../../src/drill/session/index.ts';
import { WorldPool } from '../../../src/edge/worlds/index.ts';
import { runnerOn } from '../../app/drilled.ts';
import { entries } from '../../drills/labs.ts';

const lost: string[] = [];
const options = {
  scenarios: entries.map(({ scenario }) => scenario),
  engine: '',
  patience: Number.POSITIVE_INFINITY,
  processes: 1,
  nice: 0,
};
const pool = new WorldPool({ ...options, memory: 704, onLost: (_, why) => lost.push(why) });
afterAll(() => pool.close());

/** A runner whose worlds are in the pool, and what waits until something of its state holds. */
function runnerInPool() {
  const listeners = new Set<() => void>();
  const runner = runnerOn(forgetfulStore, (tell) =>
    pool.sit({ shared: true }, tell, () => {
      for (const hear of listeners) hear();
    }),
  );
  const until = (holds: () => boolean) =>
    new Promise<void>((done) => {
      const look = () => {
        if (!holds()) return;
        unlisten();
        listeners.delete(look);
        done();
      };
      const unlisten = runner.subscribe(look);
      listeners.add(look);
      look();
    });
  return { runner, until };
}

const key = (name: string): EditorKey => ({ kind: 'key', name }) as EditorKey;
const TYPED: EditorKey[] = [
  key('Enter'),
  { kind: 'text', text: 'hostna' },
  key('Tab'),
  key('Enter'),
  { kind: 'text', text: 'docker network ls; seq 500' },
  key('Enter'),
  { kind: 'text', text: 'cat /etc/hos' },
];

test('a drill in another process shows what it shows in this one', async () => {
  const here = runnerOn(forgetfulStore);
  here.openDrill('host-port-taken', false);
  for (const one of TYPED) here.dispatch({ kind: 'key', key: one });
  while (here.work());

  const { runner, until } = runnerInPool();
  runner.dispatch({ kind: 'open', id: 'host-port-taken', resume: false });
  await until(() => runner.state.screen === 'ticket' && !runner.state.busy);
  for (const one of TYPED) {
    runner.dispatch({ kind: 'key', key: one });
    await until(() => !runner.asking);
  }
  await until(
    () =>
      runner.state.play?.suspects.ready === true &&
      runner.state.play.notebook.every((row) => row.after !== undefined),
  );
  expect(runner.state.play?.notebook).toHaveLength(2);
  expect(runner.state).toEqual(here.state);
});

test('a process that never answers is replaced, and who sat there is told', async () => {
  const { runner, until } = runnerInPool();
  runner.dispatch({ kind: 'open', id: 'host-port-taken', resume: false });
  await until(() => runner.state.screen === 'ticket');
  expect(lost).toEqual([]);
  pool.watch();
  // Asked again before it could answer.
  pool.watch();
  await expect.poll(() => lost).toEqual(['it ended by SIGKILL']);
  const again = runnerInPool();
  again.runner.dispatch({ kind: 'open', id: 'host-port-taken', resume: false });
  await again.until(() => again.runner.state.screen === 'ticket');
});

test('worlds that want more memory than there is are lost with a reason, and their process is replaced', async () => {
  const why: string[] = [];
  // The least there is, and the rivals of a drill want more.
  const small = new WorldPool({ ...options, memory: 1, onLost: (_, reason) => why.push(reason) });
  const player = small.sit(
    { shared: true },
    () => {},
    () => {},
  );
  player.ask({ kind: 'open', id: 'overlay-nothing-wrong', columns: 80, rows: 24 });
  await expect.poll(() => why, { timeout: 60_000 }).toEqual([expect.stringContaining('heap limit')]);
  await small.close();
});
