import type { Step } from '../../lib/index.ts';
import {
  isFailure,
  lookupDevice,
  namespaceOf,
  type NetworkNamespace,
  sysctl,
} from '../../model/state/index.ts';
import { ipv4 } from '../../model/wire/index.ts';
import { addRoute } from '../../network/kernel/index.ts';
import { imageFile, type LogLine, type Sys } from '../os/index.ts';
import {
  type ApiAnswer,
  type ApiError,
  apiError,
  type ApiRequest,
  DOCKER_SERVICE,
  type EngineInfo,
} from './api.ts';
import { hostnameOf, writeEtc } from './container-files.ts';
import { followContainer } from './attach.ts';
import {
  createContainer,
  killContainer,
  removeContainer,
  startContainer,
  stopContainer,
} from './containers.ts';
import { lookupContainer } from './container-lookup.ts';
import { plannedEndpoint } from './endpoint-record.ts';
import { forceEndpoint, joinNetwork, leaveNetwork } from './endpoints.ts';
import { freezeContainer, renameContainer, topContainer } from './freezer.ts';
import { log } from './log.ts';
import { type Engine, isRecent, withEngine } from './memory.ts';
import {
  createNetwork,
  findNetwork,
  inspectNetwork,
  listNetworks,
  pruneNetworks,
  removeNetwork,
} from './networks.ts';
import type { ContainerEndpoint, DockerNetwork } from './types.ts';

/** Takes one request and gives it a thread. */
export function* serveApi(sys: Sys): Step<unknown> {
  const request = yield* sys.serve(DOCKER_SERVICE);
  if (!isFailure(request)) yield* sys.thread('request', { id: request.id, message: request.message });
  return yield* sys.again(undefined);
}

export function* handleRequest(sys: Sys, request: { id: number; message: ApiRequest }): Step<unknown> {
  const answer = yield* dispatch(sys, request.message);
  if ('error' in answer) yield* logFailure(sys, request.message, answer);
  yield* sys.reply(DOCKER_SERVICE, request.id, answer);
  return undefined;
}

/** Failed calls show in the log as `Handler for METHOD path returned error`; 20.10 keeps that for its own failures (docker-lab). */
function* logFailure(sys: Sys, request: ApiRequest, { status, message }: ApiError): Step<void> {
  const recent = yield* withEngine(sys, isRecent);
  const path = pathOf(request);
  if (!path || (recent && status < 500)) return;
  const version = recent ? 'v1.41' : 'v1.38';
  yield* log(sys, 'error', `Handler for ${path.method} /${version}${path.path} returned error: ${message}`);
}

function pathOf(request: ApiRequest): { method: string; path: string } | undefined {
  switch (request.op) {
    case 'network-create':
      return { method: 'POST', path: '/networks/create' };
    case 'network-inspect':
      return { method: 'GET', path: `/networks/${request.name}` };
    case 'network-remove':
      return { method: 'DELETE', path: `/networks/${request.name}` };
    case 'container-create':
      return { method: 'POST', path: '/containers/create' };
    case 'container-start':
      return { method: 'POST', path: `/containers/${request.name}/start` };
    case 'container-inspect':
    case 'exec-prepare':
      return { method: 'GET', path: `/containers/${request.name}/json` };
    default:
      return undefined;
  }
}

