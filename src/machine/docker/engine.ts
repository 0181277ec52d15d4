import type { Step } from '../../lib/index.ts';
import { isFailure, namespaceOf } from '../../model/state/index.ts';
import { writeSysctl } from '../../network/kernel/index.ts';
import type { Routine, Sys } from '../os/index.ts';
import { handleRequest, serveApi } from './api-server.ts';
import { readConfig, reloadedForm } from './config.ts';
import { startContainer, stopContainer, watchContainer } from './containers.ts';
import { joinNeighbor, registerLoop, watchLoop } from './discovery.ts';
import { answerDns, answerQuery, openDns, serveDns } from './dns.ts';
import { GOSSIP_ROUTINES, stopGossip } from './gossip.ts';
import { watchMisses } from './gossip-events.ts';
import { resolveConflict } from './gossip-members.ts';
import { makeStoreDirectory } from './keys.ts';
import { defaultNetworks, keepNetworks } from './default-networks.ts';
import { endLeftovers, sweepContainers } from './leftovers.ts';
import { takeOver } from './live-restore.ts';
import { log } from './log.ts';
import { withEngine } from './memory.ts';
import { reopenPorts } from './publish.ts';
import { setUpChains } from './rules.ts';
import { sweepSandboxes } from './sandbox-files.ts';
import type { EngineConfig, EngineMemory } from './types.ts';

/** Versions by the image the engine runs on: 18.06 as in the note, 20.10 as in the recorded lab. */
const VERSIONS: Readonly<Record<string, { version: string; commit: string }>> = {
  centos7: { version: '18.06.0-ce', commit: '0ffa825' },
  debian12: { version: '20.10.24+dfsg1', commit: '5d6db84' },
};

/** Microseconds between the steps of a start. */
const LOAD_TIME = 900_000;

/** Flags whose use the 20.10 engine calls deprecated (cmd/dockerd, `MarkDeprecated`), and the settings its log warns of. */
const DEPRECATED_FLAG = /^--(cluster-store|cluster-advertise|cluster-store-opt)(=|$)/;

function* main(sys: Sys): Step<number> {
  sys.handle(['SIGTERM', 'SIGINT', 'SIGHUP']);
  const old = isOld(sys);
  for (const word of old ? [] : sys.args) {
    const flag = DEPRECATED_FLAG.exec(word);
    if (flag)
      yield* sys.write(
        2,
        `Flag --${flag[1]} has been deprecated, Swarm classic is deprecated. Please use Swarm-mode (docker swarm init)\n`,
      );
  }
  const config = yield* sys.change((world) => {
    const node = world.nodes.get(sys.node.name);
    return node ? readConfig(world, node, sys.args) : { problem: 'no node' };
  });
  if ('problem' in config) {
    yield* sys.sleep(300_000);
    // A wrong flag is cobra's matter (cmd/dockerd/docker.go, cli.StatusError).
    const text = config.usage
      ? `Status: ${config.problem}\nSee 'dockerd --help'., Code: 125`
      : `${old ? 'Error starting daemon' : 'failed to start daemon'}: ${config.problem}`;
    yield* sys.write(2, `${text}\n`);
    return 1;
  }
  yield* sys.change((world) => installMemory(world, sys, config));
  yield* start(sys, config);
  while (true) {
    yield* sys.await('signal');
    const signal = yield* withEngine(sys, ({ process }) => process.pendingSignals.shift());
    if (signal === 'SIGHUP') yield* reload(sys);
    else if (signal === 'SIGTERM' || signal === 'SIGINT') {
      yield* shutDown(sys, signal);
      return 0;
    }
  }
}

/** Whether this is the engine of 18.06. */
function isOld(sys: Sys): boolean {
  return profileOf(sys) === 'centos7';
}

/** The image of the host, which never changes. */
function profileOf(sys: Sys): string {
  return sys.node.roots.get(sys.node.hostRoot)?.profile ?? 'centos7';
}

function installMemory(world: Sys['world'], sys: Sys, config: EngineConfig): void {
  const node = world.nodes.get(sys.node.name);
  const process = node?.processes.get(sys.process.pid);
  if (!node || !process) return;
  const memory: EngineMemory = {
    config,
    version: (VERSIONS[profileOf(sys)] ?? VERSIONS.centos7).version,
    started: world.now,
    hostname: node.hostnames.get('host') ?? node.name,
    discovered: [],
    sandboxes: new Map(),
    epochs: new Map(),
    overlayProbed: false,
    peers: [],
    unannounced: [],
    remoteNames: new Map(),
    stopping: false,
    leaving: new Set(),
    attached: new Map(),
    leakedPools: [],
    storeReachable: true,
    restored: [],
    subnets: new Map(),
  };
  process.data = memory;
}

