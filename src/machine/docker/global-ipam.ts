import type { Step } from '../../lib/index.ts';
import { broadcastOf, cidr, contains, formatIpv4, networkOf, parseIpv4 } from '../../model/wire/index.ts';
import type { Sys } from '../os/index.ts';
import { type BitSequence, decodeBitSequence, encodeBitSequence, takeFirst } from './bitseq.ts';
import { deleteStoreKey, readKey, writeKey } from './keys.ts';
import type { LeaseFailure } from './local-ipam.ts';
import { overlaps } from './local-ipam.ts';
import { withEngine } from './memory.ts';
import { isStoreFailure, type StoreFailure } from './store-client.ts';

const SPACE = 'GlobalDefault';
const CONFIG_KEY = `ipam/default/config/${SPACE}`;
/** VNIs are handed out from here on (driver overlay: vxlanIDStart). */
const FIRST_VNI = 256;
const LAST_VNI = 0xffffff;

interface PoolConfig {
  Scope: 'global';
  Subnets: Record<
    string,
    {
      ParentKey: { AddressSpace: string; Subnet: string; ChildSubnet: string };
      Pool: string;
      RefCount: number;
    }
  >;
}

const dataKey = (pool: string) => `ipam/default/data/${SPACE}/${pool}`;

/** How often a compare-and-swap is tried again after somebody else was faster. */
const ATTEMPTS = 10;

/** Reserves a pool in the store: the asked-for subnet, or the first free 10.x.y.0/24. `overlap` when it collides. */
export function* requestPool(
  sys: Sys,
  subnet: string,
): Step<{ pool: string } | { overlap: true } | StoreFailure> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const read = yield* readKey<PoolConfig>(sys, CONFIG_KEY);
    if (isStoreFailure(read)) return read;
    const config: PoolConfig = read?.value ?? { Scope: 'global', Subnets: {} };
    const taken = Object.values(config.Subnets).map((s) => cidr(s.Pool));
    const leaked = yield* withEngine(sys, ({ memory }) => memory.leakedPools);
    const blocked = [...taken, ...leaked.map((pool) => cidr(pool))];
    const pool = subnet === '' ? firstFree(blocked) : subnet;
    if (pool === undefined || (subnet !== '' && taken.some((other) => overlaps(cidr(subnet), other))))
      return { overlap: true };
    config.Subnets[`${SPACE}/${pool}`] = {
      ParentKey: { AddressSpace: '', Subnet: '', ChildSubnet: '' },
      Pool: pool,
      RefCount: 1,
    };
    const failure = yield* writeKey(sys, CONFIG_KEY, config, read?.index ?? 0);
    if (!failure) {
      const bits = 2 ** (32 - cidr(pool).prefix);
      const fresh: BitSequence = { bits, set: [0, bits - 1] };
      const stored = yield* storeSequence(sys, dataKey(pool), `${SPACE}/${pool}`, fresh);
      return stored ?? { pool };
    }
    if (failure.kind !== 'code') return failure;
  }
  return { failed: true, kind: 'unavailable', text: 'failed to update the pool: too many writers' };
}

function firstFree(taken: readonly { address: number; prefix: number }[]): string | undefined {
  for (let n = 0; n < 65536; n++) {
    const pool = `10.${n >> 8}.${n & 255}.0/24`;
    if (!taken.some((other) => overlaps(cidr(pool), other))) return pool;
  }
  return undefined;
}

function storeSequence(
  sys: Sys,
  key: string,
  id: string,
  sequence: BitSequence,
  index?: number,
): Step<StoreFailure | undefined> {
  return writeKey(sys, key, { id, sequence: encodeBitSequence(sequence) }, index);
}

/** Leases an address of a global pool in the store. */
export function* requestAddress(
  sys: Sys,
  pool: string,
  wanted?: string,
): Step<{ ip: string } | { failure: LeaseFailure } | StoreFailure> {
  const net = cidr(pool);
  const base = networkOf(net.address, net.prefix);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const read = yield* readKey<{ id: string; sequence: string }>(sys, dataKey(pool));
    if (isStoreFailure(read)) return read;
    if (!read) return { failure: 'exhausted' };
    const sequence = decodeBitSequence(read.value.sequence);
    let ordinal: number | undefined;
    if (wanted !== undefined) {
      const address = parseIpv4(wanted);
      if (address === undefined || !contains(net.address, net.prefix, address)) return { failure: 'outside' };
      if (sequence.set.includes(address - base)) return { failure: 'taken' };
      ordinal = address - base;
      sequence.set = [...sequence.set, ordinal].sort((a, b) => a - b);
    } else ordinal = takeFirst(sequence, 1);
    if (ordinal === undefined || base + ordinal >= broadcastOf(net.address, net.prefix))
      return { failure: 'exhausted' };
    const failure = yield* storeSequence(sys, dataKey(pool), read.value.id, sequence, read.index);
    if (!failure) return { ip: formatIpv4(base + ordinal) };
    if (failure.kind !== 'code') return failure;
  }
  return { failure: 'exhausted' };
}

