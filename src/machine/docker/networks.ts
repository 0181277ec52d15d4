import type { Step } from '../../lib/index.ts';
import { drawHex } from '../../model/state/index.ts';
import { cidr, formatIpv4, networkOf, parseCidr } from '../../model/wire/index.ts';
import type { Sys } from '../os/index.ts';
import { type ApiAnswer, type ApiError, apiError, type ApiRequest, type NetworkMember } from './api.ts';
import { createBridge, removeBridge } from './bridge-driver.ts';
import {
  prepareVnis,
  recordOverlay,
  releasePool,
  requestAddress,
  requestPool,
  returnVni,
} from './global-ipam.ts';
import { deleteStoreKey, listKeys, makeStoreDirectory, readKey, storeOf, writeKey } from './keys.ts';
import { nextLocalPool, subnetTaken } from './local-ipam.ts';
import { isRecent, timestamp, withEngine } from './memory.ts';
import { checkMacvlan, prepareMacvlan, removeMacvlan } from './macvlan-driver.ts';
import { isStoreFailure, type StoreFailure } from './store-client.ts';
import { fromStore, storedForm } from './network-record.ts';
import type { DockerNetwork } from './types.ts';

type CreateRequest = Extract<ApiRequest, { op: 'network-create' }>;

/** The engine's words when the store cannot be read while pools are handed out (facts A6, confirmed in docker-lab o11). */
function poolFailure(failure: StoreFailure): ApiError {
  return apiError(
    500,
    `error getting pools config from store: could not get pools config from store: ${failure.text}`,
  );
}

/** All networks: local ones, and those of the store. A store that cannot be read hides its networks without a word. */
export function* listNetworks(sys: Sys): Step<DockerNetwork[]> {
  const local = yield* withEngine(sys, ({ disk }) => [...disk.networks.values()]);
  const stored = yield* listKeys(sys, 'network');
  yield* withEngine(sys, ({ memory }) => {
    memory.storeReachable = !isStoreFailure(stored);
  });
  if (!stored || isStoreFailure(stored)) return local;
  const global = stored.map(fromStore).filter((n): n is DockerNetwork => n !== undefined);
  return [...local, ...global];
}

/** Finds a network by full id, name, then unique id prefix. */
export function* findNetwork(sys: Sys, name: string): Step<DockerNetwork | ApiError> {
  const networks = yield* listNetworks(sys);
  const exact = networks.find((n) => n.id === name) ?? networks.find((n) => n.name === name);
  if (exact) return exact;
  const partial = name === '' ? [] : networks.filter((n) => n.id.startsWith(name));
  if (partial.length > 1)
    return apiError(400, `network ${name} is ambiguous (${partial.length} matches found on ID prefix)`);
  return partial[0] ?? apiError(404, `network ${name} not found`);
}

export function* createNetwork(sys: Sys, request: CreateRequest): Step<ApiAnswer> {
  const refusal = checkRequest(request);
  if (refusal) return refusal;
  if (request.driver === 'overlay') return yield* createOverlay(sys, request);
  const networks = yield* listNetworks(sys);
  if (request.name === '' || networks.some((n) => n.name === request.name))
    return apiError(409, `network with name ${request.name} already exists`);
  return yield* withEngine(sys, (engine): ApiAnswer => {
    const refused = request.driver === 'macvlan' ? checkMacvlan(engine, request) : undefined;
    if (refused) return refused;
    const subnet = request.subnet === '' ? nextLocalPool(engine) : normalSubnet(request.subnet);
    if (subnet === undefined)
      return apiError(
        400,
        'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
      );
    if (request.subnet !== '' && subnetTaken(engine, subnet))
      return apiError(403, 'Pool overlaps with other one on this address space');
    const network = newNetwork(sys, engine.world, request, 'local', subnet);
    const failure = network.driver === 'macvlan' ? prepareMacvlan(engine, network) : undefined;
    if (failure) return failure;
    engine.disk.networks.set(network.id, network);
    if (network.driver === 'bridge') createBridge(engine, network);
    return { id: network.id, warnings: [] };
  });
}

