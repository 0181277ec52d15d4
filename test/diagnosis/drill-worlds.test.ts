import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Drill, DrillWorlds, journeys, KeptWorlds, playScript } from '../../src/drill/diagnosis/index.ts';
import { clonePlain } from '../../src/lib/index.ts';
import { parseScript } from '../../src/drill/session/index.ts';
import { bundled, parts, scriptOf } from '../drills/labs.ts';

const ID = 'host-port-taken';

/** Every world that sittings share, by what it is. */
function shared(worlds: DrillWorlds) {
  const { base, initial, shadow, healthy } = worlds;
  const rivals = worlds.allRivals().flatMap((rival) => rival.worlds);
  return [base, initial, shadow, healthy, ...rivals].map(({ sim }) => sim.world);
}

function sitting(worlds: DrillWorlds) {
  const drill = new Drill(worlds);
  for (const _ of drill.prepareRivals());
  const card = playScript(drill, parseScript('solve.session', scriptOf(ID, 'solve.session')));
  return { card, packets: journeys(drill), table: drill.ledger.table(), next: drill.nextTest() };
}

test('a sitting leaves the worlds it shares as they were, and the next one is the same', () => {
  const worlds = new DrillWorlds(bundled(ID), parts);
  const before = shared(worlds).map((world) => clonePlain(world));
  expect(before.length).toBeGreaterThan(12);
  const first = sitting(worlds);
  expect(first.card.score).toBeGreaterThan(90);
  const changed = shared(worlds).flatMap((world, at) => (isDeepStrictEqual(world, before[at]) ? [] : [at]));
  expect(changed).toEqual([]);
  expect(sitting(worlds)).toEqual(first);
});

test('worlds of the last drills are kept, by drill and by how they are built', () => {
  const kept = new KeptWorlds(2);
  const scenario = bundled(ID);
  const own = kept.of(scenario, parts);
  expect(kept.of(scenario, { ...parts })).toBe(own);
  expect(kept.of(scenario, { ...parts, healthy: true })).not.toBe(own);
  expect(kept.of(scenario, parts)).toBe(own);
  expect(kept.of(scenario, { ...parts, seed: 7 })).not.toBe(own);
  expect(kept.of({ ...scenario }, parts)).not.toBe(own);
  expect(kept.of(scenario, parts)).not.toBe(own);
});

describe('twins of a family', () => {
  const [one, other] = ['host-port-taken', 'bridge-published-port'].map(bundled);
  const alone = new DrillWorlds(other, parts);
  const kept = new KeptWorlds();
  kept.of(one, parts).allRivals();
  const twin = kept.of(other, parts);

  test('have the rivals in common, and not the cause', () => {
    expect(twin.allRivals()).toBe(kept.of(one, parts).allRivals());
    expect(twin.common.base.scenario.drill?.fault).toBeUndefined();
    expect(twin.truth?.fault.id).toBe(other.drill?.fault?.mechanism);
  });

  test('are what each would be alone: worlds, answers and plans', () => {
    const told = (worlds: DrillWorlds) => ({
      worlds: shared(worlds).map((world) => clonePlain(world)),
      rivals: worlds.allRivals().map(({ hypothesis, answers }) => [hypothesis.id, answers]),
      alike: worlds.plan.alike(),
      next: worlds.plan.next(new Set()),
      greedy: worlds.plan.greedy(),
    });
    expect(isDeepStrictEqual(told(twin), told(alone))).toBe(true);
    expect(twin.plan.greedy()).not.toEqual([]);
  });

  test('a sitting of one that looks for rivals has them all in its plan', () => {
    const drill = new Drill(new DrillWorlds(other, parts, kept.of(one, parts).common));
    for (const _ of drill.prepareRivals());
    expect(drill.plan.greedy()).toEqual(alone.plan.greedy());
    expect(drill.ledger.hypotheses()).toHaveLength(alone.allRivals().length);
  });

  test('that are built otherwise, or whose ticket claims something else, share nothing', () => {
    const { common } = kept.of(one, parts);
    expect(kept.of(other, { ...parts, seed: 7 }).common).not.toBe(common);
    const claims = other.drill!.claims.slice(1);
    const again = kept.of(one, parts).common;
    expect(kept.of({ ...other, drill: { ...other.drill!, claims } }, parts).common).not.toBe(again);
  });
});
