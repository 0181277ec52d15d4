import { describe, expect, test } from 'vitest';
import { harmless } from '../../src/drill/diagnosis/index.ts';
import {
  buildBase,
  lookupFault,
  runOn,
  nodeNamed,
  type Scenario,
  tunnelSites,
  overlayTunnel,
  variantOf,
  variantTexts,
  worldOf,
} from '../../src/drill/scenario/index.ts';
import { bundled, entries, parts } from './labs.ts';

const drills = entries.map(({ scenario }) => scenario).filter(({ kind }) => kind === 'drill');
const SEEDS = [1, 2, 3, 1234567];

/** Every text of a value and every name of a field, but for what says which scenario it is. */
function textsOf(value: unknown, field = ''): string[] {
  if (['id', 'base', 'family', 'next', 'topics', 'mechanism'].includes(field)) return [];
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...textsOf(item, key)]);
}

/** What the author called things, read from the scenario in another way than the variant reads it. */
function originals({ nodes = {}, setup = [] }: Scenario): string[] {
  const scripts = setup.map((step) => ('run' in step ? step.run.replaceAll('\\\n', ' ') : '')).join('\n');
  const cards = Object.values(nodes).flatMap(({ nics }) => nics);
  return [
    ...Object.keys(nodes),
    ...Object.values(nodes).flatMap(({ hostname }) => hostname.split('.')),
    ...[...scripts.matchAll(/docker run .*?--name (\S+)/g)].map(([, name]) => name),
    ...[...scripts.matchAll(/docker network create.* (\S+)$/gm)].map(([, name]) => name),
    ...[...scripts.matchAll(/ -p (\d+):/g)].map(([, port]) => port),
    ...cards.flatMap(({ address = '', mac, inet6 }) => [address.split('/')[0], mac, inet6 ?? mac]),
    '192.168.91',
  ].filter((name) => !['gw', 'inet', 'etcd'].includes(name));
}

describe.each(drills.map((scenario) => [scenario.id, scenario] as const))('variants of %s', (_, scenario) => {
  test.each(SEEDS)('number %i says nothing of what was there before', (seed) => {
    const variant = variantOf(scenario, seed);
    const texts = textsOf(variant);
    for (const name of originals(scenario)) {
      const whole = new RegExp(`(?<![\\w.-])${name.replaceAll('.', '\\.')}(?![\\w-])`);
      expect(texts.filter((text) => whole.test(text))).toEqual([]);
    }
    expect(variant).toMatchObject({ id: scenario.id, seed });
    expect(variant.pins).toBeUndefined();
  });

  test.each(SEEDS)('number %i keeps the columns of the picture, and of every text', (seed) => {
    const shape = (text: string) => text.replaceAll(/[a-z]/g, 'a').replaceAll(/\d/g, '1');
    const variant = variantOf(scenario, seed);
    expect(variant.picture?.map(shape)).toEqual(scenario.picture?.map(shape));
    expect(textsOf(variant.drill).map(({ length }) => length)).toEqual(
      textsOf(scenario.drill).map(({ length }) => length),
    );
  });

  test('no two cards have one address, and every gateway is in the network of its card', () => {
    for (const seed of SEEDS) {
      const cards = Object.values(variantOf(scenario, seed).nodes ?? {}).flatMap(({ nics }) => nics);
      expect(new Set(cards.map(({ address }) => address)).size).toBe(cards.length);
      expect(new Set(cards.map(({ mac }) => mac)).size).toBe(cards.length);
      for (const { address = '', gateway } of cards)
        if (gateway !== undefined) expect(gateway.replace(/\d+$/, '')).toBe(address.replace(/\d+\/24$/, ''));
    }
  });
});

test('the same number is the same variant, another one is another', () => {
  const scenario = bundled('overlay-vni-mismatch');
  expect(variantOf(scenario, 5)).toEqual(variantOf(structuredClone(scenario), 5));
  const named = SEEDS.map((seed) => JSON.stringify(variantOf(scenario, seed).terminals));
  expect(new Set(named).size).toBe(SEEDS.length);
});

test('a number in a name goes on being the end of the address', () => {
  for (const seed of SEEDS) {
    const text = variantTexts(bundled('overlay-vni-mismatch'), seed)('host130 over-130 192.168.91.130');
    expect(text).toMatch(/^[a-z]{4}(\d{3}) [a-z]{4}-\1 192\.168\.\d\d\.\1$/);
  }
});

test('what twins share stays shared, so that no name tells which twin it is', () => {
  const twins = drills.filter(({ drill }) => drill?.family === 'overlay-ping');
  expect(twins.length).toBeGreaterThan(8);
  for (const seed of SEEDS) {
    const shared = twins.map((twin) => variantOf(twin, seed));
    for (const { nodes, setup, picture, drill } of shared) {
      expect({ nodes, setup, picture }).toEqual({
        nodes: shared[0].nodes,
        setup: shared[0].setup,
        picture: shared[0].picture,
      });
      expect(drill?.ticket).toEqual(shared[0].drill?.ticket);
    }
  }
});

