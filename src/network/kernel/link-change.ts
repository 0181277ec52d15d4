import {
  announce,
  type BridgeDevice,
  bridgePorts,
  devicesOn,
  type VlanDevice,
  tsoMax,
  fail,
  type Failure,
  hasQuirk,
  lookupDevice,
  namespaceOf,
  type NetDevice,
  type NetworkNamespace,
  nodeOf,
  schedule,
  type World,
} from '../../model/state/index.ts';
import { ipv4, linkLocalFromMac, type Mac } from '../../model/wire/index.ts';
import { allocateIndex } from './link.ts';
import { flushNeighbors } from './neighbor.ts';
import { bringLoopbackUp, netnsIdOf } from './netns.ts';
import { addLocalRoutes, removeDeviceRoutes } from './route.ts';
import { openUdp } from './socket.ts';

const ALL_SYSTEMS = ipv4('224.0.0.1');
const ALL_SNOOPERS = ipv4('224.0.0.106');

/**
 * The UDP sockets of the tunnels whose outer packets live in a namespace: one a port while a device with it is up, owned by
 * nobody (`netstat -nlup` shows `-`).
 */
function followTunnels(world: World, underlay: NetworkNamespace): void {
  const wanted = new Set<number>();
  for (const reference of underlay.tunnels) {
    const device = world.namespaces.get(reference.netns)?.devices.get(reference.index);
    if (device?.kind === 'vxlan' && device.up) wanted.add(device.dstPort);
  }
  for (const socket of [...underlay.sockets.values()]) {
    if (socket.kind !== 'udp' || socket.encapsulation !== 'vxlan') continue;
    if (!wanted.delete(socket.port)) underlay.sockets.delete(socket.id);
  }
  for (const port of wanted) {
    const socket = openUdp(world, underlay);
    socket.port = port;
    socket.inode = 0;
    socket.encapsulation = 'vxlan';
  }
}

/**
 * Sets IFF_UP or clears it, with what follows: routes, neighbours, multicast membership, and the VLAN devices on top, which follow
 * in both directions (net/8021q/vlan.c, vlan_device_event). ENETDOWN for a VLAN device whose parent is down.
 */
export function setLinkUp(
  world: World,
  netns: NetworkNamespace,
  device: NetDevice,
  up: boolean,
): Failure | undefined {
  if (device.up === up) return undefined;
  if (device.kind === 'loopback' && up) {
    bringLoopbackUp(netns);
    return undefined;
  }
  if (device.kind === 'vlan' && up && !parentOf(world, device)?.up) return fail('ENETDOWN');
  device.up = up;
  changeUp(world, netns, device, up);
  for (const other of devicesOn(world, netns, device))
    if (other.device.kind === 'vlan') setLinkUp(world, other.netns, other.device, up);
  return undefined;
}

function parentOf(world: World, { parent }: VlanDevice): NetDevice | undefined {
  return world.namespaces.get(parent.netns)?.devices.get(parent.index);
}

function changeUp(world: World, netns: NetworkNamespace, device: NetDevice, up: boolean): void {
  announce(world, netns, 'link', { device: device.name, event: up ? 'up' : 'down' });
  // On a reset the namespace below may be gone first.
  const below = device.kind === 'vxlan' ? world.namespaces.get(device.linkNetns) : undefined;
  if (below) followTunnels(world, below);
  if (!up) {
    device.groups = [];
    device.inet6 = device.inet6.filter((a) => a.scope === 'global');
    removeDeviceRoutes(netns, device.index);
    // Down flushes even permanent entries of a vxlan device: recorded in f17e-vxlan-bounced.
    flushNeighbors(world, netns, (neighbor) => neighbor.device === device.index);
    return;
  }
  device.groups = [ALL_SYSTEMS];
  for (const address of device.addresses) addLocalRoutes(netns, device, address);
  if (device.kind !== 'bridge') addLinkLocal(netns, device);
  const bridge = device.master === undefined ? undefined : netns.devices.get(device.master);
  if (bridge?.up) addLinkLocal(netns, bridge);
  const snoops = device.kind === 'bridge' && device.mcastSnooping;
  if (snoops && hasQuirk(nodeOf(world, netns.node).kernel, 'bridge-joins-all-snoopers')) {
    device.groups.push(ALL_SNOOPERS);
    // RFC 3376: a report at once (two ticks of the kernel's timer) and a second within the unsolicited report interval of
    // one second. Ports that join the bridge later miss the first (f19-rp-filter).
    schedule(world, 2_000, { kind: 'igmp', netns: netns.id, device: device.index, count: 2 });
  }
}

