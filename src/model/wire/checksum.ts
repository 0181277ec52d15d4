/** The one's complement sum of 16-bit words (RFC 1071), not complemented; an odd last octet is padded with zero. */
export function wordSum(octets: Uint8Array, start = 0): number {
  let sum = start;
  for (let i = 0; i < octets.length; i += 2) sum += (octets[i] << 8) | (octets[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}

/** The Internet checksum of octets whose checksum field is zero; `start` is the sum of a pseudo-header. */
export function internetChecksum(octets: Uint8Array, start = 0): number {
  return ~wordSum(octets, start) & 0xffff;
}

/** The sum of the pseudo-header of UDP and TCP: addresses, protocol, length. */
export function pseudoHeaderSum(src: number, dst: number, protocol: number, length: number): number {
  let sum = (src >>> 16) + (src & 0xffff) + (dst >>> 16) + (dst & 0xffff) + protocol + length;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}
