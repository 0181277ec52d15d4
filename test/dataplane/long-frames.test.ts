import { describe, expect, test } from 'vitest';
import { switchPort } from '../../src/model/state/index.ts';
import { buildLab, findPlace, type Lab, runScript, tracePacket } from '../../src/drill/scenario/index.ts';
import { bundled, parts } from '../drills/labs.ts';

/** The overlay lab, with the switch port of a host carrying IP packets of 1450 octets at most. */
function lab(short?: string): Lab {
  const scenario = bundled('overlay-lab');
  const sim = buildLab(scenario, parts);
  const card = sim.world.nodes.get(short ?? '')?.nics[0];
  if (short && card) sim.world.segments.get('lan')?.shortPorts.set(switchPort(short, card.index), 1464);
  return { sim, scenario };
}

const at = (world: Lab, place: string) => findPlace(world.sim.world, world.scenario, place)!;
const run = (world: Lab, place: string, script: string) => runScript(world.sim, at(world, place), script);

describe('a switch port that carries less', () => {
  test.each([
    ['host130', 'host130', 1422, 0],
    ['host130', 'host130', 1423, 1],
    ['host130', 'host128', 1423, 1],
    ['host128', 'host130', 1423, 1],
    [undefined, 'host130', 1472, 0],
  ])('at %s: ping from %s with %i octets', (short, from, size, status) => {
    const to = from === 'host130' ? '192.168.91.128' : '192.168.91.130';
    expect(run(lab(short), from, `ping -c 1 -W 1 -M do -s ${size} ${to}`).status).toBe(status);
  });

  test('spares the way between others, and its drop says which port', () => {
    const world = lab('host130');
    expect(run(world, 'host128', 'ping -c 1 -W 1 -M do -s 1472 192.168.91.2').status).toBe(0);
    const { journey } = tracePacket(world, at(world, 'host128'), { to: '192.168.91.130', size: 1472 })!;
    expect(journey.verdict).toBe('dropped');
    expect(journey.reason).toBe('PKT_TOO_BIG');
    const details = journey.hops.flatMap(({ steps }) => steps.map(({ detail }) => detail.en));
    expect(details).toContain('PKT_TOO_BIG: the switch port of host130 carries at most 1464 octets');
  });

  test('a sender whose card knows of it cuts the outer packets of the tunnel', () => {
    const world = lab('host130');
    const long = 'ping -c 1 -W 1 -s 1400 10.0.0.2';
    expect(run(world, 'over-130', long).status).toBe(1);
    run(world, 'host130', 'ip link set ens38 mtu 1450');
    expect(run(world, 'over-130', long).status).toBe(1);
    run(world, 'host128', 'ip link set ens33 mtu 1450');
    expect(run(world, 'over-130', long).status).toBe(0);
  });
});

test('a rule that drops by length counts the whole IP packet, and no other protocol', () => {
  const world = lab();
  run(world, 'host130', 'iptables -A INPUT -p udp -m length --length 1200: -j DROP');
  // 50 octets of the tunnel and 28 of the ping: 1121 + 78 is 1199.
  expect(run(world, 'over-128', 'ping -c 1 -W 1 -s 1121 10.0.0.3').status).toBe(0);
  expect(run(world, 'over-128', 'ping -c 1 -W 1 -s 1122 10.0.0.3').status).toBe(1);
  expect(run(world, 'host128', 'ping -c 1 -W 1 -s 1472 192.168.91.130').status).toBe(0);
});