function checkRequest(request: CreateRequest): ApiError | undefined {
  if (['bridge', 'host', 'none', 'default'].includes(request.name))
    return apiError(403, `operation is not permitted on predefined ${request.name} network `);
  if (request.driver === 'host' || request.driver === 'null')
    return apiError(403, `only one instance of "${request.driver}" network is allowed`);
  if (!['bridge', 'overlay', 'macvlan'].includes(request.driver))
    return apiError(404, `plugin "${request.driver}" not found`);
  const net = request.subnet === '' ? undefined : parseCidr(request.subnet);
  if (request.subnet !== '' && !net)
    return apiError(400, `Invalid subnet ${request.subnet} : invalid CIDR address: ${request.subnet}`);
  if (request.driver !== 'overlay' && request.moreSubnets)
    return apiError(400, `${request.driver} driver doesn't support multiple subnets`);
  if (net && net.prefix > 30)
    return apiError(500, 'failed to allocate gateway (): No available addresses on this pool');
  const mtu = request.options['com.docker.network.driver.mtu'];
  if (mtu !== undefined && !/^[+-]?\d+$/.test(mtu))
    return apiError(
      500,
      `failed to parse com.docker.network.driver.mtu value: ${mtu} (strconv.Atoi: parsing "${mtu}": invalid syntax)`,
    );
  return undefined;
}

function normalSubnet(subnet: string): string {
  const net = cidr(subnet);
  return `${formatIpv4(networkOf(net.address, net.prefix))}/${net.prefix}`;
}

function newNetwork(
  sys: Sys,
  world: Sys['world'],
  request: CreateRequest,
  scope: 'local' | 'global',
  subnet: string,
): DockerNetwork {
  const net = cidr(subnet);
  const nanos = world.pins.get(`network-nanoseconds ${request.name}`);
  return {
    id: drawHex(
      world,
      'network-id',
      scope === 'global' ? request.name : `${sys.node.name} ${request.name}`,
      64,
    ),
    name: request.name,
    driver: request.driver === 'overlay' || request.driver === 'macvlan' ? request.driver : 'bridge',
    scope,
    created: timestamp(world, world.now, nanos === undefined ? undefined : Number(nanos)),
    subnet,
    gateway: request.gateway === '' ? formatIpv4(networkOf(net.address, net.prefix) + 1) : request.gateway,
    ipRange: request.ipRange,
    auxiliary: request.auxiliary,
    subnetGiven: request.subnet !== '',
    internal: request.internal,
    attachable: request.attachable,
    ingress: false,
    enableIpv6: false,
    options: request.options,
    labels: request.labels,
    ipamOptions: {},
  };
}

function* createOverlay(sys: Sys, request: CreateRequest): Step<ApiAnswer> {
  const store = yield* storeOf(sys);
  if (!store)
    return apiError(
      503,
      'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
    );
  const networks = yield* listNetworks(sys);
  const reachable = yield* withEngine(sys, ({ memory }) => memory.storeReachable);
  if (networks.some((n) => n.name === request.name))
    return apiError(409, `network with name ${request.name} already exists`);
  const pool = yield* requestPool(sys, request.subnet === '' ? '' : normalSubnet(request.subnet));
  if (isStoreFailure(pool)) {
    // A refused create leaves a pool taken in this engine's memory until it restarts (docker-lab o11).
    if (!reachable && request.subnet === '')
      yield* withEngine(sys, ({ memory }) => {
        memory.leakedPools.push(`10.0.${memory.leakedPools.length}.0/24`);
      });
    return poolFailure(pool);
  }
  if ('overlap' in pool) return apiError(403, 'Pool overlaps with other one on this address space');
  const network = yield* withEngine(sys, ({ world }) => newNetwork(sys, world, request, 'global', pool.pool));
  const mtu = Number(request.options['com.docker.network.driver.mtu'] ?? 0);
  const failure =
    (yield* recordOverlay(sys, network.id, network.subnet, network.gateway, mtu)) ??
    (yield* writeKey(sys, `network/${network.id}`, storedForm(network, request))) ??
    (yield* writeKey(sys, `endpoint_count/${network.id}`, { Count: 0 }));
  if (!failure) yield* prepareVnis(sys);
  // The gateway's address is taken with the network.
  if (!failure) yield* takeGateway(sys, network);
  return failure ? poolFailure(failure) : { id: network.id, warnings: [] };
}

/** Removes every network that somebody made and no running container uses; their names. */
export function* pruneNetworks(sys: Sys): Step<ApiAnswer> {
  const names: string[] = [];
  for (const network of yield* listNetworks(sys)) {
    if (['bridge', 'host', 'none'].includes(network.name)) continue;
    const answer = yield* removeNetwork(sys, network.id);
    if (!('error' in answer)) names.push(network.name);
  }
  return { names };
}

function* takeGateway(sys: Sys, network: DockerNetwork): Step<void> {
  yield* requestAddress(sys, network.subnet, network.gateway);
}

/** Endpoint of a global network as the store keeps it (keys recorded in docker-lab o00). */
export interface StoredEndpoint {
  id: string;
  name: string;
  sandbox: string;
  locator: string;
  ep_iface: { addr: string; mac: string };
  myAliases: string[];
}