function* start(sys: Sys, config: EngineConfig): Step<void> {
  // For its key.json, which is not modelled (daemon/trustkey.go); daemon.json has a place thereby.
  yield* sys.makeDirectory('/etc/docker', 0o700);
  if (!isOld(sys)) yield* logBeginning(sys, config);
  yield* sys.sleep(250_000);
  const kept = yield* takeOver(sys);
  if (config.advertiseAddress !== '') {
    yield* log(sys, 'info', 'Initializing discovery without TLS');
    yield* sys.thread('register', true);
    yield* sys.thread('discover', { after: 0 });
  }
  if (isOld(sys)) yield* log(sys, 'info', 'Graph migration to content-addressability took 0.00 seconds');
  yield* log(sys, 'info', 'Loading containers: start.');
  yield* sys.sleep(LOAD_TIME / 2);
  yield* endLeftovers(sys, kept);
  yield* withEngine(sys, (engine) => {
    const netns = namespaceOf(engine.world, engine.node.initNetns);
    const wasForwarding = netns.forwarding;
    if (config.ipForward && !wasForwarding) writeSysctl(netns, 'net.ipv4.ip_forward', '1');
    // FORWARD's policy becomes DROP only when the engine itself switched forwarding on.
    if (config.iptables)
      setUpChains(netns, {
        dropForward: config.ipForward && !wasForwarding,
        hairpin: !config.userlandProxy,
      });
    sweepContainers(engine, kept);
    // Files of an earlier life go with the engine's start, and with the machine's.
    if (engine.disk.lingering) engine.disk.lingering = [];
    if (kept.length > 0) keepNetworks(engine);
    else defaultNetworks(engine);
  });
  if (config.clusterStore !== '')
    for (const path of ['network', 'endpoint_count']) if (yield* makeStoreDirectory(sys, path)) break;
  if (kept.length > 0)
    yield* log(sys, 'info', 'There are old running containers, the network config will not take affect');
  else
    yield* log(
      sys,
      'info',
      `Default bridge (docker0) is assigned with an IP address ${(yield* defaultBridge(sys))?.subnet ?? '172.17.0.0/16'}. Daemon option --bip can be used to set a preferred IP address`,
    );
  for (const id of kept) {
    yield* reopenPorts(sys, id);
    yield* serveDns(sys, id);
  }
  yield* sys.sleep(LOAD_TIME / 2);
  const restart = yield* withEngine(sys, ({ disk }) =>
    [...disk.containers.values()]
      .filter((c) => c.state === 'exited' && restartsWithEngine(c.request.restart.name, c.stoppedByHand))
      .map((c) => c.id),
  );
  // Those that come up with it are up, or have failed, before the engine says it is ready (daemon/daemon.go, restore).
  for (const id of restart) yield* sys.thread('restart-container', { id });
  while (yield* withEngine(sys, ({ memory }) => restart.some((id) => !memory.restored.includes(id))))
    yield* sys.await('restored', {});
  yield* log(sys, 'info', 'Loading containers: done.');
  const build = VERSIONS[profileOf(sys)] ?? VERSIONS.centos7;
  yield* log(sys, 'info', 'Docker daemon', {
    commit: build.commit,
    'graphdriver(s)': 'overlay2',
    version: build.version,
  });
  yield* log(sys, 'info', 'Daemon has completed initialization');
  yield* sys.thread('api', undefined);
  yield* log(sys, 'info', 'API listen on /var/run/docker.sock');
  yield* sys.request('systemd-notify', 'READY=1', { deadline: sys.now() + 1_000_000 });
}

/** The first lines of 20.10 (docker-lab o00). What containerd writes in between is not modelled. */
function* logBeginning(sys: Sys, config: EngineConfig): Step<void> {
  const settings = { 'cluster-advertise': config.clusterAdvertise, 'cluster-store': config.clusterStore };
  for (const [name, value] of Object.entries(settings))
    if (value !== '') yield* log(sys, 'warning', `The "${name}" option is deprecated. To be removed soon.`);
  yield* log(sys, 'info', 'Starting up');
  yield* log(sys, 'info', 'metadata content store policy set', { policy: 'shared' });
  yield* log(sys, 'info', '[graphdriver] using prior storage driver: overlay2');
}

function restartsWithEngine(policy: string, stoppedByHand: boolean): boolean {
  return policy === 'always' || (policy === 'unless-stopped' && !stoppedByHand);
}

