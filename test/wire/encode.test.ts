import { describe, expect, it } from 'vitest';
import {
  decodeDns,
  encodeDns,
  encodeFrame,
  encodePacket,
  encodePcap,
  type Frame,
  ipv4,
  PLAIN_CONTEXT,
  transportChecksum,
  type UdpDatagram,
} from '../../src/model/wire/index.ts';

/** The first tunnelled echo request of the recorded healthy lab (tcpdump -x on host130). */
const RECORDED =
  '45000086 7fba0000 4011c259 c0a85b80 c0a85b82 d27912b5 0072b8fd 08000000 00010000 02420a00 00030242 0a000002 ' +
  '08004500 0054be80 40004001 68240a00 00020a00 00030800 a7d27c36 000193ce 046b0000 000077e9 05000000 00001011 ' +
  '12131415 16171819 1a1b1c1d 1e1f2021 22232425 26272829 2a2b2c2d 2e2f3031 32333435 3637';

const hex = (octets: Uint8Array) => [...octets].map((o) => o.toString(16).padStart(2, '0')).join('');

function tunnelledEcho(checksum: UdpDatagram['checksum']): Frame {
  const common = { kind: 'ipv4' as const, tos: 0, ttl: 64, mf: false, offset: 0 };
  const inner: Frame = {
    src: '02:42:0a:00:00:02',
    dst: '02:42:0a:00:00:03',
    payload: {
      ...common,
      src: ipv4('10.0.0.2'),
      dst: ipv4('10.0.0.3'),
      id: 0xbe80,
      df: true,
      payload: {
        kind: 'icmp',
        type: 8,
        code: 0,
        id: 0x7c36,
        sequence: 1,
        size: 56,
        stamp: 0x6b04ce93 * 1_000_000 + 0x5e977,
        checksum: 'right',
      },
    },
  };
  return {
    src: '00:0c:29:25:e5:b2',
    dst: '00:0c:29:58:10:3c',
    payload: {
      ...common,
      src: ipv4('192.168.91.128'),
      dst: ipv4('192.168.91.130'),
      id: 0x7fba,
      df: false,
      payload: {
        kind: 'udp',
        sport: 53881,
        dport: 4789,
        checksum,
        payload: { kind: 'vxlan', vni: 256, inner },
      },
    },
  };
}

describe('octets', () => {
  it('are those of the recorded packet', () => {
    const frame = tunnelledEcho('right');
    expect(hex(encodeFrame(frame)).slice(28)).toBe(RECORDED.replaceAll(' ', ''));
    expect(hex(encodeFrame(frame)).slice(0, 28)).toBe('000c2958103c000c2925e5b20800');
  });

  it('show the seed that an unfinished sum leaves, as tcpdump reports it on the sender', () => {
    for (const state of ['partial', -1] as const) {
      const packet = tunnelledEcho(state).payload;
      if (packet.kind !== 'ipv4') throw new Error('not IPv4');
      expect(transportChecksum(packet)).toEqual({ standing: 0x38d7, right: 0xb8fd });
    }
  });

  it('carry the sum of TCP over timestamps', () => {
    // f01 of the kernel lab: 10.0.0.2.50082 > 10.0.0.3.80, seed 0x1433.
    const packet = {
      kind: 'ipv4' as const,
      src: ipv4('10.0.0.2'),
      dst: ipv4('10.0.0.3'),
      tos: 0,
      ttl: 64,
      id: 1,
      df: true,
      mf: false,
      offset: 0,
      payload: {
        kind: 'tcp' as const,
        sport: 50082,
        dport: 80,
        seq: 1026703586,
        ack: 0,
        flags: { syn: true, ack: false, fin: false, rst: false, psh: false },
        window: 64860,
        payload: '',
        mss: 1410,
        checksum: 'partial' as const,
      },
    };
    const sums = transportChecksum(packet, {
      ...PLAIN_CONTEXT,
      timestamps: () => ({ value: 3874301403, echo: 0 }),
    });
    // The recording announces scale 10 where the model's Linux announces 7: 0x0300 more in one word of the sum.
    expect(sums).toEqual({ standing: 0x1433, right: 0xe7fd + 3 });
    expect(encodePacket(packet)).toHaveLength(60);
  });

  it('are cut where a packet is fragmented', () => {
    const frame = tunnelledEcho('right');
    if (frame.payload.kind !== 'ipv4') throw new Error('not IPv4');
    const whole = frame.payload;
    const piece = (offset: number, size: number) =>
      encodePacket({
        ...whole,
        offset,
        payload: { kind: 'fragment', protocol: 17, size, whole: whole.payload as UdpDatagram },
      });
    expect(hex(piece(0, 64)).slice(40) + hex(piece(64, 50)).slice(40)).toBe(
      hex(encodePacket(whole)).slice(40),
    );
  });

  it('go into a capture file with their time', () => {
    const file = encodePcap([{ at: 8_500_000, octets: encodeFrame(tunnelledEcho('right')) }]);
    expect(hex(file.subarray(0, 40))).toBe(
      'd4c3b2a1020004000000000000000000000004000100000008000000' + '20a10700' + '94000000' + '94000000',
    );
    expect(file).toHaveLength(24 + 16 + 148);
  });
});

describe('DNS messages', () => {
  it('come back as they went, in the octets of RFC 1035', () => {
    const question = {
      id: 7,
      response: false,
      name: 'web.example.net',
      type: 'A' as const,
      code: 'NOERROR' as const,
      answers: [],
    };
    expect(encodeDns(question)).toHaveLength(33);
    expect(decodeDns(encodeDns(question))).toEqual(question);
    const answer = {
      ...question,
      response: true,
      answers: [
        { name: 'web.example.net', type: 'CNAME', ttl: 70_000, data: 'www.example.net.' },
        { name: 'www.example.net', type: 'A', ttl: 600, data: '203.0.113.10' },
      ],
    };
    expect(decodeDns(encodeDns(answer))).toEqual(answer);
    expect(decodeDns(encodeDns({ ...question, response: true, code: 'NXDOMAIN' }))?.code).toBe('NXDOMAIN');
    expect(decodeDns('GET / HTTP/1.1')).toBeUndefined();
  });
});
