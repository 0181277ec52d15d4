import { describe, expect, it } from 'vitest';
import { lookupDevice } from '../../../src/model/state/index.ts';
import { learnNeighbors, openSockets, PLACES, recordedLab } from './recorded-lab.ts';
import { recordings } from './recordings.ts';

/** The recorded build shows no operational state in `ip link` and `ip addr`; Alpine's does (2018 note). */
function comparable(cmd: string, text: string): string {
  return /^ip (-4 )?(addr|link)/.test(cmd)
    ? text.replace(/ state (UNKNOWN|UP|DOWN)/g, '')
    : text.split('\n').sort().join('\n');
}

describe('busybox in a container', () => {
  const rows = recordings('busybox/network.jsonl');
  it.each(rows)('$lab: $where $ $cmd', (row) => {
    const m = recordedLab({ hostname: 'c0a2f4be91d7' });
    openSockets(m);
    m.useImage('alpine');
    const learnt = rows.filter((r) => r.cmd === 'ip neigh' && r.lab === row.lab);
    learnNeighbors(m, learnt);
    const counted = /^ifconfig/.test(row.cmd) ? row.stdout : '';
    for (const block of counted.split('\n\n')) {
      const name = /^\S+/.exec(block)?.[0];
      const device = name && lookupDevice(m.netns(PLACES[row.where]), name);
      const n = (pattern: RegExp) => Number(pattern.exec(block)?.[1]);
      if (device)
        Object.assign(device.stats, {
          rxPackets: n(/RX packets:(\d+)/),
          txPackets: n(/TX packets:(\d+)/),
          rxBytes: n(/RX bytes:(\d+)/),
          txBytes: n(/TX bytes:(\d+)/),
        });
    }
    const answer = m.run(PLACES[row.where], row.cmd);
    expect(comparable(row.cmd, answer.stdout)).toBe(comparable(row.cmd, row.stdout));
    expect(answer.stderr).toBe(row.stderr);
    expect(answer.exit).toBe(row.exit);
  });
});
