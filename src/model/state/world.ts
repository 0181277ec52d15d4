import type { Frame } from '../wire/index.ts';
import type { Segment } from './device.ts';
import type { NetworkNamespace } from './namespace.ts';
import type { Node } from './node.ts';
import type { Trace } from './trace.ts';

/** Something that happens at a moment. Plain data; `kind` picks the handler. */
export type SimEvent =
  /** A frame reaches a device. `trace` is 0 for packets nobody follows. */
  | { at: number; seq: number; kind: 'frame'; netns: number; device: number; frame: Frame; trace: number }
  | { at: number; seq: number; kind: 'neighbor'; netns: number; key: string; token: number }
  | { at: number; seq: number; kind: 'tcp'; netns: number; socket: number; token: number }
  | { at: number; seq: number; kind: 'igmp'; netns: number; device: number; count: number }
  /** A process task's wait ends. */
  | { at: number; seq: number; kind: 'wake'; node: string; pid: number; task: number; token: number }
  /** A task is runnable. */
  | { at: number; seq: number; kind: 'run'; node: string; pid: number; task: number }
  /** A node finishes booting. */
  | { at: number; seq: number; kind: 'boot'; node: string; token: number }
  /** systemd acts on a unit (restart delay, stop time-out). */
  | { at: number; seq: number; kind: 'unit'; node: string; unit: string; action: string; token: number };

/** Whatever became ready for a program since the event loop last looked. */
export interface Readiness {
  kind: 'socket' | 'pipe' | 'terminal' | 'child' | 'monitor' | 'signal' | 'log';
  node: string;
  id: number | string;
  netns?: number;
}

/** What a shell asks for with a prompt: what the editor at the other end shows and completes. */
export interface LineRequest {
  prompt: string;
  /** The line goes on with a command that lines before it began. */
  continued: boolean;
  history: readonly string[];
  commands: readonly string[];
  variables: readonly string[];
  /** Exit status of the command before, for whoever keeps a record. */
  status: number;
}

/** A prompt that waits for an edited line. */
export interface LinePrompt extends LineRequest {
  /** Where completion of names happens: the waiting process. */
  pid: number;
  node: string;
  /** When it appeared, and how much had been written by then: what came before belongs to the command before. */
  since: number;
  stdout: number;
  stderr: number;
}

/** A line that a shell took from its terminal, typed ahead or at the prompt. */
export interface TakenLine {
  text: string;
  at: number;
  prompt: LinePrompt;
  /** Pid namespace of the shell: a container's, or empty on the host. */
  container: string;
  /** Lengths of the terminal's streams at that moment. */
  stdout: number;
  stderr: number;
}

/** A terminal: lines or keys waiting for a program, and what was printed. */
export interface Terminal {
  id: string;
  columns: number;
  rows: number;
  /** Bytes the foreground reads; ends with a line feed per line in canonical mode. */
  input: string;
  endOfFile: boolean;
  /** What it shows and has shown, as far as one can scroll back. */
  output: string;
  /** What programs wrote to standard output and to standard error, since whoever keeps a record of it took it out of here. */
  stdout: string;
  stderr: string;
  /** Foreground process group of a node. */
  foreground: { node: string; group: number };
  mode: 'line' | 'raw';
  /** A program waits for an edited line. */
  editing?: LinePrompt;
  /** Lines that shells took, since whoever keeps a record of them took them out of here. */
  taken: TakenLine[];
  /** Ctrl-C or Ctrl-D arrived while a line was edited. */
  interrupted: boolean;
  /** A full-screen program's picture, drawn in place of the output. */
  screen?: ScreenPicture;
}

/** What a full-screen program shows: rows, the cursor, and cells in reverse video. */
export interface ScreenPicture {
  lines: readonly string[];
  row: number;
  column: number;
  marks?: readonly { row: number; from: number; to: number }[];
}

/** All simulated state. Plain data throughout: copying it is forking the world. */
export interface World {
  /** Virtual microseconds since the scenario's start. */
  now: number;
  /** Wall-clock time of the start: microseconds since 1970-01-01 UTC. */
  epoch: number;
  /** Minutes east of UTC that date and journals show. */
  utcOffset: number;
  /** Identity: identifiers, addresses, pids, ports. */
  seed: number;
  /** Noise: jitter and traffic baselines. */
  noiseSeed: number;
  /** Pinned identities of the scenario: purpose and subject to value. */
  pins: Map<string, string>;
  /** How often each kind of identity was drawn. */
  draws: Map<string, number>;
  sequence: number;
  queue: SimEvent[];
  nodes: Map<string, Node>;
  namespaces: Map<number, NetworkNamespace>;
  segments: Map<string, Segment>;
  nextSocket: number;
  nextInode: number;
  nextNetns: number;
  nextConntrack: number;
  terminals: Map<string, Terminal>;
  ready: Readiness[];
  /** Packets being followed, by trace id. */
  traces: Map<number, Trace>;
  nextTrace: number;
  /** Follow every packet a program sends (a debrief's or `netdrill trace`'s world). */
  followAll: boolean;
}
