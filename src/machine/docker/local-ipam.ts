import { namespaceOf, TABLE_MAIN } from '../../model/state/index.ts';
import {
  broadcastOf,
  type Cidr,
  cidr,
  contains,
  formatIpv4,
  ipv4,
  networkOf,
  parseCidr,
  parseIpv4,
} from '../../model/wire/index.ts';
import type { Engine } from './memory.ts';

/** Default pools of local networks, in order: 172.17.0.0/16 to 172.31.0.0/16, then 192.168.0.0/20 and on (ipamutils). */
function localPools(given: readonly { base: string; size: number }[]): string[] {
  const pools: string[] = [];
  for (const { base, size } of given) {
    const { address, prefix } = cidr(base);
    for (let at = 0; at < 2 ** Math.max(0, size - prefix); at++)
      pools.push(`${formatIpv4(networkOf(address, prefix) + at * 2 ** (32 - size))}/${size}`);
  }
  if (pools.length > 0) return pools;
  for (let second = 17; second <= 31; second++) pools.push(`172.${second}.0.0/16`);
  for (let third = 0; third < 256; third += 16) pools.push(`192.168.${third}.0/20`);
  return pools;
}

export function overlaps(a: Cidr, b: Cidr): boolean {
  const prefix = Math.min(a.prefix, b.prefix);
  return networkOf(a.address, prefix) === networkOf(b.address, prefix);
}

/**
 * The first default pool that overlaps neither another local network nor a link-scope route of the host. A route with a gateway
 * does not protect a pool (recorded in docker-lab s07).
 */
export function nextLocalPool(engine: Engine): string | undefined {
  const taken = [...engine.disk.networks.values()].filter((n) => n.subnet !== '').map((n) => cidr(n.subnet));
  const netns = namespaceOf(engine.world, engine.node.initNetns);
  for (const route of netns.routes)
    if (route.table === TABLE_MAIN && route.scope === 'link' && route.prefix > 0)
      taken.push({ address: route.destination, prefix: route.prefix });
  return localPools(engine.memory.config.pools).find(
    (pool) => !taken.some((other) => overlaps(cidr(pool), other)),
  );
}

/** Whether an asked-for subnet collides with another local network of this engine. */
export function subnetTaken(engine: Engine, subnet: string): boolean {
  const wanted = parseCidr(subnet);
  if (!wanted) return false;
  return [...engine.disk.networks.values()].some((n) => n.subnet !== '' && overlaps(cidr(n.subnet), wanted));
}

export type LeaseFailure = 'taken' | 'outside' | 'exhausted';

/**
 * Leases an address of a local network: the asked-for one, or the lowest free one after the last given out (serial allocation).
 */
export function leaseAddress(
  engine: Engine,
  networkId: string,
  owner: string,
  wanted?: string,
): { ip: string } | { failure: LeaseFailure } {
  const network = engine.disk.networks.get(networkId);
  if (!network) return { failure: 'exhausted' };
  const pool = cidr(network.subnet);
  const leases = engine.disk.leases.get(networkId) ?? new Map<string, string>();
  engine.disk.leases.set(networkId, leases);
  const last = broadcastOf(pool.address, pool.prefix);
  const kept = Object.values(network.auxiliary ?? {}).map(ipv4);
  const reserved = new Set([networkOf(pool.address, pool.prefix), last, ipv4(network.gateway), ...kept]);
  if (wanted !== undefined) {
    const address = parseIpv4(wanted);
    if (address === undefined || !contains(pool.address, pool.prefix, address)) return { failure: 'outside' };
    if (reserved.has(address) || leases.has(wanted)) return { failure: 'taken' };
    leases.set(wanted, owner);
    return { ip: wanted };
  }
  const range = network.ipRange === '' ? pool : cidr(network.ipRange);
  const first = networkOf(range.address, range.prefix);
  const end = broadcastOf(range.address, range.prefix);
  for (let address = first; address <= end; address++) {
    const ip = formatIpv4(address);
    if (reserved.has(address) || leases.has(ip)) continue;
    leases.set(ip, owner);
    return { ip };
  }
  return { failure: 'exhausted' };
}

export function releaseAddress(engine: Engine, networkId: string, ip: string): void {
  engine.disk.leases.get(networkId)?.delete(ip);
}

/** Bridge device of a local network: the asked-for name, docker0, or `br-` and twelve digits of the id. */
export function bridgeName(network: { id: string; options: Readonly<Record<string, string>> }): string {
  return network.options['com.docker.network.bridge.name'] ?? `br-${network.id.slice(0, 12)}`;
}
