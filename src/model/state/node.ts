import type { KernelRelease } from './kernel-release.ts';
import type { Pipe, Process } from './process.ts';

/** Which distribution's files and tool versions a root file system holds. */
export type ImageProfile = 'centos7' | 'alpine' | 'debian12' | 'etcd';

/** One entry of a file system. Frozen: writing replaces it, so that forks share what nobody changed. */
export interface FileNode {
  readonly type: 'file' | 'directory' | 'symlink';
  /** Text of a file, target of a link. */
  readonly content: string;
  readonly mode: number;
  readonly uid: number;
  /** Virtual microseconds. */
  readonly modified: number;
}

/** A root file system: what the image holds, and what was written above it. */
export interface RootFileSystem {
  id: string;
  profile: ImageProfile;
  /** Absolute path to entry; `null` hides an entry of the image. */
  upper: Map<string, FileNode | null>;
  /** Octets a file system may hold above the image before writes fail with ENOSPC. */
  capacity: number;
}

export interface JournalEntry {
  readonly at: number;
  /** Name of the machine when it was written. */
  readonly host: string;
  /** Syslog identifier: dockerd, systemd, kernel. */
  readonly identifier: string;
  readonly pid: number;
  readonly unit: string;
  readonly message: string;
  /** syslog(3) level; 6 is info. */
  readonly priority: number;
  readonly bootId: number;
}

export interface KernelMessage {
  readonly at: number;
  /** Written before the clock ran, when the machine started: shown with the time 0. */
  readonly early?: boolean;
  readonly level: number;
  readonly text: string;
}

/** A systemd unit as systemd has loaded it; the file on disk may have changed since (needs daemon-reload). */
export interface SystemdUnit {
  name: string;
  /** Text of the unit file and drop-ins when they were last loaded. */
  loaded: string;
  /** Path it was loaded from. */
  fragmentPath: string;
  dropIns: string[];
  enabled: boolean;
  state: 'active' | 'inactive' | 'failed' | 'activating' | 'deactivating';
  subState: string;
  mainPid: number;
  since: number;
  result: string;
  exitStatus: number;
  /** Consecutive restarts, and whether systemd gave up. */
  restarts: number;
}

/** A network card of a machine and how the system configures it at boot. */
export interface NicSpec {
  name: string;
  mac: string;
  segment: string;
  /** Interface index the driver's probe order gives it. */
  index: number;
  driver: string;
  /** Lease or static configuration. `lifetime` in microseconds makes it DHCP, obtained `age` microseconds before boot ends. */
  address?: { address: number; prefix: number; gateway?: number; lifetime?: number; obtained?: number };
  inet6?: string;
  tunnelOffloadBroken?: boolean;
}

/** A UNIX socket somebody serves: requests waiting, and answers not yet fetched. */
export interface Service {
  pid: number;
  queue: { id: number; message: unknown; from: number }[];
  answers: Map<number, unknown>;
  nextId: number;
}

export interface Node {
  name: string;
  kernel: KernelRelease;
  /** Releases that can be booted; the default one is booted next. */
  installedKernels: KernelRelease[];
  defaultKernel: KernelRelease;
  /** Virtual microseconds; before the scenario's start it is negative. */
  bootedAt: number;
  bootCount: number;
  running: 'up' | 'rebooting' | 'off';
  initNetns: number;
  hostRoot: string;
  roots: Map<string, RootFileSystem>;
  /** UTS namespaces: host names by id; the host's own is `host`. */
  hostnames: Map<string, string>;
  processes: Map<number, Process>;
  nextPid: number;
  /** The last number each pid namespace but the machine's own has given. */
  innerPids: Record<string, number>;
  pipes: Map<number, Pipe>;
  nextPipe: number;
  units: Map<string, SystemdUnit>;
  journal: JournalEntry[];
  kernelLog: KernelMessage[];
  services: Map<string, Service>;
  packages: Map<string, string>;
  modules: string[];
  nics: NicSpec[];
  /** Which of its two iptables the distribution uses; absent: legacy. */
  iptables?: 'legacy' | 'nft';
  cpus: number;
  memoryKiB: number;
  /** Persistent state of programs that is not a file a person would read, by program (docker's disk, etcd's data). */
  disk: Map<string, unknown>;
}
