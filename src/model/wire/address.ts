/** An IPv4 address as an unsigned 32-bit integer, network order: 10.0.0.1 is 0x0a000001. */
export type Ipv4 = number;
/** An Ethernet address as lower-case hexadecimal pairs: `02:42:0a:00:00:02`. */
export type Mac = string;
/** An address with its prefix length, host bits kept. */
export interface Cidr {
  readonly address: Ipv4;
  readonly prefix: number;
}

export const BROADCAST_MAC: Mac = 'ff:ff:ff:ff:ff:ff';
export const ZERO_MAC: Mac = '00:00:00:00:00:00';
export const ANY_IPV4: Ipv4 = 0;
export const LIMITED_BROADCAST: Ipv4 = 0xffffffff;

/** Parses four decimal octets; `undefined` when the text is anything else. */
export function parseIpv4(text: string): Ipv4 | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  let value = 0;
  for (let i = 1; i <= 4; i++) {
    const octet = Number(match[i]);
    if (octet > 255) return undefined;
    value = value * 256 + octet;
  }
  return value;
}

/** Parses an address that the program text itself guarantees to be right; throws otherwise. */
export function ipv4(text: string): Ipv4 {
  const value = parseIpv4(text);
  if (value === undefined) throw new Error(`not an IPv4 address: ${text}`);
  return value;
}

const formatted = new Map<number, string>();

/** Dotted quad. Memoised, because captures print the same few addresses over and over. */
export function formatIpv4(value: Ipv4): string {
  let text = formatted.get(value);
  if (text === undefined) {
    text = `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
    if (formatted.size < 4096) formatted.set(value, text);
  }
  return text;
}

/** Parses `a.b.c.d/len`; without a slash the prefix is 32. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  const address = parseIpv4(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  if (slash < 0) return { address, prefix: 32 };
  const tail = text.slice(slash + 1);
  if (!/^\d{1,2}$/.test(tail) || Number(tail) > 32) return undefined;
  return { address, prefix: Number(tail) };
}

/** As {@link parseCidr}, for text that must be right; throws otherwise. */
export function cidr(text: string): Cidr {
  const value = parseCidr(text);
  if (!value) throw new Error(`not an IPv4 prefix: ${text}`);
  return value;
}

export function formatCidr(value: Cidr): string {
  return `${formatIpv4(value.address)}/${value.prefix}`;
}

/** The netmask of a prefix length as an address. */
export function netmask(prefix: number): Ipv4 {
  return prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
}

/** The prefix length of a contiguous netmask; `undefined` when the mask has holes. */
export function prefixLength(mask: Ipv4): number | undefined {
  for (let prefix = 0; prefix <= 32; prefix++) if (netmask(prefix) === mask) return prefix;
  return undefined;
}

/** The network address: host bits cleared. */
export function networkOf(address: Ipv4, prefix: number): Ipv4 {
  return (address & netmask(prefix)) >>> 0;
}

/** The directed broadcast address of a prefix. */
export function broadcastOf(address: Ipv4, prefix: number): Ipv4 {
  return (address | ~netmask(prefix)) >>> 0;
}

export function contains(net: Ipv4, prefix: number, address: Ipv4): boolean {
  return prefix === 0 || (address & netmask(prefix)) >>> 0 === (net & netmask(prefix)) >>> 0;
}

export function isMulticast(address: Ipv4): boolean {
  return address >>> 28 === 14;
}

export function isLoopback(address: Ipv4): boolean {
  return address >>> 24 === 127;
}

export function isMulticastMac(mac: Mac): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}

/** The Ethernet address of an IPv4 multicast group (RFC 1112, section 6.4). */
export function multicastMac(group: Ipv4): Mac {
  const part = (shift: number, mask = 255) => ((group >>> shift) & mask).toString(16).padStart(2, '0');
  return `01:00:5e:${part(16, 127)}:${part(8)}:${part(0)}`;
}

/** Six pairs of hexadecimal digits, any case; `undefined` otherwise. */
export function parseMac(text: string): Mac | undefined {
  return /^([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}$/.test(text) ? text.toLowerCase() : undefined;
}

/** The IPv6 link-local address formed from a MAC by modified EUI-64 (RFC 4291, appendix A). */
export function linkLocalFromMac(mac: Mac): string {
  const b = mac.split(':').map((pair) => Number.parseInt(pair, 16));
  b[0] ^= 2;
  const group = (high: number, low: number) => ((high << 8) | low).toString(16);
  return `fe80::${group(b[0], b[1])}:${group(b[2], 0xff)}:${group(0xfe, b[3])}:${group(b[4], b[5])}`;
}
