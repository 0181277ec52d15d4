import type { Ending, Mark, Mode } from './types.ts';

/** Tables as both databases have them: times are milliseconds UTC, truth is 0 or 1. */
export interface Tables {
  attempts: {
    id: string;
    class: string;
    learner: string;
    drill: string;
    mode: Mode;
    seed: number | null;
    engine: string;
    digest: string;
    begun: number;
    ended: number | null;
    how: Ending | null;
    last_seq: number | null;
  };
  log: { attempt: string; seq: number; at: number; line: string; hash: string };
  standings: { attempt: string; line: string };
  marks: Omit<Mark, 'solved' | 'named'> & { solved: number; named: number };
  credentials: { class: string; learner: string; kind: string; value: string; at: number };
  releases: { class: string; drill: string; at: number };
  extensions: { class: string; learner: string; drill: string; until: number; at: number };
  leases: { class: string; learner: string; server: string; until: number };
}

/** Tables a backup holds, those that others refer to first. Leases are of the moment. */
export const KEPT_TABLES = [
  'attempts',
  'log',
  'standings',
  'marks',
  'credentials',
  'releases',
  'extensions',
] as const;

/** What each row of a table is told apart by; a backup is in this order. */
export const KEYS: Readonly<Record<(typeof KEPT_TABLES)[number], readonly string[]>> = {
  attempts: ['id'],
  log: ['attempt', 'seq'],
  standings: ['attempt'],
  marks: ['attempt', 'submission', 'rules'],
  credentials: ['class', 'learner', 'kind', 'value'],
  releases: ['class', 'drill'],
  extensions: ['class', 'learner', 'drill'],
};
