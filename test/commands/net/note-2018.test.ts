import { expect, it } from 'vitest';
import { lookupDevice, type NetDevice } from '../../../src/model/state/index.ts';
import { parseIpv4 } from '../../../src/model/wire/index.ts';
import { addLink, netnsIdOf, openUdp } from '../../../src/network/kernel/index.ts';
import { Machine } from './machine.ts';
import { recordings } from './recordings.ts';

const rows = recordings('note-2018/network.jsonl');
const recorded = (where: string, cmd: string) =>
  rows.find((row) => row.where === where && row.cmd === cmd)!.stdout;

/** host128 of the 2018 note: a VMware guest with CentOS 7, one overlay container, nothing on docker0. */
function noteHost(): Machine {
  const m = new Machine({ kernel: '3.10.0-862.el7.x86_64', profile: 'centos7' });
  const host = m.namespace('host', true);
  m.namespace('other');
  const container = m.namespace('over-128');
  addLink(m.world, host, {
    kind: 'ethernet',
    name: 'ens33',
    index: 2,
    mac: '00:0c:29:25:e5:b2',
    segment: 'lan',
  });
  addLink(m.world, host, { kind: 'bridge', name: 'docker0', index: 4, mac: '02:42:54:4e:84:2b' });
  addLink(m.world, host, { kind: 'bridge', name: 'docker_gwbridge', index: 9, mac: '02:42:a4:44:86:a9' });
  netnsIdOf(host, m.netns('other').id);
  addLink(m.world, host, {
    kind: 'veth',
    name: 'veth76cddb3',
    index: 11,
    mac: 'c2:e5:c6:e7:dc:aa',
    peer: { name: 'eth1', index: 10, mac: '02:42:ac:12:00:02', netns: container.id },
  });
  addLink(m.world, container, {
    kind: 'veth',
    name: 'eth0',
    index: 7,
    mac: '02:42:0a:00:00:02',
    mtu: 1450,
    peer: { name: 'veth2', index: 8, netns: m.netns('other').id },
  });
  m.run('other', 'ip link set veth2 up');
  for (const line of [
    'ip addr add 192.168.91.128/24 brd + dev ens33 valid_lft 1786',
    'ip link set ens33 up',
    'ip addr add 172.17.0.1/16 brd + dev docker0',
    'ip link set docker0 up',
    'ip addr add 172.18.0.1/16 brd + dev docker_gwbridge',
    'ip link set docker_gwbridge up',
    'ip link set veth76cddb3 master docker_gwbridge',
    'ip link set veth76cddb3 up',
  ])
    m.does('host', line);
  for (const line of [
    'ip addr add 10.0.0.2/24 brd + dev eth0',
    'ip link set eth0 up',
    'ip addr add 172.18.0.2/16 brd + dev eth1',
    'ip link set eth1 up',
    'ip route add default via 172.18.0.1 dev eth1',
  ])
    m.does('over-128', line);
  // Kernel 3.10 gives virtual devices no queue, and lo one of length 1.
  for (const netns of [host, container])
    for (const device of netns.devices.values()) {
      if (device.kind === 'loopback') device.txQueueLength = 1;
      else if (device.kind !== 'ethernet') device.txQueueLength = 0;
    }
  const named = (name: string): NetDevice => lookupDevice(host, name)!;
  named('ens33').inet6 = [{ address: 'fe80::63c8:5192:716b:79be', prefix: 64, scope: 'link' }];
  named('docker0').inet6 = [];
  return m;
}

it('prints the addresses of the host as the note shows them', () => {
  expect(noteHost().run('host', 'ip addr').stdout).toBe(recorded('host128', 'ip addr'));
});

it('prints the addresses of the container with the busybox of its image', () => {
  const m = noteHost();
  m.useImage('alpine');
  expect(m.run('over-128', 'ip addr').stdout).toBe(recorded('over-128', 'ip addr'));
  expect(m.run('over-128', 'route -n').stdout).toBe(recorded('over-128', 'route -n'));
});

it('names the owners of UDP sockets', () => {
  const m = noteHost();
  m.daemon(3663, 'dhclient', 'host');
  const netns = m.netns('host');
  const owner = { node: 'lab', pid: 3663 };
  for (const [port, family] of [
    [68, 'inet'],
    [59600, 'inet'],
    [31602, 'inet6'],
  ] as const)
    Object.assign(openUdp(m.world, netns, { owner, family }), { port, address: parseIpv4('0.0.0.0') });
  openUdp(m.world, netns).port = 4789;
  expect(m.run('host', 'netstat -nlup').stdout).toBe(recorded('host128', 'netstat -nlup'));
});
