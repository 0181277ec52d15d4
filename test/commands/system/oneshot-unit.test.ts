import { expect, test } from 'vitest';
import { play } from '../traffic/seed-lab.ts';

const SETUP = [
  'on host128',
  '$ mkdir -p /etc/systemd/system',
  `$ printf '[Unit]\\nDescription=Rules\\n[Service]\\nType=oneshot\\nRemainAfterExit=yes\\nExecStart=/sbin/iptables -A INPUT -p udp --dport 9 -j DROP\\nExecStop=/sbin/iptables -D INPUT -p udp --dport 9 -j DROP\\n' > /etc/systemd/system/rules.service`,
  `$ printf '[Service]\\nType=oneshot\\nExecStart=/sbin/iptables -A NOWHERE -j DROP\\n' > /etc/systemd/system/bad.service`,
  '$ systemctl daemon-reload',
];

test('a unit that does one thing is active once that is done, and undoes it when it is stopped', () => {
  const records = play(
    [
      ...SETUP,
      '$ systemctl start rules; iptables -S INPUT',
      '$ systemctl show -p ActiveState -p SubState rules',
      '$ systemctl stop rules; iptables -S INPUT',
      '$ systemctl is-active rules',
      '',
    ].join('\n'),
  ).slice(-4);
  expect(records.map(({ stdout }) => stdout)).toEqual([
    '-P INPUT ACCEPT\n-A INPUT -p udp -m udp --dport 9 -j DROP\n',
    'ActiveState=active\nSubState=exited\n',
    '-P INPUT ACCEPT\n',
    'inactive\n',
  ]);
});

test('one whose command fails has failed', () => {
  const records = play([...SETUP, '$ systemctl start bad', '$ systemctl is-active bad', ''].join('\n')).slice(
    -2,
  );
  expect(records[0]).toMatchObject({
    status: 1,
    stderr:
      'Job for bad.service failed because the control process exited with error code. See "systemctl status bad.service" and "journalctl -xe" for details.\n',
  });
  expect(records[1].stdout).toBe('failed\n');
});
