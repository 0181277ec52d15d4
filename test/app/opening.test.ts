import { expect, test } from 'vitest';
import { forgetfulStore } from '../../src/app/trainer/index.ts';
import { runnerOn } from './drilled.ts';

test('what is wrong with a saved session is told once its drill is shown, whenever the heart beats', () => {
  const problems: string[] = [];
  const runner = runnerOn({
    ...forgetfulStore,
    load: () => {
      problems.push('the file is none');
      return undefined;
    },
    takeProblems: () => problems.splice(0),
  });
  runner.dispatch({ kind: 'open', id: 'host-port-taken', resume: true });
  for (let more = true; more && runner.state.busy; ) {
    runner.heartbeat();
    more = runner.work();
  }
  expect(runner.state).toMatchObject({ screen: 'ticket', notice: { en: 'the file is none' } });
});
