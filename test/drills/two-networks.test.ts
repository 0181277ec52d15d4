import { describe, expect, test } from 'vitest';
import {
  buildBase,
  findPlace,
  type Lab,
  lookupFault,
  runScript,
  worldOf,
} from '../../src/drill/scenario/index.ts';
import { parseScript, runSessionScript } from '../../src/drill/session/index.ts';
import { bundled, drillOf, parts, runIn } from './labs.ts';

const base = buildBase(bundled('bridge-two-networks'), parts);

function works(lab: Lab, from: string, command: string): boolean {
  const fork: Lab = { sim: lab.sim.fork(), scenario: lab.scenario };
  const place = findPlace(fork.sim.world, fork.scenario, from);
  return place !== undefined && runScript(fork.sim, place, command).status === 0;
}

const seen = (lab: Lab) => ({
  name: works(lab, 'cart', 'wget -q -T 5 -O - http://api/'),
  address: works(lab, 'cart', 'wget -q -T 5 -O - http://172.18.0.2/'),
  back: works(lab, 'api', 'ping -c 1 -W 1 cart'),
  bill: works(lab, 'cart', 'ping -c 1 -W 1 bill'),
});
const HEALTHY = { name: true, address: true, back: true, bill: false };
const APART = { name: false, address: false, back: false };

describe('a container on another network', { timeout: 60_000 }, () => {
  test.each([
    // The shop's page would answer at its address of yesterday, if cart were not behind another bridge.
    ['on-other-network', 'cart', { ...APART, bill: true }],
    ['on-other-network', 'api', APART],
    ['on-other-network', 'bill', { bill: true }],
    ['on-default-bridge', 'cart', APART],
    ['on-default-bridge', 'bill', {}],
  ])('%s: %s', (id, name, symptom) => {
    const fault = lookupFault(id)!;
    const site = fault.sites(base).find((places) => places.includes(`dock1/${name}/eth0`))!;
    const healthy = worldOf(base, undefined);
    expect(fault.detect(healthy, site)).toBe(false);
    expect(seen(healthy)).toEqual(HEALTHY);
    const lab = worldOf(base, { fault, site });
    const found = ['on-other-network', 'on-default-bridge'].flatMap((other) =>
      lookupFault(other)!
        .sites(base)
        .filter((at) => lookupFault(other)!.detect(lab, at))
        .map(([place]) => `${other} ${place}`),
    );
    expect(found).toEqual([`${id} dock1/${name}/eth0`]);
    expect(seen(lab)).toEqual({ ...HEALTHY, ...symptom });
    fault.repair(lab, site);
    expect(fault.detect(lab, site)).toBe(false);
    // Addresses follow the order of starts: while api was away, cart took the first.
    expect(seen(lab)).toEqual({ ...HEALTHY, address: name !== 'api' });
  });

  test('has sites only where there are two networks to mix up', () => {
    const one = buildBase(bundled('bridge-name-not-found'), parts);
    expect(lookupFault('on-other-network')!.sites(one)).toEqual([]);
    expect(lookupFault('on-default-bridge')!.sites(one)).toHaveLength(2);
  });

  test('what goes from bridge to bridge is counted where it is dropped', () => {
    const session = runIn(
      bundled('bridge-two-networks'),
      `on cart
$ ping -c 3 -W 1 172.18.0.2
on dock1
$ iptables -nvxL DOCKER-ISOLATION-STAGE-2
$ ip addr
`,
    );
    const dropping = session.commands[1].stdout.split('\n').filter((row) => / DROP /.test(row));
    const shop = /br-[0-9a-f]{12}/.exec(dropping.find((row) => /^ +3 /.test(row)) ?? '')?.[0];
    expect(session.commands[0].status).toBe(1);
    expect(shop).toBeDefined();
    const addresses = session.commands[2].stdout;
    expect(addresses.slice(addresses.indexOf(`${shop}:`))).toMatch(/^\S+ (?:.*\n)+? +inet 172\.18\.0\.1\//);
  });
});

const CONNECT = 'on dock1\n$ docker network connect shop_default cart\n';
const LEAVE = 'on dock1\n$ docker network disconnect billing_default cart\n';
const ANEW = `on dock1
$ docker rm -f cart
$ docker run -d --name cart --network shop_default alpine:latest sleep 1000000
`;

test.each([
  ['connected to its own network, and away from the other', LEAVE + CONNECT, [20, 10]],
  ['created anew', ANEW, [20, 10]],
  ['connected only: it reaches what has to stay apart', CONNECT, [20, 0]],
  ['the wall between all networks taken down', 'on dock1\n$ iptables -I DOCKER-USER -j ACCEPT\n', [0, 0]],
])('a repair: %s', { timeout: 60_000 }, (_, script, marks) => {
  const drill = drillOf('bridge-two-networks');
  runSessionScript(drill.session, parseScript('repair.session', script));
  const { repair, harm } = drill.submit(undefined).marks;
  expect([repair, harm]).toEqual(marks);
});
