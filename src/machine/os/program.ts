import type { Step } from '../../lib/index.ts';
import type { Ipv4, Ipv4Packet } from '../../model/wire/index.ts';
import type {
  CapturedFrame,
  Datagram,
  Failure,
  FileNode,
  ImageProfile,
  LineRequest,
  NetlinkMessage,
  NetworkNamespace,
  Node,
  Process,
  ProcessNamespaces,
  ScreenPicture,
  SignalName,
  World,
} from '../../model/state/index.ts';

/**
 * A program is a generator over system calls; its return value is the exit status. Interactive programs may read the
 * world directly between calls (what `netlink` or `/proc` would tell them); a daemon's routine may touch the world and its
 * own memory only inside `change`, because after a fork it is rebuilt from the results it received.
 */
export type Program = (sys: Sys) => Step<number>;

/** A daemon's thread: a generator that is rebuilt after a fork, so it may use the world inside `change` only. */
export type Routine = (sys: Sys, argument: never) => Step<unknown>;

export interface ProgramEntry {
  name: string;
  /** Images that hold it; absent: all. */
  profiles?: readonly ImageProfile[];
  /** What runs when somebody types its name. */
  program?: Program;
  /** A daemon's routines; `main` is the one that starts. */
  routines?: Readonly<Record<string, Routine>>;
  /** Signals that the program it stands for has handlers for as pid 1 of a container, and with what status it then exits. */
  ends?: Readonly<Partial<Record<SignalName, number>>>;
}

/** Which programs exist, by name and image. */
export interface ProgramTable {
  find(name: string, profile: ImageProfile): ProgramEntry | undefined;
  /** Names a program directory of the image holds. */
  names(profile: ImageProfile, directory: string): readonly string[];
}

export interface SpawnRequest {
  argv: string[];
  /** The file to run where `argv[0]` is only what was typed. */
  path?: string;
  env?: Record<string, string>;
  cwd?: string;
  /** Child descriptor to parent's descriptor; absent: 0, 1 and 2 as they are. */
  files?: Record<number, number>;
  /** Join this process group; 0 makes a new one. Absent: the parent's. */
  group?: number;
  namespaces?: ProcessNamespaces;
  /** Run this body instead of a program of the table (a shell's subshell, a pipeline stage). Interactive only. */
  body?: Program;
  /** Give the new group the terminal. */
  foreground?: boolean;
  /** The number it gets: for what pid 1 starts while the machine boots, before the numbers a person sees. */
  pid?: number;
  /** Signals it ignores from the start; absent: those the caller ignores. */
  ignored?: SignalName[];
  /** What it gets when its parent ends (prctl(2), PR_SET_PDEATHSIG). */
  deathSignal?: SignalName;
  /** It belongs to a person although a daemon starts it: it has a body, and stays behind at a fork. */
  interactive?: boolean;
}

/** A line of a container's log, as the json-file driver keeps it: virtual time, and its number since the container exists. */
export interface LogLine {
  number: number;
  at: number;
  stream: 'stdout' | 'stderr';
  line: string;
  /** The line feed is missing: more may follow. */
  partial: boolean;
}

/** What takes a process over: pid, group, terminal and namespaces stay. */
export type ExecuteRequest = Pick<SpawnRequest, 'argv' | 'path' | 'env' | 'files' | 'ignored'>;

export interface WaitResult {
  pid: number;
  /** Exit status, 128 + signal when killed. */
  status: number;
  signal?: SignalName;
  stopped: boolean;
}

export interface FileStatus {
  type: FileNode['type'] | 'character' | 'pipe' | 'socket';
  mode: number;
  uid: number;
  size: number;
  modified: number;
  /** Target of a symbolic link, when the link itself was asked for. */
  target?: string;
}

export type SocketRequest =
  /** `netns`: a daemon opens it in another namespace of its node (the engine's DNS inside a sandbox). */
  | { type: 'udp'; family?: 'inet' | 'inet6'; v6only?: boolean; netns?: number }
  | { type: 'tcp'; family?: 'inet' | 'inet6'; v6only?: boolean; netns?: number }
  | { type: 'icmp'; identifier: number }
  | { type: 'packet'; device: number; arpOnly?: boolean };

