import { describe, expect, it } from 'vitest';
import { type CaptureStyle, formatFrame } from '../../../src/machine/formats/index.ts';
import {
  formatIpv4,
  type Frame,
  ipv4,
  type Ipv4Packet,
  PLAIN_CONTEXT,
} from '../../../src/model/wire/index.ts';
import { matches } from '../../../src/tools/commands/traffic/capture-match.ts';
import { parseFilter } from '../../../src/tools/commands/traffic/capture-filter.ts';
import { play, type } from './seed-lab.ts';

const style = (options: Partial<CaptureStyle> = {}): CaptureStyle => ({
  old: false,
  verbose: 0,
  link: false,
  quick: false,
  absolute: false,
  hostName: formatIpv4,
  portName: String,
  macName: (mac) => mac,
  conversations: new Map(),
  context: PLAIN_CONTEXT,
  ...options,
});

const HOST128 = '00:0c:29:25:e5:b2';
const HOST130 = '00:0c:29:58:10:3c';

function packet(
  src: string,
  dst: string,
  payload: Ipv4Packet['payload'],
  more: Partial<Ipv4Packet> = {},
): Ipv4Packet {
  return {
    kind: 'ipv4',
    src: ipv4(src),
    dst: ipv4(dst),
    tos: 0,
    ttl: 64,
    id: 32698,
    df: false,
    mf: false,
    offset: 0,
    payload,
    ...more,
  };
}

const echo = packet(
  '10.0.0.2',
  '10.0.0.3',
  { kind: 'icmp', type: 8, code: 0, id: 31798, sequence: 1, size: 56, stamp: 0, checksum: 'right' },
  { id: 48768, df: true },
);

const tunnel = (dport: number, checksum: 'right' | 'partial' = 'right'): Frame => ({
  src: HOST128,
  dst: HOST130,
  payload: packet('192.168.91.128', '192.168.91.130', {
    kind: 'udp',
    sport: 53881,
    dport,
    checksum,
    payload: {
      kind: 'vxlan',
      vni: 256,
      inner: { src: '02:42:0a:00:00:02', dst: '02:42:0a:00:00:03', payload: echo },
    },
  }),
});

const tcp = (flags: string, seq: number, ack: number, payload: string, back = false): Frame => ({
  src: HOST128,
  dst: HOST130,
  payload: packet(back ? '203.0.113.10' : '192.168.91.128', back ? '192.168.91.128' : '203.0.113.10', {
    kind: 'tcp',
    sport: back ? 80 : 37292,
    dport: back ? 37292 : 80,
    seq,
    ack,
    flags: {
      syn: flags.includes('S'),
      ack: flags.includes('.'),
      fin: flags.includes('F'),
      rst: flags.includes('R'),
      psh: flags.includes('P'),
    },
    window: flags.includes('S') ? 64240 : 63,
    payload,
    mss: flags.includes('S') ? 1460 : undefined,
    checksum: 'right',
  }),
});

