/**
 * Chance is keyed, never drawn from a shared stream: the same (seed, purpose, subject, counter) gives the same number
 * whatever else happened before, so two worlds that differ in one fault still agree on everything else.
 */

/** A 53-bit hash of the key parts (cyrb53 construction; statistical quality is enough for jitter and identifiers). */
export function hashKey(seed: number, ...parts: readonly (string | number)[]): number {
  let h1 = 0xdeadbeef ^ seed;
  let h2 = 0x41c6ce57 ^ Math.imul(seed, 2654435761);
  for (const part of parts) {
    const text = typeof part === 'string' ? part : String(part);
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      h1 = Math.imul(h1 ^ code, 2654435761);
      h2 = Math.imul(h2 ^ code, 1597334677);
    }
    h1 = Math.imul(h1 ^ 0x1f, 2654435761);
    h2 = Math.imul(h2 ^ 0x1f, 1597334677);
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
  return 4294967296 * (2097151 & h2) + (h1 >>> 0);
}

/** A number in [0, 1). */
export function keyedFraction(seed: number, ...parts: readonly (string | number)[]): number {
  return hashKey(seed, ...parts) / 9007199254740992;
}

/** An integer in [low, high]. */
export function keyedInteger(
  seed: number,
  low: number,
  high: number,
  ...parts: readonly (string | number)[]
): number {
  return low + Math.floor(keyedFraction(seed, ...parts) * (high - low + 1));
}

/** `length` lower-case hexadecimal digits. */
export function keyedHex(seed: number, length: number, ...parts: readonly (string | number)[]): string {
  let out = '';
  for (let block = 0; out.length < length; block++) {
    out += hashKey(seed, ...parts, `#${block}`)
      .toString(16)
      .padStart(14, '0')
      .slice(-12);
  }
  return out.slice(0, length);
}
