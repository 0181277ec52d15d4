import type { Step } from '../../lib/index.ts';
import { isFailure, lookupDevice, namespaceOf } from '../../model/state/index.ts';
import { broadcastOf, cidr, formatIpv4, ipv4 } from '../../model/wire/index.ts';
import {
  addAddress,
  addLink,
  allocateIndex,
  bringLoopbackUp,
  createNetns,
  moveLink,
  setLinkUp,
  setMaster,
  setMtu,
  setNeighbor,
  setVxlanEntry,
  tunnelOf,
  deleteNeighbor,
  deleteVxlanEntry,
} from '../../network/kernel/index.ts';
import type { Sys } from '../os/index.ts';
import { drawVethName } from './bridge-driver.ts';
import { obtainVni } from './global-ipam.ts';
import { type Engine, withEngine } from './memory.ts';
import { dropSandbox } from './sandbox-files.ts';
import { isStoreFailure, type StoreFailure } from './store-client.ts';
import type { DockerNetwork, OverlayPeer, OverlaySandbox } from './types.ts';
import { configureInterface } from './sandbox-interface.ts';

/** UDP port of the overlay's tunnels. */
const VXLAN_PORT = 4789;
/** Octets the tunnel adds: outer Ethernet, IP, UDP and VXLAN headers. */
const ENCAPSULATION = 50;

/** MTU of an overlay's devices: 1500, or the network's option, less the encapsulation; never derived from the NIC. */
function overlayMtu(network: DockerNetwork): number {
  return Number(network.options['com.docker.network.driver.mtu'] ?? 1500) - ENCAPSULATION;
}

/**
 * Joins a container's sandbox to an overlay, making the network's sandbox on this host with its first container. Returns the
 * name of the veth end in the network's sandbox.
 */
export function* joinOverlay(
  sys: Sys,
  network: DockerNetwork,
  request: { containerId: string; netns: number; interfaceName: string; ip: string; mac: string },
): Step<{ hostInterface: string; sourceName: string } | StoreFailure> {
  const present = yield* withEngine(sys, ({ memory }) => memory.sandboxes.has(network.id));
  if (!present) {
    const vni = yield* obtainVni(sys, network.id);
    if (isStoreFailure(vni)) return vni;
    yield* withEngine(sys, (engine) => makeSandbox(engine, network, vni));
    const watches = yield* withEngine(
      sys,
      ({ memory }) => memory.sandboxes.get(network.id)?.watchesMisses ?? false,
    );
    if (watches) yield* sys.thread('watch-misses', { networkId: network.id });
  }
  return yield* withEngine(sys, (engine) => attachContainer(engine, network, request));
}

/** The network's namespace with br0 and vxlan0. The vxlan device is made on the host, so its socket stays there. */
function makeSandbox(engine: Engine, network: DockerNetwork, vni: number): void {
  const { world, node, memory } = engine;
  const host = namespaceOf(world, node.initNetns);
  // Once in its life the engine makes and deletes a test device, which uses up an index (libnetwork overlay networkOnceInit).
  if (!memory.overlayProbed) {
    allocateIndex(host);
    memory.overlayProbed = true;
  }
  const epoch = (memory.epochs.get(network.id) ?? 0) + 1;
  memory.epochs.set(network.id, epoch);
  const name = `${epoch}-${network.id.slice(0, 10)}`;
  const mtu = overlayMtu(network);
  const pool = cidr(network.subnet);
  const netns = createNetns(world, node.name, { name });
  // Docker makes these sandboxes without IPv6, the loopback too (docker-lab o00).
  netns.sysctl.set('net.ipv6.conf.all.disable_ipv6', '1');
  bringLoopbackUp(netns);
  const bridge = addLink(world, netns, { kind: 'bridge', txQueueLength: 0, name: 'br0', mtu });
  // What an engine that died left behind with this number goes first (libnetwork, setupSubnetSandbox).
  const stale = tunnelOf(world, host, vni, VXLAN_PORT);
  if (stale) dropSandbox(engine, namespaceOf(world, stale.netns));
  const tunnel = addLink(world, host, {
    kind: 'vxlan',
    txQueueLength: 0,
    name: drawVethName(world, node.name, `vxlan ${network.id}`).replace('veth', 'vx-'),
    vni,
    dstPort: VXLAN_PORT,
    proxy: true,
    l2miss: true,
    l3miss: true,
    mtu,
  });
  if (isFailure(bridge) || isFailure(tunnel) || bridge.kind !== 'bridge')
    throw new Error('error creating vxlan interface: file exists');
  bridge.macFixed = false;
  moveLink(world, host, tunnel, netns, { name: 'vxlan0' });
  setMtu(netns, tunnel, mtu);
  addAddress(world, netns, bridge, {
    address: ipv4(network.gateway),
    prefix: pool.prefix,
    broadcast: broadcastOf(ipv4(network.gateway), pool.prefix),
  });
  setMaster(world, netns, tunnel, bridge);
  setLinkUp(world, netns, bridge, true);
  setLinkUp(world, netns, tunnel, true);
  const sandbox: OverlaySandbox = {
    networkId: network.id,
    netns: netns.id,
    name,
    vni,
    subnet: network.subnet,
    gateway: network.gateway,
    mtu,
    containers: [],
    // Since libnetwork 3d9a8089 the miss watcher starts only while serf is alive.
    watchesMisses: memory.gossip?.alive ?? false,
    nextVeth: 0,
  };
  memory.sandboxes.set(network.id, sandbox);
  for (const peer of memory.peers)
    if (peer.networkId === network.id && !peer.local) programPeer(engine, peer);
}