export interface SendOptions {
  ttl?: number;
  tos?: number;
  dontFragment?: boolean;
  source?: Ipv4;
  device?: number;
}

/**
 * The system calls. Each takes virtual time only where it says so. A failed call returns a `Failure` (see `isFailure`).
 * Interrupted waits end with EINTR when the program handles the signal.
 */
export interface Sys {
  readonly world: World;
  readonly process: Process;
  readonly node: Node;
  /** The network namespace the process is in now. */
  readonly netns: NetworkNamespace;
  /** Words after the program's name. */
  readonly args: readonly string[];

  /** Virtual microseconds since the scenario's start. */
  now(): number;
  sleep(microseconds: number): Step<'elapsed' | Failure>;
  /** CPU time that passes without waiting. */
  charge(microseconds: number): Step<void>;

  open(
    path: string,
    flags: 'read' | 'write' | 'append' | 'create-new',
    mode?: number,
  ): Step<number | Failure>;
  /** '' at the end of the file; blocks on an empty pipe, terminal or stream socket. */
  read(fd: number, options?: { max?: number; until?: string; deadline?: number }): Step<string | Failure>;
  write(fd: number, text: string): Step<number | Failure>;
  close(fd: number): Step<void>;
  /** Makes `to` (or the lowest free descriptor) another name of `fd`. */
  duplicate(fd: number, to?: number): Step<number | Failure>;
  pipe(): Step<{ read: number; write: number }>;
  isTerminal(fd: number): boolean;
  /** Columns and rows of the terminal; 80x24 without one. */
  windowSize(): { columns: number; rows: number };

  readFile(path: string): Step<string | Failure>;
  writeFile(
    path: string,
    text: string,
    options?: { append?: boolean; mode?: number },
  ): Step<Failure | undefined>;
  status(path: string, options?: { follow?: boolean }): Step<FileStatus | Failure>;
  /** Names without `.` and `..`, sorted bytewise. */
  readDirectory(path: string): Step<string[] | Failure>;
  makeDirectory(path: string, mode?: number): Step<Failure | undefined>;
  removeDirectory(path: string): Step<Failure | undefined>;
  unlink(path: string): Step<Failure | undefined>;
  rename(from: string, to: string): Step<Failure | undefined>;
  symlink(target: string, path: string): Step<Failure | undefined>;
  changeMode(path: string, mode: number): Step<Failure | undefined>;
  /** Absolute path with links resolved. */
  realPath(path: string): Step<string | Failure>;
  changeDirectory(path: string): Step<Failure | undefined>;

  spawn(request: SpawnRequest): Step<number | Failure>;
  /** Runs another program in this process; returns only when it fails: ENOENT, EACCES. Interactive only. */
  execute(request: ExecuteRequest): Step<Failure>;
  /**
   * Waits for a child to end, with `untraced` also to stop (WUNTRACED of wait(2)); `pid` absent: any. ECHILD without one; EAGAIN at
   * the deadline, or at once with `hang: false`.
   */
  wait(
    pid?: number,
    options?: { hang?: boolean; group?: number; deadline?: number; untraced?: boolean },
  ): Step<WaitResult | Failure>;
  /** A process, with 0 the caller's own group, and with a negative number that group. */
  kill(pid: number, signal: SignalName | 0): Step<Failure | undefined>;
  /** Takes over signals, ignored ones too: they are then returned by `takeSignal` and interrupt waits. */
  handle(signals: SignalName[]): void;
  ignore(signals: SignalName[]): void;
  takeSignal(): SignalName | undefined;

