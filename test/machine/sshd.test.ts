import { describe, expect, it } from 'vitest';
import { play, type } from '../commands/traffic/seed-lab.ts';

describe('the SSH server of a CentOS 7 host', () => {
  it('listens for both families from the boot on, under a number of the boot', () => {
    const listening = type('host128', 'netstat -lntp').stdout.split('\n').slice(2, 4);
    expect(listening).toEqual([
      expect.stringMatching(/^tcp {8}0 {6}0 0\.0\.0\.0:22 {14}0\.0\.0\.0:\* {15}LISTEN {6}\d{3,4}\/sshd +$/),
      expect.stringMatching(/^tcp6 {7}0 {6}0 :::22 {19}:::\* {20}LISTEN {6}\d{3,4}\/sshd +$/),
    ]);
    // The first process of the scenario keeps its pinned number.
    expect(type('host128', 'pgrep dhclient').stdout).toBe('3663\n');
    expect(Number(type('host128', 'pgrep sshd').stdout)).toBeLessThan(1500);
    expect(type('host128', 'systemctl status sshd').stdout).toContain(
      'sshd.service; enabled; vendor preset: enabled)',
    );
  });

  it('greets, and speaks with nobody who does not', () => {
    expect(type('host130', 'echo hi | nc -w 2 192.168.91.128 22').stdout).toBe(
      'SSH-2.0-OpenSSH_7.4\r\nProtocol mismatch.\n',
    );
  });

  it('holds the port, gives it back when stopped, and takes it again', () => {
    const records = play(
      'on host128\n$ docker run -d -p 22:2181 zookeeper\n$ systemctl stop sshd; ss -lnt | grep -c :22\n$ systemctl start sshd; ss -lnt | grep -c ":22 "\n',
    );
    expect(records[0].stderr).toContain('listen tcp 0.0.0.0:22: bind: address already in use');
    expect(records.slice(1).map((record) => record.stdout.at(0))).toEqual(['0', '2']);
  });

  it('comes up again with the machine, unless it is disabled', () => {
    const boot = 'reboot\nwait 90s\n$ systemctl is-active sshd\n';
    expect(play(`on host130\n$ ${boot}`).at(-1)?.stdout).toBe('active\n');
    expect(play(`on host130\n$ systemctl disable sshd\n$ ${boot}`).at(-1)?.stdout).toBe('inactive\n');
  });

  it('is not on the other machines', () => {
    expect(type('gw', 'pgrep sshd').status).toBe(1);
  });
});
