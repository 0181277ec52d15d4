import { describe, expect, it } from 'vitest';
import { play, type } from '../traffic/seed-lab.ts';

describe('etcdctl', () => {
  it('keeps keys', () => {
    const records = play(
      'on host128\n$ etcdctl set /drill/a one\n$ etcdctl ls -p /drill\n$ etcdctl mk /drill/a two\n$ etcdctl get /drill\n$ etcdctl rm /drill/a\n$ etcdctl get /drill/a\n',
    );
    expect(
      records.map((record) => [record.stdout, record.stderr.replace(/\[\d+\]/, '[N]'), record.status]),
    ).toEqual([
      ['one\n', '', 0],
      ['/drill/a\n', '', 0],
      ['', 'Error:  105: Key already exists (/drill/a) [N]\n', 4],
      ['', '/drill: is a directory\n', 1],
      ['PrevNode.Value: one\n', '', 0],
      ['', 'Error:  100: Key not found (/drill/a) [N]\n', 4],
    ]);
  });

  it('knows whether the store is well', () => {
    expect(type('host128', 'etcdctl cluster-health').stdout).toMatch(
      /^member ([0-9a-f]{16}) is healthy: got healthy result from http:\/\/192\.168\.91\.128:2379\ncluster is healthy\n$/,
    );
    // o11-etcd-down of the docker lab, on the host without a store.
    const refused = 'error #0: dial tcp 127.0.0.1:4001: connect: connection refused\n';
    const second = 'error #1: dial tcp 127.0.0.1:2379: connect: connection refused\n';
    expect(type('host130', 'etcdctl ls /docker')).toMatchObject({
      stdout: '',
      stderr: `Error:  client: etcd cluster is unavailable or misconfigured; ${refused}; ${second}\n${refused}${second}\n`,
      status: 2,
    });
    expect(type('host130', 'etcdctl cluster-health')).toMatchObject({
      stdout: 'cluster may be unhealthy: failed to list members\n',
      status: 4,
    });
  });
});

describe('processes', () => {
  it('are listed and found', () => {
    expect(type('host128', 'ps -e -o args | grep --color=never dockerd').stdout).toContain(
      'dockerd --cluster-store=etcd://192.168.91.128:2379',
    );
    expect(type('host128', 'ps -ef | head -2').stdout).toMatch(
      /^UID {8}PID {2}PPID {2}C STIME TTY {10}TIME CMD\nroot {9}1 {5}0 {2}0 13:34 \? {8}00:00:00 \/usr\/lib\/systemd\/systemd/,
    );
    const found = type('host128', 'pgrep dockerd').stdout.trim();
    expect(type('host128', `ps -p ${found} -o comm=`).stdout).toBe('dockerd\n');
    expect(type('host128', 'ps -o nosuch').stderr).toBe(
      'error: unknown user-defined format specifier "nosuch"\n',
    );
  });

  it('end by name', () => {
    const [, killed, after] = play(
      'on host128\n$& sleep 100\n$ killall -KILL sleep\n$ killall sleep\n',
    ).slice(-3);
    expect(killed.status).toBe(0);
    expect(after).toMatchObject({ stderr: 'sleep: no process found\n', status: 1 });
  });
});

describe('journalctl', () => {
  it('picks lines', () => {
    const rows = type('host128', 'journalctl -u docker -n 1 --no-pager').stdout.split('\n');
    expect(rows[0]).toBe(
      '-- Logs begin at Sun 2018-07-15 13:34:48 CST, end at Sun 2018-07-15 14:05:09 CST. --',
    );
    expect(rows[1]).toBe('Jul 15 14:05:09 xdhuxc systemd[1]: Started Docker Application Container Engine.');
    expect(type('host128', 'journalctl -q --since "1 min ago"').stdout).toBe('');
    expect(type('host128', 'journalctl -q -u docker --until 13:34:48 -o cat').stdout).toBe('');
    expect(type('host128', 'journalctl -q -u docker --until 14:00 -n 1 -o cat').stdout).toBe(
      'Started Docker Application Container Engine.\n',
    );
    expect(type('host128', 'journalctl --since tomorrowish')).toMatchObject({
      stderr: 'Failed to parse timestamp: tomorrowish\n',
      status: 1,
    });
  });
});

describe('kernels', () => {
  it('come from elrepo, and boot once they are the default', () => {
    const records = play(
      'on host128\n$ yum -y install kernel-ml\n$ rpm -Uvh http://www.elrepo.org/elrepo-release-7.0-3.el7.elrepo.noarch.rpm\n' +
        "$ yum -y --enablerepo=elrepo-kernel install kernel-ml\n$ rpm -qa 'kernel*'\n$ grubby --default-kernel\n$ grub2-set-default 0\n$ reboot\nwait 60s\non host128\n$ uname -r\n",
    );
    const said = (line: string) => records.find((record) => record.line.startsWith(line))?.stdout;
    expect(records[0]).toMatchObject({ stderr: 'Error: Nothing to do\n', status: 1 });
    expect(said('rpm -qa')).toBe('kernel-3.10.0-862.el7.x86_64\nkernel-ml-4.20.13-1.el7.elrepo.x86_64\n');
    expect(said('grubby')).toBe('/boot/vmlinuz-3.10.0-862.el7.x86_64\n');
    expect(said('uname')).toBe('4.20.13-1.el7.elrepo.x86_64\n');
  });
});

describe('modules', () => {
  it('are loaded with what they need', () => {
    const records = play(
      'on host128\n$ modprobe vxlan\n$ lsmod\n$ modprobe -r udp_tunnel\n$ modprobe nosuch\n',
    );
    expect(records[1].stdout).toMatch(/^udp_tunnel +16384 {2}1 vxlan$/m);
    expect(records[1].stdout).toMatch(/^bridge /m);
    expect(records[2]).toMatchObject({
      stderr: 'modprobe: FATAL: Module udp_tunnel is in use.\n',
      status: 1,
    });
    expect(records[3]).toMatchObject({ stderr: 'modprobe: FATAL: Module nosuch not found.\n', status: 1 });
  });
});

describe('small ones', () => {
  it('behave', () => {
    expect(type('host128', 'sudo -n hostname').stdout).toBe('xdhuxc\n');
    expect(type('host128', 'firewall-cmd --state')).toMatchObject({ stderr: 'not running\n', status: 252 });
    expect(type('host128', 'man nosuch')).toMatchObject({
      stderr: 'No manual entry for nosuch\n',
      status: 16,
    });
    expect(type('host128', 'man tcpdump').stdout).toContain('NOT MODELLED\n       -r');
    expect(type('host128', 'shutdown -h now').status).toBe(125);
  });
});
