import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runCommandLine } from '../../../src/edge/cli/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'netdrill-pcap-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const noTcpdump = spawnSync('tcpdump', ['--version']).status === 0 ? undefined : 'needs tcpdump';

async function trace(pcap: string, ...args: string[]) {
  const seen = { stdout: '', stderr: '', status: 0 };
  seen.status = await runCommandLine(
    { args: ['trace', ...args, '--pcap', pcap], version: '0' },
    {
      stdout: (text) => {
        seen.stdout += text;
      },
      stderr: (text) => {
        seen.stderr += text;
      },
    },
  );
  return seen;
}

interface Packet {
  interface: string;
  /** Microseconds since 1970. */
  at: bigint;
  outgoing: boolean;
  octets: Buffer;
}

/** Reads the blocks that the writer uses, and nothing else. */
function readPcapng(file: Buffer): { comment?: string; interfaces: string[]; packets: Packet[] } {
  const interfaces: string[] = [];
  const packets: Packet[] = [];
  let comment: string | undefined;
  for (let at = 0; at < file.length; ) {
    const type = file.readUInt32LE(at);
    const length = file.readUInt32LE(at + 4);
    expect(file.readUInt32LE(at + length - 4)).toBe(length);
    const body = file.subarray(at + 8, at + length - 4);
    if (type === 0x0a0d0d0a) {
      expect(body.readUInt32LE(0)).toBe(0x1a2b3c4d);
      comment = options(body.subarray(16)).get(1)?.toString();
    } else if (type === 1) {
      expect(body.readUInt16LE(0)).toBe(1);
      expect(options(body.subarray(8)).get(9)).toEqual(Buffer.of(6));
      interfaces.push(options(body.subarray(8)).get(2)?.toString() ?? '');
    } else if (type === 6) {
      const size = body.readUInt32LE(12);
      packets.push({
        interface: interfaces[body.readUInt32LE(0)] ?? '',
        at: (BigInt(body.readUInt32LE(4)) << 32n) + BigInt(body.readUInt32LE(8)),
        outgoing: options(body.subarray(20 + Math.ceil(size / 4) * 4)).get(2)?.[0] === 2,
        octets: body.subarray(20, 20 + size),
      });
    } else expect.fail(`block of type ${type}`);
    at += length;
  }
  return { comment, interfaces, packets };
}

function options(octets: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = 0; octets.readUInt16LE(at) !== 0; ) {
    const length = octets.readUInt16LE(at + 2);
    found.set(octets.readUInt16LE(at), octets.subarray(at + 4, at + 4 + length));
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return found;
}

const OVERLAY = ['--from', 'over-128', '--to', 'over-130'];

