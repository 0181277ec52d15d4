const MAGIC = 0xa1b2c3d4;
const SNAPSHOT_LENGTH = 262_144;
const LINK_ETHERNET = 1;

/** A capture file (classic pcap, version 2.4, little-endian) of frames seen at moments in microseconds since 1970. */
export function encodePcap(records: readonly { at: number; octets: Uint8Array }[]): Uint8Array {
  const file = new Uint8Array(24 + records.reduce((sum, record) => sum + 16 + record.octets.length, 0));
  const view = new DataView(file.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, SNAPSHOT_LENGTH, true);
  view.setUint32(20, LINK_ETHERNET, true);
  let offset = 24;
  for (const { at, octets } of records) {
    view.setUint32(offset, Math.floor(at / 1_000_000), true);
    view.setUint32(offset + 4, Math.floor(at % 1_000_000), true);
    view.setUint32(offset + 8, octets.length, true);
    view.setUint32(offset + 12, octets.length, true);
    file.set(octets, offset + 16);
    offset += 16 + octets.length;
  }
  return file;
}
