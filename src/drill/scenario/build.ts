import {
  emptyWorld,
  isFailure,
  type ImageProfile,
  type Node,
  switchPort,
  type World,
} from '../../model/state/index.ts';
import { parseCidr, parseIpv4 } from '../../model/wire/index.ts';
import { diskOf, makeImage } from '../../machine/docker/index.ts';
import { install, type NetworkTables, type ProgramTable, put } from '../../machine/os/index.ts';
import { bootNode, Simulation, startProcess } from '../../machine/sim/index.ts';
import { findPlace } from './places.ts';
import { runScript } from './run-script.ts';
import { microseconds, type Scenario, type SetupStep } from './schema.ts';
import { sshFiles } from './ssh-keys.ts';

export interface BuildOptions {
  programs: ProgramTable;
  tables: NetworkTables;
  seed?: number;
  noiseSeed?: number;
  /** Ignore the scenario's pins, so that every identity follows from the seed. */
  unpinned?: boolean;
}

/** Octets a host may write above its image. */
const HOST_CAPACITY = 512 * 1024 * 1024;

/** Thrown when a setup step of a scenario fails: which, and what it printed. */
export class SetupError extends Error {}

/**
 * Builds a lab: machines boot, setup steps run, and time passes until the session may begin. The healthy world; faults come
 * later, into a fork.
 */
export function buildLab(scenario: Scenario, options: BuildOptions, until?: number): Simulation {
  const history = microseconds(scenario.history);
  const world = worldOfScenario(scenario, options, history);
  const sim = new Simulation(world, options.programs, options.tables);
  for (const [name, segment] of Object.entries(scenario.segments ?? {}))
    world.segments.set(name, {
      name,
      ports: [],
      learned: new Map(),
      maxFrame: segment.maxFrame ?? 1518,
      delay: segment.delayMicroseconds ?? 90,
      secured: new Map(),
      shortPorts: new Map(),
    });
  for (const [name, spec] of Object.entries(scenario.nodes ?? {})) addNode(sim, name, spec, history);
  for (const [name, references] of Object.entries(scenario.images ?? {})) {
    const node = world.nodes.get(name);
    const spec = scenario.nodes?.[name];
    if (!node || !spec) throw new SetupError(`images: no node ${name}`);
    addImages(world, node, spec.profile, references, `images.${name}`);
  }
  for (const node of world.nodes.values()) addKeys(world, node, scenario);
  for (const [name, spec] of Object.entries(scenario.roots ?? {})) addRoot(world, name, spec);
  for (const node of world.nodes.values()) {
    bootNode(sim, node);
    node.bootedAt = -microseconds(scenario.nodes?.[node.name]?.uptime ?? '2h');
  }
  for (const step of scenario.setup ?? []) carryOutSetup(sim, scenario, step);
  const end = until ?? history;
  if (world.now > end)
    throw new SetupError(`${scenario.id}: setup takes ${world.now / 1e6} s, more than its history allows`);
  sim.runUntil(end);
  return sim;
}

function worldOfScenario(scenario: Scenario, options: BuildOptions, history: number): World {
  const offset = /([+-])(\d\d):(\d\d)$/.exec(scenario.start);
  const utcOffset = offset ? (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) : 0;
  const pins = new Map<string, string>();
  if (!options.unpinned)
    for (const [key, value] of Object.entries(scenario.pins ?? {})) pins.set(key, String(value));
  const seed = options.seed ?? scenario.seed ?? 1;
  return emptyWorld({
    epoch: Date.parse(scenario.start) * 1000 - history,
    utcOffset,
    seed,
    noiseSeed: options.noiseSeed ?? seed,
    pins,
  });
}

/** Machines that run sshd know each other's keys, where the scenario says nothing else. */
function addKeys(world: World, node: Node, scenario: Scenario): void {
  const root = node.roots.get(node.name);
  if (root?.profile !== 'centos7') return;
  for (const [path, text] of sshFiles(world, node, scenario.drill?.locked ?? []))
    if (!root.upper.has(path)) install(world, root, path, text);
}

type NodeSpec = NonNullable<Scenario['nodes']>[string];