describe('lines of tcpdump, as the kernel lab recorded them', () => {
  it('show a tunnel with what it carries', () => {
    expect(formatFrame(tunnel(4789), style({ link: true }))).toBe(
      '00:0c:29:25:e5:b2 > 00:0c:29:58:10:3c, ethertype IPv4 (0x0800), length 148: 192.168.91.128.53881 > 192.168.91.130.4789: VXLAN, flags [I] (0x08), vni 256\n' +
        '02:42:0a:00:00:02 > 02:42:0a:00:00:03, ethertype IPv4 (0x0800), length 98: 10.0.0.2 > 10.0.0.3: ICMP echo request, id 31798, seq 1, length 64',
    );
    expect(formatFrame(tunnel(8472), style())).toBe(
      'IP 192.168.91.128.53881 > 192.168.91.130.8472: OTV, flags [I] (0x08), overlay 0, instance 256\n' +
        'IP 10.0.0.2 > 10.0.0.3: ICMP echo request, id 31798, seq 1, length 64',
    );
    expect(formatFrame(tunnel(4790), style())).toBe(
      'IP 192.168.91.128.53881 > 192.168.91.130.4790: UDP, length 106',
    );
  });

  it('say of an unfinished sum that it is bad', () => {
    const lines = formatFrame(tunnel(4789, 'partial'), style({ verbose: 2 })).split('\n');
    expect(lines[0]).toBe(
      'IP (tos 0x0, ttl 64, id 32698, offset 0, flags [none], proto UDP (17), length 134)',
    );
    expect(lines[1]).toMatch(
      /^ {4}192\.168\.91\.128\.53881 > 192\.168\.91\.130\.4789: \[bad udp cksum 0x38d7 -> 0x[0-9a-f]{4}!\] VXLAN/,
    );
    expect(lines[2]).toBe('IP (tos 0x0, ttl 64, id 48768, offset 0, flags [DF], proto ICMP (1), length 84)');
    expect(lines[3]).toBe('    10.0.0.2 > 10.0.0.3: ICMP echo request, id 31798, seq 1, length 64');
    expect(formatFrame(tunnel(4789), style({ verbose: 1 }))).toContain('[udp sum ok] VXLAN');
  });

  it('count sequence numbers from the start of a connection', () => {
    const same = style();
    const line = (...args: Parameters<typeof tcp>) =>
      formatFrame(tcp(...args), same).replace(/TS val \d+ ecr \d+/, 'TS');
    expect(line('S', 3137953590, 0, '')).toBe(
      'IP 192.168.91.128.37292 > 203.0.113.10.80: Flags [S], seq 3137953590, win 64240, options [mss 1460,sackOK,TS,nop,wscale 7], length 0',
    );
    expect(line('S.', 1523156654, 3137953591, '', true)).toContain(
      'Flags [S.], seq 1523156654, ack 3137953591, win 64240',
    );
    expect(line('.', 3137953591, 1523156655, '')).toBe(
      'IP 192.168.91.128.37292 > 203.0.113.10.80: Flags [.], ack 1, win 63, options [nop,nop,TS], length 0',
    );
    expect(line('P.', 3137953591, 1523156655, 'GET / HTTP/1.1\r\n\r\n')).toBe(
      'IP 192.168.91.128.37292 > 203.0.113.10.80: Flags [P.], seq 1:19, ack 1, win 63, options [nop,nop,TS], length 18: HTTP: GET / HTTP/1.1',
    );
    expect(line('R', 3137953609, 0, '')).toBe(
      'IP 192.168.91.128.37292 > 203.0.113.10.80: Flags [R], seq 3137953609, win 63, length 0',
    );
  });

  it('quote what an ICMP error is about', () => {
    const unreachable = (code: number, mtu?: number): Frame => {
      const about = tunnel(4789).payload;
      if (about.kind !== 'ipv4') throw new Error('not IPv4');
      const error = {
        kind: 'icmp' as const,
        type: 3,
        code,
        id: 0,
        sequence: 0,
        size: 0,
        stamp: 0,
        quoted: about,
        mtu,
        checksum: 'right' as const,
      };
      return {
        src: HOST130,
        dst: HOST128,
        payload: packet('192.168.91.130', '192.168.91.128', error, { tos: 0xc0 }),
      };
    };
    const say = (code: number, mtu?: number) => formatFrame(unreachable(code, mtu), style());
    expect(say(3)).toBe(
      'IP 192.168.91.130 > 192.168.91.128: ICMP 192.168.91.130 udp port 4789 unreachable, length 142',
    );
    expect(say(10)).toBe(
      'IP 192.168.91.130 > 192.168.91.128: ICMP host 192.168.91.130 unreachable - admin prohibited, length 142',
    );
    expect(say(4, 1400)).toContain('ICMP 192.168.91.130 unreachable - need to frag (mtu 1400), length 142');
    expect(
      formatFrame(unreachable(3), style({ verbose: 2 }))
        .split('\n')
        .slice(1, 4),
    ).toEqual([
      '    192.168.91.130 > 192.168.91.128: ICMP 192.168.91.130 udp port 4789 unreachable, length 142',
      '\tIP (tos 0x0, ttl 64, id 32698, offset 0, flags [none], proto UDP (17), length 134)',
      '    192.168.91.128.53881 > 192.168.91.130.4789: [udp sum ok] VXLAN, flags [I] (0x08), vni 256',
    ]);
  });
});

