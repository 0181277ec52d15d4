const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const ENHANCED_PACKET = 6;
const BYTE_ORDER = 0x1a2b3c4d;
const LINK_ETHERNET = 1;
const SNAPSHOT_LENGTH = 262_144;

const OPTION = { end: 0, comment: 1, interfaceName: 2, packetFlags: 2, application: 4, resolution: 9 };

/** Bits 0 and 1 of epb_flags: which way the frame went. */
const INBOUND = 1;
const OUTBOUND = 2;

/** A frame as one device saw it. */
export interface CapturedPacket {
  /** Microseconds since 1970. */
  at: number;
  /** Which of the interfaces saw it. */
  interface: number;
  outgoing: boolean;
  octets: Uint8Array;
}

export interface Capture {
  /** Who wrote it. */
  application: string;
  /** What the capture is of, as wireshark's file properties show it. */
  comment: string;
  /** Names of the devices; libpcap refuses a file that has none. */
  interfaces: readonly string[];
  packets: readonly CapturedPacket[];
}

/**
 * A capture file that says where each frame was seen: pcapng 1.0, little-endian, one section (draft-ietf-opsawg-pcapng: 4.1 Section Header,
 * 4.2 Interface Description, 4.3 Enhanced Packet). libpcap reads several interfaces only if all have one link type and snapshot length.
 */
export function encodePcapng(capture: Capture): Uint8Array {
  const blocks = [
    // Version 1.0 and an unknown length of the section, which all ones stand for.
    block(SECTION, [
      longs(BYTE_ORDER, 0x0000_0001, 0xffff_ffff, 0xffff_ffff),
      option(OPTION.comment, text(capture.comment)),
      option(OPTION.application, text(capture.application)),
      option(OPTION.end, new Uint8Array()),
    ]),
    ...capture.interfaces.map((name) =>
      block(INTERFACE, [
        longs(LINK_ETHERNET, SNAPSHOT_LENGTH),
        option(OPTION.interfaceName, text(name)),
        // Ten to the minus sixth: microseconds.
        option(OPTION.resolution, Uint8Array.of(6)),
        option(OPTION.end, new Uint8Array()),
      ]),
    ),
    ...capture.packets.map(({ at, interface: index, outgoing, octets }) =>
      block(ENHANCED_PACKET, [
        longs(index, Math.floor(at / 2 ** 32), at % 2 ** 32, octets.length, octets.length),
        padded(octets),
        option(OPTION.packetFlags, longs(outgoing ? OUTBOUND : INBOUND)),
        option(OPTION.end, new Uint8Array()),
      ]),
    ),
  ];
  return joined(blocks);
}

/** Type, total length, body, and the length again, by which a reader can go backwards. */
function block(type: number, parts: readonly Uint8Array[]): Uint8Array {
  const length = 12 + parts.reduce((sum, part) => sum + part.length, 0);
  return joined([longs(type, length), ...parts, longs(length)]);
}

function option(code: number, value: Uint8Array): Uint8Array {
  return joined([longs(code | (value.length << 16)), padded(value)]);
}

function padded(octets: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(octets.length / 4) * 4);
  whole.set(octets);
  return whole;
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

/** Numbers of 32 bits, the low octet first. */
function longs(...values: number[]): Uint8Array {
  const octets = new Uint8Array(4 * values.length);
  const view = new DataView(octets.buffer);
  for (const [i, value] of values.entries()) view.setUint32(4 * i, value, true);
  return octets;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
