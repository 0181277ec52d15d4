import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely';
import { GradebookError, sqliteError } from './error.ts';
import { MIGRATION_TABLE, migrate } from './migrations.ts';
import type { Engine, OpenOptions } from './engine.ts';
import type { Tables } from './schema.ts';

/** What a statement did that had nothing to do. */
const NOTHING = { changes: 0, lastInsertRowid: 0 };

/** What kysely asks of a database, as better-sqlite3 has it (SqliteDialectConfig), answered by Node's own SQLite. */
function adapted(db: DatabaseSync): SqliteDatabase {
  return {
    close: () => db.close(),
    prepare(sql) {
      // A transaction that reads and then writes fails where somebody wrote in between; one that locks first waits.
      const statement = db.prepare(sql === 'begin' ? 'begin immediate' : sql);
      const values = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[];
      return {
        // Node tells the columns of a statement from 22.16 on only.
        reader: /^\s*(select|pragma|with)\b|\breturning\b/i.test(sql),
        all: (parameters) => statement.all(...values(parameters)),
        run(parameters) {
          try {
            return statement.run(...values(parameters));
          } catch (error) {
            // A full disk has ended the transaction already (https://sqlite.org/lang_transaction.html, 3.1); what it said counts.
            if (sql === 'rollback' && /no transaction is active/.test((error as Error).message))
              return NOTHING;
            throw error;
          }
        },
        iterate: (parameters) => statement.iterate(...values(parameters)),
      };
    },
  };
}

/**
 * A gradebook's file. WAL with `synchronous = NORMAL` survives a killed program whole; a power cut may cost what was written last
 * (https://sqlite.org/pragma.html#pragma_synchronous). What is deleted is overwritten.
 */
export async function openSqlite(
  path: string,
  { create = true, patience = 250 }: OpenOptions,
): Promise<Engine> {
  const file = resolve(path);
  const explain = (error: unknown) => sqliteError(path, error);
  prepareFile(file, path, create);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    database.exec(`pragma busy_timeout = ${Math.round(patience)}`);
    refuseStranger(database, path);
    database.exec(
      'pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on; pragma secure_delete = on',
    );
    const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: adapted(database) }) });
    // Two programs may open a new file together, and one may be killed half way.
    database.exec('begin immediate');
    try {
      await migrate(db, path);
      database.exec('commit');
    } catch (error) {
      // Closing the file takes back what was begun.
      database.close();
      database = undefined;
      throw error;
    }
    const raw = database;
    return { kind: 'sqlite', db, explain, raw: (sql) => raw.prepare(sql).all() as Record<string, unknown>[] };
  } catch (error) {
    database?.close();
    throw explain(error);
  }
}

/** SQLite would make the file readable for all. */
function prepareFile(file: string, path: string, create: boolean): void {
  const problem = (text: string) => new GradebookError('unusable', `${path}: ${text}`);
  if (existsSync(file)) {
    if (!statSync(file).isFile()) throw problem('is no file. Name a file for the gradebook.');
    return;
  }
  if (!create) throw problem('there is no such gradebook. Name the one that the server writes.');
  if (!existsSync(dirname(file))) throw problem(`there is no folder ${dirname(file)}. Make it first.`);
  try {
    closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    throw problem(
      `cannot be made (${(error as Error).message}). Give this user the right to write in its folder.`,
    );
  }
}

function refuseStranger(database: DatabaseSync, path: string): void {
  const tables = database
    .prepare("select name from sqlite_master where type = 'table'")
    .all()
    .map(({ name }) => name);
  if (tables.length > 0 && !tables.includes(MIGRATION_TABLE))
    throw new GradebookError(
      'unusable',
      `${path}: is a database of another program (it has the table '${tables[0]}'). Name another file.`,
    );
}
