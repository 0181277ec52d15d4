import type { Step } from '../../lib/index.ts';

/** An error's symbolic name as in errno(3), such as `ENOENT`. */
export interface Failure {
  readonly errno: string;
}

/** A result, or the error that the world answered with. */
export type Attempt<T> = T | Failure;

/** True where the world refused. */
export function isFailure(result: unknown): result is Failure {
  return typeof result === 'object' && result !== null && 'errno' in result;
}

/** A signal's name without `SIG`, such as `INT`, `TSTP`, `PIPE`. */
export type SignalName = string;

/** Which process group a new process joins: its parent's, a fresh one that it leads, or an existing one. */
export type ProcessGroup = 'inherit' | 'new' | number;

/** What a new process starts with. Everything that is not named is inherited: user, namespaces, terminal, umask. */
export interface ChildOptions {
  /** The child's descriptors: child number -> descriptor of the calling process. The child gets no others. */
  readonly descriptors: ReadonlyMap<number, number>;
  readonly group: ProcessGroup;
  /** Makes the child's group the terminal's foreground group before the child runs. */
  readonly foreground: boolean;
  /** Signals that the child ignores from the start (background jobs without job control ignore INT and QUIT). */
  readonly ignored?: readonly SignalName[];
}

/** A program to start from a file. */
export interface ProgramStart extends ChildOptions {
  /** The file, absolute or relative to the working directory; no PATH search happens. */
  readonly path: string;
  readonly argv: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
}

/** How a child changed state. */
export type ChildChange =
  | { readonly kind: 'exited'; readonly pid: number; readonly code: number }
  | { readonly kind: 'killed'; readonly pid: number; readonly signal: SignalName }
  | { readonly kind: 'stopped'; readonly pid: number; readonly signal: SignalName }
  | { readonly kind: 'continued'; readonly pid: number };

export interface FileStatus {
  readonly kind: 'file' | 'directory' | 'symlink' | 'character' | 'block' | 'fifo' | 'socket';
  /** Permission bits, 0o7777 at most. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Microseconds since 1970. */
  readonly modified: number;
  readonly device: number;
  readonly inode: number;
}

export type OpenMode = 'read' | 'write' | 'append' | 'create-only' | 'read-write';

/** How much to read: at most `max` characters, and no further than the first `until`; waits at most `timeout` µs. */
export interface ReadLimits {
  readonly max?: number;
  readonly until?: string;
  readonly timeout?: number;
}

/** What the line editor at the other end of the terminal may need. */
export interface LineRequest {
  readonly prompt: string;
  /** It goes on with a command that the lines before began. */
  readonly continued: boolean;
  /** `$?`: how the command before ended. */
  readonly status: number;
  /** Earlier lines, oldest first. */
  readonly history: readonly string[];
  /** Names that only this shell knows, for completion. */
  readonly words: { readonly commands: readonly string[]; readonly variables: readonly string[] };
}

export type LineAnswer =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'eof' }
  | { readonly kind: 'interrupted' };

/** Microseconds of virtual CPU time, of this process and of its children that were waited for. */
export interface CpuTimes {
  readonly user: number;
  readonly system: number;
  readonly childUser: number;
  readonly childSystem: number;
}

/** What becomes of a signal: end (or stop) the process, nothing, or be reported by `charge`, `wait` and `read`. */
export type Disposition = 'default' | 'ignore' | 'catch';

/**
 * Everything the shell asks of a world. Each operation acts for the process that yields it, so one port object serves a
 * shell and all processes that it forks. Text is JavaScript strings; how they become bytes is the world's business.
 *
 * A process that dies of a signal is simply never resumed; the world ends its generator.
 */
export interface ShellPort {
  // Time and chance
  /** Virtual wall clock, microseconds since 1970. */
  now(): Step<number>;
  /** Spends virtual CPU time, lets everything else that is due run, and returns caught signals since the last call. */
  charge(microseconds: number): Step<readonly SignalName[]>;
  /** Lets virtual time pass: microseconds. */
  sleep(microseconds: number): Step<void>;
  cpuTimes(): Step<CpuTimes>;

  // Identity
  pid(): Step<number>;
  parentPid(): Step<number>;
  userId(): Step<number>;
  hostname(): Step<string>;

  // Processes
  /** Runs `body` as a new process; its result is the exit code. EAGAIN when there are too many processes. */
  fork(body: () => Step<number>, options: ChildOptions): Step<Attempt<number>>;
  /** Starts a program as a new process, all signals but `ignored` at their default. ENOENT, EACCES or ENOEXEC when the file is not one. */
  spawn(program: ProgramStart): Step<Attempt<number>>;
  /** Becomes a program; returns only when it fails. `group` and `foreground` are not looked at. */
  exec(program: ProgramStart): Step<Failure>;
  /**
   * Waits for a child (or any) to end or stop. `none` when nothing changed and `block` is false; ECHILD when there
   * is no such child; EINTR when a caught signal arrived (also one that arrived before the wait began and has not been
   * reported yet).
   */
  wait(pid: number | 'any', options: { readonly block: boolean }): Step<Attempt<ChildChange | 'none'>>;
  /** Sends a signal to a process, or with a negative number to a process group; `0` only checks. */
  kill(pid: number, signal: SignalName | '0'): Step<Failure | null>;
  /** Sets what becomes of a signal. A forked child starts with caught signals back at their default. */
  onSignal(signal: SignalName, disposition: Disposition): Step<void>;
  /** Makes a process group the foreground group of the controlling terminal; without a terminal nothing happens. */
  setForeground(group: number): Step<void>;

  // Descriptors
  pipe(): Step<{ readonly read: number; readonly write: number }>;
  /** A descriptor whose content is `text`, for here-documents. */
  openText(text: string): Step<number>;
  /** Opens a file; `write` creates and truncates. `/dev/fd/N` is a descriptor of the process that opens it. */
  open(path: string, mode: OpenMode): Step<Attempt<number>>;
  /** Another descriptor for the same open file. */
  duplicate(descriptor: number): Step<number>;
  close(descriptor: number): Step<void>;
  /** Empty text means end of input. EINTR when a caught signal arrived, ETIMEDOUT after `timeout`. */
  read(descriptor: number, limits: ReadLimits): Step<Attempt<string>>;
  /** Blocks while a pipe is full. EPIPE where SIGPIPE is ignored. */
  write(descriptor: number, text: string): Step<Failure | null>;
  isTerminal(descriptor: number): Step<boolean>;
  /** Shows a prompt and reads one edited line from the controlling terminal. */
  readLine(request: LineRequest): Step<LineAnswer>;

  // Files
  status(path: string, options: { readonly follow: boolean }): Step<Attempt<FileStatus>>;
  /** Names in a directory, without `.` and `..`. */
  list(path: string): Step<Attempt<readonly string[]>>;
  /** Whether the process's user may `read`, `write` or `execute` the file. */
  access(path: string, right: 'read' | 'write' | 'execute'): Step<boolean>;
  changeDirectory(path: string): Step<Failure | null>;
  /** The working directory's physical path. */
  workingDirectory(): Step<string>;
  /** Sets the file mode creation mask; returns the earlier one. Without a value only reads it. */
  umask(mask?: number): Step<number>;
  /** RLIMIT_NOFILE, or sets it. */
  openFilesLimit(limit?: number): Step<Attempt<number>>;
}
