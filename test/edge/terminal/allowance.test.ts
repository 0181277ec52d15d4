import { expect, test } from 'vitest';
import { Allowance } from '../../../src/edge/terminal/index.ts';

/** How many frames of a cost are drawn in ten seconds by somebody who always has one more. */
function framesIn10s(cost: number): number {
  const allowance = new Allowance(0);
  let frames = 0;
  for (let now = 0; now < 10_000; ) {
    const wait = allowance.wait(now);
    now += wait;
    if (wait > 0) continue;
    allowance.spend(cost);
    now += cost;
    frames++;
  }
  return frames;
}

test('frames take a tenth of the time for long, whatever one costs', () => {
  for (const cost of [1, 10, 60, 200]) expect(framesIn10s(cost) * cost).toBeLessThanOrEqual(1100 + cost);
  expect(framesIn10s(60)).toBeGreaterThan(15);
});

test('who types waits for nothing, behind a page of output either', () => {
  const allowance = new Allowance(0);
  for (let now = 0; now < 10_000; now += 200) {
    expect(allowance.wait(now)).toBe(0);
    allowance.spend(now % 2000 === 0 ? 30 : 2);
  }
});
