import type { Step } from '../../lib/index.ts';
import { drawHex, isFailure, type SignalName } from '../../model/state/index.ts';
import { parseIpv4 } from '../../model/wire/index.ts';
import type { Sys } from '../os/index.ts';
import { type ApiAnswer, type ApiError, apiError, type Attachment } from './api.ts';
import { makeRoot } from './container-files.ts';
import { leaveNetwork } from './endpoints.ts';
import { withTag } from './images.ts';
import { conflictOf } from './request-conflicts.ts';
import { log } from './log.ts';
import { freezeContainer } from './freezer.ts';
import { type Engine, isRecent, withEngine } from './memory.ts';
import { closePorts } from './publish.ts';
import { dropSandbox } from './sandbox-files.ts';
import { bringUp } from './bring-up.ts';
import { lookupContainer } from './container-lookup.ts';
import { plannedEndpoint } from './endpoint-record.ts';
import type { Container, ContainerRequest } from './types.ts';

/** Time the engine needs to lay out a container's file system: microseconds. */
const CREATE_TIME = 1_600_000;

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
    if (request.ip !== undefined && parseIpv4(request.ip) === undefined)
      return { error: apiError(400, `invalid IPv4 address: ${request.ip}`) };
    const conflict = conflictOf(request);
    if (conflict) return { error: apiError(400, `conflicting options: ${conflict}`) };
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
    const network = networkOf(engine, request);
    const container: Container = {
      id,
      name,
      image: image.reference,
      imageId: image.id,
      request: { ...request, network },
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
      endpoints: network.startsWith('container:')
        ? []
        : [plannedEndpoint(network, { requestedIp: request.ip, aliases: request.aliases })],
      published: [],
      reportsPorts: false,
    };
    disk.containers.set(id, container);
    makeRoot(engine, container, image);
    return { id, warnings: [] };
  });
}

/** The network a container starts in: without `--network`, the default one, or none where the engine has no bridge (docker-lab s07b). */
function networkOf(engine: Engine, { network, networkGiven }: ContainerRequest): string {
  if (!networkGiven && engine.memory.config.bridge === 'none') return 'none';
  return byId(engine, network);
}

/** `container:base` as the engine keeps it: by the id, so that a new container of that name is another. */
function byId(engine: Engine, network: string): string {
  const name = /^container:(.+)$/.exec(network)?.[1];
  const other = name === undefined ? undefined : lookupContainer(engine, name);
  return other && !('error' in other) ? `container:${other.id}` : network;
}

/** Starts a container: sandbox, networks, ports, process. A failure leaves it as it was, with the reason kept. */
export function* startContainer(sys: Sys, name: string, attach?: Attachment): Step<ApiAnswer> {
  const found = yield* withEngine(sys, (engine) => lookupContainer(engine, name));
  if ('error' in found) return found;
  if (found.state === 'running') return { done: true };
  const { id } = found;
  // Its last life may still be leaving its networks, the store's among them.
  while (yield* withEngine(sys, ({ memory }) => memory.leaving.has(id)))
    yield* sys.await(`container ${id}`, {});
  if (attach) yield* withEngine(sys, ({ memory }) => memory.attached.set(id, undefined));
  const failure = yield* bringUp(sys, id, attach);
  if (failure) {
    yield* withEngine(sys, ({ disk, memory }) => {
      memory.attached.delete(id);
      const container = disk.containers.get(id);
      if (!container) return;
      container.startError = failure.message;
      // What its last life ended with stays (daemon/start.go; recorded in docker-lab o11).
      if (container.exitCode === 0) container.exitCode = 128;
    });
    yield* tearDown(sys, id);
    yield* withEngine(sys, (engine) => {
      if (engine.disk.containers.get(id)?.request.autoRemove) forget(engine, id);
    });
    return failure;
  }
  return { done: true };
}