/**
 * Endpoints of a network from the store; empty when it cannot be read. Whoever lists a directory makes it (libnetwork,
 * datastore.List), so the store holds one for every network somebody looked at.
 */
export function* storedEndpoints(sys: Sys, networkId: string): Step<StoredEndpoint[]> {
  if (yield* makeStoreDirectory(sys, `endpoint/${networkId}`)) return [];
  const nodes = yield* listKeys(sys, `endpoint/${networkId}`);
  if (!nodes || isStoreFailure(nodes)) return [];
  return nodes
    .filter((n) => n.value !== undefined)
    .map((n) => JSON.parse(n.value as string) as StoredEndpoint);
}

export function* inspectNetwork(sys: Sys, name: string): Step<ApiAnswer> {
  const network = yield* findNetwork(sys, name);
  if ('error' in network) return network;
  const members = yield* withEngine(sys, ({ disk }): NetworkMember[] => {
    const rows: NetworkMember[] = [];
    for (const container of disk.containers.values()) {
      if (container.state !== 'running' && container.state !== 'paused') continue;
      for (const endpoint of container.endpoints)
        if (endpoint.networkId === network.id)
          rows.push({
            key: container.id,
            name: container.name,
            endpointId: endpoint.endpointId,
            mac: endpoint.mac,
            ip: endpoint.ip === '' ? '' : `${endpoint.ip}/${endpoint.prefix}`,
          });
      const leg = container.gatewayLeg;
      if (leg?.networkId === network.id)
        rows.push({
          key: container.id,
          name: `gateway_${container.sandboxId.slice(0, 12)}`,
          endpointId: leg.endpointId,
          mac: leg.mac,
          ip: `${leg.ip}/${leg.prefix}`,
        });
    }
    return rows;
  });
  // The engine describes every network before it picks the one asked for (recorded in docker-lab o00 and o11: their directories).
  for (const other of yield* withEngine(sys, ({ disk }) => [...disk.networks.keys()]))
    yield* storedEndpoints(sys, other);
  if (network.scope === 'global')
    for (const endpoint of yield* storedEndpoints(sys, network.id))
      if (!members.some((m) => m.endpointId === endpoint.id))
        members.push({
          key: `ep-${endpoint.id}`,
          name: endpoint.name,
          endpointId: endpoint.id,
          mac: endpoint.ep_iface.mac,
          ip: endpoint.ep_iface.addr,
        });
  members.sort((a, b) => (a.key < b.key ? -1 : 1));
  return { network, members };
}

export function* removeNetwork(sys: Sys, name: string): Step<ApiAnswer> {
  const network = yield* findNetwork(sys, name);
  if ('error' in network) return network;
  if (['bridge', 'host', 'none'].includes(network.name))
    return apiError(403, `${network.name} is a pre-defined network and cannot be removed`);
  const inUse = yield* withEngine(sys, ({ disk }) =>
    [...disk.containers.values()].some(
      (c) =>
        c.state === 'running' &&
        (c.endpoints.some((e) => e.networkId === network.id) || c.gatewayLeg?.networkId === network.id),
    ),
  );
  const remote = network.scope === 'global' ? yield* storedEndpoints(sys, network.id) : [];
  const prefix = (yield* withEngine(sys, isRecent)) ? 'error while removing network: ' : '';
  if (inUse || remote.length > 0)
    return apiError(403, `${prefix}network ${network.name} id ${network.id} has active endpoints`);
  if (network.scope === 'local')
    return yield* withEngine(sys, (engine): ApiAnswer => {
      if (network.driver === 'macvlan') removeMacvlan(engine, network);
      else removeBridge(engine, network);
      engine.disk.networks.delete(network.id);
      engine.disk.leases.delete(network.id);
      return { done: true };
    });
  const record = yield* readKey<{ subnets: { Vni: number }[] }>(sys, `overlay/network/${network.id}`);
  if (record && !isStoreFailure(record) && record.value.subnets[0]?.Vni)
    yield* returnVni(sys, record.value.subnets[0].Vni);
  yield* releasePool(sys, network.subnet);
  const failure =
    (yield* deleteStoreKey(sys, `overlay/network/${network.id}`)) ??
    (yield* deleteStoreKey(sys, `endpoint_count/${network.id}`)) ??
    (yield* deleteStoreKey(sys, `endpoint/${network.id}`, true)) ??
    (yield* deleteStoreKey(sys, `network/${network.id}`));
  return failure ? apiError(500, failure.text) : { done: true };
}
