import { describe, expect, test } from 'vitest';
import { encodeFrame } from '../../src/model/wire/index.ts';
import { bundled, runIn } from '../drills/labs.ts';

/** What a script printed, command by command, on the lab whose hosts share one LAN. */
function play(script: string): { stdout: string; stderr: string; status?: number }[] {
  return runIn(bundled('macvlan-lab'), script).commands.map(({ stdout, stderr, status }) => ({
    stdout,
    stderr,
    status,
  }));
}

const BOTH = `on client
$ ip link add link eth0 name eth0.50 type vlan id 50; ip addr add 10.50.0.2/24 dev eth0.50; ip link set eth0.50 up
on dock1
$ ip link add link ens33 name ens33.50 type vlan id 50; ip addr add 10.50.0.1/24 dev ens33.50; ip link set ens33.50 up
`;

describe('IEEE 802.1Q sub-interfaces', () => {
  test('reach each other in their VLAN, and the card shows their frames with the tag', () => {
    const records = play(
      `${BOTH}$& timeout 4 tcpdump -nne -c 4 -i ens33 vlan 50\n$ ping -c 1 10.50.0.2\nwait 5s\n$ ip -s link show ens33.50\n`,
    );
    expect(records[3].stdout).toContain('1 received, 0% packet loss');
    const lines = records[2].stdout.trim().split('\n');
    expect(lines[0]).toMatch(
      /00:0c:29:41:7a:10 > ff:ff:ff:ff:ff:ff, ethertype 802\.1Q \(0x8100\), length 46: vlan 50, p 0, ethertype ARP, Request who-has 10\.50\.0\.2 tell 10\.50\.0\.1, length 28$/,
    );
    expect(lines[2]).toMatch(
      /length 102: vlan 50, p 0, ethertype IPv4, 10\.50\.0\.1 > 10\.50\.0\.2: ICMP echo request/,
    );
    // Received octets leave out the Ethernet header: 28 of an ARP packet and 84 of an echo; sent ones count it.
    // The other side asks once itself, when its entry is no longer sure.
    const [received, sent] = [...records[4].stdout.matchAll(/^ +(\d+) +(\d+) +0 /gm)].map(([, a, b]) => [
      a,
      b,
    ]);
    expect([received, sent]).toEqual([
      ['140', '3'],
      ['182', '3'],
    ]);
  });

  test('of another VLAN, and the card itself, hear nothing', () => {
    const [, , other, card] = play(
      `${BOTH}on client\n$ ip link del eth0.50; ip link add link eth0 name v type vlan id 51; ip addr add 10.50.0.2/24 dev v; ip link set v up; ping -c 1 -W 1 10.50.0.1\n$ ip link del v; ip addr add 10.50.0.2/24 dev eth0; ping -c 1 -W 1 10.50.0.1\n`,
    );
    expect(other.stdout).toContain('100% packet loss');
    expect(card.stdout).toContain('100% packet loss');
  });

  test('follow their card up and down, its address and its MTU', () => {
    const [, , down, refused, up, mtu, mac, gone] = play(
      `${BOTH}$ ip link set ens33 down; ip -br link show ens33.50\n$ ip link set ens33.50 up\n$ ip link set ens33 up; ip -br link show ens33.50\n$ ip link set ens33 mtu 1400; ip link set ens33.50 mtu 1401; ip link show ens33.50\n$ ip link set ens33 address 02:00:00:00:00:01; ip link show ens33.50\n$ ip link add link ens33.50 name m type macvlan; ip link del ens33.50; ip -br link | grep -c @\n`,
    );
    expect(down.stdout).toContain('<BROADCAST,MULTICAST>');
    expect(refused).toMatchObject({ stderr: 'RTNETLINK answers: Network is down\n', status: 2 });
    expect(up.stdout).toContain('<BROADCAST,MULTICAST,UP,LOWER_UP>');
    expect(mtu).toMatchObject({
      stdout: expect.stringContaining('mtu 1400'),
      stderr: 'RTNETLINK answers: Numerical result out of range\n',
    });
    expect(mac.stdout).toContain('link/ether 02:00:00:00:00:01');
    // The shim beside the containers is left.
    expect(gone.stdout).toBe('1\n');
  });

  test('pass a bridge unseen by iptables, unless bridge-nf-filter-vlan-tagged is set', () => {
    const station = (name: string, n: number) =>
      `ip netns add ${name}; ip link add v${n} type veth peer name eth0 netns ${name}; ip link set v${n} master br7; ip link set v${n} up; ` +
      `ip -n ${name} link set eth0 up; ip -n ${name} link add link eth0 name eth0.7 type vlan id 7; ip -n ${name} link set eth0.7 up; ` +
      `ip -n ${name} addr add 10.1.0.${n}/24 dev eth0; ip -n ${name} addr add 10.7.0.${n}/24 dev eth0.7`;
    const ping = (to: string) =>
      `ip netns exec sa ping -c 1 -W 1 ${to} | sed -n 's/.* \\([0-9] received\\).*/\\1/p'`;
    const records = play(
      `on dock1
$ ip link add br7 type bridge; ip link set br7 up; ${station('sa', 1)}; ${station('sb', 2)}; iptables -I FORWARD -i br7 -j DROP
$ ${ping('10.1.0.2')}
$ ${ping('10.7.0.2')}
$ sysctl -w net.bridge.bridge-nf-filter-vlan-tagged=1; ${ping('10.7.0.2')}
`,
    );
    expect(records.map(({ stderr }) => stderr).join('')).toBe('');
    expect(records.slice(1).map(({ stdout }) => stdout)).toEqual([
      '0 received\n',
      '1 received\n',
      'net.bridge.bridge-nf-filter-vlan-tagged = 1\n0 received\n',
    ]);
  });

  test.each([
    ['id 50', 'RTNETLINK answers: File exists\n'],
    ['id 4095', 'RTNETLINK answers: Numerical result out of range\n'],
    ['', 'RTNETLINK answers: Invalid argument\n'],
  ])('the kernel refuses: type vlan %s', (words, stderr) => {
    expect(play(`${BOTH}$ ip link add link ens33 name x type vlan ${words}\n`)[2]).toMatchObject({
      stderr,
      status: 2,
    });
  });

  test('Docker makes the one its network asks for, at every start, and takes it away with the network', () => {
    const records = play(
      `on dock1
$ docker network create -d macvlan --subnet 10.60.0.0/24 -o parent=ens33.60 v60; ip -br link show ens33.60
$ docker run -d --name in60 --network v60 alpine:latest sleep 1000
on client
$ ip link add link eth0 name eth0.60 type vlan id 60; ip addr add 10.60.0.200/24 dev eth0.60; ip link set eth0.60 up; ping -c 1 10.60.0.2
on dock1
$ docker rm -f in60; ip link del ens33.60; systemctl restart docker; ip -br link show ens33.60
$ docker network rm v60; ip link show ens33.60
`,
    );
    expect(records[0].stdout).toMatch(/^[0-9a-f]{64}\nens33\.60@ens33 +UP /);
    expect(records[2].stdout).toContain('1 received');
    expect(records[3].stdout).toMatch(/ens33\.60@ens33 +UP/);
    expect(records[4].stderr).toBe('Device "ens33.60" does not exist.\n');
  });
});

test('the tag stands between the addresses and the type (IEEE 802.1Q, clause 9.3)', () => {
  const payload = { kind: 'arp', operation: 'request', senderMac: '02:00:00:00:00:01', senderIp: 1 } as const;
  const frame = { src: '02:00:00:00:00:01', dst: 'ff:ff:ff:ff:ff:ff', vlan: 50 } as const;
  const octets = encodeFrame({
    ...frame,
    payload: { ...payload, targetMac: '00:00:00:00:00:00', targetIp: 2 },
  });
  expect([...octets.slice(12, 18)]).toEqual([0x81, 0x00, 0x00, 0x32, 0x08, 0x06]);
  expect(octets.length).toBe(46);
});
