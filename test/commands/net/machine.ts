import {
  emptyWorld,
  type Node,
  type OpenFile,
  type Process,
  isFailure,
  type World,
} from '../../../src/model/state/index.ts';
import type { NetworkNamespace, ImageProfile } from '../../../src/model/state/index.ts';
import { createNetns, lookupNetnsByName, setLinkUp } from '../../../src/network/kernel/index.ts';
import { Simulation, startProcess } from '../../../src/machine/sim/index.ts';
import type { ProgramTable } from '../../../src/machine/os/index.ts';
import { netCommands } from '../../../src/tools/commands/net/index.ts';
import {
  formatProcNetArp,
  formatProcNetDev,
  selectLinks,
  selectNeighbors,
} from '../../../src/machine/formats/index.ts';

/** Monday, 23 November 2026, 23:39:16 UTC: when the kernel lab was recorded. */
const EPOCH = Date.parse('2026-11-23T23:39:16Z') * 1000;

const programs: ProgramTable = {
  find(name, profile) {
    const spec = netCommands.find((command) => command.name === name || command.aliases?.includes(name));
    if (!spec || (spec.profiles && !spec.profiles.includes(profile))) return undefined;
    return { name, program: spec.run };
  },
  names: (_profile, directory) =>
    directory === '/usr/sbin' ? netCommands.map((command) => command.name) : [],
};

export interface Answer {
  stdout: string;
  stderr: string;
  exit: number;
}

/** One machine with named namespaces, in which the tools run as programs of the simulation. */
export class Machine {
  readonly world: World;
  readonly node: Node;
  private readonly sim: Simulation;

  constructor(options: { kernel?: string; profile?: ImageProfile; hostname?: string } = {}) {
    const { kernel = '6.18.44', profile = 'debian12', hostname = 'host128' } = options;
    this.world = emptyWorld({ epoch: EPOCH, utcOffset: 0, seed: 1, noiseSeed: 1, pins: new Map() });
    this.node = {
      name: 'lab',
      kernel,
      installedKernels: [kernel],
      defaultKernel: kernel,
      bootedAt: -3_600_000_000,
      bootCount: 1,
      running: 'up',
      initNetns: 0,
      hostRoot: 'lab',
      roots: new Map([['lab', { id: 'lab', profile, upper: new Map(), capacity: 1_000_000 }]]),
      hostnames: new Map([['host', hostname]]),
      processes: new Map(),
      nextPid: 3600,
      innerPids: {},
      pipes: new Map(),
      nextPipe: 1,
      units: new Map(),
      journal: [],
      kernelLog: [],
      services: new Map(),
      packages: new Map(),
      modules: [],
      nics: [],
      cpus: 2,
      memoryKiB: 1_863_104,
      disk: new Map(),
    };
    this.world.nodes.set('lab', this.node);
    this.sim = new Simulation(this.world, programs, (world, netns, path) =>
      path === 'dev'
        ? formatProcNetDev(selectLinks(world, netns))
        : path === 'arp'
          ? formatProcNetArp(selectNeighbors(world, netns))
          : undefined,
    );
  }

  /** A namespace as the lab's mkns makes it: loopback up, IPv6 on or off. */
  namespace(name: string, ipv6 = false): NetworkNamespace {
    const netns = createNetns(this.world, 'lab', { name });
    if (!ipv6) netns.sysctl.set('net.ipv6.conf.all.disable_ipv6', '1');
    if (this.node.initNetns === 0) this.node.initNetns = netns.id;
    this.daemon(100 + this.node.processes.size, 'holder', name);
    setLinkUp(this.world, netns, netns.devices.get(1)!, true);
    return netns;
  }

  netns(name: string): NetworkNamespace {
    const netns = lookupNetnsByName(this.world, 'lab', name);
    if (!netns) throw new Error(`no namespace ${name}`);
    return netns;
  }

  /** A process in the namespace, by which `netns PID` finds it: its name is not one of `ip netns`. */
  holder(name: string): number {
    const { id } = this.netns(name);
    for (const process of this.node.processes.values()) if (process.namespaces.net === id) return process.pid;
    throw new Error(`nobody in ${name}`);
  }

  /** Types a line without quotes in a namespace and returns what came out. */
  run(name: string, line: string, input?: string): Answer {
    return this.exec(name, line.split(' '), input);
  }

  exec(name: string, argv: string[], input?: string): Answer {
    const answer = this.start(name, argv, input);
    this.sim.runWhile(() => answer().exit === -1, this.world.now + 10_000_000);
    return answer();
  }

  /** Lets time pass. */
  pass(microseconds: number): void {
    // What the test itself did counts as having just happened.
    this.sim.drainReady();
    this.sim.runUntil(this.world.now + microseconds);
  }

  /** Starts a program; the function returned reads what it has printed so far. Its exit is -1 while it runs. */
  start(name: string, argv: string[], input?: string): () => Answer {
    const { node, sim, world } = this;
    const pipe = (text = '') => {
      const id = node.nextPipe++;
      // The test holds an end of its own, so that a pipe outlives the process.
      node.pipes.set(id, { id, buffer: text, readers: 1, writers: text === '' ? 1 : 0 });
      return id;
    };
    const [out, err] = [pipe(), pipe()];
    const stdin = input === undefined ? undefined : pipe(input);
    const process = startProcess(sim, node, {
      argv,
      namespaces: { net: this.netns(name).id, root: 'lab', uts: 'host', pid: '' },
      files: new Map<number, OpenFile>([
        [0, stdin === undefined ? { kind: 'null' } : { kind: 'pipe-read', pipe: stdin }],
        [1, { kind: 'pipe-write', pipe: out }],
        [2, { kind: 'pipe-write', pipe: err }],
      ]),
      interactive: true,
    });
    if (isFailure(process)) throw new Error(`${argv[0]}: ${process.errno}`);
    const printed = { stdout: '', stderr: '' };
    return () => {
      for (const [id, stream] of [
        [out, 'stdout'],
        [err, 'stderr'],
      ] as const) {
        const held = node.pipes.get(id);
        if (!held || held.buffer === '') continue;
        printed[stream] += held.buffer;
        held.buffer = '';
        // Whoever waits for room in the pipe goes on.
        world.ready.push({ kind: 'pipe', node: node.name, id });
        sim.drainReady();
      }
      return { ...printed, exit: process.status ?? -1 };
    };
  }

  /** A line that must succeed in silence. */
  does(name: string, line: string): void {
    const answer = this.run(name, line);
    if (answer.exit !== 0 || answer.stderr !== '')
      throw new Error(`${name} $ ${line}: exit ${answer.exit}: ${answer.stderr}`);
  }

  /** Whose root file system programs see from now on. */
  useImage(profile: ImageProfile): void {
    const root = this.node.roots.get('lab');
    if (root) root.profile = profile;
  }

  /** A process that owns sockets; never scheduled. */
  daemon(pid: number, comm: string, netns: string): Process {
    const process: Process = {
      pid,
      parent: 1,
      node: 'lab',
      argv: [comm],
      comm,
      uid: 0,
      started: 0,
      cpuMicroseconds: 0,
      namespaces: { net: this.netns(netns).id, root: 'lab', uts: 'host', pid: '' },
      cwd: '/',
      env: {},
      files: new Map(),
      group: pid,
      state: 'running',
      handled: [],
      ignored: [],
      pendingSignals: [],
      tasks: [],
      nextTask: 0,
      innerPid: pid,
      innerGroup: pid,
      data: undefined,
      interactive: false,
      umask: 0o022,
    };
    this.node.processes.set(pid, process);
    return process;
  }
}