function defaultBridge(sys: Sys): Step<{ subnet: string; gateway: string } | undefined> {
  return withEngine(sys, ({ disk }) => {
    const bridge = [...disk.networks.values()].find((n) => n.name === 'bridge');
    return bridge && { subnet: bridge.subnet, gateway: bridge.gateway };
  });
}

/** SIGHUP: daemon.json is read again. Advertise alone shows in `docker info` and the store, but starts no serf (docker-lab o10). */
function* reload(sys: Sys): Step<void> {
  yield* log(sys, 'info', 'Got signal to reload configuration, reloading from: /etc/docker/daemon.json');
  const config = yield* sys.change((world) => {
    const node = world.nodes.get(sys.node.name);
    return node ? readConfig(world, node, sys.args) : { problem: 'no node' };
  });
  if ('problem' in config) {
    yield* log(sys, 'error', config.problem);
    return;
  }
  const before = yield* withEngine(sys, ({ memory }) => memory.config);
  yield* withEngine(sys, ({ memory }) => {
    memory.config = config;
    // A store that was there before keeps libnetwork from looking at the new settings at all.
    if (before.clusterStore !== '' && before.advertiseAddress === '' && config.advertiseAddress !== '')
      memory.gossip = undefined;
  });
  if (config.advertiseAddress !== '' && config.advertiseAddress !== before.advertiseAddress) {
    yield* log(sys, 'info', 'Initializing discovery without TLS');
    yield* sys.thread('register', true);
    if (before.clusterStore === '') yield* sys.thread('discover', { after: 0 });
  }
  const gateway = (yield* defaultBridge(sys))?.gateway ?? '';
  yield* log(sys, 'info', `Reloaded configuration: ${reloadedForm(config, gateway)}`);
}

/** SIGTERM: containers are stopped with it, then gossip and the API end. */
function* shutDown(sys: Sys, signal: 'SIGTERM' | 'SIGINT'): Step<void> {
  const running = yield* withEngine(sys, ({ memory, disk }) => {
    memory.stopping = true;
    return memory.config.liveRestore
      ? []
      : [...disk.containers.values()].filter((c) => c.state === 'running').map((c) => c.id);
  });
  yield* log(sys, 'info', `Processing signal '${signal === 'SIGTERM' ? 'terminated' : 'interrupt'}'`);
  for (const id of running) yield* sys.thread('stop-container', { id });
  const deadline = sys.now() + 15_000_000;
  while (true) {
    const left = yield* withEngine(
      sys,
      ({ disk }) => running.filter((id) => disk.containers.get(id)?.state === 'running').length,
    );
    if (left === 0) break;
    const woken = yield* sys.await('stopped', { deadline });
    if (isFailure(woken) && woken.errno === 'EAGAIN') break;
  }
  // Leave messages need a gossip interval to get out.
  yield* sys.sleep(400_000);
  yield* stopGossip(sys);
  yield* log(sys, 'info', 'stopping event stream following graceful shutdown', {
    error: '<nil>',
    module: 'libcontainerd',
    ...(isOld(sys) ? {} : { namespace: 'moby' }),
  });
  if (!isOld(sys)) yield* log(sys, 'info', 'Daemon shutdown complete');
}

function* stopForShutdown(sys: Sys, request: { id: string }): Step<unknown> {
  yield* stopContainer(sys, request.id, 10, false);
  yield* sys.notify('stopped');
  return undefined;
}

function* restartContainer(sys: Sys, request: { id: string }): Step<unknown> {
  const answer = yield* startContainer(sys, request.id);
  if ('error' in answer)
    yield* log(sys, 'error', `Failed to start container ${request.id}: ${answer.message}`);
  yield* withEngine(sys, ({ memory }) => memory.restored.push(request.id));
  yield* sys.notify('restored');
  return undefined;
}

/** Routines of dockerd. */
export const DOCKERD: Readonly<Record<string, Routine>> = {
  main,
  api: serveApi,
  request: handleRequest as Routine,
  register: registerLoop as Routine,
  discover: watchLoop as Routine,
  'join-neighbor': joinNeighbor as Routine,
  'watch-container': watchContainer as Routine,
  'stop-container': stopForShutdown as Routine,
  'restart-container': restartContainer as Routine,
  'sweep-sandboxes': sweepSandboxes,
  'watch-misses': watchMisses as Routine,
  'gossip-conflict': resolveConflict,
  dns: openDns as Routine,
  'dns-answer': answerDns as Routine,
  'dns-query': answerQuery as Routine,
  ...(GOSSIP_ROUTINES as unknown as Record<string, Routine>),
};
