import { expect, test } from 'vitest';
import { runCommandLine } from '../../src/edge/cli/index.ts';

/** Runs a script on the host of the bridge lab whose tracking table takes three connections, after three that nobody answered. */
async function whenFull(script: string): Promise<string> {
  const fill = `conntrack -F; sysctl -q -w net.netfilter.nf_conntrack_max=3
for port in 1 2 3; do nc -zu -w 1 203.0.113.10 500$port; done`;
  let stdout = '';
  await runCommandLine(
    {
      args: ['exec', 'bridge-lab', '--on', 'dock1', '--', `{\n${fill}\n} >/dev/null 2>&1\n${script}`],
      version: '1.2.3',
    },
    {
      stdout: (text) => {
        stdout += text;
      },
      stderr: () => {},
    },
  );
  return stdout;
}

test('connections without an answer, but elsewhere in the table, make no room for a new one', async () => {
  const text = await whenFull('ping -c 1 -W 1 203.0.113.10; conntrack -C; conntrack -S');
  expect(text).toContain('1 packets transmitted, 0 received, 100% packet loss');
  expect(text).toMatch(/^3$/m);
  expect(text).toContain('drop=1 early_drop=0');
});

test('expired ones do, and known connections go on', async () => {
  const text = await whenFull(`sleep 31; ping -c 2 -W 1 203.0.113.10`);
  expect(text).toContain('2 packets transmitted, 2 received, 0% packet loss');
});

test('the collector takes them within its minute', async () => {
  const text = await whenFull(`conntrack -F 2>/dev/null
for port in 1 2 3; do nc -z -w 1 192.0.2.$port 80; done 2>/dev/null
conntrack -L 2>/dev/null | grep -c SYN_SENT; sleep 61
ping -c 1 -W 1 203.0.113.10`);
  expect(text).toMatch(/^3$/m);
  expect(text).toContain('1 packets transmitted, 1 received, 0% packet loss');
});
