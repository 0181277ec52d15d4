import {
  drawHex,
  isFailure,
  lookupDevice,
  namespaceOf,
  type NetworkNamespace,
  type World,
} from '../../model/state/index.ts';
import { broadcastOf, cidr, ipv4, parseIpv4 } from '../../model/wire/index.ts';
import {
  addAddress,
  addLink,
  deleteLink,
  moveLink,
  setLinkUp,
  setMaster,
  writeSysctl,
} from '../../network/kernel/index.ts';
import { bridgeName } from './local-ipam.ts';
import type { Engine } from './memory.ts';
import { addBridgeRules, removeBridgeRules } from './rules.ts';
import type { DockerNetwork } from './types.ts';
import { configureInterface } from './sandbox-interface.ts';

/** MAC of an address on a Docker network: 02:42 and the four octets. */
export function macOf(ip: string): string {
  const value = parseIpv4(ip) ?? 0;
  return [
    '02',
    '42',
    ...[24, 16, 8, 0].map((shift) => ((value >>> shift) & 255).toString(16).padStart(2, '0')),
  ].join(':');
}

/** `veth` and seven digits, as the engine names both ends of a pair at first. */
export function drawVethName(world: World, node: string, subject: string): string {
  return `veth${drawHex(world, 'veth-name', `${node} ${subject}`, 7)}`;
}

const flag = (network: DockerNetwork, name: string, fallback: boolean) =>
  (network.options[`com.docker.network.bridge.${name}`] ?? String(fallback)) === 'true';

/** Makes the bridge device of a network and its rules; an existing device is taken over. */
export function createBridge(engine: Engine, network: DockerNetwork): void {
  const { world, node, memory } = engine;
  const netns = namespaceOf(world, node.initNetns);
  const name = bridgeName(network);
  const pool = cidr(network.subnet);
  let device = lookupDevice(netns, name);
  if (!device) {
    const digits = drawHex(world, 'bridge-mac', `${node.name} ${name}`, 8);
    const made = addLink(world, netns, {
      kind: 'bridge',
      txQueueLength: 0,
      name,
      mac: `02:42:${digits.replaceAll(':', '').match(/../g)?.join(':')}`,
    });
    if (isFailure(made)) throw new Error(`cannot make ${name}: ${made.errno}`);
    device = made;
  }
  const gateway = ipv4(network.gateway);
  if (!device.addresses.some((a) => a.address === gateway))
    addAddress(world, netns, device, {
      address: gateway,
      prefix: pool.prefix,
      broadcast: broadcastOf(gateway, pool.prefix),
    });
  setLinkUp(world, netns, device, true);
  const hairpin = !memory.config.userlandProxy;
  if (hairpin) writeSysctl(netns, `net.ipv4.conf.${name}.route_localnet`, '1');
  if (memory.config.iptables)
    addBridgeRules(netns, name, network.subnet, {
      icc: flag(network, 'enable_icc', true),
      masquerade: flag(network, 'enable_ip_masquerade', true),
      internal: network.internal,
      hairpin,
    });
}

export function removeBridge(engine: Engine, network: DockerNetwork): void {
  const netns = namespaceOf(engine.world, engine.node.initNetns);
  const name = bridgeName(network);
  const device = lookupDevice(netns, name);
  if (device) deleteLink(engine.world, netns, device.index);
  removeBridgeRules(netns, name, network.subnet);
}

/**
 * Joins a sandbox to a bridge: a veth pair made on the host, the container's end moved in. Returns the host end's name.
 * The container's end has the lower index, because the kernel registers the peer first.
 */
export function attachToBridge(
  engine: Engine,
  network: DockerNetwork,
  sandbox: NetworkNamespace,
  request: { interfaceName: string; ip: string; mac: string; defaultRoute: boolean; subject: string },
): string {
  const { world, node } = engine;
  const host = namespaceOf(world, node.initNetns);
  const bridge = lookupDevice(host, bridgeName(network));
  const hostName = drawVethName(world, node.name, `${request.subject} host`);
  const peerName = drawVethName(world, node.name, `${request.subject} container`);
  const mtu = Number(network.options['com.docker.network.driver.mtu'] ?? 1500);
  const made = addLink(world, host, {
    kind: 'veth',
    txQueueLength: 0,
    name: hostName,
    mtu,
    peer: { name: peerName, mac: request.mac, mtu },
  });
  const peer = lookupDevice(host, peerName);
  if (isFailure(made) || !peer) throw new Error('cannot make a veth pair');
  moveLink(world, host, peer, sandbox, { name: request.interfaceName });
  if (bridge) setMaster(world, host, made, bridge);
  if (made.port) made.port.hairpin = !engine.memory.config.userlandProxy;
  setLinkUp(world, host, made, true);
  // An internal network has a gateway too; rules keep the way out shut (docker-lab s06).
  const gateway = request.defaultRoute ? network.gateway : undefined;
  configureInterface(world, sandbox, peer, { ip: request.ip, subnet: network.subnet, gateway });
  return hostName;
}

/** Takes a host end down and away; the container's end goes with it. */
export function detachFromBridge(engine: Engine, hostInterface: string): void {
  const host = namespaceOf(engine.world, engine.node.initNetns);
  const device = lookupDevice(host, hostInterface);
  if (device) deleteLink(engine.world, host, device.index);
}
