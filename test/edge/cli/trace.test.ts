import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
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

  test('of a connection from a container whose own netcat could not make it', async () => {
    const { stdout, status } = await netdrill('trace', 'overlay-lab', ...OVERLAY, '--tcp', '2181');
    expect(status).toBe(0);
    expect(stdout).toMatch(/\ndelivered at host130\/over-130 eth0\n$/);
    expect(stdout).toContain('encapsulate  VNI');
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

describe('--pcap', () => {
  const directory = mkdtempSync(join(tmpdir(), 'netdrill-pcap-'));
  const file = join(directory, 'ping.pcapng');
  afterAll(() => rmSync(directory, { recursive: true }));

  test('has every frame of the journey, and where each was seen', async () => {
    expect(
      await netdrill('trace', 'overlay-no-advertise', '--healthy', ...OVERLAY, '--pcap', file),
    ).toMatchObject({ status: 0, stderr: '' });
    const { names, packets } = readPcapng(readFileSync(file));
    expect(names.slice(0, 3)).toEqual([
      'host128/over-128/eth0',
      expect.stringMatching(/^host128\/1-[0-9a-f]{10}\/veth0$/) as unknown,
      expect.stringMatching(/^host128\/1-[0-9a-f]{10}\/br0$/) as unknown,
    ]);
    const outer = packets.filter(({ octets }) => octets.readUInt16BE(36) === 4789);
    expect(outer.map(({ where, outgoing }) => [names[where], outgoing])).toEqual([
      ['host128/ens33', true],
      ['host130/ens38', false],
    ]);
    // The inner frame of the tunnel packet is what left the container.
    const sent = packets.find(({ octets }) => octets.readUInt16BE(12) === 0x0800);
    expect(names[sent?.where ?? -1]).toBe('host128/over-128/eth0');
    expect(outer[0].octets.subarray(50)).toEqual(sent?.octets);
    // 09:31:05 in China, some milliseconds later.
    expect(new Date(Number(packets[0].at / 1000n)).toISOString()).toMatch(/^2018-07-22T01:31:05/);
  });

  const tcpdump = spawnSync('tcpdump', ['--version']).error === undefined;
  test.skipIf(!tcpdump)('is read by the real tcpdump (skipped where there is none)', () => {
    const { stdout, status } = spawnSync('tcpdump', ['-nn', '-r', file], {
      encoding: 'utf8',
      env: { ...process.env, TZ: 'UTC' },
    });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^01:31:05\.\d{6} ARP, Request who-has 10\.0\.0\.3 tell 10\.0\.0\.2, length 28$/m);
    expect(stdout).toMatch(
      /192\.168\.91\.128\.\d+ > 192\.168\.91\.130\.4789: VXLAN, flags \[I\] \(0x08\), vni 256\n/,
    );
    expect(stdout).toMatch(/10\.0\.0\.2 > 10\.0\.0\.3: ICMP echo request, id \d+, seq 0, length 64$/m);
  });

  test('a file that cannot be written is named, with what to do', async () => {
    const { stderr, stdout, status } = await netdrill(
      ...['trace', 'overlay-lab', ...OVERLAY, '--pcap', join(directory, 'none', 'x.pcapng')],
    );
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^netdrill trace: --pcap .*x\.pcapng: ENOENT.*; name a file that can be written\n$/,
    );
  });
});

/** Names of interfaces, and packets with where and when they were seen. */
function readPcapng(file: Buffer) {
  const names: string[] = [];
  const packets: { where: number; at: bigint; outgoing: boolean; octets: Buffer }[] = [];
  for (let at = 0; at < file.length; at += file.readUInt32LE(at + 4)) {
    const [type, length] = [file.readUInt32LE(at), file.readUInt32LE(at + 4)];
    expect(file.readUInt32LE(at + length - 4)).toBe(length);
    if (type === 1) names.push(file.toString('utf8', at + 20, at + 20 + file.readUInt16LE(at + 18)));
    if (type !== 6) continue;
    const captured = file.readUInt32LE(at + 20);
    packets.push({
      where: file.readUInt32LE(at + 8),
      at: (BigInt(file.readUInt32LE(at + 12)) << 32n) | BigInt(file.readUInt32LE(at + 16)),
      outgoing: file.readUInt32LE(at + length - 12) === 2,
      octets: file.subarray(at + 28, at + 28 + captured),
    });
  }
  return { names, packets };
}
