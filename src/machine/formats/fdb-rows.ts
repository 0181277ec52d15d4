import {
  type BridgeDevice,
  bridgePorts,
  devicesByIndex,
  type NetDevice,
  type NetworkNamespace,
  type World,
} from '../../model/state/index.ts';
import { formatIpv4, type Mac, multicastMac } from '../../model/wire/index.ts';
import { macvlansOn } from './link-rows.ts';

/** One entry of `bridge fdb show`. */
export interface FdbRow {
  mac: Mac;
  device: string;
  /** Bridge whose table holds it. */
  master?: string;
  self: boolean;
  /** Remote of a vxlan entry. */
  remote?: string;
  linkNetnsId?: number;
  state: 'permanent' | 'static' | 'stale' | '';
  /** Seconds since last use, since last change. */
  used: number;
  updated: number;
}

/**
 * All forwarding entries in the order of rtnl_fdb_dump: device by device; a port's entries in its bridge's table come
 * before the device's own filter list; a bridge lists its own filter list first.
 */
export function selectFdb(world: World, netns: NetworkNamespace): FdbRow[] {
  const rows: FdbRow[] = [];
  for (const device of devicesByIndex(netns)) {
    const master = device.master === undefined ? undefined : netns.devices.get(device.master);
    if (master?.kind === 'bridge') rows.push(...bridgeEntries(world, device, master));
    rows.push(...ownEntries(world, netns, device));
    // Not where the bridge has its address from a port, whose entry is there already (net/bridge/br_fdb.c, fdb_add_local).
    if (device.kind === 'bridge' && !device.fdb.has(device.mac))
      rows.push({
        ...blank(device),
        mac: device.mac,
        master: device.name,
        self: false,
        used: seconds(world, device.created),
        updated: seconds(world, device.created),
      });
  }
  return rows;
}

function seconds(world: World, at: number): number {
  return Math.max(0, Math.floor((world.now - at) / 1_000_000));
}

function blank(device: NetDevice): FdbRow {
  return { mac: '', device: device.name, self: true, state: 'permanent', used: 0, updated: 0 };
}

function bridgeEntries(world: World, port: NetDevice, bridge: BridgeDevice): FdbRow[] {
  const rows: FdbRow[] = [];
  for (const [mac, entry] of bridge.fdb) {
    if (entry.port !== port.index) continue;
    const old = world.now - entry.updated;
    if (!entry.isLocal && !entry.isStatic && old > bridge.ageing) continue;
    rows.push({
      mac,
      device: port.name,
      master: bridge.name,
      self: false,
      state: entry.isLocal ? 'permanent' : entry.isStatic ? 'static' : '',
      used: seconds(world, entry.updated),
      updated: seconds(world, entry.updated),
    });
  }
  // Learnt entries come before the port's own address in every recording (the hash of the address decides in life).
  return rows.sort((a, b) => Number(a.state === 'permanent') - Number(b.state === 'permanent'));
}

function ownEntries(world: World, netns: NetworkNamespace, device: NetDevice): FdbRow[] {
  if (device.kind === 'vxlan') {
    const foreign = device.linkNetns !== netns.id;
    return [...device.fdb]
      .filter(([, entry]) => entry.permanent || world.now - entry.updated <= device.ageing)
      .map(([mac, entry]) => ({
        ...blank(device),
        mac,
        remote: formatIpv4(entry.remote),
        linkNetnsId: foreign ? netns.netnsIds.get(device.linkNetns) : undefined,
        state: entry.permanent ? 'permanent' : '',
        used: seconds(world, entry.updated),
        updated: seconds(world, entry.updated),
      }));
  }
  if (device.kind === 'loopback') return [];
  return filterList(world, netns, device).map((mac) => ({ ...blank(device), mac }));
}

/** Addresses a device was told to accept: its macvlans' unicast ones, then multicast in the order they were joined. */
function filterList(world: World, netns: NetworkNamespace, device: NetDevice): Mac[] {
  const macs: Mac[] = macvlansOn(world, netns, device).map((child) => child.mac);
  // Taking a device down leaves the IPv6 groups, unless IPv6 was switched off and so has nothing to take down (recorded).
  if (device.up || netns.sysctl.get('net.ipv6.conf.all.disable_ipv6') === '1') macs.push('33:33:00:00:00:01');
  const groups = device.groups.map(multicastMac);
  const snoopers = groups.find((mac) => mac === '01:00:5e:00:00:6a');
  if (snoopers !== undefined) macs.push(snoopers, '33:33:00:00:00:6a');
  macs.push(...groups.filter((mac) => mac !== snoopers));
  for (const address of device.inet6) {
    const tail = solicitedNode(address.address);
    if (!macs.includes(tail)) macs.push(tail);
  }
  return macs;
}

/** Ethernet address of the solicited-node group of an IPv6 address: its last 24 bits (RFC 4291, 2.7.1). */
function solicitedNode(address: string): Mac {
  const groups = address.split(':');
  const low = (groups.at(-1) ?? '').padStart(4, '0');
  const high = (groups.at(-2) ?? '').padStart(4, '0');
  return `33:33:ff:${high.slice(2)}:${low.slice(0, 2)}:${low.slice(2)}`;
}

/** Entries of one bridge as brctl reads them from sysfs: sorted by address, ages in microseconds. */
export function selectBridgeMacs(
  world: World,
  netns: NetworkNamespace,
  bridge: BridgeDevice,
): { port: number; mac: Mac; local: boolean; age: number }[] {
  const numbers = new Map(bridgePorts(netns, bridge).map((port) => [port.index, port.port?.number ?? 0]));
  const rows: { port: number; mac: Mac; local: boolean; age: number }[] = [];
  for (const [mac, entry] of bridge.fdb) {
    const age = entry.isLocal || entry.isStatic ? 0 : world.now - entry.updated;
    if (age > bridge.ageing) continue;
    rows.push({ port: numbers.get(entry.port) ?? 0, mac, local: entry.isLocal, age });
  }
  return rows.sort((a, b) => (a.mac < b.mac ? -1 : 1));
}