function addNode(sim: Simulation, name: string, spec: NodeSpec, history: number): void {
  const { world } = sim;
  const node: Node = {
    name,
    kernel: spec.kernel,
    installedKernels: [spec.kernel, ...(spec.kernels ?? [])],
    defaultKernel: spec.kernel,
    bootedAt: 0,
    bootCount: 0,
    running: 'up',
    initNetns: 0,
    hostRoot: name,
    roots: new Map(),
    hostnames: new Map([['host', spec.hostname]]),
    processes: new Map(),
    nextPid: spec.firstPid ?? 3600,
    innerPids: {},
    pipes: new Map(),
    nextPipe: 1,
    units: new Map(),
    journal: [],
    kernelLog: [],
    services: new Map(),
    packages: new Map(),
    modules: ['br_netfilter', 'bridge', 'vxlan', 'nf_conntrack', 'iptable_nat', 'overlay'],
    nics: spec.nics.map((nic, at) => nicOf(nic, at, history)),
    // Debian's alternatives point to the nf_tables one since release 10.
    iptables: spec.iptables ?? (spec.profile === 'debian12' ? 'nft' : 'legacy'),
    cpus: spec.cpus ?? 2,
    memoryKiB: spec.memoryKiB ?? 1_863_104,
    disk: new Map(),
  };
  world.nodes.set(name, node);
  for (const [at, nic] of spec.nics.entries())
    if (nic.portSecurity)
      world.segments.get(nic.segment)?.secured.set(switchPort(name, node.nics[at].index), nic.mac);
  node.roots.set(name, { id: name, profile: spec.profile, upper: new Map(), capacity: HOST_CAPACITY });
  const root = node.roots.get(name);
  if (!root) return;
  install(world, root, '/etc/hostname', `${spec.hostname}\n`);
  for (const [path, text] of Object.entries(spec.files ?? {})) install(world, root, path, text);
  for (const unit of spec.enable ?? []) {
    install(world, root, '/etc/systemd/system/multi-user.target.wants/.keep', '');
    root.upper.delete('/etc/systemd/system/multi-user.target.wants/.keep');
    put(world, root, `/etc/systemd/system/multi-user.target.wants/${unit}`, {
      type: 'symlink',
      content: `/usr/lib/systemd/system/${unit}`,
      mode: 0o777,
      uid: 0,
    });
  }
  addImages(world, node, spec.profile, spec.images ?? [], `nodes.${name}.images`);
}

/** Loads images onto a machine; `field` is where the scenario names them. */
function addImages(
  world: World,
  node: Node,
  profile: ImageProfile,
  references: readonly string[],
  field: string,
): void {
  for (const reference of references) {
    const image = makeImage(world, reference, profile);
    if (!image) throw new SetupError(`${field}: no image ${reference} is known`);
    diskOf(world, node).images.push(image);
  }
}

function nicOf(nic: NodeSpec['nics'][number], at: number, history: number): Node['nics'][number] {
  const address = nic.address === undefined ? undefined : parseCidr(nic.address);
  const lifetime = nic.lease === undefined ? undefined : microseconds(nic.lease);
  return {
    name: nic.name,
    mac: nic.mac,
    segment: nic.segment,
    index: nic.index ?? 2 + at,
    driver: nic.driver ?? 'e1000',
    inet6: nic.inet6,
    address: address && {
      address: address.address,
      prefix: address.prefix,
      gateway: nic.gateway === undefined ? undefined : parseIpv4(nic.gateway),
      lifetime,
      obtained: lifetime === undefined ? undefined : firstLease(nic, lifetime, history),
    },
  };
}

/** When the lease at boot was obtained, so that half-life renewals leave what the scenario wants at the session's start. */
function firstLease(nic: NodeSpec['nics'][number], lifetime: number, history: number): number {
  const end = history + (nic.leaseLeft === undefined ? lifetime : microseconds(nic.leaseLeft));
  const half = lifetime / 2;
  const renewals = Math.floor((end - half) / half);
  return end - Math.max(0, renewals) * half - lifetime;
}

function addRoot(world: World, name: string, spec: NonNullable<Scenario['roots']>[string]): void {
  const node = world.nodes.get(spec.node);
  if (!node) throw new SetupError(`roots.${name}: no node ${spec.node}`);
  const profile: ImageProfile = spec.profile;
  node.roots.set(name, { id: name, profile, upper: new Map(), capacity: HOST_CAPACITY });
  node.hostnames.set(name, spec.hostname);
  const root = node.roots.get(name);
  if (!root) return;
  install(world, root, '/etc/hostname', `${spec.hostname}\n`);
  for (const [path, text] of Object.entries(spec.files ?? {})) install(world, root, path, text);
}

/** Does one step of a setup. Throws a `SetupError` with the last lines printed when a command of it fails. */
export function carryOutSetup(sim: Simulation, scenario: Scenario, step: SetupStep): void {
  if ('wait' in step) {
    sim.runUntil(sim.world.now + microseconds(step.wait));
    return;
  }
  const place = findPlace(sim.world, scenario, step.on);
  if (!place) throw new SetupError(`setup: no place ${step.on}`);
  if ('run' in step) {
    const result = runScript(sim, place, step.run);
    if (result.status !== 0)
      throw new SetupError(
        `setup on ${step.on} ended with ${result.status}: ${result.output.trim().split('\n').slice(-3).join(' | ')}`,
      );
    return;
  }
  const started = startProcess(sim, place.node, {
    argv: step.start,
    namespaces: place.namespaces,
    interactive: false,
    comm: step.as,
  });
  if (isFailure(started))
    throw new SetupError(`setup on ${step.on}: cannot start ${step.start[0]}: ${started.errno}`);
  sim.runUntil(sim.world.now + 10_000);
}