/** Waits for a container's first process; what then happens follows its restart policy. */
export function* watchContainer(sys: Sys, watched: { id: string; pid: number }): Step<unknown> {
  const ended = yield* sys.wait(watched.pid);
  const status = isFailure(ended) ? 137 : ended.status;
  const policy = yield* withEngine(sys, ({ disk, world, memory }) => {
    const container = disk.containers.get(watched.id);
    if (container?.pid !== watched.pid) return undefined;
    Object.assign(container, { state: 'exited', finished: world.now, exitCode: status, pid: 0 });
    memory.leaving.add(watched.id);
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
  if (!policy) return undefined;
  yield* logShim(sys, watched.id);
  yield* tearDown(sys, watched.id);
  yield* withEngine(sys, (engine) => {
    const { memory } = engine;
    memory.leaving.delete(watched.id);
    if (!policy.again && policy.remove) forget(engine, watched.id);
    if (memory.attached.has(watched.id)) memory.attached.set(watched.id, status);
  });
  yield* sys.notify(`container ${watched.id}`);
  if (policy.again) {
    yield* sys.sleep(Math.min(60_000_000, 100_000 * 2 ** (policy.count - 1)));
    const still = yield* withEngine(
      sys,
      ({ disk, memory }) => disk.containers.get(watched.id)?.state === 'exited' && !memory.stopping,
    );
    if (still) yield* startContainer(sys, watched.id);
  }
  return undefined;
}

/** containerd of 20.10 writes into the engine's log; what it says when a container's shim has ended (docker-lab o15). */
function* logShim(sys: Sys, id: string): Step<void> {
  if (!(yield* withEngine(sys, isRecent))) return;
  yield* log(sys, 'info', 'shim disconnected', { id });
  yield* log(sys, 'warning', 'cleaning up after shim disconnected', { id, namespace: 'moby' });
  yield* log(sys, 'info', 'cleaning up dead shim');
}

function* tearDown(sys: Sys, id: string): Step<void> {
  yield* closePorts(sys, id);
  const names = yield* withEngine(
    sys,
    ({ disk }) => disk.containers.get(id)?.endpoints.map((e) => e.networkName) ?? [],
  );
  for (const name of names) yield* leaveNetwork(sys, id, name);
  yield* withEngine(sys, (engine) => {
    const { disk, world, node } = engine;
    const container = disk.containers.get(id);
    const netns = container && world.namespaces.get(container.netns);
    if (
      !container ||
      !netns ||
      netns.id === node.initNetns ||
      !netns.names.includes(container.sandboxId.slice(0, 12))
    )
      return;
    dropSandbox(engine, netns);
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
  if (found.state === 'paused') yield* freezeContainer(sys, found.id, false);
  else if (found.state !== 'running') return { done: true };
  yield* sys.kill(found.pid, 'SIGTERM');
  yield* waitUntilStopped(sys, found.id, timeout * 1_000_000);
  return { done: true };
}

/** Waits until its process is gone and its networks are left; past the time-out it is killed. */
function* waitUntilStopped(sys: Sys, id: string, timeout: number): Step<void> {
  const deadline = sys.now() + timeout;
  let killed = false;
  while (true) {
    const pid = yield* withEngine(sys, ({ disk, memory }) => {
      const container = disk.containers.get(id);
      if (container?.state === 'running') return container.pid;
      return memory.leaving.has(id) ? -1 : 0;
    });
    if (pid === 0) return;
    const woken = yield* sys.await(`container ${id}`, killed || pid < 0 ? {} : { deadline });
    if (isFailure(woken) && woken.errno === 'EAGAIN') {
      killed = true;
      // daemon/stop.go, the same in 18.06 and 20.10.
      yield* log(
        sys,
        'info',
        `Container ${id} failed to exit within ${timeout / 1_000_000} seconds of signal 15 - using the force`,
      );
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
  if ('error' in found) return { ...found, message: `Cannot kill container: ${name}: ${found.message}` };
  if (found.state === 'paused') yield* freezeContainer(sys, found.id, false);
  else if (found.state !== 'running')
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
