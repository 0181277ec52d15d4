import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Engine, OpenOptions } from './engine.ts';
import { GradebookError, postgresError } from './error.ts';
import { MIGRATION_TABLE, migrate } from './migrations.ts';
import type { Tables } from './schema.ts';

/** Milliseconds after which a server that says nothing counts as gone: the queue then writes to its spool. */
const LIMITS = { connect: 3_000, statement: 10_000, silence: 12_000 };
/** bigint, as pg_type numbers it. pg gives it as text; our times and seeds are whole doubles. */
const INT8 = 20;

/** The address without its password, for messages. */
export function withoutPassword(target: string): string {
  return target
    .replace(/^(postgres(?:ql)?:\/\/[^:@/?]*):[^@]*@/, '$1:...@')
    .replace(/(password=)[^&]*/, '$1...');
}

/** A gradebook in a PostgreSQL database. A connection that broke is made anew with the next query. */
export async function openPostgres(target: string, { create = true }: OpenOptions): Promise<Engine> {
  const shown = withoutPassword(target);
  const explain = (error: unknown) => postgresError(shown, error);
  const pool = new pg.Pool({
    connectionString: target,
    max: 4,
    connectionTimeoutMillis: LIMITS.connect,
    statement_timeout: LIMITS.statement,
    query_timeout: LIMITS.silence,
    keepAlive: true,
    application_name: 'netdrill',
    types: {
      getTypeParser: (type: number, format?: 'text' | 'binary') =>
        type === INT8 ? Number : pg.types.getTypeParser(type, format as 'text'),
    } as pg.CustomTypesConfig,
  });
  // A connection that breaks says so to who asked, and to these: without a listener that ends the process, idle or in use.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await refuseOtherEncodings(db, shown);
    if (!create) await refuseEmpty(db, shown);
    await migrate(db, shown);
    return { kind: 'postgres', db, explain, raw: async (text) => (await pool.query(text)).rows };
  } catch (error) {
    await db.destroy().catch(() => {});
    throw explain(error);
  }
}

async function refuseOtherEncodings(db: Kysely<Tables>, shown: string): Promise<void> {
  const { rows } = await sql<{ server_encoding: string }>`show server_encoding`.execute(db);
  const encoding = rows[0]?.server_encoding;
  if (encoding !== 'UTF8')
    throw new GradebookError(
      'unusable',
      `${shown}: the database is encoded in ${encoding}, and names need UTF8. Create one: createdb -E UTF8 -T template0 NAME.`,
    );
}

async function refuseEmpty(db: Kysely<Tables>, shown: string): Promise<void> {
  const { rows } = await sql<{
    found: string | null;
  }>`select to_regclass(${MIGRATION_TABLE}) as found`.execute(db);
  if (!rows[0]?.found)
    throw new GradebookError(
      'unusable',
      `${shown}: there is no gradebook in this database. Name the one that the server writes.`,
    );
}
