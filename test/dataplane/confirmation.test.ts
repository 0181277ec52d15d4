import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommandLine } from '../../src/edge/cli/index.ts';

async function netdrill(...args: string[]): Promise<string> {
  let stdout = '';
  await runCommandLine(
    { args, version: '1.2.3' },
    {
      stdout: (text) => {
        stdout += text;
      },
      stderr: () => {},
    },
  );
  return stdout;
}

/** Runs a script on the machine that holds the recorded lab. */
function inLab(script: string): Promise<string> {
  return netdrill('exec', 'reference-lab', '--on', 'lab', '--', `{\n${script}\n} 2>&1`);
}

/** Seconds since an entry was confirmed: the second of the three that `ip -s neigh` names. */
function confirmedAgo(text: string): number {
  return Number(/ used \d+\/(\d+)\/\d+/.exec(text)?.[1]);
}

test('TCP between containers confirms the neighbour of the host whose tunnel carries it', async () => {
  const warm = 'ip netns exec h128_over-128 ping -c 1 -W 1 10.0.0.3 >/dev/null; sleep 3';
  const look = 'ip -n h128 -s neigh show 192.168.91.130';
  const curl = 'ip netns exec h128_over-128 curl -sS -m 2 http://10.0.0.3/ >/dev/null';
  expect(confirmedAgo(await inLab(`${warm}; ${look}`))).toBe(3);
  expect(confirmedAgo(await inLab(`${warm}; ${curl}; ${look}`))).toBe(0);
});

test('TCP that a host forwards confirms the gateway; an echo does not', async () => {
  const warm = 'ip netns exec h128_web ping -c 1 -W 1 203.0.113.10 >/dev/null; sleep 3';
  const look = 'ip -n h128 -s neigh show 192.168.91.2';
  const ping = 'ip netns exec h128_web ping -c 1 -W 1 203.0.113.10 >/dev/null';
  const curl = 'ip netns exec h128_web curl -sS -m 2 http://203.0.113.10/ >/dev/null';
  expect(confirmedAgo(await inLab(`${warm}; ${ping}; ${look}`))).toBe(3);
  expect(confirmedAgo(await inLab(`${warm}; ${curl}; ${look}`))).toBe(0);
});

test('what came over a wire has no such note', async () => {
  const script = `on host128
$ ping -c 1 203.0.113.10
$ sleep 3
$ curl -sS -m 3 http://203.0.113.10/
on gw
$ ip -s neigh show 203.0.113.10
`;
  const file = join(mkdtempSync(join(tmpdir(), 'netdrill-')), 'a.session');
  writeFileSync(file, script);
  expect(confirmedAgo(await netdrill('run', 'overlay-lab', file))).toBe(3);
});
