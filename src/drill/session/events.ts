import { keyedHex } from '../../lib/index.ts';

/** A command that ran, as the notebook keeps it. */
export interface CommandRecord {
  /** Counts from 1 over the whole session. */
  number: number;
  terminal: string;
  /** Place of the terminal, and of a nested shell the container's name. */
  where: string;
  /** The place the terminal belongs to. */
  place: string;
  line: string;
  /** Virtual microseconds. */
  started: number;
  /** Absent while it runs. */
  ended?: number;
  stdout: string;
  stderr: string;
  status?: number;
}

/** What was done to the session, in order: enough to do it again to another world. */
export type SessionEvent =
  | { kind: 'open'; at: number; terminal: string; place: string }
  | { kind: 'line'; at: number; terminal: string; text: string }
  | { kind: 'signal'; at: number; terminal: string; signal: 'SIGINT' | 'SIGQUIT' | 'SIGTSTP' }
  | { kind: 'end-of-input'; at: number; terminal: string }
  | { kind: 'keys'; at: number; terminal: string; text: string }
  /** The terminals took another size. */
  | { kind: 'resize'; at: number; columns: number; rows: number }
  /** The clock stood here while nothing else happened (a heartbeat). */
  | { kind: 'time'; at: number }
  /** Shells that died with their machine began anew. */
  | { kind: 'reconnect'; at: number }
  /** A numbered command ended; `digest` is that of its output. */
  | { kind: 'ended'; at: number; terminal: string; number: number; digest: string };

/** What a command printed and how it ended, as twelve hexadecimal digits: enough to notice that a replay differs. */
export function outputDigest(record: Pick<CommandRecord, 'stdout' | 'stderr' | 'status'>): string {
  return keyedHex(0, 12, record.stdout, record.stderr, record.status ?? -1);
}

/** What happened before the last command was typed: undo begins anew and does this again. */
export function eventsBeforeLast(
  events: readonly SessionEvent[],
  commands: readonly CommandRecord[],
): SessionEvent[] {
  const last = commands[commands.length - 1];
  // A line typed ahead was typed before its command began; a loop is one command of several lines.
  const at = events.findLastIndex(
    (e) =>
      e.kind === 'line' &&
      last !== undefined &&
      e.at <= last.started &&
      e.terminal === last.terminal &&
      e.text === last.line.split('\n')[0],
  );
  return events.slice(0, at < 0 ? events.length : at);
}
