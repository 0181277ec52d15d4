import { expect, test } from 'vitest';
import { runCommandLine } from '../../src/edge/cli/index.ts';

/** Runs a script on the machine that holds the recorded lab and gives what it printed. */
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

/** A connection of host130 from a port of its choice, and how it is tracked there right afterwards. */
const CONNECT = `ip netns exec h130 nc -z -w 1 -p 40123 192.168.91.128 9000
ip netns exec h130 conntrack -L -p tcp --sport 40123 2> /dev/null`;

test('a port used again after TIME_WAIT begins a connection of its own', async () => {
  const text = await inLab(`${CONNECT}
sleep 70
ip netns exec h128 iptables -I INPUT -p tcp --dport 9000 -j DROP
echo again
${CONNECT}`);
  const [first, second] = text.split('again\n');
  expect(first).toMatch(/ TIME_WAIT .*\[ASSURED\]/);
  // Nobody answered this one: what the earlier one had seen does not count.
  expect(second).toMatch(/ SYN_SENT .*\[UNREPLIED\]/);
  expect(second).not.toContain('ASSURED');
});

test('a server that closed first takes a new connection from the same port at once (RFC 6191)', async () => {
  const ask =
    "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | ip netns exec h130 nc -w 2 -p 40123 192.168.91.128 9000 | tail -n 1";
  const text = await inLab(`${ask}
ip netns exec h128 ss -tan state time-wait
${ask}`);
  const answers = text.split('\n').filter((line) => line === 'hostsvc-host128');
  expect(text).toContain('192.168.91.130:40123');
  expect(answers).toHaveLength(2);
});
