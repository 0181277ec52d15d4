import { describe, expect, it } from 'vitest';
import { Machine } from './machine.ts';

function machine(profile: 'debian12' | 'centos7' | 'alpine' = 'debian12', kernel?: string): Machine {
  const m = new Machine({ profile: 'debian12', kernel });
  m.namespace('h', true);
  m.does('h', 'ip link add d0 type dummy');
  m.does('h', 'ip addr add 10.1.0.1/24 dev d0');
  m.does('h', 'ip link set d0 up');
  m.does('h', 'ip link add down0 type dummy');
  m.useImage(profile);
  return m;
}

describe('iproute2 6.1 on a recent kernel', () => {
  it.each([
    ['ip link show nosuch', 'Device "nosuch" does not exist.\n', 1],
    ['ip link set nosuch up', 'Cannot find device "nosuch"\n', 1],
    ['ip foo', 'Object "foo" is unknown, try "ip help".\n', 1],
    ['ip addr foo', 'Command "foo" is unknown, try "ip address help".\n', 255],
    ['ip -z addr', 'Option "-z" is unknown, try "ip -help".\n', 255],
    ['ip addr add 10.1.0.2/24', 'Not enough information: "dev" argument is required.\n', 255],
    ['ip addr add 10.1.0.1/24 dev d0', 'Error: ipv4: Address already assigned.\n', 2],
    [
      'ip addr add 10.1.0.300/24 dev d0',
      'Error: any valid prefix is expected rather than "10.1.0.300/24".\n',
      1,
    ],
    ['ip route add 10.5.18.0/24 via 192.168.92.140 dev d0', 'Error: Nexthop has invalid gateway.\n', 2],
    ['ip route add 10.1.0.0/24 dev d0 scope link', 'RTNETLINK answers: File exists\n', 2],
    ['ip route add 10.5.0.1/24 dev d0', 'Error: Invalid prefix for given prefix length.\n', 2],
    ['ip route add 10.5.0.0/24 dev down0', 'Error: Device for nexthop is not up.\n', 2],
    ['ip route del 10.5.0.0/24', 'RTNETLINK answers: No such process\n', 2],
    ['ip route get 8.8.8.8', 'RTNETLINK answers: Network is unreachable\n', 2],
    ['ip link add d0 type dummy', 'RTNETLINK answers: File exists\n', 2],
    ['ip link add x type nosuch', 'Error: Unknown device type.\n', 2],
    ['ip link add x type vlan id 5', 'Error: 8021q: link not specified.\n', 2],
    ['ip link del lo', 'RTNETLINK answers: Operation not supported\n', 2],
    ['ip link set d0 name d1', 'RTNETLINK answers: Device or resource busy\n', 2],
    ['ip link set d0 mtu 20', 'Error: mtu less than device minimum.\n', 2],
    ['ip neigh del 10.1.0.9 dev d0', 'RTNETLINK answers: No such file or directory\n', 2],
    ['ip neigh flush', 'Flush requires arguments.\n', 1],
    ['ip rule del pref 5', 'RTNETLINK answers: No such file or directory\n', 2],
    [
      'ip netns exec nosuch ip link',
      'Cannot open network namespace "nosuch": No such file or directory\n',
      255,
    ],
    ['ip -j addr', "netdrill: ip: '-j' is not modelled here\n", 125],
    ['bridge fdb add 02:00:00:00:00:01 dev nosuch', 'Cannot find device "nosuch"\n', 255],
    ['brctl addif br0 d0', 'bridge br0 does not exist!\n', 1],
    ['ifconfig nosuch', 'nosuch: error fetching interface information: Device not found\n', 1],
    [
      'sysctl net.ipv4.nosuch',
      'sysctl: cannot stat /proc/sys/net/ipv4/nosuch: No such file or directory\n',
      1,
    ],
    ['nsenter -t 99999 -n', 'nsenter: cannot open /proc/99999/ns/net: No such file or directory\n', 1],
  ])('%s', (line, stderr, exit) => {
    expect(machine().run('h', line)).toEqual({ stdout: '', stderr, exit });
  });
});

