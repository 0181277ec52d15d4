import { expect, test } from 'vitest';
import { Doorkeeper } from '../../../src/edge/classroom/doorkeeper.ts';

const LIMITS = { strangers: 2, connections: 1, grace: 0, attempts: 0 };

/** A guest who writes down that he was shown out. */
function guest(ended: string[], name: string) {
  return { end: () => void ended.push(name) };
}

test('one stranger too many ends the oldest; who logged in is no stranger, and the house has its size', () => {
  const ended: string[] = [];
  const door = new Doorkeeper(LIMITS);
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => guest(ended, name));
  for (const one of [a, b]) expect(door.arrive(one)).toBe(true);
  door.enter(a);
  door.leave(a);
  for (const one of [c, d]) expect(door.arrive(one)).toBe(true);
  expect(ended).toEqual(['b']);
  door.enter(c);
  expect(door.arrive(b)).toBe(false);
});

test('who guesses waits twice as long each time, and others do not; the right one forgets it, and so does time', () => {
  let now = 0;
  const door = new Doorkeeper(LIMITS, () => now);
  const wait = () => door.failed('anna', '10.0.0.1');
  expect([wait(), wait(), wait()]).toEqual([250, 500, 1000]);
  expect(door.failed('anna', '10.0.0.2')).toBe(250);
  for (let tries = 0; tries < 20; tries++) wait();
  expect(wait()).toBe(8000);
  door.succeeded('anna', '10.0.0.1');
  expect(wait()).toBe(250);
  now = 600_000;
  expect(wait()).toBe(250);
});
