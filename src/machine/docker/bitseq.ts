/**
 * libnetwork's bit sequence as it stands in the store: 8 octets of length, 8 of unset bits, then runs of a 32-bit block and how
 * often it repeats, base64 (vendor/github.com/docker/libnetwork/bitseq; sample recorded in docker-lab o00-healthy).
 */
export interface BitSequence {
  bits: number;
  /** Ordinals that are set, ascending. */
  set: number[];
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function encodeBitSequence(sequence: BitSequence): string {
  const octets: number[] = [
    ...octetsOf(sequence.bits, 8),
    ...octetsOf(sequence.bits - sequence.set.length, 8),
  ];
  const blocks = new Map<number, number>();
  for (const ordinal of sequence.set) {
    const block = Math.floor(ordinal / 32);
    blocks.set(block, (blocks.get(block) ?? 0) + 2 ** (31 - (ordinal % 32)));
  }
  const total = Math.ceil(sequence.bits / 32);
  let at = 0;
  for (const [block, value] of [...blocks].sort(([a], [b]) => a - b)) {
    if (block > at) octets.push(...octetsOf(0, 4), ...octetsOf(block - at, 8));
    octets.push(...octetsOf(value, 4), ...octetsOf(1, 8));
    at = block + 1;
  }
  if (at < total) octets.push(...octetsOf(0, 4), ...octetsOf(total - at, 8));
  return toBase64(octets);
}

export function decodeBitSequence(text: string): BitSequence {
  const octets = fromBase64(text);
  const bits = numberAt(octets, 0, 8);
  const set: number[] = [];
  let block = 0;
  for (let at = 16; at + 12 <= octets.length; at += 12) {
    const value = numberAt(octets, at, 4);
    const count = numberAt(octets, at + 4, 8);
    if (value !== 0)
      for (let repeat = 0; repeat < count; repeat++)
        for (let bit = 0; bit < 32; bit++)
          if (Math.floor(value / 2 ** (31 - bit)) % 2 === 1) set.push((block + repeat) * 32 + bit);
    block += count;
  }
  return { bits, set };
}

/** The lowest unset ordinal from `from` on, and marks it; `undefined` when all are set. */
export function takeFirst(sequence: BitSequence, from: number): number | undefined {
  const used = new Set(sequence.set);
  for (let ordinal = from; ordinal < sequence.bits; ordinal++) {
    if (used.has(ordinal)) continue;
    sequence.set = [...sequence.set, ordinal].sort((a, b) => a - b);
    return ordinal;
  }
  return undefined;
}

function octetsOf(value: number, count: number): number[] {
  const octets: number[] = [];
  let rest = value;
  for (let i = 0; i < count; i++) {
    octets.unshift(rest % 256);
    rest = Math.floor(rest / 256);
  }
  return octets;
}

function numberAt(octets: readonly number[], at: number, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) value = value * 256 + octets[at + i];
  return value;
}

function toBase64(octets: readonly number[]): string {
  let out = '';
  for (let i = 0; i < octets.length; i += 3) {
    const [a, b, c] = [octets[i], octets[i + 1], octets[i + 2]];
    const word = a * 65536 + (b ?? 0) * 256 + (c ?? 0);
    out += BASE64[(word >> 18) & 63] + BASE64[(word >> 12) & 63];
    out += b === undefined ? '=' : BASE64[(word >> 6) & 63];
    out += c === undefined ? '=' : BASE64[word & 63];
  }
  return out;
}

function fromBase64(text: string): number[] {
  const octets: number[] = [];
  for (let i = 0; i + 3 < text.length; i += 4) {
    const values = [0, 1, 2, 3].map((k) => BASE64.indexOf(text[i + k]));
    octets.push((values[0] << 2) | (values[1] >> 4));
    if (text[i + 2] !== '=') octets.push(((values[1] & 15) << 4) | (values[2] >> 2));
    if (text[i + 3] !== '=') octets.push(((values[2] & 3) << 6) | values[3]);
  }
  return octets;
}
