/**
 * `unusable`: this store will not do as it is (no such folder, no rights, another version). `unavailable`: it may come back by itself.
 * `full`: no room. `refused`: the store is well, and what was written contradicts what it has.
 */
export type ErrorKind = 'unusable' | 'unavailable' | 'full' | 'refused';

/** Whatever a gradebook cannot do; the message says what is wrong and what to do. */
export class GradebookError extends Error {
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'GradebookError';
    this.kind = kind;
  }
}

/** The fields that errors of Node, SQLite and PostgreSQL may have. */
interface Details {
  code?: string;
  errcode?: number;
  message: string;
  errors?: unknown[];
}

/** SQLite's primary result codes (https://sqlite.org/rescode.html). */
const SQLITE: Readonly<Record<number, [ErrorKind, string]>> = {
  5: ['unavailable', 'another program keeps it locked. End that program, or wait'],
  8: ['unusable', 'it may not be written. Give this user the right to write the file and its folder'],
  10: ['unavailable', 'the disk failed to read or write. Look at the disk'],
  11: ['unusable', "the file is damaged. Run 'netdrill gradebook verify', and restore a backup"],
  13: ['full', 'the disk is full. Free space there'],
  14: ['unusable', 'it cannot be opened. Make its folder, and give this user the right to write in it'],
  18: ['refused', 'a text is too long for it'],
  19: ['refused', 'what is written contradicts what is there'],
  20: ['refused', 'a value is of the wrong type'],
  26: ['unusable', 'the file is no SQLite database. Name another file'],
};

/** SQLSTATEs (https://www.postgresql.org/docs/current/errcodes-appendix.html); a class of two characters stands for all of it. */
const POSTGRES: Readonly<Record<string, [ErrorKind, string]>> = {
  '28': ['unusable', 'the server refuses this user or password. Correct the address, or pg_hba.conf there'],
  '3D000': ['unusable', 'there is no such database. Create it: createdb -E UTF8 NAME'],
  '42501': [
    'unusable',
    'this user may not do that there. Grant it the database: GRANT ALL ON DATABASE ... TO ...',
  ],
  '42P07': [
    'unusable',
    'the database has tables of another program. Create one of its own: createdb -E UTF8 NAME',
  ],
  '42P01': ['unusable', 'a table is missing. Restore a backup into an empty database'],
  '53100': ['full', "the server's disk is full. Free space there"],
  '53': ['unavailable', 'the server is short of connections or memory. Wait, or raise its limits'],
  '57014': ['unavailable', 'the server took too long. Look at its load'],
  '57': ['unavailable', 'the server is being shut down or started. Wait, or start it'],
  '22': ['refused', 'a value is none that can be kept'],
  '23': ['refused', 'what is written contradicts what is there'],
  '54': ['refused', 'a text is too long for it'],
  '08': ['unavailable', 'the connection broke. See that the server runs'],
  '40': ['unavailable', 'another transaction was in the way. Try again'],
  '55': ['unavailable', 'something else holds a lock there. Wait, or end it'],
  '25006': ['unavailable', 'the server only reads at present. Name the primary server'],
};

const NETWORK: Readonly<Record<string, [ErrorKind, string]>> = {
  ECONNREFUSED: ['unavailable', 'no server answers there. Start PostgreSQL, or correct host and port'],
  ENOENT: ['unavailable', 'no server has its socket there. Start PostgreSQL, or correct host and port'],
  ENOTFOUND: ['unavailable', 'there is no such host. Correct the address'],
  EAI_AGAIN: ['unavailable', 'the name of the host cannot be looked up now. Look at the network'],
};

/** An error of SQLite in plain words. */
export function sqliteError(path: string, error: unknown): GradebookError {
  if (error instanceof GradebookError) return error;
  const { errcode, message } = error as Details;
  const [kind, text] = SQLITE[(errcode ?? 0) & 0xff] ?? otherwise(error);
  return new GradebookError(kind, `${path}: ${text} (${message}).`, error);
}

/** A value that no database takes; of anything else nobody knows, and it may pass. */
function otherwise(error: unknown): [ErrorKind, string] {
  return error instanceof TypeError || error instanceof RangeError
    ? ['refused', 'a value is none that can be kept']
    : ['unavailable', 'it cannot be used now. See that it runs and can be reached'];
}

/** An error of PostgreSQL, or of the way to it, in plain words. */
export function postgresError(target: string, error: unknown): GradebookError {
  if (error instanceof GradebookError) return error;
  const details = error as Details;
  // A host with several addresses gives an error for each.
  const first = (Array.isArray(details.errors) ? details.errors[0] : undefined) as Details | undefined;
  const { code = '', message } = first ?? details;
  const [kind, text] = POSTGRES[code] ?? POSTGRES[code.slice(0, 2)] ?? NETWORK[code] ?? otherwise(error);
  return new GradebookError(kind, `${target}: ${text} (${message}).`, error);
}
