import { describe, expect, test } from 'vitest';
import { diagnosisPlaces, journeys } from '../../src/drill/diagnosis/index.ts';
import { drillOf } from '../drills/labs.ts';

describe('the journey of the ticket', () => {
  test.each([
    ['overlay-no-advertise', 'NEIGH_FAILED'],
    ['bridge-firewall-restarted', 'NETFILTER_DROP'],
    ['macvlan-own-host', 'NEIGH_FAILED'],
    // A small segment arrives there: the long one is the packet to look at.
    ['overlay-small-works-big-hangs', 'PKT_TOO_BIG'],
  ])('%s: ends in %s, and arrives in the healthy twin', (id, reason) => {
    const { broken, healthy } = journeys(drillOf(id));
    expect(broken).toMatchObject({ verdict: 'dropped', reason });
    expect(healthy).toMatchObject({ verdict: 'delivered' });
  });
});

test('who names the cause and did not repair it is told what still fails; who names another is not', () => {
  const drill = drillOf('bridge-firewall-restarted');
  const diagnosis = (mechanism: string) => ({
    verdict: 'fault' as const,
    place: 'dock1/firewall',
    mechanism,
    evidence: [],
  });
  const [probe] = drill.scenario.drill?.probes ?? [];
  expect(drill.assess(diagnosis('docker-chains-flushed')).failing).toMatchObject({
    from: probe.from,
    command: probe.command,
  });
  expect(drill.assess(diagnosis('masquerade-missing')).failing).toBeUndefined();
});

test('places name no device that somebody made by hand, which would say that it is missing', () => {
  const { base } = drillOf('macvlan-own-host').worlds;
  const places = diagnosisPlaces(base).map(({ id }) => id);
  expect(places).toContain('dock1/ens33');
  expect(places.filter((id) => id.includes('shim'))).toEqual([]);
});

test('no harmless test is worth something by how long a container is up', () => {
  const drill = drillOf('overlay-small-works-big-hangs');
  for (const _ of drill.prepareRivals());
  expect(drill.nextTest()?.line).toMatch(/^ping -c 2 .*-s 14/);
});
