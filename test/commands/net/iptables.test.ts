import { describe, expect, it } from 'vitest';
import { Machine } from './machine.ts';

function machine(profile: 'debian12' | 'centos7' = 'debian12'): Machine {
  const m = new Machine({ profile });
  m.namespace('h', true);
  return m;
}

describe('rules', () => {
  it.each([
    '-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT',
    '-A INPUT ! -s 10.0.0.0/8 -i eth0 -p udp -m udp --sport 1024:65535 --dport 53 -j DROP',
    '-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    '-A INPUT -m state --state NEW -j REJECT --reject-with icmp-host-prohibited',
    '-A INPUT -p tcp -m multiport --dports 80,443,8000:8080 -j ACCEPT',
    '-A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT',
    '-A INPUT -p icmp -m icmp --icmp-type 8 -j ACCEPT',
    '-A INPUT -m limit --limit 5/min -j LOG --log-prefix "dropped: " --log-level 7',
    '-A INPUT -m comment --comment "two words" -j RETURN',
    '-A INPUT -m addrtype --dst-type LOCAL -j ACCEPT',
    '-A INPUT -m mac --mac-source 02:42:0A:00:00:02 -j ACCEPT',
    '-A INPUT -p ipencap -j DROP',
    '-A INPUT -p udp -m length --length 1000:65535 -j DROP',
    '-A INPUT -p udp -m udp --dport 4789 -m length ! --length 99 -j DROP',
    '-A INPUT -i eth+ -j ACCEPT',
    '-A INPUT -s 192.168.91.130/32 -f -j DROP',
  ])('come back as they went in: %s', (line) => {
    const m = machine();
    const saved = `*filter\n${line}\nCOMMIT\n`;
    expect(m.run('h', 'iptables-restore', saved)).toEqual({ stdout: '', stderr: '', exit: 0 });
    expect(m.run('h', 'iptables -S INPUT').stdout).toBe(`-P INPUT ACCEPT\n${line}\n`);
    expect(
      m.run('h', 'iptables-restore', saved.replace('-A', '-D').replace('*filter', '*filter')).exit,
    ).not.toBe(0);
  });

  it('are found again by what they say, not by how they were typed', () => {
    const m = machine();
    m.does('h', 'iptables -A INPUT -i eth0 -p tcp --dport 80 -s 10.0.0.5/24 -j DROP');
    m.does('h', 'iptables -C INPUT -s 10.0.0.0/24 -p tcp -i eth0 -m tcp --dport 80 -j DROP');
    m.does('h', 'iptables -D INPUT -s 10.0.0.0/24 -p 6 -i eth0 --dport http -j DROP');
    expect(m.run('h', 'iptables -S INPUT').stdout).toBe('-P INPUT ACCEPT\n');
  });

  it('multiply for several addresses, and keep their place', () => {
    const m = machine();
    m.does('h', 'iptables -A INPUT -j RETURN');
    m.does('h', 'iptables -I INPUT -s 10.0.0.1,10.0.0.2 -j DROP');
    expect(m.run('h', 'iptables -nL INPUT --line-numbers').stdout).toBe(`Chain INPUT (policy ACCEPT)
num  target     prot opt source               destination         
1    DROP       0    --  10.0.0.1             0.0.0.0/0           
2    DROP       0    --  10.0.0.2             0.0.0.0/0           
3    RETURN     0    --  0.0.0.0/0            0.0.0.0/0           
`);
  });

  it('by length: open ends, and what the list shows', () => {
    const m = machine();
    m.does('h', 'iptables -A INPUT -p udp -m length --length 1000: -j DROP');
    m.does('h', 'iptables -A INPUT -m length ! --length :28 -j DROP');
    expect(m.run('h', 'iptables -S INPUT').stdout).toBe(
      '-P INPUT ACCEPT\n-A INPUT -p udp -m length --length 1000:65535 -j DROP\n-A INPUT -m length ! --length 0:28 -j DROP\n',
    );
    expect(m.run('h', 'iptables -nL INPUT').stdout).toBe(`Chain INPUT (policy ACCEPT)
target     prot opt source               destination         
DROP       17   --  0.0.0.0/0            0.0.0.0/0            length 1000:65535
DROP       0    --  0.0.0.0/0            0.0.0.0/0            length !0:28
`);
  });

  it('read as CentOS 7 prints them', () => {
    const m = machine('centos7');
    m.does('h', 'iptables -A INPUT -p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT');
    m.does('h', 'iptables -A INPUT -j REJECT --reject-with icmp-host-prohibited');
    expect(m.run('h', 'iptables -nL INPUT').stdout).toBe(`Chain INPUT (policy ACCEPT)
target     prot opt source               destination         
ACCEPT     tcp  --  0.0.0.0/0            0.0.0.0/0            state NEW tcp dpt:22
REJECT     all  --  0.0.0.0/0            0.0.0.0/0            reject-with icmp-host-prohibited
`);
    expect(m.run('h', 'iptables -L INPUT').stdout).toContain(
      'ACCEPT     tcp  --  anywhere             anywhere             state NEW tcp dpt:ssh\n',
    );
  });
});

