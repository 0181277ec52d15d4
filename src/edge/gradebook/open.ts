import type { Engine, OpenOptions } from './engine.ts';
import { SqlGradebook } from './sql-gradebook.ts';
import type { Gradebook } from './types.ts';

/**
 * Opens a gradebook, and makes it where there is none.
 *
 * @param target a file's path for SQLite, or postgres://USER:PASSWORD@HOST:PORT/DATABASE
 * @throws GradebookError with what is wrong and what to do
 */
export async function openGradebook(target: string, options: OpenOptions = {}): Promise<Gradebook> {
  return new SqlGradebook(await openEngine(target, options));
}

/** The database behind a gradebook. Only the one that is asked for gets loaded. */
async function openEngine(target: string, options: OpenOptions): Promise<Engine> {
  if (/^postgres(ql)?:\/\//.test(target))
    return (await import('./postgres.ts')).openPostgres(target, options);
  return (await import('./sqlite.ts')).openSqlite(target, options);
}