  socket(request: SocketRequest): Step<number | Failure>;
  bind(fd: number, address: Ipv4, port: number): Step<Failure | undefined>;
  listen(fd: number, backlog?: number): Step<Failure | undefined>;
  /** TCP: waits for the handshake; ETIMEDOUT, ECONNREFUSED, EHOSTUNREACH, ENETUNREACH. */
  connect(
    fd: number,
    address: Ipv4,
    port: number,
    options?: { deadline?: number },
  ): Step<Failure | undefined>;
  accept(
    fd: number,
    options?: { deadline?: number },
  ): Step<{ fd: number; address: Ipv4; port: number } | Failure>;
  sendTo(
    fd: number,
    address: Ipv4,
    port: number,
    payload: string,
    options?: SendOptions,
  ): Step<Failure | number>;
  receiveFrom(fd: number, options?: { deadline?: number }): Step<Datagram | Failure>;
  /** Sends an ICMP echo request; `size` octets of payload. */
  sendEcho(
    fd: number,
    address: Ipv4,
    sequence: number,
    size: number,
    options?: SendOptions,
  ): Step<Failure | number>;
  receiveIcmp(
    fd: number,
    options?: { deadline?: number },
  ): Step<{ packet: Ipv4Packet; at: number } | Failure>;
  sendArp(
    fd: number,
    request: {
      target: Ipv4;
      source: Ipv4;
      destination?: string;
      operation?: 'request' | 'reply';
      targetMac?: string;
    },
  ): Step<Failure | number>;
  receiveFrame(
    fd: number,
    options?: { deadline?: number },
  ): Step<(CapturedFrame & { device: number }) | Failure>;
  /** Half-close of a TCP connection's sending side. */
  shutdown(fd: number): Step<Failure | undefined>;
  localAddress(fd: number): { address: Ipv4; port: number } | undefined;

  /** Subscribes to kernel messages (`ip monitor`); read them with `receiveNetlink`. */
  netlink(groups: NetlinkMessage['group'][]): Step<number>;
  receiveNetlink(monitor: number, options?: { deadline?: number }): Step<NetlinkMessage | Failure>;

  /** Enters namespaces (nsenter, ip netns exec). */
  setNamespaces(namespaces: Partial<ProcessNamespaces>): Step<Failure | undefined>;
  /** Runs a function on the world once; its result, plain data, is kept and fed again after a fork. */
  change<T>(action: (world: World) => T): Step<T>;
  /** Starts another routine of the same program as a thread. Daemons only. */
  thread(name: string, argument: unknown): Step<number>;
  /** Ends this routine and starts it anew, forgetting what it received. Daemons only. */
  again(argument: unknown): Step<never>;
  /** Wakes every task of this process that waits for `topic`. */
  notify(topic: string): Step<void>;
  /** Waits for a `notify`, or until the deadline. */
  await(topic: string, options?: { deadline?: number }): Step<'notified' | Failure>;
  /** Asks a daemon on this node and waits for its answer (a UNIX socket): ECONNREFUSED, ENOENT when nobody listens. */
  request(service: string, message: unknown, options?: { deadline?: number }): Step<unknown | Failure>;
  /** Serves requests made to `service`. */
  serve(service: string): Step<{ id: number; message: unknown; from: { pid: number } } | Failure>;
  reply(service: string, id: number, answer: unknown): Step<void>;
  /** The process that makes the call; a shell's forked body asks with it who it is. */
  current(): Step<Process>;
  /** Ends the calling process at once. */
  exit(status: number): Step<never>;
  /** A descriptor to read a text from (here-documents). */
  openText(text: string): Step<number>;
  /** Shows a prompt and waits for one edited line of the controlling terminal. */
  readLine(
    request: LineRequest,
  ): Step<{ kind: 'line'; text: string } | { kind: 'eof' } | { kind: 'interrupted' }>;
  /** What becomes of a signal in the calling process. */
  disposition(signal: SignalName, action: 'default' | 'ignore' | 'catch'): Step<void>;
  /** Caught signals since the last time. */
  takeSignals(): Step<SignalName[]>;
  /** Puts a group into the foreground of the controlling terminal. */
  setForeground(group: number): Step<void>;
  /** Draws the whole screen of the terminal (an editor, a pager); `undefined` gives it back. */
  draw(screen: ScreenPicture | undefined): Step<void>;
  /** Keys as they come (`mode` raw) or lines (`mode` line). */
  terminalMode(mode: 'line' | 'raw'): Step<void>;
  /** Stops the machine and starts it again with its default kernel; everything on it ends. */
  reboot(): Step<void>;
  /** Lines of a container's log from a number on; waits for one as long as the process `writer` lives. */
  readLog(container: string, from: number, writer: number): Step<readonly LogLine[]>;
  /** A line for the journal of this process's unit, or the log of its container. */
  log(message: string, priority?: number): Step<void>;
}
