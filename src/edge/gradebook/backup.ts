import { createHash } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Transaction } from 'kysely';
import type { Engine } from './engine.ts';
import { GradebookError } from './error.ts';
import { SCHEMA_VERSION } from './migrations.ts';
import { KEPT_TABLES, KEYS, type Tables } from './schema.ts';

/** What a dump begins with. */
export const DUMP = 'netdrill-gradebook';

const problem = (text: string) => new GradebookError('unusable', text);

/**
 * Writes a gradebook, as it is at one moment, to a new file of its owner alone: SQLite as a database that is ready to be used, PostgreSQL
 * as JSON lines. What was backed up half way is not there.
 */
export async function backupGradebook(engine: Engine, file: string): Promise<void> {
  if (existsSync(file)) throw problem(`${file}: is there already. Name a new file.`);
  const part = `${file}.part`;
  try {
    const handle = await open(part, 'w', 0o600);
    try {
      await handle.chmod(0o600);
      if (engine.kind === 'sqlite') await engine.raw(`vacuum into '${part.replaceAll("'", "''")}'`);
      else await dump(engine, handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw fileError(error, file) ?? engine.explain(error);
  }
}

/** What the file system says, in plain words; undefined where it was the database. */
export function fileError(error: unknown, file: string): GradebookError | undefined {
  const { syscall, message, code } = error as NodeJS.ErrnoException;
  if (syscall === undefined || syscall === 'connect') return undefined;
  const kind = code === 'ENOSPC' ? 'full' : 'unusable';
  return new GradebookError(
    kind,
    `${file}: ${message}. Name a file in a folder with room and rights.`,
    error,
  );
}

/** All rows as JSON lines, between a line that says what this is and one that says it is whole. */
async function dump(engine: Engine, handle: FileHandle): Promise<void> {
  const sum = createHash('sha256');
  let rows = 0;
  const write = async (values: readonly object[]) => {
    const text = values.map((value) => `${JSON.stringify(value)}\n`).join('');
    sum.update(text);
    await handle.appendFile(text);
  };
  await write([{ dump: DUMP, schema: SCHEMA_VERSION }]);
  await engine.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      for await (const { table, rows: some } of everyRow(trx)) {
        rows += some.length;
        await write(some.map((row) => ({ table, row })));
      }
    });
  await handle.appendFile(`${JSON.stringify({ end: rows, sha256: sum.digest('hex') })}\n`);
}

/** The rows of all tables, an attempt's log at a time. */
async function* everyRow(
  trx: Transaction<Tables>,
): AsyncGenerator<{ table: string; rows: readonly object[] }> {
  const ids: string[] = [];
  for (const table of KEPT_TABLES) {
    if (table === 'log' || table === 'marks') {
      for (const id of ids)
        yield {
          table,
          rows: await trx.selectFrom(table).selectAll().where('attempt', '=', id).orderBy('at').execute(),
        };
      continue;
    }
    let query = trx.selectFrom(table).selectAll();
    for (const column of KEYS[table]) query = query.orderBy(column as 'at');
    const rows: readonly object[] = await query.execute();
    if (table === 'attempts') ids.push(...(rows as Tables['attempts'][]).map(({ id }) => id));
    yield { table, rows };
  }
}
