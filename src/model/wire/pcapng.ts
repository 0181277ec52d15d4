import { type EncodeContext, encodeFrame } from './encode.ts';
import type { Frame } from './frame.ts';

/** Block types, link type and options of pcapng (draft-ietf-opsawg-pcapng, sections 4.1 to 4.3). */
const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const ENHANCED_PACKET = 6;
const BYTE_ORDER = 0x1a2b3c4d;
const LINK_ETHERNET = 1;
const IF_NAME = 2;
const EPB_FLAGS = 2;
const INBOUND = 1;
const OUTBOUND = 2;

/** Where frames were seen: a name for each interface description, and its frames in order of time. */
export interface SeenFrame {
  /** Virtual microseconds. */
  at: number;
  /** The place, as the interface is named in the file. */
  where: string;
  outgoing: boolean;
  frame: Frame;
}

/**
 * A capture file of frames seen at several places (pcapng, version 1.0, little-endian, times in microseconds): an interface for each
 * place in the order of its first frame, and each frame with its direction. Classic pcap cannot say where a frame was seen.
 */
export function encodePcapng(frames: readonly SeenFrame[], context: EncodeContext): Uint8Array {
  const places = [...new Set(frames.map(({ where }) => where))];
  const blocks = [
    block(SECTION, [...long(BYTE_ORDER), ...short(1), ...short(0), ...long(0xffffffff), ...long(0xffffffff)]),
    ...places.map((name) =>
      block(INTERFACE, [
        ...short(LINK_ETHERNET),
        ...short(0),
        ...long(0),
        ...option(IF_NAME, new TextEncoder().encode(name)),
        ...long(0),
      ]),
    ),
    ...frames.map(({ at, where, outgoing, frame }) => {
      const octets = encodeFrame(frame, context);
      const time = context.epoch + at;
      return block(ENHANCED_PACKET, [
        ...long(places.indexOf(where)),
        ...long(Math.floor(time / 2 ** 32)),
        ...long(time % 2 ** 32),
        ...long(octets.length),
        ...long(octets.length),
        ...padded(octets),
        ...option(EPB_FLAGS, long(outgoing ? OUTBOUND : INBOUND)),
        ...long(0),
      ]);
    }),
  ];
  return Uint8Array.from(blocks.flat());
}

const short = (value: number) => [value & 0xff, (value >>> 8) & 0xff];
const long = (value: number) => [...short(value), ...short(value >>> 16)];

function padded(octets: ArrayLike<number>): number[] {
  const out = Array.from(octets);
  while (out.length % 4 !== 0) out.push(0);
  return out;
}

function option(code: number, value: ArrayLike<number>): number[] {
  return [...short(code), ...short(value.length), ...padded(value)];
}

/** Type and total length, the body, the total length again. */
function block(type: number, body: readonly number[]): number[] {
  const length = long(12 + body.length);
  return [...long(type), ...length, ...body, ...length];
}
