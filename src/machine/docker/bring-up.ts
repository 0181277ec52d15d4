import type { Step } from '../../lib/index.ts';
import { drawHex, isFailure, type Node, type Process, type World } from '../../model/state/index.ts';
import { bringLoopbackUp, createNetns } from '../../network/kernel/index.ts';
import type { Sys } from '../os/index.ts';
import { type ApiError, apiError, type Attachment } from './api.ts';
import { writeEtc } from './container-files.ts';
import { serveDns } from './dns.ts';
import { joinNetwork } from './endpoints.ts';
import { type Engine, isRecent, withEngine } from './memory.ts';
import { findNetwork, storedEndpoints } from './networks.ts';
import { releaseGlobalAddress } from './global-ipam.ts';
import { deleteStoreKey } from './keys.ts';
import { openPorts } from './publish.ts';
import { plannedEndpoint } from './endpoint-record.ts';
import { noteSandbox } from './sandbox-files.ts';
import type { Container, ContainerEndpoint, DockerNetwork } from './types.ts';

import { containerNamespaces, lookupContainer } from './container-lookup.ts';

/** Time the engine needs to start a first process: microseconds. */
const START_TIME = 500_000;

/** Networks that every engine has under these names. */
const MODES = new Set(['bridge', 'host', 'none']);

/** What starting does once the container is known: sandbox, networks, names, ports, process. */
export function* bringUp(sys: Sys, id: string, attach?: Attachment): Step<ApiError | undefined> {
  const plan = yield* withEngine(sys, ({ disk }) => {
    const container = disk.containers.get(id);
    if (!container) return undefined;
    // A network that somebody made is asked for by the id it had at the last start (daemon/container_operations.go, getNetworkID).
    const asked = (e: ContainerEndpoint) =>
      e.networkId === '' || MODES.has(e.networkName) ? e.networkName : e.networkId;
    const names =
      container.endpoints.length > 0 ? container.endpoints.map(asked) : [container.request.network];
    return { names, request: container.request };
  });
  if (!plan) return apiError(404, `No such container: ${id}`);
  const networks: DockerNetwork[] = [];
  for (const name of plan.names) {
    const shared = /^container:(.+)$/.exec(name);
    if (shared) continue;
    const network = yield* findNetwork(sys, name);
    if ('error' in network) return network;
    networks.push(network);
  }
  const taken = yield* removeStaleEndpoints(sys, id, networks);
  if (taken) return taken;
  yield* noteSandbox(sys);
  const sandbox = yield* withEngine(sys, (engine) => makeSandbox(engine, id, networks));
  if (typeof sandbox === 'object' && sandbox) return sandbox;
  // libnetwork keeps a sandbox's endpoints by network name: so the interfaces are numbered, and the first leads out.
  networks.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  for (const network of networks) {
    if (network.driver === 'host' || network.driver === 'null') {
      yield* withEngine(sys, (engine) => noteModeEndpoint(engine, id, network));
      continue;
    }
    const known = yield* withEngine(sys, ({ disk }) =>
      disk.containers.get(id)?.endpoints.find((e) => e.networkName === network.name),
    );
    // The default bridge ignores an asked-for address without a word (recorded in docker-lab s06).
    const ip = network.name === 'bridge' ? undefined : (known?.requestedIp ?? plan.request.ip);
    const failure = yield* joinNetwork(sys, id, network, {
      ip,
      mac: plan.request.mac,
      aliases: known?.aliases ?? plan.request.aliases,
    });
    if (failure) return failure;
  }
  yield* withEngine(sys, ({ disk }) => {
    const container = disk.containers.get(id);
    if (container)
      container.reportsPorts = networks.some(
        ({ driver, internal }) => !internal && (driver === 'bridge' || driver === 'overlay'),
      );
  });
  const ports = yield* openPorts(sys, id);
  if (ports) return ports;
  yield* withEngine(sys, (engine) => {
    const container = engine.disk.containers.get(id);
    if (container) writeEtc(engine, container, networks);
  });
  yield* sys.sleep(START_TIME);
  yield* serveDns(sys, id);
  return yield* launch(sys, id, attach);
}

/**
 * After a crash the store may still hold this container's endpoint: it is removed before a new one is made. One of that name in another
 * sandbox, wherever it is, is in the way (libnetwork, CreateEndpoint; recorded in docker-lab o15).
 */
function* removeStaleEndpoints(
  sys: Sys,
  id: string,
  networks: readonly DockerNetwork[],
): Step<ApiError | undefined> {
  const own = yield* withEngine(sys, ({ disk }) => disk.containers.get(id));
  for (const network of networks) {
    if (network.scope !== 'global' || !own) continue;
    for (const endpoint of yield* storedEndpoints(sys, network.id)) {
      if (endpoint.name !== own.name) continue;
      if (endpoint.sandbox !== own.sandboxId)
        return apiError(403, `endpoint with name ${own.name} already exists in network ${network.name}`);
      yield* deleteStoreKey(sys, `endpoint/${network.id}/${endpoint.id}`);
      yield* releaseGlobalAddress(sys, network.subnet, endpoint.ep_iface.addr.split('/')[0]);
    }
  }
  return undefined;
}

/** The endpoint of a mode has an id and nothing else; every start draws a new one. */
function noteModeEndpoint({ world, node, disk }: Engine, id: string, network: DockerNetwork): void {
  const container = disk.containers.get(id);
  if (!container) return;
  const endpointId = drawHex(
    world,
    'endpoint-id',
    `${node.name} ${container.name} ${network.name} ${world.now}`,
    64,
  );
  container.endpoints = [
    ...container.endpoints.filter((e) => e.networkName !== network.name),
    plannedEndpoint(network.name, { networkId: network.id, endpointId }),
  ];
}

