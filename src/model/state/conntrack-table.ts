import type { NetworkNamespace } from './namespace.ts';
import type { ConntrackEntry, Tuple } from './netfilter.ts';

/** Key of a tuple in the tracking table. */
export function tupleKey(tuple: Tuple): string {
  return `${tuple.protocol} ${tuple.src}:${tuple.sport} ${tuple.dst}:${tuple.dport} ${tuple.icmpType ?? ''}`;
}

/** Takes an entry out of the table, both directions. */
export function removeConntrack(netns: NetworkNamespace, entry: ConntrackEntry): void {
  if (netns.conntrack.get(tupleKey(entry.original)) === entry)
    netns.conntrack.delete(tupleKey(entry.original));
  if (netns.conntrack.get(tupleKey(entry.reply)) === entry) netns.conntrack.delete(tupleKey(entry.reply));
  if (entry.confirmed) netns.conntrackCount--;
  entry.confirmed = false;
}

/** Entries of the table in the order they were confirmed, expired ones left out. */
export function conntrackEntries(netns: NetworkNamespace, now: number): ConntrackEntry[] {
  const seen = new Set<ConntrackEntry>();
  for (const entry of netns.conntrack.values()) if (entry.confirmed && entry.expires > now) seen.add(entry);
  return [...seen];
}
