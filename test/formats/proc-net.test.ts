import { expect, it } from 'vitest';
import { procNetTable } from '../../src/machine/formats/index.ts';
import { countTraffic, learnNeighbors, openSockets, recordedLab } from '../commands/net/recorded-lab.ts';
import { recordings } from '../commands/net/recordings.ts';

const rows = recordings('kernel-lab/healthy-network.jsonl');
const m = recordedLab();
countTraffic(m, rows);
learnNeighbors(m, rows);
openSockets(m);

it.each(['dev', 'arp'])('prints /proc/net/%s as recorded', (name) => {
  const row = rows.find((r) => r.where === 'host128' && r.cmd === `cat /proc/net/${name}`);
  expect(procNetTable(m.world, m.netns('h128'), name)).toBe(row?.stdout);
});

it('prints the UDP sockets as recorded, but for slots, inodes and pointers', () => {
  const row = rows.find((r) => r.where === 'host128' && r.cmd === 'cat /proc/net/udp');
  const steady = (text = '') =>
    text
      .replace(/^ *\d+:/gm, 'N:')
      .replace(/ \d+ 2 [0-9a-f]{16} 0 +$/gm, ' INODE 2 POINTER 0')
      .split('\n')
      .sort();
  expect(steady(procNetTable(m.world, m.netns('h128'), 'udp'))).toEqual(steady(row?.stdout));
});

it('prints routes, listeners and counters in the kernel’s numbers', () => {
  const netns = m.netns('h128');
  netns.counters.UdpNoPorts = 3;
  const line = (name: string, start: string) =>
    procNetTable(m.world, netns, name)!
      .split('\n')
      .find((candidate) => candidate.startsWith(start))
      ?.trimEnd();
  expect(line('route', 'ens33\t00000000')).toBe(
    'ens33\t00000000\t025BA8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0',
  );
  expect(line('tcp', '   0:')).toMatch(/^ {3}0: 805BA8C0:1F0A 00000000:0000 0A /);
  expect(line('snmp', 'Udp: 0')).toBe('Udp: 0 3 0 0 0 0 0');
  expect(procNetTable(m.world, netns, 'nosuch')).toBeUndefined();
});
