/** Signals the model delivers. */
export type SignalName =
  | 'SIGHUP'
  | 'SIGINT'
  | 'SIGQUIT'
  | 'SIGKILL'
  | 'SIGPIPE'
  | 'SIGALRM'
  | 'SIGTERM'
  | 'SIGUSR1'
  | 'SIGUSR2'
  | 'SIGCHLD'
  | 'SIGCONT'
  | 'SIGSTOP'
  | 'SIGTSTP'
  | 'SIGTTIN'
  | 'SIGWINCH';

export const SIGNAL_NUMBERS: Readonly<Record<SignalName, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGTTIN: 21,
  SIGWINCH: 28,
};

/** The namespaces a process runs in. `root` names a file system of the node (mount namespace), `uts` a host name. */
export interface ProcessNamespaces {
  net: number;
  /** The network namespace that /sys was mounted in, where that is another than `net`: after `nsenter --net`. */
  sys?: number;
  root: string;
  uts: string;
  /** Container id, or empty for the host: decides which processes `ps` shows. */
  pid: string;
  /** Has the capabilities of an unprivileged container only: configures no network and no kernel parameter. */
  confined?: boolean;
}

export type OpenFile =
  | { kind: 'file'; path: string; offset: number; append: boolean; writable: boolean }
  /** A file whose text was computed at open (proc, sys). */
  | { kind: 'text'; path: string; text: string; offset: number }
  | { kind: 'pipe-read'; pipe: number }
  | { kind: 'pipe-write'; pipe: number }
  | { kind: 'terminal'; terminal: string; stderr?: boolean }
  | { kind: 'socket'; socket: number }
  | { kind: 'null' }
  /** Writes become journal entries of a unit, or the log of a container. */
  | { kind: 'log'; sink: string; stream?: 'stdout' | 'stderr' };

export interface Process {
  /** Its number on the machine; every link between processes is by this one. */
  pid: number;
  /** Its number, and its group's, in its own pid namespace; the group's is 0 where the group was made outside. */
  innerPid: number;
  innerGroup: number;
  parent: number;
  node: string;
  /** The command line as `ps` shows it: a name of the program table and the words after it, unless another one stands for it. */
  argv: string[];
  /** The program of the table that stands for one that is not modelled, and its words. */
  standIn?: string[];
  /** What `ps` and `netstat -p` show as the program. */
  comm: string;
  uid: number;
  /** Virtual microseconds. */
  started: number;
  cpuMicroseconds: number;
  namespaces: ProcessNamespaces;
  cwd: string;
  env: Record<string, string>;
  files: Map<number, OpenFile>;
  group: number;
  terminal?: string;
  state: 'running' | 'stopped' | 'zombie';
  /** Exit code, or 128 + signal. */
  status?: number;
  /** What killed or stopped it; a stop is reported to the parent once. */
  signal?: SignalName;
  stopReported?: boolean;
  /** Its parent ended before it: pid 1 reaps it at once. */
  adopted?: boolean;
  /** What it gets when its parent ends (prctl(2), PR_SET_PDEATHSIG). */
  deathSignal?: SignalName;
  /** Signals the program handles itself, and those it ignores; all others act by default. */
  handled: SignalName[];
  ignored: SignalName[];
  /** Caught and not yet taken by the program. */
  pendingSignals: SignalName[];
  tasks: Task[];
  nextTask: number;
  /** A daemon's memory: plain data, changed only inside a `change` call. */
  data: unknown;
  /** Typed by a person: belongs to the session, is left behind by a fork. */
  interactive: boolean;
  umask: number;
  /** Pid 1 of this pid namespace: its end kills all others in there (pid_namespaces(7)). */
  initOf?: string;
  /** The unit or container it is the main process of. */
  unit?: string;
}

/**
 * A thread of a process. A daemon's task is rebuilt after a fork from its routine and the results it has received;
 * an interactive one is not.
 */
export interface Task {
  id: number;
  routine: { name: string; argument: unknown };
  /** Results received since the routine began; absent for interactive programs. */
  log?: unknown[];
  /** When the routine began, then when each result came: virtual microseconds. */
  times?: number[];
  /** The call it waits in; absent while runnable. */
  waiting?: PendingCall;
  done: boolean;
}

/** A system call that could not be answered at once. Plain data, so that a fork can go on waiting. */
export interface PendingCall {
  call: string;
  args: unknown[];
  /** Virtual microseconds after which it ends without result. */
  deadline?: number;
  token: number;
  /** What the call has to remember between tries. */
  state?: unknown;
}

export interface Pipe {
  id: number;
  buffer: string;
  readers: number;
  writers: number;
}
