import { describe, expect, it } from 'vitest';
import { play } from './traffic/seed-lab.ts';

const LINES = [
  'ethtool W',
  'ethtool -K ens33 W on',
  'iptables W INPUT 1',
  'iptables -A INPUT -p icmp --icmp-type W',
  'iptables -A INPUT -j REJECT --reject-with W',
  'ss -a state W',
  'date -IW',
  'ps -o W',
  'ip monitor W',
  'brctl W',
  'docker W',
  'docker W --help',
  'docker network W',
  'tcpdump -i ens33 ip proto W',
  'modprobe W',
  'systemctl W',
  'ip W',
  'printenv W',
  'bridge W',
];

describe.each(['constructor', 'toString', '__proto__'])(
  'a word that is also a name in JavaScript: %s',
  (word) => {
    it.each(LINES)('%s', (line) => {
      const [{ stdout, stderr, status }] = play(`on host128\n$ timeout 1 ${line.replaceAll('W', word)}\n`);
      expect(stdout + stderr).not.toMatch(/undefined|\[object|native code|TypeError/);
      expect(status).toBeGreaterThan(0);
    });
  },
);

it.each(['[2J', '[z-a]', '['])('a pattern that is none finds nothing: %s', (pattern) => {
  const [{ stdout, stderr, status }] = play(`on host128\n$ nstat -az '${pattern}'\n`);
  expect({ stdout, stderr, status }).toEqual({ stdout: '#kernel\n', stderr: '', status: 0 });
});

describe('arguments and strings that break off', () => {
  it.each([
    ['iptables -t', 'iptables v1.4.21: option "-t" requires an argument\n'],
    [`jq -n '"\\."'`, `jq: error: Invalid escape at line 1, column 4 (while parsing '"\\."')`],
    [`jq -n '"\\u12"'`, `jq: error: Invalid \\uXXXX escape at line 1, column 6 (while parsing '"\\u12"')`],
  ])('%s', (line, text) => {
    expect(play(`on host128\n$ ${line}\n`)[0].stderr).toContain(text);
  });
});
