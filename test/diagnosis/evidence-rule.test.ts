import { expect, test } from 'vitest';
import { drillOf } from '../drills/labs.ts';

/** Six causes the learner may suspect, while the truth is that no engine advertises itself. */
const SUSPECTS: Readonly<Record<string, string>> = {
  A: 'container-stopped host130/over-130/app',
  B: 'echo-ignored host130/over-130/sysctl',
  C: 'peer-vtep-wrong host128/net:net1/vxlan0',
  D: 'vni-mismatch host128/net:net1/vxlan0',
  E: 'gossip-port-blocked host128/firewall',
  F: 'same-hostname host128/hostname',
};

/**
 * Commands, with the suspects whose world must answer otherwise. Labelled by hand before the rule was asked; one label was wrong, and
 * a recording of the real engine (same host name: no row with 7946 in `ss`) said so.
 */
const LABELLED: readonly (readonly [place: string, line: string, excludes: string, why: string])[] = [
  ['over-128', 'ping -c 2 10.0.0.3', '', 'busybox says 100% loss, whatever the cause'],
  ['over-128', 'ip neigh', 'BCD', 'a peer that gossip made known answers ARP through the proxy'],
  ['over-128', 'ip addr', '', 'every container has its address'],
  ['host128', 'docker ps', '', 'nothing stopped on this host'],
  ['host130', 'docker ps', 'A', 'the stopped container is missing'],
  ['host130', "docker ps --format '{{.Names}}' | sort", 'A', 'the same through a pipe'],
  ['host130', "docker inspect -f '{{.State.Running}}' over-130", 'A', 'the state itself'],
  ['host128', "docker ps --format '{{.Names}}' | wc -l", '', 'a count of what is the same'],
  ['host128', 'docker info | grep -i cluster', 'ABCDEF', 'only the truth lacks the advertise line'],
  ['host128', 'ss -lntu', 'ABCDE', 'no listener on 7946: none was opened, or serf quit and closed it (F)'],
  ['host128', 'hostname', 'F', 'the name itself'],
  ['host128', 'hostname | tr a-z A-Z', 'F', 'the name through a pipe'],
  ['host128', 'cat /etc/hostname', 'F', 'the name on disk'],
  ['host128', 'uname -r', '', 'one kernel'],
  ['host128', 'echo hello', '', 'says nothing about the world'],
  ['host128', 'false; echo $?', '', 'says nothing about the world'],
  ['host128', 'ls /etc', '', 'the files are the same'],
  ['host128', 'ip -s link show ens33', '', 'traffic counters have a random baseline: their values are noise'],
  ['host128', 'ip -s link show ens33 | wc -l', '', 'as many lines everywhere'],
  ['host128', 'ip -br addr show ens33', '', 'the address is the same'],
  ['host128', 'iptables -S INPUT', 'E', 'the blocking rule'],
  ['host128', 'iptables -S | grep -c 7946', 'E', 'the rule, counted'],
  ['host130', 'iptables -S INPUT', '', 'the rule is on the other host'],
  ['host128', 'ping -c 1 192.168.91.130 | grep loss', '', 'the underlay works everywhere'],
  ['host128', 'NSENTER bridge fdb show dev vxlan0', 'BCD', 'peers are there where gossip brought them'],
  ['host128', 'NSENTER ip -d link show vxlan0', 'D', 'the VNI of the device'],
  ['host128', 'journalctl -u docker | grep -c "name conflict"', 'F', 'serf quarrels over one name'],
  [
    'host130',
    'docker exec over-130 cat /proc/sys/net/ipv4/icmp_echo_ignore_all',
    'AB',
    'not running; the sysctl',
  ],
  [
    'host128',
    'curl -s http://192.168.91.128:2379/v2/keys/docker/nodes',
    'ABCDEF',
    'only the truth registered no node',
  ],
  ['host128', 'docker network ls --no-trunc', '', 'the network is in the store, with one id'],
];

test('the evidence rule separates what differs and nothing else', () => {
  const drill = drillOf('overlay-no-advertise', { seed: 1 });
  for (const _ of drill.prepareRivals());
  const { session } = drill;
  // The namespace's name is typed as a person copies it from `ls`: a literal that must hold in every world.
  const sandbox = session.run('host128', 'ls /var/run/docker/netns | grep ^1- | cat')?.stdout.trim();
  const enter = `nsenter --net=/var/run/docker/netns/${sandbox}`;
  const numbers = LABELLED.map(
    ([place, line]) => session.run(place, line.replace('NSENTER', enter))?.number ?? 0,
  );
  drill.ledger.catchUpAtOnce();
  const told = LABELLED.map(([place, line], at) => {
    const excluded = drill.ledger.excludedBy(numbers[at]);
    const letters = Object.keys(SUSPECTS).filter((letter) => excluded.has(SUSPECTS[letter]));
    return `${place}: ${line} -> ${letters.join('')}`;
  });
  expect(LABELLED).toHaveLength(30);
  expect(drill.ledger.hypotheses().map(({ id }) => id)).toEqual(
    expect.arrayContaining(Object.values(SUSPECTS)),
  );
  expect(told).toEqual(LABELLED.map(([place, line, excludes]) => `${place}: ${line} -> ${excludes}`));
});
