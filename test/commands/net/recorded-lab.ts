import { parseIpv4 } from '../../../src/model/wire/index.ts';
import { lookupDevice, neighborKey } from '../../../src/model/state/index.ts';
import type { NudState } from '../../../src/model/state/index.ts';
import { openTcp, openUdp } from '../../../src/network/kernel/index.ts';
import { Machine } from './machine.ts';
import type { Recording } from './recordings.ts';

const NETID = '1-3f2a9c1b7d';
/** Where a recording was made, and the namespace's name. */
export const PLACES: Readonly<Record<string, string>> = {
  host128: 'h128',
  ovl128: `h128_${NETID}`,
  'over-128': 'h128_over-128',
  mac128: 'h128_mac',
  none128: 'h128_none',
  web128: 'h128_web',
};

/** The left half of the recorded kernel lab, wired with the tools under test in the order of the lab's own script. */
export function recordedLab(options?: ConstructorParameters<typeof Machine>[0]): Machine {
  const m = new Machine(options);
  const ovl = PLACES.ovl128;
  for (const name of ['lan', ovl, 'h128_over-128', 'h128_web', 'h128_cli', 'h128_none', 'h128_mac'])
    m.namespace(name);
  m.namespace('h128', true);
  const steps: [string, string][] = [
    ['lan', 'link add br-lan type bridge mcast_snooping 0'],
    ['lan', 'link add p128 type veth peer name ens33 address 00:0c:29:25:e5:b2 netns h128'],
    ['lan', 'link set p128 master br-lan'],
    ['lan', 'link set br-lan up'],
    ['lan', 'link set p128 up'],
    ['h128', 'addr add 192.168.91.128/24 brd + dev ens33'],
    ['h128', 'link set ens33 up'],
    ['h128', 'route add default via 192.168.91.2 dev ens33 proto static metric 100'],
    ['h128', 'link add docker_gwbridge address 02:42:6e:3d:b8:04 type bridge'],
    ['h128', 'addr add 172.18.0.1/16 brd + dev docker_gwbridge'],
    ['h128', 'link set docker_gwbridge up'],
    ['h128', 'link add docker0 address 02:42:1f:7a:0c:11 type bridge'],
    ['h128', 'addr add 172.17.0.1/16 brd + dev docker0'],
    ['h128', 'link set docker0 up'],
    ...container(
      'h128_web',
      'vethb21c7e4',
      'docker0',
      'eth0',
      '02:42:ac:11:00:02',
      '172.17.0.2/16',
      '4a:7b:90:1e:33:5c',
    ),
    ...container(
      'h128_cli',
      'veth5f09a1d',
      'docker0',
      'eth0',
      '02:42:ac:11:00:03',
      '172.17.0.3/16',
      'b6:02:4d:8f:71:ea',
    ),
    ['h128_web', 'route add default via 172.17.0.1 dev eth0'],
    ['h128_cli', 'route add default via 172.17.0.1 dev eth0'],
    [ovl, 'link add br0 address 3a:c4:7d:11:9e:40 type bridge'],
    [
      'h128',
      'link add vx-000100-3f2a9 address 7e:1d:40:c2:55:80 mtu 1450 type vxlan id 256 dstport 4789 proxy l2miss l3miss ageing 300',
    ],
    ['h128', `link set vx-000100-3f2a9 netns ${ovl} name vxlan1`],
    [ovl, 'link set vxlan1 master br0'],
    [ovl, 'link set vxlan1 up'],
    [ovl, 'link set br0 mtu 1450'],
    [ovl, 'addr add 10.0.0.1/24 brd + dev br0'],
    [ovl, 'link set br0 up'],
    [
      'h128',
      'link add vetha3f81d2 mtu 1450 type veth peer name vetha3f81d2c mtu 1450 address 02:42:0a:00:00:02',
    ],
    ['h128', `link set vetha3f81d2 netns ${ovl} name veth2 address ce:5b:0f:72:d9:31`],
    ['h128', 'link set vetha3f81d2c netns h128_over-128 name eth0'],
    [ovl, 'link set veth2 mtu 1450'],
    [ovl, 'link set veth2 master br0'],
    [ovl, 'link set veth2 up'],
    ['h128_over-128', 'link set eth0 mtu 1450'],
    ['h128_over-128', 'addr add 10.0.0.2/24 brd + dev eth0'],
    ['h128_over-128', 'link set eth0 up'],
    ...container(
      'h128_over-128',
      'veth0e64b7c',
      'docker_gwbridge',
      'eth1',
      '02:42:ac:12:00:02',
      '172.18.0.2/16',
      'de:21:5a:90:c4:18',
    ),
    ['h128_over-128', 'route add default via 172.18.0.1 dev eth1'],
    ['h128', 'link add mv201 link ens33 type macvlan mode bridge'],
    ['h128', 'link set mv201 netns h128_mac name eth0 address 02:42:c0:a8:5b:c9'],
    ['h128_mac', 'addr add 192.168.91.201/24 brd + dev eth0'],
    ['h128_mac', 'link set eth0 up'],
    ['h128_mac', 'route add default via 192.168.91.2 dev eth0'],
  ];
  for (const [name, words] of steps)
    m.does(name, `ip ${words.replace(/ netns (\S+)/, (_all, target) => ` netns ${m.holder(target)}`)}`);
  m.run(
    'h128',
    'sysctl -q net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.ens33.rp_filter=1',
  );
  m.does(ovl, 'bridge fdb add 02:42:0a:00:00:03 dev vxlan1 dst 192.168.91.130 self permanent');
  m.does(ovl, 'ip neigh add 10.0.0.3 lladdr 02:42:0a:00:00:03 dev vxlan1 nud permanent');
  return m;
}

