/** The message in 64-octet blocks with its padding (RFC 1321, 3.1; FIPS 180-4, 5.1.1): sixteen words each. */
function blocks(octets: Uint8Array, littleEndian: boolean): Uint32Array[] {
  const size = (((octets.length + 8) >> 6) + 1) << 6;
  const padded = new Uint8Array(size);
  padded.set(octets);
  padded[octets.length] = 0x80;
  const view = new DataView(padded.buffer);
  const bits = octets.length * 8;
  const [low, high] = [bits >>> 0, Math.floor(bits / 2 ** 32)];
  view.setUint32(size - 8, littleEndian ? low : high, littleEndian);
  view.setUint32(size - 4, littleEndian ? high : low, littleEndian);
  return Array.from({ length: size / 64 }, (_, block) =>
    Uint32Array.from({ length: 16 }, (_word, at) => view.getUint32(block * 64 + at * 4, littleEndian)),
  );
}

function hexadecimal(words: readonly number[], littleEndian: boolean): string {
  const view = new DataView(new ArrayBuffer(words.length * 4));
  for (const [at, word] of words.entries()) view.setUint32(at * 4, word >>> 0, littleEndian);
  return [...new Uint8Array(view.buffer)].map((octet) => octet.toString(16).padStart(2, '0')).join('');
}

const left = (word: number, by: number) => (word << by) | (word >>> (32 - by));
const right = (word: number, by: number) => (word >>> by) | (word << (32 - by));

const MD5_SINES = Array.from({ length: 64 }, (_, at) => Math.floor(Math.abs(Math.sin(at + 1)) * 2 ** 32));
const MD5_TURNS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
];

/** MD5 of octets as 32 hexadecimal digits (RFC 1321). */
export function md5(octets: Uint8Array): string {
  let state: [number, number, number, number] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (const words of blocks(octets, true)) {
    let [a, b, c, d] = state;
    for (let at = 0; at < 64; at++) {
      const round = at >> 4;
      const mixed = [(b & c) | (~b & d), (d & b) | (~d & c), b ^ c ^ d, c ^ (b | ~d)][round]!;
      const word = words[[at, 5 * at + 1, 3 * at + 5, 7 * at][round]! & 15]!;
      const sum = (a + mixed + MD5_SINES[at]! + word) | 0;
      [a, d, c, b] = [d, c, b, (b + left(sum, MD5_TURNS[round]![at & 3]!)) | 0];
    }
    state = [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0];
  }
  return hexadecimal(state, true);
}

/** The first 64 primes, whose roots' fractions are SHA-256's constants. */
const PRIMES: readonly number[] = (() => {
  const found: number[] = [];
  for (let number = 2; found.length < 64; number++)
    if (found.every((prime) => number % prime !== 0)) found.push(number);
  return found;
})();
const fraction = (value: number) => Math.floor((value - Math.floor(value)) * 2 ** 32);
const SHA_START = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const SHA_ROUNDS = PRIMES.map((prime) => fraction(Math.cbrt(prime)));

/** SHA-256 of octets as 64 hexadecimal digits (FIPS 180-4). */
export function sha256(octets: Uint8Array): string {
  const state = [...SHA_START];
  for (const block of blocks(octets, false)) {
    const words = [...block];
    for (let at = 16; at < 64; at++) {
      const [old, recent] = [words[at - 15]!, words[at - 2]!];
      const s0 = right(old, 7) ^ right(old, 18) ^ (old >>> 3);
      const s1 = right(recent, 17) ^ right(recent, 19) ^ (recent >>> 10);
      words.push((words[at - 16]! + s0 + words[at - 7]! + s1) | 0);
    }
    let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
    for (let at = 0; at < 64; at++) {
      const s1 = right(e, 6) ^ right(e, 11) ^ right(e, 25);
      const one = (h + s1 + ((e & f) ^ (~e & g)) + SHA_ROUNDS[at]! + words[at]!) | 0;
      const s0 = right(a, 2) ^ right(a, 13) ^ right(a, 22);
      const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    for (const [at, value] of [a, b, c, d, e, f, g, h].entries()) state[at] = (state[at]! + value) | 0;
  }
  return hexadecimal(state, false);
}
