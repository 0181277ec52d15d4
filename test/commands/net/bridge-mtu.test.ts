import { expect, it } from 'vitest';
import { Machine } from './machine.ts';

// Tried on a 6.18 kernel with iproute2.
it("a bridge's MTU follows its smallest port, until somebody sets it", () => {
  const m = new Machine({ profile: 'debian12' });
  m.namespace('h', true);
  const mtu = () => /mtu (\d+)/.exec(m.run('h', 'ip -o link show br1').stdout)?.[1];
  m.does('h', 'ip link add br1 type bridge');
  m.does('h', 'ip link add w0 type veth peer name w1');
  m.does('h', 'ip link set w0 mtu 1400');
  expect(mtu()).toBe('1500');
  m.does('h', 'ip link set w0 master br1');
  expect(mtu()).toBe('1400');
  m.does('h', 'ip link set w0 mtu 1300');
  expect(mtu()).toBe('1300');
  m.does('h', 'ip link set w0 mtu 1500');
  m.does('h', 'ip link set w0 nomaster');
  expect(mtu()).toBe('1500');
  m.does('h', 'ip link set br1 mtu 1450');
  m.does('h', 'ip link set w0 master br1');
  m.does('h', 'ip link set w0 mtu 1350');
  expect(mtu()).toBe('1450');
});
