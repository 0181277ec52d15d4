import { expect, test } from 'vitest';
import { buildLab, findPlace, type Scenario, tracePacket } from '../../src/drill/scenario/index.ts';
import { bundled, parts } from '../drills/labs.ts';

/** The macvlan lab with the port of one machine's card secured, or none. */
function lab(secured?: string) {
  const scenario: Scenario = structuredClone(bundled('macvlan-lab'));
  const nic = scenario.nodes?.[secured ?? '']?.nics[0];
  if (nic) nic.portSecurity = true;
  return { sim: buildLab(scenario, parts), scenario };
}

/** How a packet ends, and what was dropped on its way and where. */
function journey(secured: string | undefined, from: string, to: string) {
  const world = lab(secured);
  const { journey } = tracePacket(world, findPlace(world.sim.world, world.scenario, from)!, { to })!;
  const drops = journey.hops.flatMap(({ node, device, steps }) =>
    steps.filter(({ kind }) => kind === 'drop').map(({ reason }) => `${reason} ${node} ${device}`),
  );
  return { verdict: journey.verdict, drops: drops.filter((row) => row.startsWith('PORT_SECURITY')) };
}

test.each([
  [
    'a stranger behind a secured port',
    'dock1',
    'web',
    '192.168.91.20',
    'dropped',
    'PORT_SECURITY dock1 ens33',
  ],
  ['an answer of the stranger', 'dock1', 'client', '192.168.91.200', 'dropped', 'PORT_SECURITY dock1 ens33'],
  ['the station itself', 'dock1', 'dock1', '192.168.91.20', 'delivered', undefined],
  [
    'siblings, whose broadcast alone goes to the switch',
    'dock1',
    'batch',
    '192.168.91.200',
    'delivered',
    'PORT_SECURITY dock1 ens33',
  ],
  ['strangers who ask a secured station', 'client', 'web', '192.168.91.20', 'delivered', undefined],
  ['a port that takes all', undefined, 'web', '192.168.91.20', 'delivered', undefined],
])('%s', (_, secured, from, to, verdict, drop) => {
  const seen = journey(secured, from, to);
  expect(seen.verdict).toBe(verdict);
  expect(seen.drops[0]).toBe(drop);
});
