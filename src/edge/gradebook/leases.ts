import { type RawBuilder, sql } from 'kysely';
import type { Engine } from './engine.ts';
import type { Lease, LeaseHolder } from './types.ts';

/**
 * Milliseconds UTC by the clock that leases go by: the database's own where several servers share it. `clock_timestamp` and not `now`:
 * a statement that waited for a row has to see the time after the wait.
 */
function clock(engine: Engine, now: number): RawBuilder<number> {
  return engine.kind === 'postgres'
    ? sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`
    : sql<number>`${Math.round(now)}`;
}

/** Takes a lease that nobody holds, that ran out, or that is the server's already: one statement, so that of two one wins. */
export async function takeLease(
  engine: Engine,
  { class: of, learner, server }: LeaseHolder,
  duration: number,
  now: number,
): Promise<Lease> {
  const time = clock(engine, now);
  const until = sql<number>`${time} + ${sql.lit(Math.round(duration))}`;
  const taken = await engine.db
    .insertInto('leases')
    .values({ class: of, learner, server, until })
    .onConflict((c) =>
      c
        .columns(['class', 'learner'])
        .doUpdateSet({ server, until })
        .where((e) => e.or([e('leases.server', '=', server), e('leases.until', '<=', time)])),
    )
    .returning('until')
    .executeTakeFirst();
  return taken ? { held: true, server, until: taken.until } : await holderOf(engine, of, learner);
}

/** Holds a lease on that is still the server's. */
export async function renewLease(
  engine: Engine,
  { class: of, learner, server }: LeaseHolder,
  duration: number,
  now: number,
): Promise<Lease> {
  const until = sql<number>`${clock(engine, now)} + ${sql.lit(Math.round(duration))}`;
  const held = await engine.db
    .updateTable('leases')
    .set({ until })
    .where('class', '=', of)
    .where('learner', '=', learner)
    .where('server', '=', server)
    .returning('until')
    .executeTakeFirst();
  return held ? { held: true, server, until: held.until } : await holderOf(engine, of, learner);
}

export async function dropLease(engine: Engine, { class: of, learner, server }: LeaseHolder): Promise<void> {
  await engine.db
    .deleteFrom('leases')
    .where('class', '=', of)
    .where('learner', '=', learner)
    .where('server', '=', server)
    .execute();
}

/** Who has it; nobody where it was let go meanwhile. */
async function holderOf(engine: Engine, of: string, learner: string): Promise<Lease> {
  const row = await engine.db
    .selectFrom('leases')
    .select(['server', 'until'])
    .where('class', '=', of)
    .where('learner', '=', learner)
    .executeTakeFirst();
  return { held: false, server: row?.server ?? '', until: row?.until ?? 0 };
}

/** Servers in which a learner is in a session now. */
export async function sessionsOf(
  engine: Engine,
  learner: string,
  of: string | undefined,
  now: number,
): Promise<{ class: string; server: string }[]> {
  let open = engine.db
    .selectFrom('leases')
    .select(['class', 'server'])
    .where('learner', '=', learner)
    .where('until', '>', clock(engine, now));
  if (of !== undefined) open = open.where('class', '=', of);
  return await open.execute();
}