describe('filters', () => {
  const passes = (filter: string, frame: Frame) =>
    matches(parseFilter(filter), frame, {
      names: new Map([['host130', ipv4('192.168.91.130')]]),
      encode: PLAIN_CONTEXT,
    });

  it.each([
    ['', true],
    ['udp port 4789', true],
    ['port 4789 or 53', true],
    ['icmp', false],
    ['host 10.0.0.2', false],
    ['dst host host130 and not src port 4789', true],
    ['src net 192.168.91.0/24', true],
    ['src net 10', false],
    ['ether src 00:0c:29:25:e5:b2', true],
    ['not (arp or icmp) and portrange 4000-5000', true],
    ['greater 148 and less 148', true],
    ['greater 149', false],
    ['ip proto 17', true],
    ['udp[2:2] = 4789', true],
    ['udp[11] & 0xff = 1 or ip[8] < 10', false],
    ['udp[13] = 1 && len > 100', true],
    ['tcp[tcpflags] & tcp-syn != 0', false],
    ['arp or udp and icmp', false],
  ])('%s', (filter, expected) => {
    expect(passes(filter, tunnel(4789))).toBe(expected);
  });

  it.each(['port', 'host', 'and icmp', 'tcp port 80 or', '(icmp', 'icmp)', 'port nosuch', 'net 10.0.0.1/24'])(
    'refuses %s',
    (filter) => {
      expect(() => parseFilter(filter)).toThrow();
    },
  );

  it('sees flags of TCP', () => {
    expect(passes('tcp[13] & 2 != 0 and tcp[tcpflags] & tcp-ack == 0', tcp('S', 1, 0, ''))).toBe(true);
    expect(passes('tcp[tcpflags] & (tcp-syn|tcp-fin) != 0', tcp('.', 1, 1, ''))).toBe(false);
  });
});

describe("on the note's hosts", () => {
  it('a capture ends with its statistics', () => {
    const [capture] = play(
      'on host128\n$ tcpdump -nn -e -c 2 -i ens33 icmp & sleep 0.1; ping -c 1 192.168.91.130 > /dev/null; wait\n',
    );
    expect(
      capture.stdout
        .split('\n')
        .slice(0, 2)
        .map((line) => line.replace(/^[\d:.]+/, 'T').replace(/id \d+/, 'id N')),
    ).toEqual([
      'T 00:0c:29:25:e5:b2 > 00:0c:29:58:10:3c, ethertype IPv4 (0x0800), length 98: 192.168.91.128 > 192.168.91.130: ICMP echo request, id N, seq 1, length 64',
      'T 00:0c:29:58:10:3c > 00:0c:29:25:e5:b2, ethertype IPv4 (0x0800), length 98: 192.168.91.130 > 192.168.91.128: ICMP echo reply, id N, seq 1, length 64',
    ]);
    expect(capture.stderr).toContain(
      'tcpdump: verbose output suppressed, use -v or -vv for full protocol decode\nlistening on ens33, link-type EN10MB (Ethernet), capture size 262144 bytes\n2 packets captured\n2 packets received by filter\n0 packets dropped by kernel\n',
    );
  });

  it('an interrupt leaves an empty line', () => {
    expect(type('host128', 'timeout 2 tcpdump -nn -i docker0')).toMatchObject({ stdout: '\n', status: 124 });
  });

  it('names what does not exist', () => {
    expect(type('host128', 'tcpdump -i eth9')).toMatchObject({
      stderr: 'tcpdump: eth9: No such device exists\n(SIOCGIFHWADDR: No such device)\n',
      status: 1,
    });
    expect(type('host128', 'tcpdump port')).toMatchObject({ stderr: 'tcpdump: syntax error\n', status: 1 });
    expect(type('host128', 'tcpdump -r x')).toMatchObject({
      stderr: "netdrill: tcpdump: '-r' is not modelled here\n",
      status: 125,
    });
  });
});
