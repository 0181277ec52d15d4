import { expect, it } from 'vitest';
import { PLACES, recordedLab } from './recorded-lab.ts';
import { recordings } from './recordings.ts';

const rows = recordings('kernel-lab/down-devices.jsonl');

/** What broke each recorded lab. */
const FAULTS: Readonly<Record<string, [string, string][]>> = {
  'f17a-veth-down': [[PLACES.ovl128, 'ip link set veth2 down']],
  'f17b-gwbridge-down': [['h128', 'ip link set docker_gwbridge down']],
  'f17c-vxlan-down': [[PLACES.ovl128, 'ip link set vxlan1 down']],
  'f16-wrong-netmask-30': [
    ['h128_over-128', 'ip addr flush dev eth0'],
    ['h128_over-128', 'ip addr add 10.0.0.2/30 brd + dev eth0'],
  ],
};

it.each(rows)('$lab: $where $ $cmd', (row) => {
  const m = recordedLab();
  for (const [name, line] of FAULTS[row.lab ?? '']) m.does(name, line);
  const answer = m.run(PLACES[row.where], row.cmd);
  // Only what the devices' state decides is compared: nothing had been learnt in this lab.
  const learnt = (text: string) =>
    text
      .split('\n')
      .filter((line) => !/ master \S+ $/.test(line) || line.includes('state'))
      .join('\n')
      .replace(/gc timer\s+\S+/, '');
  expect(learnt(answer.stdout)).toBe(learnt(row.stdout));
  expect(answer.exit).toBe(row.exit);
});
