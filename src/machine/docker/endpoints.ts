import type { Step } from '../../lib/index.ts';
import { drawHex, namespaceOf } from '../../model/state/index.ts';
import { cidr, PROTO_TCP, PROTO_UDP } from '../../model/wire/index.ts';
import type { Sys } from '../os/index.ts';
import { type ApiAnswer, type ApiError, apiError } from './api.ts';
import { attachToBridge, createBridge, detachFromBridge, macOf } from './bridge-driver.ts';
import { clearEndpoint } from './endpoint-record.ts';
import { announcePeer } from './gossip-events.ts';
import { releaseGlobalAddress, requestAddress } from './global-ipam.ts';
import { deleteStoreKey, readKey, writeKey } from './keys.ts';
import { leaseAddress, type LeaseFailure, nextLocalPool, releaseAddress } from './local-ipam.ts';
import { type Engine, timestamp, withEngine } from './memory.ts';
import { storedEndpoints } from './networks.ts';
import { joinOverlay, leaveOverlay } from './overlay-driver.ts';
import { attachToMacvlan, detachFromMacvlan } from './macvlan-driver.ts';
import { isStoreFailure } from './store-client.ts';
import type { Container, ContainerEndpoint, DockerNetwork } from './types.ts';

const GATEWAY_BRIDGE = 'docker_gwbridge';

function leaseError(failure: LeaseFailure, network: DockerNetwork, wanted: string | undefined): ApiError {
  if (failure === 'taken') return apiError(403, 'Address already in use');
  if (failure === 'outside')
    return apiError(400, `Invalid address ${wanted}: It does not belong to any of this network's subnets`);
  return apiError(
    500,
    `no available IPv4 addresses on this network's address pools: ${network.name} (${network.id})`,
  );
}

/** The container's interface names only ever count up (recorded in docker-lab s02). */
function nextInterface(engine: Engine, container: Container): string {
  const netns = engine.world.namespaces.get(container.netns);
  let highest = -1;
  for (const endpoint of [...container.endpoints, ...(container.gatewayLeg ? [container.gatewayLeg] : [])]) {
    const match = /^eth(\d+)$/.exec(endpoint.interfaceName);
    if (match) highest = Math.max(highest, Number(match[1]));
  }
  for (const device of netns?.devices.values() ?? []) {
    const match = /^eth(\d+)$/.exec(device.name);
    if (match) highest = Math.max(highest, Number(match[1]));
  }
  return `eth${highest + 1}`;
}

/** Joins a running container to a network: address, wiring, and for overlays the store and the other hosts. */
export function* joinNetwork(
  sys: Sys,
  containerId: string,
  network: DockerNetwork,
  request: { ip?: string; mac?: string; aliases: string[] },
): Step<ApiError | undefined> {
  if (request.ip !== undefined && network.name !== 'bridge' && !network.subnetGiven)
    return apiError(
      400,
      'user specified IP address is supported only when connecting to networks with user configured subnets',
    );
  const endpointId = yield* withEngine(sys, ({ world, disk }) => {
    const container = disk.containers.get(containerId);
    return drawHex(world, 'endpoint-id', `${container?.name} ${network.name}`, 64);
  });
  if (network.driver === 'overlay') return yield* joinGlobal(sys, containerId, network, endpointId, request);
  return yield* withEngine(sys, (engine): ApiError | undefined => {
    const container = engine.disk.containers.get(containerId);
    if (!container) return apiError(404, `No such container: ${containerId}`);
    const lease = leaseAddress(engine, network.id, endpointId, request.ip);
    if ('failure' in lease) return leaseError(lease.failure, network, request.ip);
    const mac = request.mac ?? macOf(lease.ip);
    const interfaceName = nextInterface(engine, container);
    const sandbox = namespaceOf(engine.world, container.netns);
    const hasDefault = sandbox.routes.some(({ prefix }) => prefix === 0);
    const leg = {
      interfaceName,
      ip: lease.ip,
      mac,
      defaultRoute: !hasDefault,
      subject: `${container.name} ${network.name}`,
    };
    let hostInterface = '';
    if (network.driver === 'macvlan') {
      const failure = attachToMacvlan(engine, network, sandbox, leg);
      if (failure) {
        releaseAddress(engine, network.id, lease.ip);
        return failure;
      }
    } else hostInterface = attachToBridge(engine, network, sandbox, leg);
    setEndpoint(container, {
      networkId: network.id,
      networkName: network.name,
      endpointId,
      ip: lease.ip,
      prefix: cidr(network.subnet).prefix,
      gateway: network.gateway,
      mac,
      requestedIp: request.ip,
      aliases: request.aliases,
      interfaceName,
      hostInterface,
    });
    return undefined;
  });
}

function setEndpoint(container: Container, endpoint: ContainerEndpoint): void {
  // A network may have been named by its id.
  const at = container.endpoints.findIndex(
    (e) => e.networkName === endpoint.networkName || endpoint.networkId.startsWith(e.networkName),
  );
  if (at < 0) container.endpoints.push(endpoint);
  else container.endpoints[at] = endpoint;
}