function* dispatch(sys: Sys, request: ApiRequest): Step<ApiAnswer> {
  switch (request.op) {
    case 'info':
    case 'version':
      return yield* withEngine(sys, (engine): ApiAnswer => ({ info: infoOf(engine) }));
    case 'network-create':
      return yield* createNetwork(sys, request);
    case 'network-list':
      return { networks: yield* listNetworks(sys) };
    case 'network-inspect':
      return yield* inspectNetwork(sys, request.name);
    case 'network-remove':
      return yield* removeNetwork(sys, request.name);
    case 'network-prune':
      return yield* pruneNetworks(sys);
    case 'network-connect':
      return yield* connect(sys, request);
    case 'network-disconnect':
      return yield* disconnect(sys, request);
    case 'container-create':
      return yield* createContainer(sys, request.request);
    case 'container-start':
      return yield* startContainer(sys, request.name, request.attach);
    case 'container-stop':
      return yield* stopContainer(sys, request.name, request.timeout);
    case 'container-restart': {
      const stopped = yield* stopContainer(sys, request.name, request.timeout);
      if ('error' in stopped) return stopped;
      const answer = yield* startContainer(sys, request.name);
      return 'error' in answer
        ? { ...answer, message: `Cannot restart container ${request.name}: ${answer.message}` }
        : answer;
    }
    case 'container-kill':
      return yield* killContainer(sys, request.name, request.signal);
    case 'container-remove':
      return yield* removeContainer(sys, request.name, request.force);
    case 'container-freeze':
      return yield* freezeContainer(sys, request.name, request.freeze);
    case 'container-rename':
      return yield* renameContainer(sys, request.name, request.to);
    case 'container-top':
      return yield* topContainer(sys, request.name);
    case 'container-list':
      return yield* withEngine(sys, ({ disk }): ApiAnswer => {
        const all = [...disk.containers.values()].filter(
          (c) => request.all || c.state === 'running' || c.state === 'paused',
        );
        return { containers: all.sort((a, b) => b.created - a.created) };
      });
    case 'container-inspect':
      return yield* withEngine(sys, (engine): ApiAnswer => {
        const container = lookupContainer(engine, request.name);
        if ('error' in container) return container;
        const image = engine.disk.images.find((i) => i.reference === container.image);
        return { container, image, hostname: hostnameOf(engine, container) };
      });
    case 'container-logs':
      return yield* withEngine(sys, (engine): ApiAnswer => {
        const container = lookupContainer(engine, request.name);
        if ('error' in container) return container;
        const logs = engine.node.disk.get('container-logs') as Map<string, LogLine[]> | undefined;
        return { logs: logs?.get(container.id) ?? [] };
      });
    case 'container-attach':
      return yield* followContainer(sys, request.name, request.from);
    case 'exec-prepare':
      return yield* withEngine(sys, (engine): ApiAnswer => {
        const container = lookupContainer(engine, request.name);
        if ('error' in container) return container;
        if (container.state === 'paused')
          return apiError(409, `Container ${request.name} is paused, unpause the container before exec`);
        if (container.state !== 'running') return apiError(409, `Container ${container.id} is not running`);
        return { container, image: undefined, hostname: hostnameOf(engine, container) };
      });
    case 'image-list':
      return yield* withEngine(sys, ({ disk }): ApiAnswer => ({ images: disk.images }));
  }
}

const HOST_IS_FIXED = 'container cannot be disconnected from host network or connected to host network';

function* connect(sys: Sys, request: Extract<ApiRequest, { op: 'network-connect' }>): Step<ApiAnswer> {
  const network = yield* findNetwork(sys, request.network);
  if ('error' in network) return network;
  const container = yield* withEngine(sys, (engine) => lookupContainer(engine, request.container));
  if ('error' in container) return container;
  const mode = container.request.network;
  if (mode === 'host' || mode.startsWith('container:'))
    return apiError(
      403,
      'container sharing network namespace with another container or host cannot be connected to any other network',
    );
  if (network.driver === 'host') return apiError(403, HOST_IS_FIXED);
  if (network.driver === 'null' || container.endpoints.some((e) => e.networkName === 'none'))
    return apiError(
      403,
      'container cannot be connected to multiple networks with one of the networks in private (none) mode',
    );
  if (network.name === 'bridge' && request.aliases.length > 0)
    return apiError(400, 'network-scoped alias is supported only for containers in user defined networks');
  if (container.endpoints.some((e) => e.networkName === network.name))
    return apiError(403, `endpoint with name ${container.name} already exists in network ${network.name}`);
  const ip = request.ip === '' ? undefined : request.ip;
  if (container.state !== 'running') {
    yield* withEngine(sys, ({ disk }) => {
      disk.containers
        .get(container.id)
        ?.endpoints.push(
          plannedEndpoint(network.name, { networkId: network.id, requestedIp: ip, aliases: request.aliases }),
        );
    });
    return { done: true };
  }
  const failure = yield* joinNetwork(sys, container.id, network, {
    ip,
    aliases: request.aliases,
  });
  if (failure) return failure;
  yield* startResolver(sys, container.id, network);
  return { done: true };
}

