import type { Kysely } from 'kysely';
import type { GradebookError } from './error.ts';
import type { Tables } from './schema.ts';

/** How a gradebook is opened. */
export interface OpenOptions {
  /** Whether one is made where there is none; so it is unless this says no. */
  create?: boolean;
  /** Milliseconds to wait for another program that has SQLite's file locked. The whole process waits: a server wants it short. */
  patience?: number;
}

/** A database that was opened, and what differs between the two kinds. */
export interface Engine {
  readonly kind: 'sqlite' | 'postgres';
  readonly db: Kysely<Tables>;
  /** What went wrong, in plain words. */
  explain(error: unknown): GradebookError;
  /** A statement as it is, outside any transaction. */
  raw(sql: string): Promise<Record<string, unknown>[]> | Record<string, unknown>[];
}