function* joinGlobal(
  sys: Sys,
  containerId: string,
  network: DockerNetwork,
  endpointId: string,
  request: { ip?: string; mac?: string; aliases: string[] },
): Step<ApiError | undefined> {
  const lease = yield* requestAddress(sys, network.subnet, request.ip);
  if (isStoreFailure(lease)) return apiError(500, lease.text);
  if ('failure' in lease) return leaseError(lease.failure, network, request.ip);
  const mac = request.mac ?? macOf(lease.ip);
  const plan = yield* withEngine(sys, (engine) => {
    const container = engine.disk.containers.get(containerId);
    return container
      ? { interfaceName: nextInterface(engine, container), netns: container.netns }
      : undefined;
  });
  if (!plan) return apiError(404, `No such container: ${containerId}`);
  const joined = yield* joinOverlay(sys, network, {
    containerId,
    netns: plan.netns,
    interfaceName: plan.interfaceName,
    ip: lease.ip,
    mac,
  });
  if (isStoreFailure(joined)) {
    yield* releaseGlobalAddress(sys, network.subnet, lease.ip);
    return apiError(500, joined.text);
  }
  const prefix = cidr(network.subnet).prefix;
  const stored = yield* withEngine(sys, (engine) => {
    engine.memory.subnets.set(network.id, network.subnet);
    const container = engine.disk.containers.get(containerId);
    if (!container) return undefined;
    setEndpoint(container, {
      networkId: network.id,
      networkName: network.name,
      endpointId,
      ip: lease.ip,
      prefix,
      gateway: '',
      mac,
      requestedIp: request.ip,
      aliases: request.aliases,
      interfaceName: plan.interfaceName,
      hostInterface: joined.hostInterface,
    });
    return storedEndpoint(engine, container, network, endpointId, {
      ip: `${lease.ip}/${prefix}`,
      mac,
      sourceName: joined.sourceName,
    });
  });
  yield* writeKey(sys, `endpoint/${network.id}/${endpointId}`, stored);
  yield* countEndpoints(sys, network.id, 1);
  const locator = yield* withEngine(sys, ({ memory }) => memory.config.advertiseAddress.split(':')[0]);
  yield* announcePeer(
    sys,
    { networkId: network.id, endpointId, ip: lease.ip, prefix, mac, vtep: locator, local: true },
    'join',
  );
  if (!network.internal) yield* withEngine(sys, (engine) => joinGateway(engine, containerId));
  return undefined;
}

function storedEndpoint(
  engine: Engine,
  container: Container,
  network: DockerNetwork,
  endpointId: string,
  wiring: { ip: string; mac: string; sourceName: string },
): object {
  const image = engine.disk.images.find((i) => i.reference === container.image);
  const exposed = [...(image?.exposed ?? [])].reverse().map((text) => {
    const [port, protocol] = text.split('/');
    return { Proto: protocol === 'udp' ? PROTO_UDP : PROTO_TCP, Port: Number(port) };
  });
  const ports = exposed.length === 0 ? null : exposed;
  const aliases = container.endpoints.find((e) => e.networkName === network.name)?.aliases ?? [];
  return {
    anonymous: false,
    disableResolution: false,
    ep_iface: {
      addr: wiring.ip,
      dstPrefix: 'eth',
      mac: wiring.mac,
      routes: null,
      srcName: wiring.sourceName,
      v4PoolID: `GlobalDefault/${network.subnet}`,
      v6PoolID: '',
    },
    exposed_ports: ports,
    generic: { 'com.docker.network.endpoint.exposedports': ports, 'com.docker.network.portmap': [] },
    id: endpointId,
    ingressPorts: null,
    joinInfo: { StaticRoutes: null, disableGatewayService: false },
    loadBalancer: false,
    locator: engine.memory.config.advertiseAddress.split(':')[0],
    myAliases: [...aliases, container.id.slice(0, 12)],
    name: container.name,
    sandbox: container.sandboxId,
    svcAliases: null,
    svcID: '',
    svcName: '',
    virtualIP: '<nil>',
  };
}

function* countEndpoints(sys: Sys, networkId: string, by: number): Step<void> {
  for (let attempt = 0; attempt < 10; attempt++) {
    const read = yield* readKey<{ Count: number }>(sys, `endpoint_count/${networkId}`);
    if (!read || isStoreFailure(read)) return;
    const failure = yield* writeKey(
      sys,
      `endpoint_count/${networkId}`,
      { Count: Math.max(0, read.value.Count + by) },
      read.index,
    );
    if (!failure) return;
  }
}