/** A sandbox that joins its first network with names gets the embedded DNS (libnetwork, sandbox.startResolver). */
function* startResolver(sys: Sys, id: string, network: DockerNetwork): Step<void> {
  if (network.name === 'bridge') return;
  const netns = yield* withEngine(sys, (engine) => {
    const container = engine.disk.containers.get(id);
    const tables = container && namespaceOf(engine.world, container.netns).netfilter.tables;
    if (!container || tables?.get('nat')?.chains.some(({ name }) => name === 'DOCKER_OUTPUT')) return 0;
    writeEtc(engine, container, [network]);
    return container.netns;
  });
  if (netns > 0) yield* sys.thread('dns', { containerId: id, netns });
}

function* disconnect(sys: Sys, request: Extract<ApiRequest, { op: 'network-disconnect' }>): Step<ApiAnswer> {
  const network = yield* findNetwork(sys, request.network);
  const container = yield* withEngine(sys, (engine) => lookupContainer(engine, request.container));
  if ('error' in network)
    return request.force && !('error' in container)
      ? apiError(403, `container ${container.id} is not connected to the network ${request.network}`)
      : network;
  if ('error' in container)
    return request.force ? yield* forceEndpoint(sys, network, request.container) : container;
  if (network.driver === 'host') return apiError(403, HOST_IS_FIXED);
  if (!container.endpoints.some((e) => e.networkName === network.name))
    return apiError(403, `container ${container.id} is not connected to network ${network.name}`);
  yield* leaveNetwork(sys, container.id, network.name);
  yield* withEngine(sys, ({ disk, world }) => {
    const own = disk.containers.get(container.id);
    if (!own) return;
    own.endpoints = own.endpoints.filter((e) => e.networkName !== network.name);
    if (own.state === 'running') moveGateway(namespaceOf(world, own.netns), own.endpoints);
  });
  return { done: true };
}

/** The default route goes over to a network that is left (libnetwork, sandbox.updateGateway). */
function moveGateway(sandbox: NetworkNamespace, endpoints: readonly ContainerEndpoint[]): void {
  if (sandbox.routes.some(({ prefix }) => prefix === 0)) return;
  const next = endpoints.find(({ gateway }) => gateway !== '');
  const device = next && lookupDevice(sandbox, next.interfaceName);
  if (device)
    addRoute(sandbox, { destination: 0, prefix: 0, gateway: ipv4(next.gateway), device: device.index });
}

function infoOf({ node, disk, memory, world }: Engine): EngineInfo {
  const containers = [...disk.containers.values()];
  const count = (state: string) => containers.filter((c) => c.state === state).length;
  const netns = namespaceOf(world, node.initNetns);
  const release =
    imageFile(node.roots.get(node.hostRoot)?.profile ?? 'centos7', '/etc/os-release')?.content ?? '';
  return {
    id: disk.id,
    containers: containers.length,
    running: count('running'),
    paused: count('paused'),
    stopped: containers.length - count('running') - count('paused'),
    images: disk.images.reduce((count, image) => count + 1 + (image.layersBelow ?? 0), 0),
    version: memory.version,
    kernel: node.kernel,
    operatingSystem: /PRETTY_NAME="([^"]*)"/.exec(release)?.[1] ?? 'Linux',
    cpus: node.cpus,
    memory: node.memoryKiB * 1024,
    name: memory.hostname,
    clusterStore: memory.config.clusterStore,
    clusterAdvertise: memory.config.advertiseAddress,
    liveRestore: memory.config.liveRestore,
    pools: memory.config.pools,
    debug: memory.config.debug,
    labels: memory.config.labels,
    ipForward: netns.forwarding,
    bridgeNfIptables: sysctl(netns, 'net.bridge.bridge-nf-call-iptables') === '1',
    bridgeNfIp6tables: sysctl(netns, 'net.bridge.bridge-nf-call-ip6tables') === '1',
  };
}