/** IPv6 gives a device its link-local address once it has carrier: a bridge with its first running port. */
function addLinkLocal(netns: NetworkNamespace, device: NetDevice): void {
  if (netns.sysctl.get('net.ipv6.conf.all.disable_ipv6') === '1' || device.kind === 'vxlan') return;
  if (device.inet6.some((a) => a.scope === 'link')) return;
  device.inet6.push({ address: linkLocalFromMac(device.mac), prefix: 64, scope: 'link' });
}

/** Makes a device a port of a bridge; `undefined` releases it. EBUSY, EINVAL as the kernel answers. */
export function setMaster(
  world: World,
  netns: NetworkNamespace,
  device: NetDevice,
  bridge: NetDevice | undefined,
): Failure | undefined {
  if (bridge === undefined) {
    releasePort(netns, device);
    return undefined;
  }
  if (bridge.kind !== 'bridge') return fail('EOPNOTSUPP');
  if (device.kind === 'bridge' || device.kind === 'loopback') return fail('EINVAL');
  if (device.master === bridge.index) return undefined;
  if (device.master !== undefined) return fail('EBUSY');
  const used = new Set(bridgePorts(netns, bridge).map((port) => port.port?.number));
  let number = 1;
  while (used.has(number)) number++;
  device.master = bridge.index;
  device.promiscuity++;
  device.port = {
    number,
    hairpin: false,
    learning: true,
    flood: true,
    pathCost: device.kind === 'ethernet' && device.speed < 10_000 ? 4 : device.kind === 'vxlan' ? 100 : 2,
    priority: 32,
  };
  bridge.fdb.set(device.mac, { port: device.index, isLocal: true, isStatic: true, updated: world.now });
  followLowestMac(netns, bridge, world);
  limitSuperFrames(netns, bridge);
  followSmallestMtu(netns, bridge);
  if (device.up && bridge.up) addLinkLocal(netns, bridge);
  return undefined;
}

function releasePort(netns: NetworkNamespace, device: NetDevice): void {
  const bridge = device.master === undefined ? undefined : netns.devices.get(device.master);
  if (bridge?.kind !== 'bridge') return;
  for (const [mac, entry] of bridge.fdb) if (entry.port === device.index) bridge.fdb.delete(mac);
  device.master = undefined;
  device.port = undefined;
  device.promiscuity--;
  limitSuperFrames(netns, bridge);
  followSmallestMtu(netns, bridge);
}

/** A bridge takes super-frames as large as all its ports do; one that lost its last port, any (net/bridge/br_if.c, br_set_gso_limits). */
function limitSuperFrames(netns: NetworkNamespace, bridge: BridgeDevice): void {
  bridge.tsoMax = Math.min(524280, ...bridgePorts(netns, bridge).map(tsoMax));
}

/** A bridge without an address of its own takes the lowest of its ports (br_stp_recalculate_bridge_id). */
function followLowestMac(netns: NetworkNamespace, bridge: BridgeDevice, world: World): void {
  if (bridge.macFixed) return;
  const lowest = bridgePorts(netns, bridge)
    .map((port) => port.mac)
    .sort()[0];
  if (lowest === undefined || lowest === bridge.mac) return;
  bridge.mac = lowest;
  announce(world, netns, 'link', { device: bridge.name, event: 'address' });
}

/** Changes the hardware address, and that of VLAN devices which had it from this one. EBUSY never: the model's devices all allow it while up. */
export function setMac(world: World, netns: NetworkNamespace, device: NetDevice, mac: Mac): void {
  for (const other of devicesOn(world, netns, device))
    if (other.device.kind === 'vlan' && other.device.mac === device.mac)
      setMac(world, other.netns, other.device, mac);
  const bridge = device.master === undefined ? undefined : netns.devices.get(device.master);
  if (bridge?.kind === 'bridge') {
    const entry = bridge.fdb.get(device.mac);
    bridge.fdb.delete(device.mac);
    if (entry) bridge.fdb.set(mac, entry);
  }
  device.mac = mac;
  if (device.kind === 'bridge') device.macFixed = true;
}

/** Sets or takes away IFF_PROMISC: the card then takes frames for other stations too, and the stack drops them. */
export function setPromisc(device: NetDevice, on: boolean): void {
  if ((device.promisc ?? false) === on) return;
  device.promisc = on;
  device.promiscuity += on ? 1 : -1;
}

/**
 * Changes the MTU: EINVAL outside 68..65535, ERANGE for a VLAN device above its parent's. VLAN devices on top shrink with it
 * (net/8021q/vlan.c, NETDEV_CHANGEMTU).
 */