describe('a journey as a capture file', () => {
  test('has every frame at every device, in order, with where it was seen', async () => {
    const file = join(folder, 'healthy.pcapng');
    expect(await trace(file, 'overlay-lab', ...OVERLAY)).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining(`frames in ${file}\n`),
    });
    const { comment, packets } = readPcapng(readFileSync(file));
    expect(comment).toBe('overlay-lab: over-128 to over-130, delivered at host130/over-130/eth0');
    const sandbox = /\/1-[0-9a-f]{10}\//;
    const row = (p: Packet) =>
      `${p.interface.replace(sandbox, '/SANDBOX/')} ${p.outgoing ? 'out' : 'in'} ${p.octets.length}`;
    expect(packets.filter((p) => p.octets.readUInt16BE(12) === 0x0800).map(row)).toEqual([
      'host128/over-128/eth0 out 98',
      'host128/SANDBOX/veth0 in 98',
      'host128/SANDBOX/br0 in 98',
      'host128/SANDBOX/vxlan0 out 98',
      'host128/ens33 out 148',
      'host130/ens38 in 148',
      'host130/SANDBOX/vxlan0 in 98',
      'host130/SANDBOX/br0 in 98',
      'host130/SANDBOX/veth0 out 98',
      'host130/over-130/eth0 in 98',
    ]);
    const times = packets.map((p) => p.at);
    expect(times).toEqual([...times].sort((a, b) => Number(a - b)));
    expect(new Date(Number(times[0] / 1000n)).getUTCFullYear()).toBe(2018);
    const at = (name: string) => packets.findLast((p) => p.interface.endsWith(name))!.octets.toString('hex');
    // The sum of the outer UDP header is the card's work: on the sender's side it is not finished.
    const sum = [2 * 40, 2 * 42] as const;
    const withoutSum = (hex: string) => hex.slice(0, sum[0]) + hex.slice(sum[1]);
    expect(withoutSum(at('ens38'))).toBe(withoutSum(at('ens33')));
    expect(at('ens38').slice(...sum)).not.toBe(at('ens33').slice(...sum));
    expect(at('ens33').endsWith(at('over-128/eth0'))).toBe(true);
  });

  test('is there without a frame when nothing was sent', async () => {
    const file = join(folder, 'nowhere.pcapng');
    const { stdout } = await trace(file, 'reference-lab', '--from', 'ovl128', '--to', '8.8.8.8');
    expect(stdout).toContain('  send         ping: connect: Network is unreachable\ndropped NOT_SENT at lab');
    expect(readPcapng(readFileSync(file))).toEqual({
      comment: expect.stringContaining('reference-lab: ovl128 to 8.8.8.8, dropped NOT_SENT'),
      interfaces: ['lab/h128_1-3f2a9c1b7d/any'],
      packets: [],
    });
  });

  test('leaves JSON alone', async () => {
    const { stdout } = await trace(join(folder, 'json.pcapng'), 'overlay-lab', ...OVERLAY, '--json');
    expect(Object.keys(JSON.parse(stdout))).toEqual(['verdict', 'at', 'hops']);
  });

  test('names the devices of the hops, each where the hops have it', async () => {
    for (const [scenario, ...args] of [
      ['overlay-lab', ...OVERLAY],
      ['overlay-old-kernel', ...OVERLAY],
      ['overlay-lab', ...OVERLAY, '--size', '3000'],
    ]) {
      const file = join(folder, 'hops.pcapng');
      const { stdout } = await trace(file, scenario, ...args, '--json');
      const hops = (JSON.parse(stdout).hops as { node: string; netns: string; device: string }[]).map((hop) =>
        [hop.node, hop.netns, hop.device].filter((part) => part !== '').join('/'),
      );
      const { packets } = readPcapng(readFileSync(file));
      const runs = packets.map((p) => p.interface).filter((name, i, all) => name !== all[i - 1]);
      expect(runs).toEqual(hops);
    }
  });

  test('that cannot be written: says why and what to do, and leaves nothing', async () => {
    const plain = join(folder, 'plain');
    writeFileSync(plain, 'kept');
    const before = readdirSync(folder);
    for (const [file, reason] of [
      [join(folder, 'no/x.pcapng'), `there is no folder '${join(folder, 'no')}'; make it first`],
      [join(plain, 'x.pcapng'), `'${plain}' is no folder`],
      [folder, 'it is a folder; name a file in it'],
      [`${folder}/new/`, 'it names no file'],
      ...(process.platform === 'linux'
        ? [
            ['/dev/full', 'no space is left there'],
            ['/sys/x.pcapng', "no permission to write in '/sys'"],
          ]
        : []),
    ]) {
      const { status, stdout, stderr } = await trace(
        file,
        'seed-lab',
        '--from',
        'host128',
        '--to',
        'host130',
      );
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(`netdrill trace: cannot write '${file}': ${reason}`);
    }
    expect(readdirSync(folder)).toEqual(before);
    expect(readFileSync(plain, 'utf8')).toBe('kept');
  });
});

describe.skipIf(noTcpdump)(`a capture file in tcpdump${noTcpdump ? ` (skipped: ${noTcpdump})` : ''}`, () => {
  test('is read as what the packets are', async () => {
    const file = join(folder, 'tcpdump.pcapng');
    await trace(file, 'overlay-lab', ...OVERLAY, '--tcp', '80');
    // From standard input: some systems confine tcpdump to folders of its own.
    const { stdout, stderr, status } = spawnSync('tcpdump', ['-nn', '-e', '-v', '-r', '-'], {
      input: readFileSync(file),
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    expect(stderr).toContain('link-type EN10MB');
    expect(stdout).toContain('Request who-has 10.0.0.3 tell 10.0.0.2');
    expect(stdout).toMatch(
      /192\.168\.91\.128\.\d+ > 192\.168\.91\.130\.4789: VXLAN, flags \[I\] \(0x08\), vni 256/,
    );
    // The far container gets a right sum; where the sender's own devices see the frame it is not finished yet.
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(
      /10\.0\.0\.3\.80: Flags \[S\], cksum 0x[0-9a-f]{4} \(correct\)/,
    );
  });
});
