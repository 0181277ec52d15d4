import { describe, expect, it } from 'vitest';
import { lookupDevice } from '../../../src/model/state/index.ts';
import { addLink } from '../../../src/network/kernel/index.ts';
import { Machine } from './machine.ts';

function machine(options: ConstructorParameters<typeof Machine>[0] = {}): Machine {
  const m = new Machine(options);
  m.namespace('h', true);
  return m;
}

describe('clock', () => {
  it('shows the time of the world, in its zone', () => {
    const m = machine();
    expect(m.run('h', 'date').stdout).toBe('Mon Nov 23 23:39:16 UTC 2026\n');
    m.world.utcOffset = 480;
    expect(m.run('h', 'date').stdout).toBe('Tue Nov 24 07:39:16 CST 2026\n');
    expect(m.run('h', 'date -u +%F').stdout).toBe('2026-11-23\n');
    expect(m.exec('h', ['date', '+%H:%M %z %s']).stdout).toBe('07:39 +0800 1795477156\n');
    expect(m.exec('h', ['date', '-d', '1 hour ago', '+%H:%M']).stdout).toBe('06:39\n');
    expect(m.run('h', 'date -d @0 -Iseconds').stdout).toBe('1970-01-01T08:00:00+08:00\n');
    expect(m.run('h', 'date nonsense')).toEqual({
      stdout: '',
      stderr: "date: invalid date 'nonsense'\n",
      exit: 1,
    });
  });

  it('counts since the start', () => {
    const m = machine();
    expect(m.run('h', 'uptime').stdout).toBe(
      ' 23:39:16 up  1:00,  0 users,  load average: 0.00, 0.00, 0.00\n',
    );
    expect(m.run('h', 'uptime -p').stdout).toBe('up 1 hour\n');
    m.node.kernelLog.push({
      at: -3_599_000_000,
      level: 4,
      text: 'nf_conntrack: table full, dropping packet',
    });
    expect(m.run('h', 'dmesg').stdout).toBe('[    1.000000] nf_conntrack: table full, dropping packet\n');
    expect(m.run('h', 'dmesg -T').stdout).toBe(
      '[Mon Nov 23 22:39:17 2026] nf_conntrack: table full, dropping packet\n',
    );
    expect(m.run('h', 'dmesg -l err').stdout).toBe('');
  });
});

describe('names', () => {
  it('are those of the namespace and of the kernel', () => {
    const m = machine({ kernel: '3.10.0-862.el7.x86_64', profile: 'centos7' });
    expect(m.run('h', 'uname -r').stdout).toBe('3.10.0-862.el7.x86_64\n');
    expect(m.run('h', 'uname -a').stdout).toBe(
      'Linux host128 3.10.0-862.el7.x86_64 #1 SMP Fri Apr 20 16:44:24 UTC 2018 x86_64 x86_64 x86_64 GNU/Linux\n',
    );
    m.does('h', 'hostname other');
    expect(m.run('h', 'hostname').stdout).toBe('other\n');
    m.does('h', 'hostnamectl set-hostname host130');
    expect(m.run('h', 'hostnamectl').stdout).toMatch(/^ {3}Static hostname: host130$/m);
    expect(m.run('h', 'hostname').stdout).toBe('host130\n');
  });
});

describe('parameters', () => {
  it('are read and written by either spelling', () => {
    const m = machine();
    expect(m.run('h', 'sysctl -w net.ipv4.ip_forward=1').stdout).toBe('net.ipv4.ip_forward = 1\n');
    expect(m.run('h', 'sysctl -n net/ipv4/ip_forward').stdout).toBe('1\n');
    expect(m.netns('h').forwarding).toBe(true);
    expect(m.run('h', 'sysctl -w net.ipv4.ip_forward')).toEqual({
      stdout: '',
      stderr: 'sysctl: "net.ipv4.ip_forward" must be of the form name=value\n',
      exit: 1,
    });
    expect(m.run('h', 'sysctl -a').stdout).toMatch(/^net\.ipv4\.conf\.lo\.rp_filter = 0$/m);
  });
});

describe('ethtool', () => {
  it('switches what the driver lets it, and says what followed', () => {
    const m = machine();
    addLink(m.world, m.netns('h'), { kind: 'ethernet', name: 'ens33', segment: 'lan' });
    const answer = m.run('h', 'ethtool -K ens33 tx off');
    expect(answer.stdout).toContain('tcp-segmentation-offload: off\n');
    expect(lookupDevice(m.netns('h'), 'ens33')?.features['tx-checksum-ip-generic']).toBe(false);
    expect(m.run('h', 'ethtool -k ens33').stdout).toMatch(/^tx-checksumming: off$/m);
    m.run('h', 'ethtool -K ens33 tx on');
    expect(m.run('h', 'ethtool -k ens33').stdout).toMatch(/^tcp-segmentation-offload: on$/m);
    expect(m.run('h', 'ethtool -k nosuch')).toEqual({
      stdout: '',
      stderr: 'netlink error: No such device\n',
      exit: 1,
    });
    expect(m.run('h', 'ethtool -g ens33').exit).toBe(125);
  });
});

it('answers --help with what the model has', () => {
  expect(machine().run('h', 'conntrack --help').stdout).toMatch(/^Usage: conntrack -L \[FILTER\]\n/);
});
