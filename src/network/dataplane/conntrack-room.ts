import { hashKey } from '../../lib/index.ts';
import {
  type ConntrackEntry,
  hasQuirk,
  type NetworkNamespace,
  nodeOf,
  removeConntrack,
  sysctlNumber,
  type Tuple,
  tupleKey,
  type World,
} from '../../model/state/index.ts';

/** How often the whole table is looked through (GC_SCAN_INTERVAL_MAX of nf_conntrack_core.c): microseconds. */
const COLLECT_INTERVAL = 60_000_000;
/** Places in the table, on a machine with more than 4 GiB (nf_conntrack_init_start), and how many early_drop looks into. */
const BUCKETS = 262_144;
const EVICTION_RANGE = 8;

/**
 * Room for one more. A full table gives up an unassured entry whose place is near (early_drop looks into eight buckets only), so that
 * a few such entries among many hardly ever help at once.
 */
export function makeRoom(world: World, netns: NetworkNamespace, tuple: Tuple): boolean {
  const max = sysctlNumber(netns, 'net.netfilter.nf_conntrack_max');
  if (world.now >= netns.conntrackCollected + COLLECT_INTERVAL)
    collect(world, netns, netns.conntrackCount >= max);
  if (netns.conntrackCount < max) return true;
  const victim = lookupVictim(world, netns, bucketOf(world, tuple));
  if (!victim) return false;
  if (victim.expires > world.now) netns.conntrackStats.earlyDrop++;
  removeConntrack(netns, victim);
  return true;
}

/** Where a tuple hangs in the table: nobody can tell beforehand, since the hash has a secret drawn at boot. */
function bucketOf(world: World, tuple: Tuple): number {
  return hashKey(world.seed, 'conntrack', tupleKey(tuple)) % BUCKETS;
}

function lookupVictim(world: World, netns: NetworkNamespace, bucket: number): ConntrackEntry | undefined {
  for (const [key, entry] of netns.conntrack) {
    if (entry.expires <= world.now) return entry;
    if (entry.assured) continue;
    const tuple = key === tupleKey(entry.original) ? entry.original : entry.reply;
    if ((bucketOf(world, tuple) - bucket + BUCKETS) % BUCKETS < EVICTION_RANGE) return entry;
  }
  return undefined;
}

/** Takes expired entries out of the table, and unassured ones too when it is full, as gc_worker does from time to time. */
function collect(world: World, netns: NetworkNamespace, full: boolean): void {
  netns.conntrackCollected = world.now;
  const early = full && hasQuirk(nodeOf(world, netns.node).kernel, 'conntrack-collects-unassured');
  for (const entry of new Set(netns.conntrack.values()))
    if (entry.expires <= world.now || (early && !entry.assured)) removeConntrack(netns, entry);
}
