/**
 * What travels: addresses, frames and packets as typed values that know their length in octets, and their octets.
 * It refuses any notion of a host, a socket or a rule: a packet here does not know where it is.
 */
export * from './address.ts';
export * from './checksum.ts';
export * from './dns.ts';
export * from './encode.ts';
export * from './frame.ts';
export * from './pcap.ts';
export * from './pcapng.ts';
