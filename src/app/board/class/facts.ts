import type { LocalText } from '../../../lib/index.ts';

/** What a learner is doing; the last three stay until another drill is opened. */
export type Doing =
  | 'browser'
  | 'opening'
  | 'ticket'
  | 'working'
  | 'diagnosing'
  | 'judging'
  | 'handed-in'
  | 'given-up'
  | 'solved';

/** A learner of a class as the server knows him. Times are milliseconds since 1970 by the server's clock. */
export interface LearnerFacts {
  name: string;
  /** Id of the drill that is played, or was played last. */
  drill?: string;
  doing: Doing;
  /** Causes that the commands so far leave, of how many. */
  suspects?: { left: number; total: number };
  hints: number;
  /** Milliseconds since a command lowered the suspects, or else since the drill was opened; absent where nothing is worked at. */
  stuck?: number;
  connection: 'here' | 'away' | 'never';
  since?: number;
  /** A teacher who types on the learner's screen, or asks to. */
  guest?: { name: string; keyboard: 'asks' | 'has' };
}

/** A drill of the class. */
export interface ClassDrill {
  id: string;
  title: LocalText;
  /** Tells drills with one ticket apart; 0 where there is but one. */
  twin: number;
  mode: 'practice' | 'one' | 'exam';
  /** An exam whose results are shown. */
  released: boolean;
  /** Whether it has an end that can be put off. */
  closes: boolean;
  /** Learners who ever began it, handed it in, solved it. */
  begun: number;
  handedIn: number;
  solved: number;
}

/** Something that happened in a class. */
export interface ClassEvent {
  at: number;
  kind:
    | 'came'
    | 'left'
    | 'opened'
    | 'hint'
    | 'handed-in'
    | 'given-up'
    | 'solved'
    | 'agreed'
    | 'refused'
    | 'trouble'
    | 'trouble-over'
    | 'teacher';
  learner?: string;
  drill?: string;
  /** What a teacher did, or what is wrong. */
  text?: LocalText;
}

/** A class at a moment. */
export interface ClassFacts {
  class: string;
  now: number;
  paused: boolean;
  /** What is wrong with the store. */
  trouble?: string;
  /** In the roster's order. */
  learners: readonly LearnerFacts[];
  drills: readonly ClassDrill[];
  /** Oldest first. */
  events: readonly ClassEvent[];
}

/** What the board's process is told. */
export type BoardFeed =
  | { kind: 'begin'; columns: number; rows: number; lang: 'en' | 'zh'; teacher: string }
  | { kind: 'size'; columns: number; rows: number }
  | { kind: 'class'; facts: ClassFacts }
  /** A learner's screen: rows with colours as SGR codes. */
  | { kind: 'frame'; learner: string; lines: readonly string[] }
  /** There is no screen of that learner any more. */
  | { kind: 'no-screen'; learner: string }
  | { kind: 'notice'; text: LocalText };

/** What a teacher wants done. */
export type BoardCommand =
  /** To one, or to everybody who is there. */
  | { kind: 'message'; to?: string; text: string }
  | { kind: 'pause'; paused: boolean }
  | { kind: 'reset'; learner: string; drill: string }
  | { kind: 'release'; drill: string }
  | { kind: 'extend'; learner: string; drill: string; minutes: number }
  /** Wants the learner's screen, in that size, until `unwatch`. */
  | { kind: 'watch'; learner: string; columns: number; rows: number }
  | { kind: 'unwatch' }
  /** Asks the watched learner for the keyboard. */
  | { kind: 'type' }
  /** Opens the app instead of the board. */
  | { kind: 'play' }
  | { kind: 'quit' };