export function* releaseGlobalAddress(sys: Sys, pool: string, ip: string): Step<void> {
  const net = cidr(pool);
  const ordinal = (parseIpv4(ip) ?? 0) - networkOf(net.address, net.prefix);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const read = yield* readKey<{ id: string; sequence: string }>(sys, dataKey(pool));
    if (!read || isStoreFailure(read)) return;
    const sequence = decodeBitSequence(read.value.sequence);
    sequence.set = sequence.set.filter((bit) => bit !== ordinal);
    if (!(yield* storeSequence(sys, dataKey(pool), read.value.id, sequence, read.index))) return;
  }
}

/** Gives a pool back with everything in it. */
export function* releasePool(sys: Sys, pool: string): Step<void> {
  const read = yield* readKey<PoolConfig>(sys, CONFIG_KEY);
  if (!read || isStoreFailure(read)) return;
  delete read.value.Subnets[`${SPACE}/${pool}`];
  yield* writeKey(sys, CONFIG_KEY, read.value, read.index);
  yield* deleteStoreKey(sys, dataKey(pool));
}

interface OverlayRecord {
  mtu: number;
  secure: boolean;
  subnets: { SubnetIP: string; GwIP: string; Vni: number }[];
}

/** Writes the overlay driver's record of a new network: VNI 0 until somebody joins. */
export function recordOverlay(
  sys: Sys,
  networkId: string,
  subnet: string,
  gateway: string,
  mtu: number,
): Step<StoreFailure | undefined> {
  const record: OverlayRecord = {
    mtu,
    secure: false,
    subnets: [{ SubnetIP: subnet, GwIP: `${gateway}/${cidr(subnet).prefix}`, Vni: 0 }],
  };
  return writeKey(sys, `overlay/network/${networkId}`, record);
}

/** The VNI of a network, allocated at the first join anywhere: in the order of joins, not of creation (docker-lab o14). */
export function* obtainVni(sys: Sys, networkId: string): Step<number | StoreFailure> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const read = yield* readKey<OverlayRecord>(sys, `overlay/network/${networkId}`);
    if (isStoreFailure(read)) return read;
    if (!read)
      return { failed: true, kind: 'code', code: 100, text: `could not find network ${networkId}`, index: 0 };
    if (read.value.subnets[0].Vni !== 0) return read.value.subnets[0].Vni;
    const taken = yield* takeVni(sys);
    if (isStoreFailure(taken)) return taken;
    read.value.subnets[0].Vni = taken;
    const failure = yield* writeKey(sys, `overlay/network/${networkId}`, read.value, read.index);
    if (!failure) return taken;
    if (failure.kind !== 'code') return failure;
    yield* returnVni(sys, taken);
  }
  return { failed: true, kind: 'unavailable', text: 'could not obtain vxlan id' };
}

const noVnis = (): BitSequence => ({ bits: LAST_VNI - FIRST_VNI + 1, set: [] });

/** Writes the set of tunnel numbers, all free, where nobody did yet: with the first overlay network (docker-lab o14). */
export function* prepareVnis(sys: Sys): Step<void> {
  const read = yield* readKey(sys, 'idm/vxlan-id');
  if (read === undefined) yield* storeSequence(sys, 'idm/vxlan-id', 'vxlan-id', noVnis(), 0);
}

function* takeVni(sys: Sys): Step<number | StoreFailure> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const read = yield* readKey<{ id: string; sequence: string }>(sys, 'idm/vxlan-id');
    if (isStoreFailure(read)) return read;
    const sequence = read ? decodeBitSequence(read.value.sequence) : noVnis();
    const ordinal = takeFirst(sequence, 0);
    if (ordinal === undefined) return { failed: true, kind: 'unavailable', text: 'no available vxlan ids' };
    const failure = yield* storeSequence(sys, 'idm/vxlan-id', 'vxlan-id', sequence, read?.index ?? 0);
    if (!failure) return FIRST_VNI + ordinal;
    if (failure.kind !== 'code') return failure;
  }
  return { failed: true, kind: 'unavailable', text: 'could not obtain vxlan id' };
}

export function* returnVni(sys: Sys, vni: number): Step<void> {
  const read = yield* readKey<{ id: string; sequence: string }>(sys, 'idm/vxlan-id');
  if (!read || isStoreFailure(read)) return;
  const sequence = decodeBitSequence(read.value.sequence);
  sequence.set = sequence.set.filter((bit) => bit !== vni - FIRST_VNI);
  yield* storeSequence(sys, 'idm/vxlan-id', 'vxlan-id', sequence, read.index);
}
