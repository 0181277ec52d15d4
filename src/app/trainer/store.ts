import type { ScriptDiagnosis, SessionEvent } from '../../drill/session/index.ts';

/** What a drill's unfinished session needs to begin again where it was. */
export interface SavedSession {
  scenario: string;
  seed: number | undefined;
  events: SessionEvent[];
  hints: number;
  /** Text of a line not yet sent, by terminal. */
  drafts: Record<string, string>;
  screen: string;
  active: number;
  diagnosis?: unknown;
  submissions: (ScriptDiagnosis | null)[];
}

/** One line of a session's log, as it is appended while things happen. */
export type LogEntry =
  | { type: 'event'; event: SessionEvent }
  | { type: 'hint' }
  | { type: 'submit'; diagnosis: ScriptDiagnosis | null }
  | { type: 'view'; screen: string; active: number; drafts: Record<string, string>; diagnosis?: unknown };

/** Where progress and sessions are kept; the edge gives one that writes files. */
export interface TrainerStore {
  best(): Readonly<Record<string, number>>;
  /** Scenario ids with an unfinished session. */
  unfinished(): readonly string[];
  recordScore(scenario: string, score: number, solved: boolean): void;
  begin(scenario: string, seed: number | undefined): void;
  append(entry: LogEntry): void;
  load(scenario: string): SavedSession | undefined;
  /** The session is over: nothing of it is resumed. */
  end(scenario: string): void;
}

/** Keeps nothing: for screens made without a person. */
export const forgetfulStore: TrainerStore = {
  best: () => ({}),
  unfinished: () => [],
  recordScore() {},
  begin() {},
  append() {},
  load: () => undefined,
  end() {},
};
