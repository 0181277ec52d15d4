import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../../src/edge/cli/index.ts';

async function netdrill(...args: string[]) {
  let stdout = '';
  let stderr = '';
  const output = {
    stdout: (text: string) => {
      stdout += text;
    },
    stderr: (text: string) => {
      stderr += text;
    },
  };
  const status = await runCommandLine({ args, version: '0' }, output);
  return { stdout, stderr, status };
}

const OVERLAY = ['--from', 'over-128', '--to', '10.0.0.3'];

describe("a packet's journey", () => {
  test('through a healthy overlay, and in each twin to where it ends', async () => {
    const journeys: string[] = [];
    for (const [title, ...args] of [
      ['healthy', 'overlay-no-advertise', '--healthy', ...OVERLAY],
      ['no advertise', 'overlay-no-advertise', ...OVERLAY],
      ['same host name', 'overlay-same-hostname', ...OVERLAY],
      ['checksums of tunnel packets spoilt', 'overlay-old-kernel', ...OVERLAY],
      ['between the hosts, a closed port', 'seed-lab', '--from', 'host128', '--to', 'host130', '--tcp', '81'],
      ['a datagram to the store', 'overlay-lab', '--from', 'host130', '--to', 'host128', '--udp', '2379'],
    ]) {
      const { stdout, stderr, status } = await netdrill('trace', ...args);
      expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
      journeys.push(`== ${title}\n${stdout}`);
    }
    await expect(journeys.join('\n')).toMatchFileSnapshot('../../golden/journeys.txt');
  });

  test('as JSON has the verdict, the place and the hops', async () => {
    const { stdout, status } = await netdrill('trace', 'overlay-old-kernel', ...OVERLAY, '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'dropped',
      at: { node: 'host130' },
      hops: expect.arrayContaining([expect.objectContaining({ node: 'host128', device: 'vxlan0' })]),
    });
  });

  test('needs places that are there, and names them', async () => {
    const { stderr, status } = await netdrill('trace', 'seed-lab', '--from', 'host1', '--to', 'host130');
    expect(status).toBe(2);
    expect(stderr).toContain("no place 'host1'; --from takes one of: ");
  });
});