function container(
  netns: string,
  veth: string,
  bridge: string,
  device: string,
  mac: string,
  address: string,
  own: string,
): [string, string][] {
  return [
    ['h128', `link add ${veth}c type veth peer name ${veth} address ${own}`],
    ['h128', `link set ${veth}c netns ${netns} name ${device} address ${mac}`],
    ['h128', `link set ${veth} master ${bridge}`],
    ['h128', `link set ${veth} up`],
    [netns, `addr add ${address} brd + dev ${device}`],
    [netns, `link set ${device} up`],
  ];
}

/** Traffic counters as the recording's /proc/net/dev shows them. */
export function countTraffic(m: Machine, recordings: readonly Recording[]): void {
  const rows = recordings.filter((r) => r.cmd === 'cat /proc/net/dev');
  for (const row of rows)
    for (const line of row.stdout.split('\n').slice(2)) {
      const match = /^\s*(\S+):\s*(.*)$/.exec(line);
      const device = match && lookupDevice(m.netns(PLACES[row.where]), match[1]);
      if (!match || !device) continue;
      const n = match[2].split(/\s+/).map(Number);
      Object.assign(device.stats, {
        rxBytes: n[0],
        rxPackets: n[1],
        rxErrors: n[2],
        rxDropped: n[3],
        multicast: n[7],
      });
      Object.assign(device.stats, { txBytes: n[8], txPackets: n[9], txErrors: n[10], txDropped: n[11] });
    }
  const vxlan = lookupDevice(m.netns(PLACES.ovl128), 'vxlan1');
  if (vxlan)
    Object.assign(vxlan.stats, {
      rxBytes: 668984,
      rxPackets: 524,
      txBytes: 30774,
      txPackets: 107,
      txDropped: 2,
    });
}

/** The neighbours of `ip neigh`, in its order. */
export function learnNeighbors(m: Machine, recordings: readonly Recording[]): void {
  for (const row of recordings.filter((r) => r.cmd === 'ip neigh')) {
    const netns = m.netns(PLACES[row.where]);
    for (const line of row.stdout.trim().split('\n')) {
      const match = /^(\S+) dev (\S+) +(?:lladdr (\S+) )?.*?(\S+) ?$/.exec(line);
      const device = match && lookupDevice(netns, match[2]);
      const address = match && parseIpv4(match[1]);
      if (!match || !device || address === undefined || address === null) continue;
      netns.neighbors.set(neighborKey(device.index, address), {
        device: device.index,
        address,
        mac: match[3],
        state: match[4] as NudState,
        updated: m.world.now,
        confirmed: m.world.now,
        used: m.world.now,
        probes: 0,
        queue: [],
        timerToken: 0,
        reachableTime: 30_000_000,
      });
    }
  }
}

