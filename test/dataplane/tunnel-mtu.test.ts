import { expect, test } from 'vitest';
import { runCommandLine } from '../../src/edge/cli/index.ts';

/** Runs a script as root of the machine that holds the recorded lab; the namespaces are reached with `ip netns exec`. */
async function inLab(script: string): Promise<string> {
  let stdout = '';
  await runCommandLine(
    { args: ['exec', 'reference-lab', '--on', 'lab', '--', `{\n${script}\n} 2>&1`], version: '1.2.3' },
    {
      stdout: (text) => {
        stdout += text;
      },
      stderr: () => {},
    },
  );
  return stdout;
}

/** Both cards and the switch's ports carry 1400 octets only, as in the recorded fault f07g. */
const NARROW = `ip -n h128 link set ens33 mtu 1400; ip -n lan link set p128 mtu 1400
ip -n h130 link set ens38 mtu 1400; ip -n lan link set p130 mtu 1400`;

test('the tunnel answers a packet that will not fit in the name of the far container', async () => {
  const text = await inLab(`${NARROW}
ip netns exec h128_over-128 ping -M do -s 1422 -c 3 -W 1 10.0.0.3
ip -n h128_over-128 route get 10.0.0.3`);
  expect(text).toContain('From 10.0.0.3 icmp_seq=1 Frag needed and DF set (mtu = 1350)\n');
  expect(text).toContain('ping: local error: message too long, mtu=1350\n');
  expect(text).toContain('3 packets transmitted, 0 received, +3 errors, 100% packet loss');
  expect(text).toMatch(/10\.0\.0\.3 dev eth0 src 10\.0\.0\.2 uid 0 \n {4}cache expires \d+sec mtu 1350 \n/);
});

test('TCP takes the hint: a large page still comes', async () => {
  const text = await inLab(`${NARROW}
ip netns exec h128_over-128 curl -sS -m 3 -o /dev/null -w '%{http_code}:%{size_download}\\n' http://10.0.0.3/big`);
  expect(text).toBe('200:307200\n');
});

test('a packet without DF goes through in pieces', async () => {
  const text = await inLab(`${NARROW}
ip netns exec h128_over-128 ping -M dont -s 1422 -c 2 -W 1 10.0.0.3`);
  expect(text).toContain('2 packets transmitted, 2 received, 0% packet loss');
});