function attachContainer(
  engine: Engine,
  network: DockerNetwork,
  request: { containerId: string; netns: number; interfaceName: string; ip: string; mac: string },
): { hostInterface: string; sourceName: string } {
  const { world, node, memory } = engine;
  const sandbox = memory.sandboxes.get(network.id);
  if (!sandbox) throw new Error(`no sandbox for ${network.name}`);
  const host = namespaceOf(world, node.initNetns);
  const inside = namespaceOf(world, sandbox.netns);
  const container = namespaceOf(world, request.netns);
  const own = drawVethName(world, node.name, `${request.containerId} overlay`);
  const sourceName = drawVethName(world, node.name, `${request.containerId} overlay peer`);
  const end = addLink(world, host, {
    kind: 'veth',
    txQueueLength: 0,
    name: own,
    mtu: sandbox.mtu,
    peer: { name: sourceName, mtu: sandbox.mtu },
  });
  const peer = lookupDevice(host, sourceName);
  if (isFailure(end) || !peer) throw new Error('cannot make a veth pair');
  const name = `veth${sandbox.nextVeth++}`;
  moveLink(world, host, end, inside, { name });
  const bridge = lookupDevice(inside, 'br0');
  if (bridge) setMaster(world, inside, end, bridge);
  setLinkUp(world, inside, end, true);
  moveLink(world, host, peer, container, { name: request.interfaceName });
  peer.mac = request.mac;
  configureInterface(world, container, peer, { ip: request.ip, subnet: network.subnet });
  sandbox.containers.push(request.containerId);
  return { hostInterface: name, sourceName };
}

/** A container leaves; the network's sandbox goes with its last one. */
export function leaveOverlay(engine: Engine, networkId: string, containerId: string): void {
  const sandbox = engine.memory.sandboxes.get(networkId);
  if (!sandbox) return;
  sandbox.containers = sandbox.containers.filter((id) => id !== containerId);
  if (sandbox.containers.length > 0) return;
  engine.memory.sandboxes.delete(networkId);
  const netns = engine.world.namespaces.get(sandbox.netns);
  if (!netns) return;
  dropSandbox(engine, netns);
}

/** Makes a remote container known: permanent neighbour and FDB entry on vxlan0 (peerAdd). */
export function programPeer(engine: Engine, peer: OverlayPeer): void {
  const sandbox = engine.memory.sandboxes.get(peer.networkId);
  const netns = sandbox && engine.world.namespaces.get(sandbox.netns);
  const tunnel = netns && lookupDevice(netns, 'vxlan0');
  if (!netns || tunnel?.kind !== 'vxlan') return;
  setNeighbor(engine.world, netns, tunnel.index, ipv4(peer.ip), {
    mac: peer.mac,
    state: 'PERMANENT',
    replace: true,
  });
  setVxlanEntry(engine.world, netns, tunnel, peer.mac, ipv4(peer.vtep), { permanent: true, replace: true });
}

export function unprogramPeer(engine: Engine, peer: OverlayPeer): void {
  const sandbox = engine.memory.sandboxes.get(peer.networkId);
  const netns = sandbox && engine.world.namespaces.get(sandbox.netns);
  const tunnel = netns && lookupDevice(netns, 'vxlan0');
  if (!netns || tunnel?.kind !== 'vxlan') return;
  deleteNeighbor(engine.world, netns, tunnel.index, ipv4(peer.ip));
  deleteVxlanEntry(engine.world, netns, tunnel, peer.mac);
}

/** The row of one peer, as messages between engines carry it: `join IP MASK MAC`. */
export function peerPayload(
  peer: Pick<OverlayPeer, 'ip' | 'prefix' | 'mac'>,
  verb: 'join' | 'leave',
): string {
  const mask = peer.prefix === 0 ? 0 : (0xffffffff << (32 - peer.prefix)) >>> 0;
  return `${verb} ${peer.ip} ${formatIpv4(mask)} ${peer.mac}`;
}