/** The leg on docker_gwbridge that gives an overlay container its way out; the bridge is made with the first one. */
function joinGateway(engine: Engine, containerId: string): void {
  const { world, disk, node } = engine;
  const container = disk.containers.get(containerId);
  if (!container || container.gatewayLeg) return;
  let network = [...disk.networks.values()].find((n) => n.name === GATEWAY_BRIDGE);
  if (!network) {
    const subnet = nextLocalPool(engine);
    if (subnet === undefined) return;
    const pool = cidr(subnet);
    network = {
      id: drawHex(world, 'network-id', `${node.name} ${GATEWAY_BRIDGE}`, 64),
      name: GATEWAY_BRIDGE,
      driver: 'bridge',
      scope: 'local',
      created: timestamp(world, world.now),
      subnet,
      gateway: [24, 16, 8, 0].map((shift) => ((pool.address + 1) >>> shift) & 255).join('.'),
      ipRange: '',
      internal: false,
      attachable: false,
      ingress: false,
      enableIpv6: false,
      options: {
        'com.docker.network.bridge.enable_icc': 'false',
        'com.docker.network.bridge.enable_ip_masquerade': 'true',
        'com.docker.network.bridge.name': GATEWAY_BRIDGE,
      },
      labels: {},
      ipamOptions: null,
    };
    disk.networks.set(network.id, network);
    createBridge(engine, network);
  }
  const endpointId = drawHex(world, 'endpoint-id', `${container.name} ${GATEWAY_BRIDGE}`, 64);
  const lease = leaseAddress(engine, network.id, endpointId);
  if ('failure' in lease) return;
  const mac = macOf(lease.ip);
  const interfaceName = nextInterface(engine, container);
  const hostInterface = attachToBridge(engine, network, namespaceOf(world, container.netns), {
    interfaceName,
    ip: lease.ip,
    mac,
    defaultRoute: true,
    subject: `${container.name} gateway`,
  });
  container.gatewayLeg = {
    networkId: network.id,
    networkName: GATEWAY_BRIDGE,
    endpointId,
    ip: lease.ip,
    prefix: cidr(network.subnet).prefix,
    gateway: network.gateway,
    mac,
    aliases: [],
    interfaceName,
    hostInterface,
  };
}

/** Leaves a network: wiring, address, and for overlays the store and the other hosts. The endpoint's name stays for the next start. */
export function* leaveNetwork(sys: Sys, containerId: string, networkName: string): Step<void> {
  const endpoint = yield* withEngine(sys, ({ disk }) =>
    disk.containers.get(containerId)?.endpoints.find((e) => e.networkName === networkName),
  );
  if (!endpoint || endpoint.ip === '') return;
  const network = yield* withEngine(sys, ({ disk }) => disk.networks.get(endpoint.networkId));
  if (network) {
    yield* withEngine(sys, (engine) => {
      const container = engine.disk.containers.get(containerId);
      const sandbox = container && engine.world.namespaces.get(container.netns);
      if (network.driver === 'macvlan') {
        if (sandbox) detachFromMacvlan(engine, sandbox, endpoint.interfaceName);
      } else detachFromBridge(engine, endpoint.hostInterface);
      releaseAddress(engine, endpoint.networkId, endpoint.ip);
    });
  } else if (endpoint.networkName !== 'host' && endpoint.networkName !== 'none') {
    yield* announcePeer(
      sys,
      {
        networkId: endpoint.networkId,
        endpointId: endpoint.endpointId,
        ip: endpoint.ip,
        prefix: endpoint.prefix,
        mac: endpoint.mac,
        vtep: '',
        local: true,
      },
      'leave',
    );
    yield* withEngine(sys, (engine) => {
      leaveOverlay(engine, endpoint.networkId, containerId);
      const leg = engine.disk.containers.get(containerId)?.gatewayLeg;
      if (leg) {
        detachFromBridge(engine, leg.hostInterface);
        releaseAddress(engine, leg.networkId, leg.ip);
      }
      const container = engine.disk.containers.get(containerId);
      if (container) container.gatewayLeg = undefined;
    });
    const subnet = yield* withEngine(sys, ({ memory }) => memory.subnets.get(endpoint.networkId));
    yield* deleteStoreKey(sys, `endpoint/${endpoint.networkId}/${endpoint.endpointId}`);
    yield* countEndpoints(sys, endpoint.networkId, -1);
    if (subnet !== undefined) yield* releaseGlobalAddress(sys, subnet, endpoint.ip);
  }
  yield* withEngine(sys, ({ disk }) => {
    const own = disk.containers.get(containerId)?.endpoints.find((e) => e.networkName === networkName);
    if (own) clearEndpoint(own);
  });
}

/**
 * `docker network disconnect -f` with a container no engine knows any more: takes its endpoint out of the store by name (recorded in
 * docker-lab o15).
 */
export function* forceEndpoint(sys: Sys, network: DockerNetwork, name: string): Step<ApiAnswer> {
  const stored = network.scope === 'global' ? yield* storedEndpoints(sys, network.id) : [];
  const endpoint = stored.find((e) => e.name === name);
  if (!endpoint) return apiError(404, `endpoint ${name} not found`);
  yield* deleteStoreKey(sys, `endpoint/${network.id}/${endpoint.id}`);
  yield* countEndpoints(sys, network.id, -1);
  yield* releaseGlobalAddress(sys, network.subnet, endpoint.ep_iface.addr.split('/')[0]);
  return { done: true };
}
