import { expect, test } from 'vitest';
import { Machine } from './machine.ts';

// Seen with iproute2 6.1, net-tools 2.10 and busybox 1.35 of Debian 12 on lo of a namespace of its own.
test('promiscuous mode by hand shows as a flag', () => {
  const m = new Machine();
  m.namespace('h', true);
  m.does('h', 'ip link set lo promisc on');
  m.does('h', 'ip link set lo promisc on');
  expect(m.run('h', 'ip -d link show lo').stdout).toMatch(
    /<LOOPBACK,PROMISC,UP,LOWER_UP>.*\n.*promiscuity 1 /,
  );
  expect(m.run('h', 'ifconfig lo').stdout).toMatch(/^lo: flags=329<UP,LOOPBACK,RUNNING,PROMISC> /);
  expect(m.run('h', 'netstat -i').stdout).toMatch(/ LPRU\n$/);
  m.does('h', 'ifconfig lo -promisc');
  expect(m.run('h', 'ip -d link show lo').stdout).toMatch(/<LOOPBACK,UP,LOWER_UP>.*\n.*promiscuity 0 /);
  expect(m.run('h', 'ip link set lo promisc maybe')).toEqual({
    stdout: '',
    stderr: 'Error: argument of "promisc" must be "on" or "off", not "maybe"\n',
    exit: 1,
  });
});
