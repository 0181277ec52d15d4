import { describe, expect, it } from 'vitest';
import {
  countTraffic,
  learnBridges,
  learnNeighbors,
  loadRules,
  openSockets,
  PLACES,
  recordedLab,
} from './recorded-lab.ts';
import { recordings } from './recordings.ts';

/** What differs from run to run on a real machine too: bridge timers, and the seconds of the clock. */
function steady(text: string): string {
  return text.replace(/gc.timer\s+\d+\.\d\d/g, 'gc timer N').replace(/23:39:\d\d/g, '23:39:SS');
}

function sorted(text: string): string {
  return text.split('\n').sort().join('\n');
}

describe('a machine wired like the recorded kernel lab', () => {
  const rows = recordings('kernel-lab/healthy-network.jsonl');
  const m = recordedLab();
  countTraffic(m, rows);
  learnNeighbors(m, rows);
  openSockets(m);
  loadRules(m, rows);

  // Traffic of the overlay's and the containers' own rules is not part of this comparison.
  const skipped = new Set([
    'over-128 iptables -t nat -nvL',
    'host128 nstat -az',
    'host128 netstat -s',
    'host128 netstat -su',
  ]);
  it.each(rows.filter((row) => !skipped.has(`${row.where} ${row.cmd}`) && !row.cmd.startsWith('cat')))(
    '$where $ $cmd',
    (row) => {
      learnBridges(m);
      const answer = m.run(PLACES[row.where], row.cmd);
      // The kernel's hash decides the order of sockets, anew in each recording.
      const order = /^(netstat -nt|ss )/.test(row.cmd) ? sorted : steady;
      expect(order(answer.stdout)).toBe(order(row.stdout));
      expect(answer.stderr).toBe(row.stderr ?? '');
      expect(answer.exit).toBe(row.exit);
    },
  );
});
