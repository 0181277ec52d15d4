import type { Step } from '../../lib/index.ts';
import { drawHex, isFailure, type SignalName } from '../../model/state/index.ts';
import { bringLoopbackUp, createNetns, deleteNetns } from '../../network/kernel/index.ts';
import type { Sys } from '../os/index.ts';
import { type ApiAnswer, type ApiError, apiError } from './api.ts';
import { makeRoot, writeEtc } from './container-files.ts';
import { joinNetwork, leaveNetwork } from './endpoints.ts';
import { withTag } from './images.ts';
import { type Engine, withEngine } from './memory.ts';
import { findNetwork, storedEndpoints } from './networks.ts';
import { releaseGlobalAddress } from './global-ipam.ts';
import { deleteStoreKey } from './keys.ts';
import { closePorts, openPorts } from './publish.ts';
import type { Container, ContainerRequest, DockerNetwork } from './types.ts';

/** Time the engine needs to lay out a container's file system, and to start its first process: microseconds. */
const CREATE_TIME = 1_600_000;
const START_TIME = 500_000;

/** Finds a container by full id, name, then unique id prefix. */
export function lookupContainer(engine: Engine, name: string): Container | ApiError {
  const all = [...engine.disk.containers.values()];
  const wanted = name.replace(/^\//, '');
  const exact = all.find((c) => c.id === wanted) ?? all.find((c) => c.name === wanted);
  if (exact) return exact;
  const partial = wanted === '' ? [] : all.filter((c) => c.id.startsWith(wanted));
  if (partial.length > 1) return apiError(400, `Multiple IDs found with provided prefix: ${name}`);
  return partial[0] ?? apiError(404, `No such container: ${name}`);
}

/** Adjective and surname, as the engine names what nobody named. */
function drawName(engine: Engine): string {
  const adjectives = [
    'admiring',
    'brave',
    'clever',
    'eager',
    'focused',
    'gallant',
    'happy',
    'keen',
    'loving',
    'modest',
    'quirky',
    'serene',
    'stoic',
    'vibrant',
    'wizardly',
    'zen',
  ];
  const surnames = [
    'archimedes',
    'bohr',
    'curie',
    'darwin',
    'euler',
    'fermat',
    'galileo',
    'hopper',
    'kepler',
    'lovelace',
    'noether',
    'pasteur',
    'ritchie',
    'shannon',
    'turing',
    'wing',
  ];
  const digits = drawHex(engine.world, 'container-name', engine.node.name, 2);
  return `${adjectives[Number.parseInt(digits[0], 16)]}_${surnames[Number.parseInt(digits[1], 16)]}`;
}

export function* createContainer(sys: Sys, request: ContainerRequest): Step<ApiAnswer> {
  const checked = yield* withEngine(sys, (engine): { error: ApiError } | { image: string } => {
    const reference = withTag(request.image);
    const image = engine.disk.images.find((i) => i.reference === reference || i.id.startsWith(request.image));
    if (!image) return { error: apiError(404, `No such image: ${reference}`) };
    if (request.name !== undefined) {
      if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(request.name))
        return {
          error: apiError(
            400,
            `Invalid container name (${request.name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`,
          ),
        };
      const other = [...engine.disk.containers.values()].find((c) => c.name === request.name);
      if (other)
        return {
          error: apiError(
            409,
            `Conflict. The container name "/${request.name}" is already in use by container "${other.id}". You have to remove (or rename) that container to be able to reuse that name`,
          ),
        };
    }
    if ((request.network === 'host' || request.network === 'none') && request.ip)
      return { error: apiError(400, 'user specified IP address is supported on user defined networks only') };
    return { image: image.reference };
  });
  if ('error' in checked) return checked.error;
  yield* sys.sleep(CREATE_TIME);
  return yield* withEngine(sys, (engine): ApiAnswer => {
    const { world, node, disk } = engine;
    const image = disk.images.find((i) => i.reference === checked.image);
    if (!image) return apiError(404, `No such image: ${checked.image}`);
    const name = request.name ?? drawName(engine);
    const id = drawHex(world, 'container-id', name, 64);
    const container: Container = {
      id,
      name,
      image: image.reference,
      imageId: image.id,
      request,
      created: world.now - CREATE_TIME,
      state: 'created',
      started: 0,
      finished: 0,
      exitCode: 0,
      startError: '',
      pid: 0,
      restartCount: 0,
      stoppedByHand: false,
      sandboxId: drawHex(world, 'sandbox-id', `${node.name} ${name}`, 64),
      netns: 0,
      endpoints: [],
      published: [],
    };
    disk.containers.set(id, container);
    makeRoot(engine, container, image);
    return { id, warnings: [] };
  });
}