const HELP = "Try `iptables -h' or 'iptables --help' for more information.\n";

describe('refusals', () => {
  it.each([
    [
      'iptables -A INPUT --dport 80 -j DROP',
      `iptables v1.8.9 (legacy): unknown option "--dport"\n${HELP}`,
      2,
    ],
    ['iptables -A NOSUCH -j DROP', 'iptables: No chain/target/match by that name.\n', 1],
    [
      'iptables -A INPUT -j NOSUCH',
      `iptables v1.8.9 (legacy): Couldn't load target \`NOSUCH':No such file or directory\n\n${HELP}`,
      2,
    ],
    ['iptables -D INPUT 1', 'iptables: Index of deletion too big.\n', 1],
    ['iptables -I INPUT 3 -j DROP', 'iptables: Index of insertion too big.\n', 1],
    ['iptables -D INPUT -j DROP', 'iptables: Bad rule (does a matching rule exist in that chain?).\n', 1],
    ['iptables -N INPUT', 'iptables: Chain already exists.\n', 1],
    ['iptables -P INPUT REJECT', "iptables: Bad policy name. Run `dmesg' for more information.\n", 1],
    ['iptables -A INPUT -o eth0 -j DROP', `iptables v1.8.9 (legacy): Can't use -o with INPUT\n\n${HELP}`, 2],
    [
      'iptables -A FORWARD -j MASQUERADE',
      "iptables: Invalid argument. Run `dmesg' for more information.\n",
      1,
    ],
    ['iptables -n', `iptables v1.8.9 (legacy): no command specified\n${HELP}`, 2],
    [
      'iptables -A INPUT -p nosuch -j DROP',
      `iptables v1.8.9 (legacy): unknown protocol "nosuch" specified\n${HELP}`,
      2,
    ],
    [
      'iptables -A INPUT -s 10.0.0.300 -j DROP',
      `iptables v1.8.9 (legacy): host/network \`10.0.0.300' not found\n${HELP}`,
      2,
    ],
    [
      'iptables -A INPUT -m conntrack --ctstate FOO -j DROP',
      `iptables v1.8.9 (legacy): Bad ctstate "FOO"\n${HELP}`,
      2,
    ],
    ...[
      ['a', 'bad value for option "--length" near "a", or out of range (0-65535).'],
      ['1:70000', 'bad value for option "--length" near "70000", or out of range (0-65535).'],
      ['1x:3', 'Argument to "--length" has unexpected characters near "x:3".'],
      ['1:2:3', 'Too many components for option "--length" (max: 2)'],
    ].map(([text, words]): [string, string, number] => [
      `iptables -A INPUT -m length --length ${text} -j DROP`,
      `iptables v1.8.9 (legacy): length: ${words}\n\n${HELP}`,
      2,
    ]),
    [
      'iptables -A INPUT -m length -j DROP',
      `iptables v1.8.9 (legacy): length: option "--length" must be specified\n\n${HELP}`,
      2,
    ],
    [
      'iptables -A INPUT -m owner --uid-owner 0 -j DROP',
      "netdrill: iptables: '-m owner' is not modelled here\n",
      125,
    ],
  ])('%s', (line, stderr, exit) => {
    expect(machine().run('h', line)).toEqual({ stdout: '', stderr, exit });
  });

  it('protect chains in use and chains with rules', () => {
    const m = machine();
    m.does('h', 'iptables -N A');
    m.does('h', 'iptables -N B');
    m.does('h', 'iptables -A A -j B');
    expect(m.run('h', 'iptables -X B').stderr).toBe('iptables: Too many links.\n');
    expect(m.run('h', 'iptables -X A').stderr).toBe('iptables: Directory not empty.\n');
    expect(m.run('h', 'iptables -A B -j A').stderr).toBe('iptables: Loop found in table.\n');
    m.does('h', 'iptables -F');
    m.does('h', 'iptables -X');
    expect(m.run('h', 'iptables -S').stdout).toBe('-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n');
  });

  it('leave a table as it was when one line of a restore is wrong', () => {
    const m = machine();
    m.does('h', 'iptables -A INPUT -j DROP');
    const answer = m.run(
      'h',
      'iptables-restore',
      '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j NOSUCH\nCOMMIT\n',
    );
    expect(answer.exit).toBe(2);
    expect(answer.stderr).toContain('Error occurred at line: 3\n');
    expect(m.run('h', 'iptables -S INPUT').stdout).toBe('-P INPUT ACCEPT\n-A INPUT -j DROP\n');
  });
});