describe('a small scenario of its own', () => {
  const card = (name: string, address: string) => ({
    name,
    mac: '00:0c:29:00:00:01',
    segment: 'wire',
    address,
  });
  const run = (script: string) => ({ on: 'ab1', run: script });
  const small: Scenario = {
    ...bundled('bridge-lab'),
    nodes: {
      ab1: {
        profile: 'centos7',
        hostname: 'ab1',
        kernel: '4.18.0',
        images: ['quay.io/coreos/etcd:v3.3', 'c1/nginx:1'],
        nics: [card('eth0', '10.20.30.200/24'), card('eth1', '203.0.113.77/24')],
      },
    },
    setup: [
      run('docker run -d \\\n  --name c1 img sh -c "serve --name inner"; docker run --name=etcd etcd'),
      run('docker network create -d bridge --subnet 172.20.0.0/16 --ip-range=172.20.5.0/24 front >/dev/null'),
      run('docker network create --subnet=10.20.31.0/24 --ip-range 10.20.31.64/26 rear 2> /dev/null'),
    ],
    picture: ['ab1 .30.200 .200', 'c1 10.0.0.2'],
  };
  const carry = variantTexts(small, 7);

  test('only whole words are names, also between Chinese', () => {
    const name = carry('c1');
    expect(name).toMatch(/^[a-z][2-9]$/);
    expect(name).not.toBe('c1');
    expect(carry('abc1d c1d ac1 c1-2 x_c1 -c1')).toBe('abc1d c1d ac1 c1-2 x_c1 -c1');
    expect(carry("从c1到（c1）。http://c1/c1.csv, c1's")).toBe(
      `从${name}到（${name}）。http://${name}/${name}.csv, ${name}'s`,
    );
  });

  test('a --name behind the image, images and tool words stay', () => {
    for (const text of ['inner', 'etcd', 'img', 'eth0', '8.8.8.8', '127.0.0.1', '172.17.0.2', '10.0.0.3'])
      expect(carry(text)).toBe(text);
  });

  test('networks of scripts are moved and named anew', () => {
    expect(carry('front')).not.toBe('front');
    expect(carry('172.20.0.0/16 172.20.5.9')).toMatch(/^172\.(2[4-9]|3[01])\.0\.0\/16 172\.\1\.5\.\d$/);
    expect(carry('203.0.113.77')).toMatch(/^203\.0\.113\.(?!77)\d\d$/);
  });

  test('a range within a network moves as a whole, so that offsets in it stay', () => {
    const [range, first, ninth] = carry('10.20.31.64/26 10.20.31.64 10.20.31.73').split(' ');
    expect(range).toBe(`${first}/26`);
    const last = (address: string) => Number(address.split('.')[3]);
    expect(last(ninth) - last(first)).toBe(9);
  });

  test('pictures may shorten addresses, other texts are not read so', () => {
    const [, octet] = /\.(\d+) /.exec(`${carry('10.20.30.200')} `) ?? [];
    expect(variantOf(small, 7).picture?.[0]).toMatch(
      new RegExp(`^[a-z]{2}\\d \\.\\d\\d\\.${octet} \\.${octet}$`),
    );
    expect(carry('sleep .200')).toBe('sleep .200');
  });
});

describe('what only other addresses show', () => {
  test('a stale entry of the FDB never names a host, and a diagnosis names the overlay as it is called', () => {
    const text = JSON.stringify(bundled('overlay-4789-blocked'))
      .replaceAll('192.168.91.130', '192.168.91.129')
      .replaceAll('net1', 'mesh');
    const base = buildBase(JSON.parse(text) as Scenario, parts);
    expect(tunnelSites(base)).toEqual([['host128/net:mesh/vxlan0'], ['host130/net:mesh/vxlan0']]);
    const fault = lookupFault('peer-vtep-wrong')!;
    for (const site of tunnelSites(base)) {
      const lab = worldOf(base, undefined);
      const remotes = () => {
        const tunnel = overlayTunnel(lab, nodeNamed(lab, site[0].split('/')[0]))?.device;
        return tunnel?.kind === 'vxlan' ? [...tunnel.fdb.values()].map(({ remote }) => remote) : [];
      };
      const before = remotes();
      fault.injectLate?.(lab, site);
      expect(fault.detect(lab, site)).toBe(true);
      fault.repair(lab, site);
      expect(fault.detect(lab, site)).toBe(false);
      expect(remotes()).toEqual(before);
    }
  });

  test('who closes the way to the Internet does harm, wherever it is', () => {
    const base = buildBase(variantOf(bundled('bridge-no-way-out'), 1), parts);
    const [host] = Object.keys(base.scenario.nodes ?? {});
    const healthy = worldOf(base, undefined);
    const closed = worldOf(base, undefined);
    expect(harmless(healthy, closed)).toBe(true);
    runOn(closed, nodeNamed(closed, host), 'iptables -I FORWARD -d 203.0.113.0/24 -j DROP');
    expect(harmless(healthy, closed)).toBe(false);
  });
});