/** Starts a container: sandbox, networks, ports, process. A failure leaves it as it was, with the reason kept. */
export function* startContainer(sys: Sys, name: string): Step<ApiAnswer> {
  const found = yield* withEngine(sys, (engine) => lookupContainer(engine, name));
  if ('error' in found) return found;
  if (found.state === 'running') return { done: true };
  const { id } = found;
  const failure = yield* bringUp(sys, id);
  if (failure) {
    yield* withEngine(sys, ({ disk, world }) => {
      const container = disk.containers.get(id);
      if (!container) return;
      container.startError = failure.message;
      container.exitCode = 128;
      if (container.state !== 'created') container.finished = world.now;
    });
    yield* tearDown(sys, id);
    return failure;
  }
  return { done: true };
}

function* bringUp(sys: Sys, id: string): Step<ApiError | undefined> {
  const plan = yield* withEngine(sys, ({ disk }) => {
    const container = disk.containers.get(id);
    if (!container) return undefined;
    const names =
      container.endpoints.length > 0
        ? container.endpoints.map((e) => e.networkName)
        : [container.request.network];
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
  yield* removeStaleEndpoints(sys, id, networks);
  const sandbox = yield* withEngine(sys, (engine) => makeSandbox(engine, id, networks));
  if (typeof sandbox === 'object' && sandbox) return sandbox;
  for (const network of networks) {
    if (network.driver === 'host' || network.driver === 'null') {
      yield* withEngine(sys, ({ disk }) => noteModeEndpoint(disk.containers.get(id), network));
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
  const ports = yield* openPorts(sys, id);
  if (ports) return ports;
  yield* withEngine(sys, (engine) => {
    const container = engine.disk.containers.get(id);
    if (container) writeEtc(engine, container, networks);
  });
  yield* sys.sleep(START_TIME);
  const dns = networks.some((n) => n.name !== 'bridge' && n.driver !== 'host' && n.driver !== 'null');
  if (dns) {
    const netns = yield* withEngine(sys, ({ disk }) => disk.containers.get(id)?.netns ?? 0);
    yield* sys.thread('dns', { containerId: id, netns });
  }
  return yield* launch(sys, id);
}

/** After a crash the store may still hold this container's endpoint: it is removed before a new one is made. */
function* removeStaleEndpoints(sys: Sys, id: string, networks: readonly DockerNetwork[]): Step<void> {
  const own = yield* withEngine(sys, ({ disk }) => disk.containers.get(id));
  for (const network of networks) {
    if (network.scope !== 'global' || !own) continue;
    for (const endpoint of yield* storedEndpoints(sys, network.id)) {
      if (endpoint.sandbox !== own.sandboxId || endpoint.name !== own.name) continue;
      yield* deleteStoreKey(sys, `endpoint/${network.id}/${endpoint.id}`);
      yield* releaseGlobalAddress(sys, network.subnet, endpoint.ep_iface.addr.split('/')[0]);
    }
  }
}

function noteModeEndpoint(container: Container | undefined, network: DockerNetwork): void {
  if (!container || container.endpoints.some((e) => e.networkName === network.name)) return;
  container.endpoints.push({
    networkId: network.id,
    networkName: network.name,
    endpointId: '',
    ip: '',
    prefix: 0,
    gateway: '',
    mac: '',
    aliases: [],
    interfaceName: '',
    hostInterface: '',
  });
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
  if (networks.some((n) => n.driver === 'host')) {
    container.netns = node.initNetns;
    return undefined;
  }
  const netns = createNetns(world, node.name, { name: container.sandboxId.slice(0, 12), loopbackUp: false });
  // Docker switches IPv6 off in a container's namespace, but for its loopback (recorded in the note and docker-lab o00).
  netns.sysctl.set('net.ipv6.conf.all.disable_ipv6', '1');
  bringLoopbackUp(netns);
  container.netns = netns.id;
  return undefined;
}

function* launch(sys: Sys, id: string): Step<ApiError | undefined> {
  const plan = yield* withEngine(sys, ({ disk, node }) => {
    const container = disk.containers.get(id);
    const image = container && disk.images.find((i) => i.reference === container.image);
    if (!container || !image) return undefined;
    const { request } = container;
    const own = request.command.length > 0 || request.entrypoint !== undefined;
    const shown = [
      ...(request.entrypoint ?? image.entrypoint),
      ...(request.command.length > 0 ? request.command : image.command),
    ];
    const real =
      own && image.entrypoint.length === 0 ? shown : image.program.length > 0 && !own ? image.program : shown;
    const env: Record<string, string> = { ...image.env, HOSTNAME: node.hostnames.get(id) ?? '' };
    for (const entry of request.env) {
      const at = entry.indexOf('=');
      if (at > 0) env[entry.slice(0, at)] = entry.slice(at + 1);
    }
    return {
      argv: real,
      shown,
      env,
      netns: container.netns,
      shownAs: own ? '' : image.shownAs,
      cwd: image.workingDirectory,
    };
  });
  if (!plan) return apiError(404, `No such container: ${id}`);
  const pid = yield* sys.spawn({
    argv: plan.argv,
    env: plan.env,
    cwd: '/',
    group: 0,
    namespaces: { net: plan.netns, root: id, uts: id, pid: id },
  });
  if (isFailure(pid))
    return apiError(
      400,
      pid.errno === 'EACCES'
        ? `OCI runtime create failed: container_linux.go:348: starting container process caused "exec: \\"${plan.argv[0]}\\": permission denied": unknown`
        : `OCI runtime create failed: container_linux.go:348: starting container process caused "exec: \\"${plan.argv[0]}\\": executable file not found in $PATH": unknown`,
    );
  yield* withEngine(sys, ({ disk, node, world }) => {
    const container = disk.containers.get(id);
    const process = node.processes.get(pid);
    if (!container || !process) return;
    if (plan.shownAs !== '') process.comm = plan.shownAs;
    process.unit = undefined;
    process.initOf = id;
    process.files.set(0, { kind: 'null' });
    for (const fd of [1, 2]) process.files.set(fd, { kind: 'log', sink: id });
    Object.assign(container, {
      state: 'running',
      started: world.now,
      pid,
      startError: '',
      exitCode: 0,
      stoppedByHand: false,
    });
  });
  yield* sys.thread('watch-container', { id, pid });
  return undefined;
}

/** Waits for a container's first process; what then happens follows its restart policy. */
export function* watchContainer(sys: Sys, watched: { id: string; pid: number }): Step<unknown> {
  const ended = yield* sys.wait(watched.pid);
  const status = isFailure(ended) ? 137 : ended.status;
  const policy = yield* withEngine(sys, ({ disk, world, memory }) => {
    const container = disk.containers.get(watched.id);
    if (container?.pid !== watched.pid) return undefined;
    Object.assign(container, { state: 'exited', finished: world.now, exitCode: status, pid: 0 });
    const { restart } = container.request;
    const again =
      !container.stoppedByHand &&
      !memory.stopping &&
      (restart.name === 'always' ||
        restart.name === 'unless-stopped' ||
        (restart.name === 'on-failure' &&
          status !== 0 &&
          (restart.retries === 0 || container.restartCount < restart.retries)));
    if (again) container.restartCount++;
    return { again, count: container.restartCount, remove: container.request.autoRemove };
  });
  yield* tearDown(sys, watched.id);
  yield* sys.notify(`container ${watched.id}`);
  if (policy?.again) {
    yield* sys.sleep(Math.min(60_000_000, 100_000 * 2 ** (policy.count - 1)));
    const still = yield* withEngine(
      sys,
      ({ disk, memory }) => disk.containers.get(watched.id)?.state === 'exited' && !memory.stopping,
    );
    if (still) yield* startContainer(sys, watched.id);
  } else if (policy?.remove) yield* withEngine(sys, (engine) => forget(engine, watched.id));
  return undefined;
}

function* tearDown(sys: Sys, id: string): Step<void> {
  yield* closePorts(sys, id);
  const names = yield* withEngine(
    sys,
    ({ disk }) => disk.containers.get(id)?.endpoints.map((e) => e.networkName) ?? [],
  );
  for (const name of names) yield* leaveNetwork(sys, id, name);
  yield* withEngine(sys, ({ disk, world, node }) => {
    const container = disk.containers.get(id);
    const netns = container && world.namespaces.get(container.netns);
    if (
      !container ||
      !netns ||
      netns.id === node.initNetns ||
      !netns.names.includes(container.sandboxId.slice(0, 12))
    )
      return;
    netns.names = [];
    deleteNetns(world, netns.id);
    container.netns = 0;
  });
}

function forget(engine: Engine, id: string): void {
  engine.disk.containers.delete(id);
  engine.node.roots.delete(id);
  engine.node.hostnames.delete(id);
}

/** Stops with SIGTERM, and SIGKILL after the time-out (seconds). */
export function* stopContainer(sys: Sys, name: string, timeout: number, byHand = true): Step<ApiAnswer> {
  const found = yield* withEngine(sys, (engine) => {
    const container = lookupContainer(engine, name);
    if (!('error' in container) && byHand) container.stoppedByHand = true;
    return container;
  });
  if ('error' in found) return found;
  if (found.state !== 'running') return { done: true };
  yield* sys.kill(found.pid, 'SIGTERM');
  yield* waitUntilStopped(sys, found.id, timeout * 1_000_000);
  return { done: true };
}

function* waitUntilStopped(sys: Sys, id: string, timeout: number): Step<void> {
  const deadline = sys.now() + timeout;
  let killed = false;
  while (true) {
    const pid = yield* withEngine(sys, ({ disk }) => {
      const container = disk.containers.get(id);
      return container?.state === 'running' ? container.pid : 0;
    });
    if (pid === 0) return;
    const woken = yield* sys.await(`container ${id}`, killed ? {} : { deadline });
    if (isFailure(woken) && woken.errno === 'EAGAIN') {
      killed = true;
      yield* sys.kill(pid, 'SIGKILL');
    }
  }
}

export function* killContainer(sys: Sys, name: string, signal: string): Step<ApiAnswer> {
  const found = yield* withEngine(sys, (engine) => {
    const container = lookupContainer(engine, name);
    if (!('error' in container) && signal !== 'SIGHUP') container.stoppedByHand = true;
    return container;
  });
  if ('error' in found) return found;
  if (found.state !== 'running')
    return apiError(409, `Cannot kill container: ${name}: Container ${found.id} is not running`);
  yield* sys.kill(found.pid, signal as SignalName);
  if (signal === 'SIGKILL') yield* waitUntilStopped(sys, found.id, 10_000_000);
  return { done: true };
}

export function* removeContainer(sys: Sys, name: string, force: boolean): Step<ApiAnswer> {
  const found = yield* withEngine(sys, (engine) => lookupContainer(engine, name));
  if ('error' in found) return found;
  if (found.state === 'running') {
    if (!force)
      return apiError(
        409,
        `You cannot remove a running container ${found.id}. Stop the container before attempting removal or force remove`,
      );
    yield* killContainer(sys, found.id, 'SIGKILL');
  }
  yield* tearDown(sys, found.id);
  yield* withEngine(sys, (engine) => forget(engine, found.id));
  return { done: true };
}
