import { expect, test } from 'vitest';
import { runCommandLine } from '../../src/edge/cli/index.ts';

/** Runs a line in a fresh world, as `netdrill exec` does. */
async function exec(scenario: string, on: string, line: string) {
  const out = { stdout: '', stderr: '' };
  const exit = await runCommandLine(
    { args: ['exec', scenario, '--on', on, '--', line], version: '1.2.3' },
    {
      stdout: (text) => {
        out.stdout += text;
      },
      stderr: (text) => {
        out.stderr += text;
      },
    },
  );
  return { exit, ...out };
}

test('the namespaces `ip netns` made are files below /var/run/netns, and below /run/netns', async () => {
  const { stdout } = await exec(
    'reference-lab',
    'lab',
    'ls /var/run/netns; ls /run/netns | wc -l; ip netns | wc -l',
  );
  expect(stdout).toContain('h128_1-3f2a9c1b7d');
  expect(stdout).toMatch(/\n16\n16\n$/);
});

test('a root file system of its own sees none of them', async () => {
  const inside = await exec('reference-lab', 'over-128', 'ip netns; ls /var/run/netns');
  expect(inside).toMatchObject({ exit: 2, stdout: '' });
  const link = await exec('reference-lab', 'over-128', 'ip link show eth0');
  expect(link.stdout).toContain('link-netnsid 0');
  const outside = await exec('reference-lab', 'lab', 'ip -n h128_over-128 link show eth0');
  expect(outside.stdout).toContain('link-netns h128_1-3f2a9c1b7d');
});

test('Docker keeps its sandboxes elsewhere; a link lets `ip netns` see them', async () => {
  const { stdout } = await exec(
    'overlay-lab',
    'host128',
    'ip netns; ls /var/run/docker/netns; ln -s /var/run/docker/netns /var/run/netns; echo linked; ip netns',
  );
  const [before, after] = stdout.split('linked\n');
  // The sandbox of over-128, that of the overlay network, and the host's own for a container with --net=host.
  expect(before).toMatch(/^[0-9a-f]{12}\n1-[0-9a-f]{10}\ndefault\n$/);
  expect(after).toMatch(/^1-[0-9a-f]{10} \(id: 0\)\n[0-9a-f]{12} \(id: 1\)\ndefault\n$/);
});

test('a namespace cannot be written to', async () => {
  const { exit } = await exec('overlay-lab', 'host128', 'rm -f /var/run/docker/netns/default');
  expect(exit).not.toBe(0);
});
