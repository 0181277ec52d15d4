import type { CommandRecord, ScriptDiagnosis } from '../../drill/session/index.ts';
import type { Place } from './playback.ts';

/** What happened at a moment. */
export type Doing =
  /** A command began; `command` is its index among all of the recording. */
  | { kind: 'command'; command: number }
  | { kind: 'ended'; command: number }
  /** A line for a program, or for a shell that takes it later. */
  | { kind: 'line' | 'keys'; terminal: string; text: string }
  | { kind: 'signal'; terminal: string; text: string }
  | { kind: 'end-of-input' | 'open'; terminal: string }
  | { kind: 'resize'; columns: number; rows: number }
  | { kind: 'reconnect' }
  | { kind: 'hint'; number: number }
  /** Something was handed in, or given up; `submission` is its index. */
  | { kind: 'submit'; submission: number }
  /** The drill was begun anew: with the commands before the last one (undo), or with none (reset). */
  | { kind: 'anew'; commands: number };

/** A moment of the recording, and how the world gets there. Between two of them virtual time passes evenly. */
export interface Knot extends Place {
  /** Microseconds since the recording's beginning as it is played, long pauses cut. */
  play: number;
  /** Virtual time at which its step is done; `now` is what it is afterwards. */
  from: number;
  doing?: Doing;
}

export interface RecordedCommand extends Pick<CommandRecord, 'where' | 'line' | 'number' | 'status'> {
  part: number;
  /** Index of the knot at which it was typed. */
  typed: number;
  /** Index of the knot at which it had ended, or the last one before the next was typed. */
  shown: number;
  /** It was undone, or reset. */
  undone: boolean;
}

export interface RecordedSubmission {
  part: number;
  knot: number;
  /** Null where it was given up. */
  diagnosis: ScriptDiagnosis | null;
  /** What was earned then; absent where its judging did not come to its end. */
  score?: number;
}

/** A recording in the order it is played. */
export interface Timeline {
  readonly knots: readonly Knot[];
  readonly commands: readonly RecordedCommand[];
  readonly submissions: readonly RecordedSubmission[];
  /** Index of the first command that shows something else than what was recorded. */
  readonly differs: number | undefined;
}

/** Index of the command that has a number in a part, be it from a part before; -1 where there is none. */
export function commandIndex(commands: readonly RecordedCommand[], part: number, number: number): number {
  return commands.findLastIndex((command) => command.part <= part && command.number === number);
}
