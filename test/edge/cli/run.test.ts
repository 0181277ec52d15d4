import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runCommandLine } from '../../../src/edge/cli/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'netdrill-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(script: string, ...options: string[]) {
  const file = join(folder, 'a.session');
  writeFileSync(file, script);
  const seen = { stdout: '', stderr: '', status: 0 };
  const output = {
    stdout: (text: string) => {
      seen.stdout += text;
    },
    stderr: (text: string) => {
      seen.stderr += text;
    },
  };
  seen.status = await runCommandLine({ args: ['run', 'seed-lab', file, ...options], version: '0' }, output);
  return seen;
}

const BACKGROUND = `on host128
$& ping -c 3 192.168.91.130
$ hostname
wait 1500ms
`;

test('what a command prints after the script went on is printed at the end', async () => {
  const { stdout } = await run(BACKGROUND);
  const [first, second, last] = stdout.split(/^host128\$ /m).slice(1);
  expect(first).toMatch(/^ping -c 3 192\.168\.91\.130 {2}# still runs\nPING .*\n.*icmp_seq=1 /);
  expect(second).toBe('hostname\nxdhuxc\n');
  expect(last).toMatch(/^ping -c 3 192\.168\.91\.130 {2}# went on\n64 bytes .*icmp_seq=2 .*\n$/);
});

test('in JSON a command that still runs has no exit status', async () => {
  const { stdout } = await run(BACKGROUND, '--json');
  expect(JSON.parse(stdout)).toMatchObject([
    { where: 'host128', cmd: 'ping -c 3 192.168.91.130', exit: null, modelled: true },
    { where: 'host128', cmd: 'hostname', stdout: 'xdhuxc\n', exit: 0 },
  ]);
});

test('a script that cannot be read is named with its line', async () => {
  expect(await run('on host128\n$ hostname\nwiat 3s\n')).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/a\.session:3/),
  });
});
