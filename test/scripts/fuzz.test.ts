import { expect, it } from 'vitest';
import { fuzzLines } from '../../scripts/fuzz/run.ts';

/** What the longest line of the slice may take: steps are the measure here, since a test looks at no clock. */
const STEPS = 400_000;

it('survives whatever is typed, and shows nothing of the machine it runs on', async () => {
  const report = await fuzzLines(200, 20261129);
  expect(report.findings).toEqual([]);
  expect(report.steps).toBeLessThan(STEPS);
  // Both what works and what does not is among them.
  expect(report.statuses.get(0)).toBeGreaterThan(30);
  expect([...report.statuses.keys()].length).toBeGreaterThan(4);
});
