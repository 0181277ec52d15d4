import type { Explanation, Marks } from '../../drill/diagnosis/index.ts';
import type { LocalText } from '../../drill/scenario/index.ts';
import type { Remark } from './state.ts';
import type { ScriptDiagnosis, SessionEvent } from '../../drill/session/index.ts';

/** A line that is being typed. */
export interface Draft {
  text: string;
  /** Index into `text`. */
  cursor: number;
}

/** How the screen stands; where a session left in the middle begins again. */
export interface SavedView {
  screen: string;
  /** Pane of the workspace. */
  pane: string;
  /** Index of the terminal that has the keyboard. */
  active: number;
  /** Lines not sent yet, by terminal. */
  drafts: Record<string, Draft>;
  /** What the hints said that were taken. */
  hints?: readonly LocalText[];
  /** Stars and notes on commands. */
  remarks?: Readonly<Record<number, Remark>>;
  /** The half-filled diagnosis form. */
  diagnosis?: unknown;
}

/** What a drill's unfinished session needs to begin again where it was. */
export interface SavedSession {
  scenario: string;
  seed: number | undefined;
  /** The version of Netdrill that wrote it, and the digest of the scenario it played. */
  engine: string;
  digest: string;
  events: SessionEvent[];
  hints: number;
  view: SavedView;
  /** What was handed in; null where it was given up. */
  submissions: (ScriptDiagnosis | null)[];
  /** What was earned for naming the cause, after each of them that had its score recorded. */
  earned: Explanation[];
}

/** What the header of a session's log says. */
export type SessionHeader = Pick<SavedSession, 'scenario' | 'seed' | 'digest'>;

/** One line of a session's log, as it is appended while things happen. */
export type LogEntry =
  | { type: 'event'; event: SessionEvent }
  | { type: 'hint' }
  | { type: 'submit'; diagnosis: ScriptDiagnosis | null }
  | { type: 'graded'; score: number; earned: Explanation }
  | ({ type: 'view' } & SavedView);

/** What attempts at a drill came to: the best score, and whether one of them solved it. */
export interface Best {
  score: number;
  solved: boolean;
}

/** What was earned by what was handed in. */
export interface AttemptResult {
  score: number;
  solved: boolean;
  /** Whether the cause was named; who solved it did. */
  named: boolean;
  marks: Marks;
  /** Points that the hints cost. */
  hints: number;
  verdict: string;
}

/** Where progress and sessions are kept; the edge gives one that writes files. */
export interface TrainerStore {
  /** Version of the program, as headers of sessions carry it. */
  readonly engine: string;
  best(): Readonly<Record<string, Best>>;
  /** Scenario ids that are due for review. */
  due(): readonly string[];
  /** Scenario ids with an unfinished session. */
  unfinished(): readonly string[];
  recordResult(scenario: string, result: AttemptResult): void;
  /** Begins a session's log with these lines, in place of the scenario's former one: both or neither is there after a crash. */
  begin(header: SessionHeader, entries: readonly LogEntry[]): void;
  append(entry: LogEntry): void;
  load(scenario: string): SavedSession | undefined;
  /** The session is over: nothing of it is resumed. */
  end(scenario: string): void;
  /** What went wrong since the last call: where, and what to do. */
  takeProblems(): string[];
}

/** Keeps nothing: for screens made without a person. */
export const forgetfulStore: TrainerStore = {
  engine: '',
  best: () => ({}),
  due: () => [],
  unfinished: () => [],
  recordResult() {},
  begin() {},
  append() {},
  load: () => undefined,
  end() {},
  takeProblems: () => [],
};
