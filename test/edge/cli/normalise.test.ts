import { describe, expect, test } from 'vitest';
import { normalise } from '../../../src/edge/cli/conformance/normalise.ts';
import { outcome } from '../../../src/edge/cli/conformance/outcome.ts';
import type { Row } from '../../../src/edge/cli/conformance/recording.ts';

function row(cmd: string, stdout: string, more: Partial<Row> = {}): Row {
  return { phase: 'mid', where: 'host128', cmd, stdout, stderr: '', exit: 0, ...more };
}

describe('normalising a row', () => {
  test('keeps who answered, forgets how fast', () => {
    const fast = row('ping -c 1 10.0.0.3', '64 bytes from 10.0.0.3: icmp_seq=1 ttl=64 time=0.342 ms\n');
    const slow = row('ping -c 1 10.0.0.3', '64 bytes from 10.0.0.3: icmp_seq=1 ttl=64 time=9.1 ms\n');
    const other = row('ping -c 1 10.0.0.3', '64 bytes from 10.0.0.4: icmp_seq=1 ttl=64 time=0.342 ms\n');
    expect(normalise(fast)).toBe(normalise(slow));
    expect(normalise(fast)).not.toBe(normalise(other));
  });

  test('a neighbour that answered is one thing, one that did not another', () => {
    const neigh = (state: string) =>
      normalise(row('ip neigh', `10.0.0.3 dev eth0 lladdr 02:42:0a:00:00:03 ${state} \n`));
    expect(neigh('DELAY')).toBe(neigh('REACHABLE'));
    expect(neigh('FAILED')).toBe(neigh('INCOMPLETE'));
    expect(neigh('FAILED')).not.toBe(neigh('STALE'));
  });

  test('counters count', () => {
    const nstat = (figure: number) =>
      normalise(row('nstat -az UdpInDatagrams', `#kernel\nUdpInDatagrams   ${figure}      0.0\n`));
    expect(nstat(2)).not.toBe(nstat(3));
  });

  test('which processor counted does not matter, whether one did does', () => {
    const stats = (...invalid: number[]) =>
      normalise(
        row('conntrack -S', invalid.map((n, cpu) => `cpu=${cpu}   \tfound=0 invalid=${n} \n`).join('')),
      );
    expect(stats(2, 0)).toBe(stats(1, 1));
    expect(stats(2, 0)).not.toBe(stats(0, 0));
  });

  test('the order of captured lines is chance, a missing one is not', () => {
    const capture = (...lines: string[]) =>
      normalise(row('tcpdump -nn -i eth0', lines.map((line, i) => `10:00:0${i}.000001 ${line}\n`).join('')));
    expect(capture('ARP, Request', 'ARP, Reply')).toBe(capture('ARP, Reply', 'ARP, Request'));
    expect(capture('ARP, Request', 'ARP, Reply')).not.toBe(capture('ARP, Request'));
  });

  test('exit status and complaint are part of an answer', () => {
    expect(normalise(row('ip neigh', '', { exit: 1 }))).not.toBe(normalise(row('ip neigh', '')));
    expect(normalise(row('ip neigh', '', { stderr: 'no\n' }))).toBe('\n[stderr] no\n[exit] 0');
  });
});

describe('the outcome of a probe', () => {
  test('a ping: exit status, sent, received', () => {
    const lost = row(
      'ping -c 3 10.0.0.3',
      '3 packets transmitted, 0 received, +3 errors, 100% packet loss, time 2031ms\n',
      { exit: 1 },
    );
    expect(outcome(lost)).toBe('exit 1, 3 sent, 0 received');
  });

  test('curl: the number of its error', () => {
    const refused = row('curl -sS http://10.0.0.3:81/', '', {
      exit: 7,
      stderr: 'curl: (7) Failed to connect to 10.0.0.3 port 81\n',
    });
    expect(outcome(refused)).toBe('exit 7, curl: (7)');
  });

  test('a path: who answered at each hop', () => {
    const path = row(
      'traceroute -n 10.0.0.3',
      'traceroute to 10.0.0.3, 3 hops max\n 1  10.0.0.3  0.31 ms  0.02 ms *\n',
    );
    expect(outcome(path)).toBe('exit 0, 1 10.0.0.3 *');
  });
});
