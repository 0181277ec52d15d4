import { describe, expect, test } from 'vitest';
import {
  buildBase,
  findPlace,
  worldOf,
  type Lab,
  lookupFault,
  runScript,
} from '../../src/drill/scenario/index.ts';
import { parseScript, runSessionScript } from '../../src/drill/session/index.ts';
import { bundled, drillOf, parts } from './labs.ts';

const base = buildBase(bundled('overlay-small-works-big-hangs'), parts);

/** Whether a command works, tried on a fork. */
function works(lab: Lab, from: string, command: string): boolean {
  const fork: Lab = { sim: lab.sim.fork(), scenario: lab.scenario };
  const place = findPlace(fork.sim.world, fork.scenario, from);
  return place !== undefined && runScript(fork.sim, place, command).status === 0;
}

/** What a world lets pass: a short and a long ping of containers, a short and a long download, and a full packet between the hosts. */
const seen = (lab: Lab) => ({
  shortPing: works(lab, 'over-128', 'ping -c 1 -W 1 10.0.0.3'),
  longPing: works(lab, 'over-128', 'ping -c 1 -W 1 -s 1400 10.0.0.3'),
  page: works(lab, 'over-128', 'wget -q -T 5 -O - http://10.0.0.4/'),
  list: works(lab, 'over-128', 'wget -q -T 5 -O /dev/null http://10.0.0.4/prices.csv'),
  hosts: works(lab, 'host128', 'ping -c 1 -W 1 -M do -s 1472 192.168.91.130'),
});
const HEALTHY = { shortPing: true, longPing: true, page: true, list: true, hosts: true };

const SANDBOX = 'for ns in /var/run/docker/netns/1-*; do nsenter --net=$ns';

describe('what lets short packets pass and long ones not', { timeout: 60_000 }, () => {
  test.each([
    ['switch-port-mtu', 'host130/ens38', { longPing: false, list: false, hosts: false }],
    ['switch-port-mtu', 'host128/ens33', { longPing: false, list: false, hosts: false }],
    ['long-udp-blocked', 'host128/firewall', { longPing: false, list: false }],
    // Requests are short: only long packets to host130 end there.
    ['long-udp-blocked', 'host130/firewall', { longPing: false }],
    ['tunnel-mtu-small', 'host130/net:net1/vxlan0', { longPing: false, list: false }],
    ['tunnel-mtu-small', 'host128/net:net1/vxlan0', { longPing: false }],
  ])('%s at %s', (id, place, symptom) => {
    const fault = lookupFault(id)!;
    const site = fault.sites(base).find((places) => places.includes(place))!;
    const healthy = worldOf(base, undefined);
    expect(fault.detect(healthy, site)).toBe(false);
    expect(seen(healthy)).toEqual(HEALTHY);
    const lab = worldOf(base, { fault, site });
    expect(fault.detect(lab, site)).toBe(true);
    expect(fault.sites(base).filter((other) => fault.detect(lab, other))).toEqual([site]);
    expect(seen(lab)).toEqual({ ...HEALTHY, ...symptom });
    fault.repair(lab, site);
    expect(fault.detect(lab, site)).toBe(false);
    expect(seen(lab)).toEqual(HEALTHY);
  });

  test('show where one looks for them, and nowhere else', () => {
    const shows = (id: string, place: string, from: string, command: string) => {
      const fault = lookupFault(id)!;
      const site = fault.sites(base).find((places) => places.includes(place))!;
      return works(worldOf(base, { fault, site }), from, command);
    };
    const rule = 'iptables -S INPUT | grep -e --length';
    expect(shows('long-udp-blocked', 'host128/firewall', 'host128', rule)).toBe(true);
    expect(shows('switch-port-mtu', 'host130/ens38', 'host128', rule)).toBe(false);
    const small = `${SANDBOX} ip link show br0; done | grep 'mtu 1350'`;
    expect(shows('tunnel-mtu-small', 'host130/net:net1/vxlan0', 'host130', small)).toBe(true);
    expect(shows('tunnel-mtu-small', 'host130/net:net1/vxlan0', 'host128', small)).toBe(false);
  });
});

/** The marks for repair and no harm after what was done. */
function afterDoing(script: string) {
  const drill = drillOf('overlay-small-works-big-hangs');
  runSessionScript(drill.session, parseScript('repair.session', script));
  const { repair, harm } = drill.submit(undefined).marks;
  return [repair, harm];
}

const NEW_NETWORK = `
on host130
$ docker rm -f over-130 prices
on host128
$ docker rm -f over-128
$ docker network rm net1
$ docker network create --driver overlay --opt com.docker.network.driver.mtu=1450 net1
$ docker run -d --name over-128 --network net1 zookeeper:latest
on host130
$ docker run -d --name over-130 --network net1 zookeeper:latest
$ docker run -d --name prices --network net1 nginx:latest
$ docker exec prices sh -c 'mkdir -p /usr/share/nginx/html; seq 100001 112000 > /usr/share/nginx/html/prices.csv'
`;
const CARDS = `
on host128
$ ip link set ens33 mtu 1450
on host130
$ ip link set ens38 mtu 1450
`;

test.each([
  ['both cards know the path', CARDS, [20, 10]],
  ['one card does', CARDS.slice(0, CARDS.indexOf('on host130')), [0, 0]],
  ['the overlay alone is made smaller, and the engine still cannot reach its store', NEW_NETWORK, [0, 0]],
  ['cards and overlay', CARDS + NEW_NETWORK, [20, 10]],
])('a repair: %s', { timeout: 60_000 }, (_, script, marks) => {
  expect(afterDoing(script)).toEqual(marks);
});
