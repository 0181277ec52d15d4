import {
  emptyStats,
  hasQuirk,
  nodeOf,
  fail,
  type Failure,
  type NetworkNamespace,
  type World,
  namespaceOf,
  TABLE_DEFAULT,
  TABLE_LOCAL,
  TABLE_MAIN,
} from '../../model/state/index.ts';
import { ZERO_MAC, ipv4 } from '../../model/wire/index.ts';
import { defaultConf } from './link.ts';
import { deleteLink } from './link-change.ts';
import { addLocalRoutes } from './route.ts';

/** Creates a namespace with its loopback device, down, as unshare(CLONE_NEWNET) does. */
export function createNetns(
  world: World,
  node: string,
  options: { name?: string; loopbackUp?: boolean } = {},
): NetworkNamespace {
  const id = world.nextNetns++;
  const netns: NetworkNamespace = {
    id,
    node,
    created: world.now,
    names: options.name === undefined ? [] : [options.name],
    devices: new Map(),
    nextIndex: 2,
    routes: [],
    rules: [
      { priority: 0, table: TABLE_LOCAL },
      { priority: 32766, table: TABLE_MAIN },
      { priority: 32767, table: TABLE_DEFAULT },
    ],
    neighbors: new Map(),
    exceptions: new Map(),
    sockets: new Map(),
    netfilter: { tables: new Map(), backend: world.nodes.get(node)?.iptables ?? 'legacy' },
    conntrack: new Map(),
    conntrackCount: 0,
    conntrackCollected: 0,
    conntrackStats: {
      found: 0,
      invalid: 0,
      insert: 0,
      insertFailed: 0,
      drop: 0,
      earlyDrop: 0,
      error: 0,
      searchRestart: 0,
      clashResolve: 0,
      chainTooLong: 0,
    },
    conntrackActive: false,
    sysctl: new Map(),
    forwarding: false,
    counters: {},
    netnsIds: new Map(),
    fragments: new Map(),
    nextIpId: 1,
    taps: [],
    tunnels: [],
    monitors: [],
  };
  netns.devices.set(1, {
    kind: 'loopback',
    index: 1,
    name: 'lo',
    mac: ZERO_MAC,
    mtu: 65536,
    up: false,
    promiscuity: 0,
    qdisc: 'noqueue',
    // The loopback's queue length was 1 before 4.3 (the note's hosts) and is 1000 since.
    txQueueLength: hasQuirk(nodeOf(world, node).kernel, 'loopback-queue-1000') ? 1000 : 1,
    stats: emptyStats(),
    addresses: [],
    inet6: [],
    conf: defaultConf(netns),
    groups: [],
    features: {},
  });
  world.namespaces.set(id, netns);
  if (options.loopbackUp) bringLoopbackUp(netns);
  return netns;
}

/** What `ip link set lo up` leads to: 127.0.0.1/8 and ::1 appear by themselves. */
export function bringLoopbackUp(netns: NetworkNamespace): void {
  const lo = netns.devices.get(1);
  if (!lo || lo.up) return;
  lo.up = true;
  lo.groups = [ipv4('224.0.0.1')];
  if (lo.addresses.length === 0)
    lo.addresses.push({
      address: ipv4('127.0.0.1'),
      prefix: 8,
      scope: 'host',
      label: 'lo',
      secondary: false,
    });
  if (lo.inet6.length === 0 && netns.sysctl.get('net.ipv6.conf.all.disable_ipv6') !== '1')
    lo.inet6.push({ address: '::1', prefix: 128, scope: 'host' });
  for (const address of lo.addresses) addLocalRoutes(netns, lo, address);
}

/**
 * Deletes a namespace: its virtual devices die (with a veth's other end), physical ones return to the host.
 * EBUSY while a name keeps it alive.
 */
export function deleteNetns(world: World, id: number): Failure | undefined {
  const netns = namespaceOf(world, id);
  if (netns.names.length > 0) return fail('EBUSY');
  for (const device of [...netns.devices.values()])
    if (device.kind !== 'loopback') deleteLink(world, netns, device.index);
  world.namespaces.delete(id);
  for (const other of world.namespaces.values()) other.netnsIds.delete(id);
  return undefined;
}

/** The number `link-netnsid` shows for another namespace; allocated when it is first met. */
export function netnsIdOf(netns: NetworkNamespace, other: number): number {
  let id = netns.netnsIds.get(other);
  if (id === undefined) {
    id = 0;
    const used = new Set(netns.netnsIds.values());
    while (used.has(id)) id++;
    netns.netnsIds.set(other, id);
  }
  return id;
}

/** The namespace with a name (a file below /var/run/netns or /var/run/docker/netns) on a node. */
export function lookupNetnsByName(world: World, node: string, name: string): NetworkNamespace | undefined {
  for (const netns of world.namespaces.values())
    if (netns.node === node && netns.names.includes(name)) return netns;
  return undefined;
}
