import { drawHex, lookupDevice, namespaceOf } from '../../model/state/index.ts';
import { type Cidr, cidr, formatIpv4, networkOf } from '../../model/wire/index.ts';
import { deleteAddress } from '../../network/kernel/index.ts';
import { createBridge } from './bridge-driver.ts';
import { bridgeName, nextLocalPool } from './local-ipam.ts';
import { type Engine, timestamp } from './memory.ts';
import { prepareMacvlan } from './macvlan-driver.ts';
import { raiseIsolation, removeBridgeRules } from './rules.ts';
import type { DockerNetwork } from './types.ts';

/** Where containers outlived the last engine the networks stay as they are, the default bridge among them (daemon_unix.go). */
export function keepNetworks(engine: Engine): void {
  const { disk, world, node, memory } = engine;
  for (const network of disk.networks.values())
    if (network.driver === 'bridge') createBridge(engine, network);
  // No network is made behind them, which would bring the jump to DOCKER-USER to the top (docker-lab s08).
  if (memory.config.iptables) raiseIsolation(namespaceOf(world, node.initNetns));
}

/** bridge, host and none exist from the first start on; every bridge device is made again after a boot. */
export function defaultNetworks(engine: Engine): void {
  const { disk, world, node, memory } = engine;
  const { config } = memory;
  const netns = namespaceOf(world, node.initNetns);
  const base = {
    scope: 'local',
    created: timestamp(world, world.now),
    ipRange: '',
    internal: false,
    attachable: false,
    ingress: false,
    enableIpv6: false,
    labels: {},
    ipamOptions: null,
  } as const;
  for (const [name, driver] of [
    ['host', 'host'],
    ['none', 'null'],
  ] as const) {
    if ([...disk.networks.values()].some((n) => n.name === name)) continue;
    const id = drawHex(world, 'network-id', `${node.name} ${name}`, 64);
    disk.networks.set(id, { ...base, id, name, driver, subnet: '', gateway: '', options: {} });
  }
  // The default bridge is made anew, with a new id, at every start of the engine; the rules of the last one go with it.
  for (const [id, network] of disk.networks) {
    if (network.name !== 'bridge') continue;
    disk.networks.delete(id);
    if (config.iptables) removeBridgeRules(netns, bridgeName(network), network.subnet);
  }
  const others = [...disk.networks.values()].filter((n) => n.driver === 'bridge');
  if (config.bridge !== 'none') {
    const id = drawHex(world, 'network-id', `${node.name} bridge`, 64);
    const name = config.bridge === '' ? 'docker0' : config.bridge;
    const { address, chosen } = addressOfBridge(engine, name);
    const network: DockerNetwork = {
      ...base,
      id,
      name: 'bridge',
      driver: 'bridge',
      subnet: `${formatIpv4(networkOf(address.address, address.prefix))}/${address.prefix}`,
      ipRange: config.fixedCidr,
      gateway: formatIpv4(address.address),
      gatewayConfigured: chosen,
      options: {
        'com.docker.network.bridge.default_bridge': 'true',
        'com.docker.network.bridge.enable_icc': String(config.icc),
        'com.docker.network.bridge.enable_ip_masquerade': String(config.ipMasq),
        'com.docker.network.bridge.host_binding_ipv4': config.ip,
        'com.docker.network.bridge.name': name,
        'com.docker.network.driver.mtu': String(config.mtu),
      },
    };
    disk.networks.set(id, network);
    createBridge(engine, network);
  }
  for (const other of others) createBridge(engine, other);
  // What a macvlan network hangs on does not outlive a reboot; the engine makes it anew, or leaves the network as it is.
  for (const other of disk.networks.values()) if (other.driver === 'macvlan') prepareMacvlan(engine, other);
}

/**
 * The address of the default bridge: what `--bip` says, what the device has by now (docker-lab o04), or the first of the first free
 * pool. `chosen`: it counts as configured, and is shown.
 */
function addressOfBridge(engine: Engine, name: string): { address: Cidr; chosen: boolean } {
  const { world, node, memory } = engine;
  const netns = namespaceOf(world, node.initNetns);
  const device = lookupDevice(netns, name);
  const present = device?.addresses[0];
  if (memory.config.bip !== '') {
    const address = cidr(memory.config.bip);
    if (device && present && present.address !== address.address)
      deleteAddress(world, netns, device, present.address, present.prefix);
    return { address, chosen: true };
  }
  if (present) return { address: { address: present.address, prefix: present.prefix }, chosen: true };
  const pool = cidr(nextLocalPool(engine) ?? '172.17.0.0/16');
  return { address: { address: pool.address + 1, prefix: pool.prefix }, chosen: false };
}
