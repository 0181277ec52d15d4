import { expect, it } from 'vitest';
import { announce } from '../../../src/model/state/index.ts';
import { recordedLab, PLACES } from './recorded-lab.ts';

/** Starts a tool that listens, lets something happen, and returns what it had printed by then. */
function overheard(line: string, happens: (m: ReturnType<typeof recordedLab>) => void): string {
  const m = recordedLab();
  const listener = m.start(PLACES.ovl128, line.split(' '));
  m.pass(1_000_000);
  happens(m);
  m.pass(1_000_000);
  return listener().stdout;
}

it('overhears what a bridge learns and a tunnel misses, as recorded', () => {
  const text = overheard('ip monitor neigh', (m) => {
    const netns = m.netns(PLACES.ovl128);
    announce(m.world, netns, 'fdb', { mac: '02:42:0a:00:00:02', device: 'veth2', master: 'br0' });
    announce(m.world, netns, 'miss', { device: 'vxlan1', mac: '02:42:0a:00:00:03', state: 'STALE' });
    announce(m.world, netns, 'miss', { device: 'vxlan1', address: '10.0.0.3', state: 'STALE' });
  });
  expect(text).toBe(`dev veth2 lladdr 02:42:0a:00:00:02 REACHABLE 
miss dev vxlan1 lladdr 02:42:0a:00:00:03 STALE 
miss 10.0.0.3 dev vxlan1 STALE 
`);
});

it('overhears the bridge tool the same way', () => {
  const text = overheard('bridge monitor fdb', (m) => {
    announce(m.world, m.netns(PLACES.ovl128), 'fdb', {
      mac: '02:42:0a:00:00:02',
      device: 'veth2',
      master: 'br0',
    });
    m.does(PLACES.ovl128, 'bridge fdb del 02:42:0a:00:00:03 dev vxlan1 dst 192.168.91.130 self');
  });
  expect(text).toBe(`02:42:0a:00:00:02 dev veth2 master br0 
Deleted 02:42:0a:00:00:03 dev vxlan1 dst 192.168.91.130 self 
`);
});

it('labels messages when all of them are asked for', () => {
  const text = overheard('ip monitor all', (m) => {
    m.does(PLACES.ovl128, 'ip neigh del 10.0.0.3 dev vxlan1');
    m.does(PLACES.ovl128, 'ip addr add 10.9.0.1/24 dev br0');
  });
  expect(text).toContain('[NEIGH]Deleted 10.0.0.3 dev vxlan1 lladdr 02:42:0a:00:00:03 FAILED \n');
  expect(text).toContain('[ADDR]2: br0    inet 10.9.0.1/24 scope global br0\n');
});
