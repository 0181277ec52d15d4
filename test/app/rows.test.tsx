import { PassThrough } from 'node:stream';
import { render } from 'ink';
import { expect, test, vi } from 'vitest';
import { forgetfulStore } from '../../src/app/trainer/index.ts';
import { App } from '../../src/app/ui/index.ts';
import { fitRow } from '../../src/app/ui/spans.ts';
import { runnerOn } from './drilled.ts';

// Each row that is drawn anew is fitted to the screen's width.
vi.mock('../../src/app/ui/spans.ts', async (original) => {
  const spans = await original<typeof import('../../src/app/ui/spans.ts')>();
  return { ...spans, fitRow: vi.fn(spans.fitRow) };
});

test('a key draws the rows anew that it changes, and no others', async () => {
  const runner = runnerOn(forgetfulStore);
  runner.openDrill('host-port-taken', false);
  runner.dispatch({ kind: 'key', key: { kind: 'key', name: 'Enter' } });
  while (runner.work());
  const { columns, rows } = runner.state;
  const stdout = Object.assign(new PassThrough(), { columns, rows }) as unknown as NodeJS.WriteStream;
  const app = render(<App state={runner.state} />, { stdout, patchConsole: false });
  expect(vi.mocked(fitRow).mock.calls.length).toBeGreaterThanOrEqual(rows);
  vi.mocked(fitRow).mockClear();
  runner.dispatch({ kind: 'key', key: { kind: 'text', text: 'x' } });
  app.rerender(<App state={runner.state} />);
  expect(vi.mocked(fitRow).mock.calls).toHaveLength(1);
  app.unmount();
});
