import { describe, expect, it } from 'vitest';
import { openSession, play, type } from '../traffic/seed-lab.ts';

describe('systemctl status at a terminal of systemd 219', () => {
  const status = (columns: number, line: string) => {
    const session = openSession();
    session.resize(columns, 24);
    return session.run('host128', line)?.stdout ?? '';
  };

  it('cuts what is wider, as a CentOS 7 host of 80 columns shows it', () => {
    const lines = status(80, 'systemctl status docker').trimEnd().split('\n');
    expect(lines.filter((line) => line.length > 80 && !/Loaded:|Active:/.test(line))).toEqual([]);
    // A message of 46 characters in a room of 45: nine tenths, three dots, and the end, which is dots itself.
    expect(lines).toContain(
      'Jul 15 14:05:07 xdhuxc systemd[1]: Starting Docker Application Container En.....',
    );
    expect(lines).toContain(
      'Jul 15 14:05:09 xdhuxc systemd[1]: Started Docker Application Container Engine.',
    );
    expect(lines.at(-1)).toBe('Hint: Some lines were ellipsized, use -l to show in full.');
  });

  it.each([
    [80, 'systemctl status -l docker'],
    [80, 'systemctl status docker | cat'],
    [400, 'systemctl status docker'],
  ])('%d columns: %s is whole', (columns, line) => {
    const text = status(columns, line);
    expect(text).toContain('took 0.00 seconds"\n');
    expect(text).toContain('--cluster-store=etcd://192.168.91.128:2379\n');
    expect(text).not.toContain('Hint:');
  });

  it('cuts a command line with three dots', () => {
    expect(status(60, 'systemctl status docker')).toContain(
      '           └─3694 /usr/bin/dockerd --cluster-store=etcd:/...\n',
    );
  });
});

it('a journal line keeps the name the machine had when it was written', () => {
  const records = play(
    'on host128\n$ hostnamectl set-hostname other.example\n$ systemctl restart docker\n$ journalctl -u docker --no-pager | cut -d" " -f4 | uniq\n',
  );
  expect(records[2].stdout).toBe('at\nxdhuxc\nother.example\n');
});

describe('the kernel', () => {
  const banner =
    'Linux version 3.10.0-862.el7.x86_64 (builder@kbuilder.dev.centos.org) (gcc version 4.8.5 20150623 (Red Hat 4.8.5-28) (GCC) ) #1 SMP Fri Apr 20 16:44:24 UTC 2018\n';

  it('begins its log at 0, when the machine started', () => {
    expect(type('host128', 'dmesg').stdout).toBe(`[    0.000000] ${banner}`);
    expect(type('host128', 'dmesg -T').stdout).toBe(`[Sat Jul 14 11:34:48 2018] ${banner}`);
    expect(type('host128', 'cat /proc/version').stdout).toBe(banner);
  });

  it('of a reboot does so too', () => {
    const records = play('on host128\n$ reboot\nwait 2m\n$ dmesg -t\n$ dmesg | cut -c1-14\n$ uname -v\n');
    expect(records.slice(1).map((record) => record.stdout)).toEqual([
      banner,
      '[    0.000000]\n',
      '#1 SMP Fri Apr 20 16:44:24 UTC 2018\n',
    ]);
  });
});
