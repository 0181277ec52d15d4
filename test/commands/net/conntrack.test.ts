import { describe, expect, it } from 'vitest';
import { type ConntrackEntry, tupleKey } from '../../../src/model/state/index.ts';
import { ipv4 } from '../../../src/model/wire/index.ts';
import { Machine } from './machine.ts';

/** Two flows of the recorded host: a published port as seen from outside, and a tunnel's one-way flow. */
function machine(): Machine {
  const m = new Machine();
  const netns = m.namespace('h');
  const add = (
    entry: Omit<ConntrackEntry, 'id' | 'confirmed' | 'sourceNatDone' | 'destinationNatDone' | 'mark'>,
  ) => {
    const full: ConntrackEntry = {
      ...entry,
      id: netns.conntrackCount,
      confirmed: true,
      sourceNatDone: true,
      destinationNatDone: true,
      mark: 0,
    };
    netns.conntrack.set(tupleKey(full.original), full);
    netns.conntrack.set(tupleKey(full.reply), full);
    netns.conntrackCount++;
  };
  add({
    original: {
      protocol: 6,
      src: ipv4('192.168.91.130'),
      dst: ipv4('192.168.91.128'),
      sport: 32778,
      dport: 8080,
    },
    reply: { protocol: 6, src: ipv4('172.17.0.2'), dst: ipv4('192.168.91.130'), sport: 80, dport: 32778 },
    tcp: 'TIME_WAIT',
    seenReply: true,
    assured: true,
    expires: 116_500_000,
  });
  add({
    original: {
      protocol: 17,
      src: ipv4('192.168.91.128'),
      dst: ipv4('192.168.91.130'),
      sport: 55180,
      dport: 4789,
    },
    reply: {
      protocol: 17,
      src: ipv4('192.168.91.130'),
      dst: ipv4('192.168.91.128'),
      sport: 4789,
      dport: 55180,
    },
    seenReply: false,
    assured: false,
    expires: 25_500_000,
  });
  return m;
}

const TCP =
  'tcp      6 116 TIME_WAIT src=192.168.91.130 dst=192.168.91.128 sport=32778 dport=8080 src=172.17.0.2 dst=192.168.91.130 sport=80 dport=32778 [ASSURED] mark=0 use=1\n';
const UDP =
  'udp      17 25 src=192.168.91.128 dst=192.168.91.130 sport=55180 dport=4789 [UNREPLIED] src=192.168.91.130 dst=192.168.91.128 sport=4789 dport=55180 mark=0 use=1\n';
const said = (count: number, verb = 'shown') =>
  `conntrack v1.4.7 (conntrack-tools): ${count} flow entries have been ${verb}.\n`;

describe('the table of tracked connections', () => {
  it('is listed, filtered and counted', () => {
    const m = machine();
    expect(m.run('h', 'conntrack -L')).toEqual({ stdout: TCP + UDP, stderr: said(2), exit: 0 });
    expect(m.run('h', 'conntrack -L -p udp').stdout).toBe(UDP);
    expect(m.run('h', 'conntrack -L -p tcp --dport 8080').stdout).toBe(TCP);
    expect(m.run('h', 'conntrack -L -s 192.168.91.128').stdout).toBe(UDP);
    expect(m.run('h', 'conntrack -L -g').stdout).toBe(TCP);
    expect(m.run('h', 'conntrack -C').stdout).toBe('2\n');
    m.world.now += 60_000_000;
    expect(m.run('h', 'conntrack -L').stdout).toBe(TCP.replace('6 116', '6 56'));
  });

  it('loses what is deleted, and says when nothing was', () => {
    const m = machine();
    expect(m.run('h', 'conntrack -D -p udp')).toEqual({ stdout: UDP, stderr: said(1, 'deleted'), exit: 0 });
    expect(m.run('h', 'conntrack -D -p udp')).toEqual({ stdout: '', stderr: said(0, 'deleted'), exit: 1 });
    expect(m.run('h', 'conntrack -F').stderr).toBe(
      'conntrack v1.4.7 (conntrack-tools): connection tracking table has been emptied.\n',
    );
    expect(m.run('h', 'sysctl -n net.netfilter.nf_conntrack_count').stdout).toBe('0\n');
  });
});
