/** How a drill is played in a class: as often as one likes, once, or once with the results held back. */
export type Mode = 'practice' | 'one' | 'exam';

/** How an attempt ended: `closed` by the teacher or the clock, `abandoned` by the learner. */
export type Ending = 'solved' | 'given-up' | 'handed-in' | 'closed' | 'abandoned';

/** An attempt as it begins. Times here and below are milliseconds UTC. */
export interface AttemptStart {
  /** A UUID made by the caller, so that everything about an attempt can be queued while the store is down. */
  readonly id: string;
  readonly class: string;
  readonly learner: string;
  readonly drill: string;
  readonly mode: Mode;
  /** What its variant is drawn from; null where the drill was played as its file says. */
  readonly seed: number | null;
  /** Version of the program. */
  readonly engine: string;
  /** Digest of the scenario as the log's header has it. */
  readonly digest: string;
  readonly begun: number;
}

/** A line of an attempt's input log. */
export interface LogLine {
  /** Counts on by one from the header's line. A header again says that the drill was begun anew (undo, reset). */
  readonly seq: number;
  readonly at: number;
  /** JSON as the session's log has it, without its line feed. */
  readonly line: string;
}

/** What one submission earned. */
export interface Mark {
  readonly attempt: string;
  /** Counts from 1 within the attempt; giving up is one. */
  readonly submission: number;
  readonly place: number;
  readonly mechanism: number;
  readonly evidence: number;
  readonly repair: number;
  readonly harm: number;
  /** Points that the hints cost. */
  readonly hints: number;
  readonly score: number;
  readonly solved: boolean;
  /** Whether the cause was named. */
  readonly named: boolean;
  readonly verdict: string;
  /** Version of the rules it was judged by: a mark by other rules is kept beside it. */
  readonly rules: string;
  readonly at: number;
}

/** What a mark says, without whose it is, when it was given and by which rules. */
export const EARNED = [
  'place',
  'mechanism',
  'evidence',
  'repair',
  'harm',
  'hints',
  'score',
  'solved',
  'named',
  'verdict',
] as const satisfies readonly (keyof Mark)[];

/** `password` replaces the one before; keys and used codes are added. `value` is a hash or a public key, never a secret. */
export interface Credential {
  readonly kind: 'password' | 'key' | 'code-used';
  readonly value: string;
  readonly at: number;
}

/** A drill's results are shown from then on. */
export interface Release {
  readonly drill: string;
  readonly at: number;
}

/** A learner has until then; the one given last counts. */
export interface Extension {
  readonly learner: string;
  readonly drill: string;
  readonly until: number;
  readonly at: number;
}

interface OfClass {
  readonly class: string;
}

/**
 * One thing to be written, as plain data. Each may be written any number of times and counts once: a queue that does not know whether
 * its last batch arrived writes it again.
 */
export type Write =
  | ({ readonly write: 'begin-attempt' } & AttemptStart)
  | { readonly write: 'log'; readonly attempt: string; readonly lines: readonly LogLine[] }
  /** How the screen stands and where the clock is, in place of what was said of it before: no part of the log that grades rest on. */
  | { readonly write: 'standing'; readonly attempt: string; readonly line: string }
  | ({ readonly write: 'mark' } & Mark)
  | { readonly write: 'end-attempt'; readonly attempt: string; readonly at: number; readonly how: Ending }
  | ({ readonly write: 'credential'; readonly learner: string } & OfClass & Credential)
  | ({ readonly write: 'release' } & OfClass & Release)
  | ({ readonly write: 'extension' } & OfClass & Extension);

/** An attempt with its marks: by submission, and of each the newest last. */
export interface AttemptRecord extends AttemptStart {
  readonly ended: number | null;
  readonly how: Ending | null;
  /** Number of the log's last line when the attempt ended. */
  readonly lastSeq: number | null;
  readonly marks: readonly Mark[];
}

export interface ChainedLine extends LogLine {
  /** See `chainHash`. */
  readonly hash: string;
}

/** The last line of an attempt's log: noted elsewhere, it shows later whether the log was made anew. */
export interface LogEnd {
  readonly attempt: string;
  readonly seq: number;
  readonly hash: string;
}

/** Which attempts; all where nothing is named. */
export interface AttemptFilter {
  readonly class?: string;
  readonly learner?: string;
  readonly drill?: string;
}

/** Who wants to hold a learner's session. */
export interface LeaseHolder {
  readonly class: string;
  readonly learner: string;
  /** A name that no other server has, and that the same one has no more after it was started again. */
  readonly server: string;
}

/** `held`: it is the caller's; otherwise `server` has it. `until` by the store's clock. */
export interface Lease {
  readonly held: boolean;
  readonly server: string;
  readonly until: number;
}

/** What was deleted of a learner. */
export interface Forgotten {
  readonly attempts: number;
  readonly lines: number;
  readonly credentials: number;
}

/** The results of classes and what they came from. Every method rejects with a `GradebookError` only. */
export interface Gradebook {
  readonly kind: 'sqlite' | 'postgres';
  /** All of a batch is written, in one transaction, or nothing. */
  write(batch: readonly Write[]): Promise<void>;
  /** Attempts in the order they were begun. */
  attempts(filter: AttemptFilter): Promise<AttemptRecord[]>;
  log(attempt: string): Promise<ChainedLine[]>;
  standing(attempt: string): Promise<string | undefined>;
  /** Of each attempt that has a log. */
  logEnds(filter: AttemptFilter): Promise<LogEnd[]>;
  /** A learner's credentials, oldest first; of passwords the newest alone. */
  credentials(classId: string, learner: string): Promise<Credential[]>;
  releases(classId: string): Promise<Release[]>;
  extensions(classId: string): Promise<Extension[]>;
  /**
   * Makes the learner's session the server's for `duration` milliseconds, unless another one holds it. On SQLite, where one machine has
   * the file, `now` tells what has run out. On PostgreSQL the database's clock does: servers' clocks differ, and one that is a minute
   * ahead would take sessions that are still played. A server counts from before it asked, so it gives up no later than the store does.
   */
  takeLease(holder: LeaseHolder, duration: number, now: number): Promise<Lease>;
  /** Holds it on, late as well as long as nobody took it. `held: false`: the session is another's, or nobody's. */
  renewLease(holder: LeaseHolder, duration: number, now: number): Promise<Lease>;
  /** Lets go of it, if it is the server's. */
  dropLease(holder: LeaseHolder): Promise<void>;
  /** What the database itself finds wrong with its pages and references; nothing where it is sound. */
  integrity(): Promise<string[]>;
  /** Deletes all of a learner, in one class or in all. Refused while a lease says that the learner is in a session. */
  forget(learner: string, classId: string | undefined, now: number): Promise<Forgotten>;
  /** Writes all of it, as it is at one moment, to a new file: a database in SQLite, JSON lines from PostgreSQL. */
  backup(file: string): Promise<void>;
  /** Fills an empty gradebook with a backup of either kind; how many rows there were. */
  restore(file: string): Promise<number>;
  close(): Promise<void>;
}
