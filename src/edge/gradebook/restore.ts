import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Transaction } from 'kysely';
import { DUMP, fileError } from './backup.ts';
import type { Engine } from './engine.ts';
import { GradebookError } from './error.ts';
import { MIGRATION_TABLE, SCHEMA_VERSION } from './migrations.ts';
import { KEPT_TABLES, type Tables } from './schema.ts';

type Table = (typeof KEPT_TABLES)[number];
type Row = { table: Table; row: Record<string, unknown> };

/** Rows of one INSERT: a mark has fourteen values, and SQLite takes 32,766. */
const ROWS = 500;

const problem = (file: string, text: string) => new GradebookError('unusable', `${file}: ${text}`);

/**
 * Fills an empty gradebook of either kind with a backup of either kind, all of it or nothing.
 *
 * @returns rows that were written
 */
export async function restoreGradebook(engine: Engine, file: string): Promise<number> {
  try {
    const database = (await firstOctets(file)).startsWith('SQLite format 3');
    return await engine.db.transaction().execute(async (trx) => {
      await refuseFull(trx);
      return await fill(trx, database ? rowsOfDatabase(file) : rowsOfDump(file));
    });
  } catch (error) {
    throw fileError(error, file) ?? engine.explain(error);
  }
}

async function firstOctets(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(15), 0, 15, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function refuseFull(trx: Transaction<Tables>): Promise<void> {
  for (const table of KEPT_TABLES)
    if (
      await trx
        .selectFrom(table)
        .select((e) => e.lit(1).as('one'))
        .limit(1)
        .executeTakeFirst()
    )
      throw new GradebookError('refused', `the store is not empty: it has ${table}. Restore into a new one.`);
}

async function fill(trx: Transaction<Tables>, rows: AsyncIterable<Row> | Iterable<Row>): Promise<number> {
  let count = 0;
  let waiting: Row[] = [];
  const write = async () => {
    if (waiting.length > 0)
      await trx
        .insertInto(waiting[0].table)
        .values(waiting.map(({ row }) => row as never))
        .execute();
    count += waiting.length;
    waiting = [];
  };
  for await (const row of rows) {
    if (waiting.length === ROWS || (waiting.length > 0 && waiting[0].table !== row.table)) await write();
    waiting.push(row);
  }
  await write();
  return count;
}

/** A backup of SQLite, which is only read. */
async function* rowsOfDatabase(file: string): AsyncGenerator<Row> {
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table'").all();
    if (!tables.some(({ name }) => name === MIGRATION_TABLE)) throw problem(file, 'is no gradebook.');
    const version = database.prepare(`select count(*) as version from ${MIGRATION_TABLE}`).get()?.version;
    refuseVersion(file, Number(version));
    for (const table of KEPT_TABLES)
      for (const row of database.prepare(`select * from ${table}`).iterate())
        yield { table, row: { ...row } };
  } finally {
    database.close();
  }
}

function refuseVersion(file: string, version: number): void {
  if (version !== SCHEMA_VERSION)
    throw problem(
      file,
      `is of version ${version} of the gradebook, and this Netdrill has ${SCHEMA_VERSION}. Restore it with the Netdrill that made it; the next one brings it up to date.`,
    );
}

/** A dump, line by line; it is only believed once its last line was right. */
async function* rowsOfDump(file: string): AsyncGenerator<Row> {
  const sum = createHash('sha256');
  let at = 0;
  let end: { end: number; sha256: string } | undefined;
  for await (const line of createInterface({
    input: createReadStream(file),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    at++;
    const value = parsed(file, at, line);
    if (at === 1) {
      if (value.dump !== DUMP) throw problem(file, 'is no backup of a gradebook.');
      refuseVersion(file, Number(value.schema));
    } else if (typeof value.end === 'number') {
      end = { end: value.end, sha256: String(value.sha256) };
      break;
    } else if (!KEPT_TABLES.includes(value.table as Table) || typeof value.row !== 'object')
      throw problem(`${file}:${at}`, 'no row of a gradebook.');
    else yield value as unknown as Row;
    sum.update(`${line}\n`);
  }
  if (!end) throw problem(file, 'was cut off: its last line is missing. Take another backup.');
  if (end.end !== at - 2 || end.sha256 !== sum.digest('hex'))
    throw problem(file, 'was changed since it was written: its sum does not fit. Take another backup.');
}

function parsed(file: string, at: number, line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {}
  throw problem(`${file}:${at}`, at === 1 ? 'is no backup of a gradebook.' : 'no line of a backup.');
}
