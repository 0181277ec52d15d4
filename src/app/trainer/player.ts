import type { EditorKey, ScriptDiagnosis, ScriptLine } from '../../drill/session/index.ts';
import type { Action, Effect } from './actions.ts';
import type { AttemptResult, LogEntry, SavedSession, SessionHeader } from './store.ts';

/** Columns and rows of the pane that shows a terminal. */
export interface PaneSize {
  columns: number;
  rows: number;
}

/** How a drill is played where somebody else says how. */
export interface PlayRules {
  /** What is handed in first is final. */
  single: boolean;
  /** Nothing is told of what commands prove and of what an answer earns. */
  conceal: boolean;
  hints: boolean;
}

/** As often as one likes, with all there is to tell. */
export const FREE: PlayRules = { single: false, conceal: false, hints: true };

/** What a screen wants done to the drill that is played; plain data, so that its worlds may be in another process. */
export type PlayRequest =
  | ({ kind: 'open'; id: string; seed?: number; saved?: SavedSession; rules?: PlayRules } & PaneSize)
  | Extract<
      Effect,
      {
        kind:
          | 'line'
          | 'signal'
          | 'end-of-input'
          | 'keys'
          | 'skip'
          | 'terminal'
          | 'hint'
          | 'give-up'
          | 'undo'
          | 'reset'
          | 'leave'
          | 'complete';
      }
    >
  | ({ kind: 'size' } & PaneSize)
  | { kind: 'submit'; diagnosis: ScriptDiagnosis }
  /** What a session script says, as if somebody had typed it. */
  | { kind: 'script'; lines: readonly ScriptLine[] }
  /** A second passed: what a killed program loses is at most what happened since. */
  | { kind: 'heartbeat' };

/** What became of it: for the screen, and for the store. */
export type PlayNews =
  | { kind: 'action'; action: Action }
  | { kind: 'begin'; header: SessionHeader; entries: LogEntry[] }
  | { kind: 'append'; entry: LogEntry }
  | { kind: 'score'; scenario: string; result: AttemptResult }
  | { kind: 'end'; scenario: string }
  /** Causes that the commands so far leave, of how many: for who may know it. */
  | { kind: 'progress'; left: number; total: number };

/** A line that is being typed when a key asks to complete it. */
export interface LineToComplete {
  terminal: string;
  text: string;
  cursor: number;
  key: EditorKey;
}

/** Who has the worlds of the drill that is played. */
export interface Player {
  /** Whether something was asked that is not answered yet; never where the player works in this thread. */
  readonly asking: boolean;
  ask(request: PlayRequest): void;
  /** Real time passed; `late` as in {@link passTime}. */
  pass(microseconds: number, late: () => boolean): void;
  /** One small piece of background work; false when there is nothing to do. */
  work(): boolean;
}