describe('iproute2 4.11 on the kernel of CentOS 7', () => {
  it.each([
    ['ip route add 10.5.18.0/24 via 192.168.92.140 dev d0', 'RTNETLINK answers: Network is unreachable\n'],
    ['ip addr add 10.1.0.1/24 dev d0', 'RTNETLINK answers: File exists\n'],
    ['ip link set d0 mtu 20', 'RTNETLINK answers: Invalid argument\n'],
  ])('%s', (line, stderr) => {
    expect(machine('centos7', '3.10.0-862.el7.x86_64').run('h', line)).toEqual({
      stdout: '',
      stderr,
      exit: 2,
    });
  });
});

describe('what changes takes effect', () => {
  it('routes by rule and metric', () => {
    const m = machine();
    m.does('h', 'ip route add default via 10.1.0.254');
    m.does('h', 'ip route add 10.9.0.0/16 via 10.1.0.2 metric 50 mtu 1400');
    m.does('h', 'ip route add blackhole 10.66.0.0/16');
    m.does('h', 'ip rule add from 10.1.0.0/24 lookup 100 pref 500');
    expect(m.run('h', 'ip route').stdout).toBe(`default via 10.1.0.254 dev d0 
10.1.0.0/24 dev d0 proto kernel scope link src 10.1.0.1 
10.9.0.0/16 via 10.1.0.2 dev d0 metric 50 mtu 1400 
blackhole 10.66.0.0/16 
`);
    expect(m.run('h', 'ip rule').stdout).toContain('500:\tfrom 10.1.0.0/24 lookup 100\n');
    expect(m.run('h', 'ip route get 10.66.1.1').stderr).toBe('RTNETLINK answers: Invalid argument\n');
    expect(m.run('h', 'ip route get 10.1.0.1').stdout).toBe(
      'local 10.1.0.1 dev lo src 10.1.0.1 uid 0 \n    cache <local> \n',
    );
    m.does('h', 'ip route replace default via 10.1.0.253');
    expect(m.run('h', 'ip route show default').stdout).toBe('default via 10.1.0.253 dev d0 \n');
  });

  it('shows what a router told until it expires', () => {
    const m = machine();
    m.does('h', 'ip route add default via 10.1.0.254');
    const { exceptions } = m.netns('h');
    exceptions.set(0x08080808, { mtu: 1400, expires: m.world.now + 597_500_000 });
    expect(m.run('h', 'ip route get 8.8.8.8').stdout).toBe(
      '8.8.8.8 via 10.1.0.254 dev d0 src 10.1.0.1 uid 0 \n    cache expires 597sec mtu 1400 \n',
    );
    expect(m.run('h', 'ip route show cache').stdout).toContain(
      '8.8.8.8 via 10.1.0.254 dev d0 \n    cache expires 597sec mtu 1400 \n',
    );
    m.does('h', 'ip route flush cache');
    expect(m.run('h', 'ip route show cache').stdout).toBe('');
  });

  it('lets a reachable neighbour lapse, and flushes all but the permanent ones', () => {
    const m = machine();
    m.does('h', 'ip neigh add 10.1.0.2 lladdr 02:00:00:00:00:02 dev d0 nud reachable');
    m.does('h', 'ip neigh add 10.1.0.3 lladdr 02:00:00:00:00:03 dev d0');
    expect(m.run('h', 'ip neigh show 10.1.0.2').stdout).toBe(
      '10.1.0.2 dev d0 lladdr 02:00:00:00:00:02 REACHABLE \n',
    );
    m.world.now += 31_000_000;
    expect(m.run('h', 'ip neigh').stdout).toBe(
      '10.1.0.2 dev d0 lladdr 02:00:00:00:00:02 STALE \n10.1.0.3 dev d0 lladdr 02:00:00:00:00:03 PERMANENT \n',
    );
    m.does('h', 'ip neigh flush dev d0');
    expect(m.run('h', 'arp -an').stdout).toBe('? (10.1.0.3) at 02:00:00:00:00:03 [ether] PERM on d0\n');
  });

  it('runs programs in other namespaces', () => {
    const m = machine();
    m.does('h', 'ip netns add blue');
    m.does('h', 'ip netns exec blue ip link set lo up');
    expect(m.run('h', 'ip -n blue -br link').stdout).toBe(
      'lo               UNKNOWN        00:00:00:00:00:00 <LOOPBACK,UP,LOWER_UP> \n',
    );
    expect(m.run('h', 'nsenter --net=/var/run/netns/blue ip route').stdout).toBe('');
    expect(m.run('h', 'nsenter --net=/var/run/netns/blue ip link show d0')).toEqual({
      stdout: '',
      stderr: 'Device "d0" does not exist.\n',
      exit: 1,
    });
    expect(m.run('h', 'ip netns list').stdout).toContain('blue\n');
    m.does('h', 'ip link add v0 type veth peer name v1 netns blue');
    expect(m.run('h', 'ip link show v0').stdout).toMatch(/ link-netns blue$/m);
    m.does('h', 'ip netns del blue');
    expect(m.run('h', 'ip netns list').stdout).not.toContain('blue');
  });

  it("sees Docker's sandboxes only where somebody linked their directory", () => {
    const m = machine();
    m.namespace('1-3f2a9c1b7d');
    expect(m.run('h', 'ip netns').stdout).toBe('');
    expect(m.run('h', 'nsenter --net=/run/docker/netns/1-3f2a9c1b7d ip -br link').stdout).toContain('lo ');
    const link = {
      type: 'symlink',
      content: '/var/run/docker/netns',
      mode: 0o777,
      uid: 0,
      modified: 0,
    } as const;
    m.node.roots.get('lab')?.upper.set('/var/run/netns', link);
    expect(m.run('h', 'ip netns').stdout).toContain('1-3f2a9c1b7d\n');
    expect(m.run('h', 'ip netns exec 1-3f2a9c1b7d ip -br link').stdout).toContain('lo ');
  });

  it('configures by the old tools as by the new', () => {
    const m = machine();
    m.does('h', 'brctl addbr br7');
    m.does('h', 'brctl addif br7 down0');
    m.does('h', 'ifconfig br7 10.7.0.1 netmask 255.255.255.0 up');
    m.does('h', 'route add -net 10.77.0.0 netmask 255.255.0.0 gw 10.1.0.9');
    m.does('h', 'arp -s 10.1.0.9 02:00:00:00:00:09');
    expect(m.run('h', 'ip -4 addr show br7').stdout).toContain(
      'inet 10.7.0.1/24 brd 10.7.0.255 scope global br7\n',
    );
    expect(m.run('h', 'ip route show 10.77.0.0/16').stdout).toBe('10.77.0.0/16 via 10.1.0.9 dev d0 \n');
    expect(m.run('h', 'ip neigh show nud permanent').stdout).toBe(
      '10.1.0.9 dev d0 lladdr 02:00:00:00:00:09 PERMANENT \n',
    );
    expect(m.run('h', 'bridge link').stdout).toContain('master br7 state disabled');
    m.does('h', 'route del -net 10.77.0.0/16');
    expect(m.run('h', 'route del -net 10.77.0.0/16')).toEqual({
      stdout: '',
      stderr: 'SIOCDELRT: No such process\n',
      exit: 7,
    });
  });
});

