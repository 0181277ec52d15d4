import { describe, expect, it } from 'vitest';
import { type } from '../traffic/seed-lab.ts';

/** What the model lacks is said, on standard error with status 125, and nothing is made up. */
describe('not modelled', () => {
  it.each([
    ['ip -6 route', 'ip', '-6 route'],
    ['ip -6 r show', 'ip', '-6 route'],
    ['ip -6 neigh', 'ip', '-6 neigh'],
    ['ip -6 rule', 'ip', '-6 rule'],
    ['netstat -6nr', 'netstat', '-6 with -r'],
    [
      'docker network create -d ipvlan --subnet 10.1.0.0/24 -o parent=ens33 mv',
      'docker network create',
      '-d ipvlan',
    ],
    ['docker network create --driver=ipvlan iv', 'docker network create', '-d ipvlan'],
  ])('%s', (line, tool, what) => {
    expect(type('host128', line)).toMatchObject({
      stdout: '',
      stderr: `netdrill: ${tool}: '${what}' is not modelled here\n`,
      status: 125,
    });
  });

  it.each([
    ['host128', 'top'],
    ['host128', '/usr/sbin/ip6tables -S'],
    ['host128', 'df -h'],
    ['gw', 'nft list ruleset'],
  ])('a whole tool that the image has: %s, %s', (place, line) => {
    const { stdout, stderr, status } = type(place, line);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^netdrill: '(top|ip6tables|df|nft)' is not modelled here\n/);
    expect(status).toBe(125);
  });

  it.each([
    ['host128', 'nft list ruleset'],
    ['host128', 'tcptraceroute 192.168.91.130'],
    ['gw', 'nmcli'],
  ])('is not said of one that it has not: %s, %s', (place, line) => {
    expect(type(place, line)).toMatchObject({
      stderr: `-bash: ${line.split(' ')[0]}: command not found\n`,
      status: 127,
    });
  });

  it('is not said of a plugin that is not there (docker-lab s10-errors)', () => {
    expect(type('host128', 'docker network create -d weave wv')).toMatchObject({
      stderr: 'Error response from daemon: plugin "weave" not found\n',
      status: 1,
    });
  });
});