export function setMtu(
  world: World,
  netns: NetworkNamespace,
  device: NetDevice,
  mtu: number,
): Failure | undefined {
  const most = device.kind === 'ethernet' ? 16110 : 65535;
  if (mtu < (device.kind === 'vlan' ? 0 : 68) || mtu > most) return fail('EINVAL');
  if (device.kind === 'vlan' && mtu > (parentOf(world, device)?.mtu ?? 0)) return fail('ERANGE');
  device.mtu = mtu;
  for (const other of devicesOn(world, netns, device))
    if (other.device.kind === 'vlan' && other.device.mtu > mtu) setMtu(world, other.netns, other.device, mtu);
  if (device.kind === 'bridge') device.mtuFixed = true;
  const bridge = device.master === undefined ? undefined : netns.devices.get(device.master);
  if (bridge?.kind === 'bridge') followSmallestMtu(netns, bridge);
  return undefined;
}

/**
 * A bridge's MTU is the smallest of its ports' as long as nobody set it, and stays as it is when the last port goes
 * (net/bridge/br_if.c, br_mtu_auto_adjust; tried on a 6.18 kernel). Before 4.17 it followed in any case.
 */
function followSmallestMtu(netns: NetworkNamespace, bridge: BridgeDevice): void {
  const ports = bridgePorts(netns, bridge);
  if (!bridge.mtuFixed && ports.length > 0) bridge.mtu = Math.min(...ports.map(({ mtu }) => mtu));
}

/** EBUSY while the device is up, EEXIST when the name is taken. */
export function renameLink(netns: NetworkNamespace, device: NetDevice, name: string): Failure | undefined {
  if (device.up) return fail('EBUSY');
  if (lookupDevice(netns, name)) return fail('EEXIST');
  device.name = name;
  return undefined;
}

/** Moves a device into another namespace: it arrives down and without addresses, keeps its index when that is free. */
export function moveLink(
  world: World,
  from: NetworkNamespace,
  device: NetDevice,
  to: NetworkNamespace,
  options: { name?: string; index?: number } = {},
): Failure | undefined {
  if (device.kind === 'loopback' || device.kind === 'bridge') return fail('EINVAL');
  const name = options.name ?? device.name;
  if (lookupDevice(to, name)) return fail('EEXIST');
  setLinkUp(world, from, device, false);
  releasePort(from, device);
  const upper = devicesOn(world, from, device);
  from.devices.delete(device.index);
  const oldIndex = device.index;
  const wanted = options.index ?? oldIndex;
  device.index = to.devices.has(wanted) ? allocateIndex(to) : wanted;
  device.name = name;
  device.addresses = [];
  device.inet6 = [];
  to.devices.set(device.index, device);
  const place = { netns: to.id, index: device.index };
  if (device.kind === 'veth') {
    const peerNetns = namespaceOf(world, device.peer.netns);
    const peer = peerNetns.devices.get(device.peer.index);
    if (peer?.kind === 'veth') peer.peer = place;
    if (peerNetns !== to) {
      netnsIdOf(peerNetns, to.id);
      netnsIdOf(to, peerNetns.id);
    }
  }
  if (device.kind === 'vxlan') {
    const link = namespaceOf(world, device.linkNetns);
    const reference = link.tunnels.find((t) => t.netns === from.id && t.index === oldIndex);
    if (reference) Object.assign(reference, place);
    if (link !== to) netnsIdOf(to, link.id);
  }
  if (device.kind === 'macvlan' || device.kind === 'vlan') netnsIdOf(to, device.parent.netns);
  for (const other of upper) other.device.parent = place;
  return undefined;
}

/** Deletes a device and what is on top of it; a veth takes its peer with it, a bridge releases its ports. */
export function deleteLink(world: World, netns: NetworkNamespace, index: number): Failure | undefined {
  const device = netns.devices.get(index);
  if (!device) return fail('ENODEV');
  if (device.kind === 'loopback') return fail('EOPNOTSUPP');
  setLinkUp(world, netns, device, false);
  releasePort(netns, device);
  if (device.kind === 'bridge') for (const port of bridgePorts(netns, device)) releasePort(netns, port);
  for (const other of devicesOn(world, netns, device)) deleteLink(world, other.netns, other.device.index);
  netns.devices.delete(index);
  announce(world, netns, 'link', { device: device.name, event: 'deleted' });
  if (device.kind === 'vxlan') {
    const link = world.namespaces.get(device.linkNetns);
    if (link) link.tunnels = link.tunnels.filter((t) => !(t.netns === netns.id && t.index === index));
  }
  if (device.kind === 'ethernet') {
    const segment = world.segments.get(device.segment);
    if (segment) segment.ports = segment.ports.filter((p) => !(p.netns === netns.id && p.index === index));
  }
  if (device.kind === 'veth') {
    const peerNetns = world.namespaces.get(device.peer.netns);
    if (peerNetns?.devices.has(device.peer.index)) deleteLink(world, peerNetns, device.peer.index);
  }
  return undefined;
}

/** ethtool -K: a feature by its long name; `tx` and the like are spelled out by the tool. */
export function setFeature(device: NetDevice, feature: string, on: boolean): void {
  device.features[feature] = on;
}