/** The namespace the container will live in: its own, the host's, or another container's. */
function makeSandbox(engine: Engine, id: string, networks: readonly DockerNetwork[]): ApiError | undefined {
  const { world, node, disk } = engine;
  const container = disk.containers.get(id);
  if (!container) return apiError(404, `No such container: ${id}`);
  const shared = /^container:(.+)$/.exec(container.request.network);
  if (shared) {
    const other = lookupContainer(engine, shared[1]);
    if ('error' in other) return other;
    if (other.state !== 'running')
      return apiError(409, `cannot join network of a non running container: ${other.id}`);
    container.netns = other.netns;
    return undefined;
  }
  const modes = networks.some((n) => n.driver === 'host' || n.driver === 'null');
  if (modes && container.request.ip !== undefined)
    return apiError(400, 'user specified IP address is supported on user defined networks only');
  if (networks.some((n) => n.driver === 'host')) {
    container.netns = node.initNetns;
    return undefined;
  }
  // Every life of a container has a sandbox of its own.
  if (container.started > 0)
    container.sandboxId = drawHex(
      world,
      'sandbox-id',
      `${node.name} ${container.name} ${container.started}`,
      64,
    );
  const netns = createNetns(world, node.name, { name: container.sandboxId.slice(0, 12), loopbackUp: false });
  // Docker switches IPv6 off in a container's namespace, but for its loopback (recorded in the note and docker-lab o00).
  netns.sysctl.set('net.ipv6.conf.all.disable_ipv6', '1');
  bringLoopbackUp(netns);
  container.netns = netns.id;
  return undefined;
}

function* launch(sys: Sys, id: string, attach?: Attachment): Step<ApiError | undefined> {
  const plan = yield* withEngine(sys, ({ disk, node }) => {
    const container = disk.containers.get(id);
    const image = container && disk.images.find((i) => i.reference === container.image);
    if (!container || !image) return undefined;
    const { request } = container;
    const shown = [
      ...(request.entrypoint ?? image.entrypoint),
      ...(request.command.length > 0 ? request.command : image.command),
    ];
    const own = shown.join(' ') !== [...image.entrypoint, ...image.command].join(' ');
    const real = image.program.length > 0 && !own ? image.program : shown;
    const env: Record<string, string> = { ...image.env, HOSTNAME: node.hostnames.get(id) ?? '' };
    for (const entry of request.env) {
      const at = entry.indexOf('=');
      if (at > 0) env[entry.slice(0, at)] = entry.slice(at + 1);
    }
    return {
      argv: real,
      env,
      namespaces: containerNamespaces(container),
      shownAs: own ? '' : image.shownAs,
      title: own ? undefined : image.title,
      uid: own ? 0 : (image.uid ?? 0),
      cwd: image.workingDirectory,
    };
  });
  if (!plan) return apiError(404, `No such container: ${id}`);
  const pid = yield* sys.spawn({
    argv: plan.argv,
    env: plan.env,
    cwd: '/',
    group: 0,
    namespaces: plan.namespaces,
  });
  if (isFailure(pid)) {
    const recent = yield* withEngine(sys, isRecent);
    const reason = pid.errno === 'EACCES' ? 'permission denied' : 'executable file not found in $PATH';
    return apiError(
      400,
      recent
        ? `failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "${plan.argv[0]}": ${reason}: unknown`
        : `OCI runtime create failed: container_linux.go:348: starting container process caused "exec: \\"${plan.argv[0]}\\": ${reason}": unknown`,
    );
  }
  yield* withEngine(sys, ({ disk, node, world }) => {
    const container = disk.containers.get(id);
    const process = node.processes.get(pid);
    if (!container || !process) return;
    if (plan.shownAs !== '') process.comm = plan.shownAs;
    if (plan.title) Object.assign(process, { argv: plan.title, standIn: process.argv });
    process.uid = plan.uid;
    process.unit = undefined;
    process.initOf = id;
    giveStreams(world, node, process, container, attach?.terminal);
    Object.assign(container, {
      state: 'running',
      started: world.now,
      pid,
      startError: '',
      exitCode: 0,
      stoppedByHand: false,
      stalePorts: undefined,
    });
  });
  yield* sys.thread('watch-container', { id, pid });
  return undefined;
}

/** Standard streams: the terminal of whoever stays with it, or the log, with nothing to read or with nothing yet. */
function giveStreams(
  world: World,
  node: Node,
  process: Process,
  container: Container,
  terminal: string | undefined,
): void {
  const { files } = process;
  const screen = terminal === undefined ? undefined : world.terminals.get(terminal);
  if (screen) {
    files.set(0, { kind: 'terminal', terminal: screen.id });
    files.set(1, { kind: 'terminal', terminal: screen.id });
    files.set(2, { kind: 'terminal', terminal: screen.id, stderr: true });
    process.terminal = screen.id;
    // What talks with a person belongs to the session; a daemon of the table does not talk.
    process.interactive = process.tasks.every((task) => task.log === undefined);
    screen.foreground = { node: node.name, group: process.group };
    return;
  }
  const { tty, interactive } = container.request;
  if (tty || interactive) {
    // Its standard input stays open although nobody is attached: a shell waits there.
    const id = node.nextPipe++;
    node.pipes.set(id, { id, buffer: '', readers: 1, writers: 1 });
    files.set(0, { kind: 'pipe-read', pipe: id });
  } else files.set(0, { kind: 'null' });
  files.set(1, { kind: 'log', sink: container.id, stream: 'stdout' });
  files.set(2, { kind: 'log', sink: container.id, stream: 'stderr' });
}