/** What the bridges had learnt: address, bridge, port, age in hundredths of a second as brctl printed it. */
export function learnBridges(m: Machine): void {
  const learnt: [string, string, string, string, number][] = [
    ['h128', '02:42:ac:11:00:02', 'docker0', 'vethb21c7e4', 258],
    ['h128', '02:42:ac:11:00:03', 'docker0', 'veth5f09a1d', 262],
    ['h128', '02:42:ac:12:00:02', 'docker_gwbridge', 'veth0e64b7c', 100],
    [PLACES.ovl128, '02:42:0a:00:00:03', 'br0', 'vxlan1', 139],
    [PLACES.ovl128, '02:42:0a:00:00:02', 'br0', 'veth2', 32],
  ];
  for (const [name, mac, bridgeName, portName, age] of learnt) {
    const netns = m.netns(name);
    const bridge = lookupDevice(netns, bridgeName);
    const port = lookupDevice(netns, portName);
    if (bridge?.kind !== 'bridge' || !port) continue;
    // One millisecond is what starting the program that looks takes.
    bridge.fdb.set(mac, {
      port: port.index,
      isLocal: false,
      isStatic: false,
      updated: m.world.now + 1000 - age * 10_000,
    });
  }
}

/** The listening sockets of host128, with the processes that own them. */
export function openSockets(m: Machine): void {
  const netns = m.netns('h128');
  const dockerd = m.daemon(31111, 'dockerd', 'h128');
  const proxy = m.daemon(31113, 'docker-proxy', 'h128');
  const hostsvc = m.daemon(31129, 'hostsvc', 'h128');
  const udp = openUdp(m.world, netns, { owner: { node: 'lab', pid: 31111 } });
  Object.assign(udp, { address: parseIpv4('192.168.91.128'), port: 7946 });
  dockerd.files.set(9, { kind: 'socket', socket: udp.id });
  const listeners: [number, string, 'inet' | 'inet6', typeof dockerd][] = [
    [9000, '0.0.0.0', 'inet', hostsvc],
    [7946, '192.168.91.128', 'inet', dockerd],
    [8080, '0.0.0.0', 'inet6', proxy],
  ];
  for (const [port, address, family, process] of listeners) {
    const socket = openTcp(m.world, netns, { owner: { node: 'lab', pid: process.pid }, family });
    Object.assign(socket, { state: 'LISTEN', address: parseIpv4(address), port, backlogLimit: 128 });
    process.files.set(7, { kind: 'socket', socket: socket.id });
  }
}

/** Rules with the counters of the recording; a shortened count (`340K`) becomes a round number. */
export function loadRules(m: Machine, recordings: readonly Recording[]): void {
  const save = recordings.find((r) => r.where === 'host128' && r.cmd === 'iptables-save');
  const counts: Record<string, string[]> = {};
  for (const [table, cmd] of [
    ['filter', 'iptables -nvL'],
    ['nat', 'iptables -t nat -nvL'],
  ]) {
    const list = recordings.find((r) => r.where === 'host128' && r.cmd === cmd);
    let chain = '';
    for (const line of list?.stdout.split('\n') ?? []) {
      const head = /^Chain (\S+)/.exec(line);
      if (head) chain = head[1];
      const rule = /^\s*(\d+K?)\s+(\d+K?) \S/.exec(line);
      const whole = (text: string) => (text.endsWith('K') ? `${text.slice(0, -1)}000` : text);
      if (rule) (counts[`${table} ${chain}`] ??= []).push(`[${whole(rule[1])}:${whole(rule[2])}]`);
    }
  }
  // The lab made nat before filter.
  const parts = (save?.stdout ?? '').split(/(?=^\*)/m).filter((part) => part.startsWith('*'));
  let text = '';
  for (const part of parts.reverse()) {
    const table = /^\*(\S+)/.exec(part)?.[1] ?? '';
    for (const line of part.split('\n')) {
      if (line.startsWith('#') || line === '') continue;
      const rule = /^-A (\S+)/.exec(line);
      text += rule ? `${counts[`${table} ${rule[1]}`].shift()} ${line}\n` : `${line}\n`;
    }
  }
  const answer = m.run('h128', 'iptables-restore -c', text);
  if (answer.exit !== 0) throw new Error(answer.stderr);
}