describe('words where numbers belong', () => {
  it.each([
    ['ifconfig d0 mtu x', 'SIOCSIFMTU: Invalid argument\n', 255],
    ['ifconfig d0 10.3.0.1/x', 'ifconfig: netmask x is wrong\n', 1],
    ['route add -net 10.0.0.0/x dev d0', '10.0.0.0/x: Unknown host\n', 6],
    ['ip link set d0 mtu x', 'Error: argument "x" is wrong: Invalid "mtu" value\n\n', 255],
    ['ip route add 10.0.0.0/x dev d0', 'Error: any valid prefix is expected rather than "10.0.0.0/x".\n', 1],
    ['ip rule add pref x', 'Error: argument "x" is wrong: preference value is invalid\n\n', 255],
  ])('%s', (line, stderr, exit) => {
    expect(machine().run('h', line)).toEqual({ stdout: '', stderr, exit });
  });
});

it('sets ports and bridges by kind', () => {
  const m = machine();
  m.does('h', 'ip link add br0 type bridge');
  m.does('h', 'ip link set down0 master br0');
  m.does('h', 'ip link set down0 type bridge_slave hairpin on learning off');
  m.does('h', 'bridge link set dev down0 flood off cost 7');
  m.does('h', 'ip link set br0 type bridge ageing_time 6000');
  expect(m.run('h', 'bridge -d link').stdout).toMatch(/ cost 7 \n {4}hairpin on .* learning off flood off /);
  expect(m.run('h', 'ip -d link show br0').stdout).toContain(' ageing_time 6000 ');
  expect(m.run('h', 'ip link set br0 type bridge vlan_filtering 1').exit).toBe(125);
});
