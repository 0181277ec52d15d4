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

  test('carries as many octets as --size says, also over UDP and TCP', async () => {
    const place = ['overlay-lab', '--from', 'host130', '--to', 'host128'];
    const first = async (...args: string[]) =>
      /transmit +(\d+) octets/.exec((await netdrill('trace', ...place, ...args)).stdout)?.[1];
    expect(await first('--udp', '2379')).toBe('43');
    expect(await first('--udp', '2379', '--size', '1400')).toBe('1442');
    expect(await first('--tcp', '2379')).toBe('74');
    expect(await first('--tcp', '2379', '--size', '600')).toBe('666');
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

  test('in Chinese: what happens is told in it, names and words of the kernel stay', async () => {
    const { stdout } = await netdrill('trace', 'overlay-no-advertise', ...OVERLAY, '--lang', 'zh');
    expect(stdout.split('\n').slice(0, 11)).toEqual([
      'host128/over-128/eth0',
      '  路由         10.0.0.0/24 dev eth0',
      '  邻居         10.0.0.3 的 MAC 尚未解析',
      '  发出         ARP 请求，42 字节，发往 ff:ff:ff:ff:ff:ff',
      expect.stringMatching(/^host128\/1-\w+\/veth0$/),
      '  收到         ARP 请求，42 字节，来自 02:42:0a:00:00:02',
      expect.stringMatching(/^host128\/1-\w+\/br0$/),
      '  网桥         上送本机协议栈',
      '  丢弃         ARP_NOT_FOR_US：询问的是 10.0.0.3',
      '  网桥         泛洪到 vxlan0',
      expect.stringMatching(/^host128\/1-\w+\/vxlan0$/),
    ]);
    expect(stdout).toMatch(/\n丢弃 NEIGH_FAILED 于 host128\/over-128\/eth0\n$/);
    expect(await netdrill('trace', 'seed-lab', ...OVERLAY, '--lang', 'de')).toMatchObject({
      status: 2,
      stderr: "netdrill: --lang wants en or zh, not 'de'\n",
    });
  });

  test('from a small image by TCP and UDP too, whose netcat cannot', async () => {
    for (const protocol of ['--tcp', '--udp']) {
      const { stdout } = await netdrill('trace', 'overlay-lab', ...OVERLAY, protocol, '80', '--json');
      const journey = JSON.parse(stdout);
      expect(journey.at).toMatchObject({ node: 'host130', netns: 'over-130', device: 'eth0' });
      expect(journey.hops[0]).toMatchObject({ node: 'host128', netns: 'over-128', device: 'eth0' });
      expect(journey.hops[0].steps[0]).toEqual({ kind: 'route', detail: '10.0.0.0/24 dev eth0' });
    }
  });

  test('needs places that are there, and names them', async () => {
    const { stderr, status } = await netdrill('trace', 'seed-lab', '--from', 'host1', '--to', 'host130');
    expect(status).toBe(2);
    expect(stderr).toContain("no place 'host1'; --from takes one of: ");
  });
});
