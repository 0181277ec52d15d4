import { expect, test } from 'vitest';
import { passTime, WorldClock } from '../../src/app/trainer/world-clock.ts';
import { openSession } from '../commands/traffic/seed-lab.ts';

test('stops between two things that happen once it is late, and stands still when nobody typed for a minute', () => {
  const session = openSession();
  const clock = new WorldClock();
  const passed = (microseconds: number, late = () => false) => {
    const before = session.now;
    if (clock.runs(microseconds)) passTime(session, microseconds, late);
    return session.now - before;
  };
  expect(passed(200_000)).toBe(200_000);
  let looks = 0;
  expect(passed(200_000, () => ++looks > 3)).toBe(20_000);
  expect(passed(59_000_000)).toBe(59_000_000);
  expect(passed(200_000, () => true)).toBe(0);
  expect(passed(1_000_000)).toBe(0);
  clock.touched();
  expect(passed(1_000_000)).toBe(1_000_000);
});
