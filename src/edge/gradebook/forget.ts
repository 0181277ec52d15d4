import type { Engine } from './engine.ts';
import { GradebookError } from './error.ts';
import { sessionsOf } from './leases.ts';
import type { Forgotten } from './types.ts';

/**
 * Deletes whatever the tables have of a learner and has the database give the room free. SQLite overwrites it (secure_delete) and
 * empties its write-ahead log; PostgreSQL keeps old rows in its own log and backups for as long as its keeper has set.
 */
export async function forgetLearner(
  engine: Engine,
  learner: string,
  of: string | undefined,
  now: number,
): Promise<Forgotten> {
  const [open] = await sessionsOf(engine, learner, of, now);
  if (open)
    throw new GradebookError(
      'refused',
      `${learner} is in a session of class ${open.class} on ${open.server}. End it there first, or wait until its lease has run out.`,
    );
  const forgotten = await engine.db.transaction().execute(async (trx) => {
    let own = trx.selectFrom('attempts').select('id').where('learner', '=', learner);
    if (of !== undefined) own = own.where('class', '=', of);
    const lines = await trx.deleteFrom('log').where('attempt', 'in', own).executeTakeFirst();
    await trx.deleteFrom('marks').where('attempt', 'in', own).execute();
    const counted = { attempts: 0, credentials: 0 };
    for (const table of ['attempts', 'credentials', 'extensions', 'leases'] as const) {
      let rows = trx.deleteFrom(table).where('learner', '=', learner);
      if (of !== undefined) rows = rows.where('class', '=', of);
      const { numDeletedRows } = await rows.executeTakeFirst();
      if (table === 'attempts' || table === 'credentials') counted[table] = Number(numDeletedRows);
    }
    return { ...counted, lines: Number(lines.numDeletedRows) };
  });
  await engine.raw('vacuum');
  if (engine.kind === 'sqlite') await engine.raw('pragma wal_checkpoint(truncate)');
  return forgotten;
}
