import type { Transaction } from 'kysely';
import { backupGradebook } from './backup.ts';
import type { Engine } from './engine.ts';
import { forgetLearner } from './forget.ts';
import { dropLease, renewLease, takeLease } from './leases.ts';
import { restoreGradebook } from './restore.ts';
import { applyWrites } from './write-batch.ts';
import type { Tables } from './schema.ts';
import type {
  AttemptFilter,
  AttemptRecord,
  ChainedLine,
  Credential,
  Extension,
  Forgotten,
  Gradebook,
  Lease,
  LeaseHolder,
  LogEnd,
  Release,
  Write,
} from './types.ts';

/** A gradebook in an SQL database, whichever it is. */
export class SqlGradebook implements Gradebook {
  readonly kind: Gradebook['kind'];
  readonly engine: Engine;

  constructor(engine: Engine) {
    this.engine = engine;
    this.kind = engine.kind;
  }

  /** What goes wrong leaves as one kind of error. */
  private async ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (error) {
      throw this.engine.explain(error);
    }
  }

  private change<T>(action: (trx: Transaction<Tables>) => Promise<T>): Promise<T> {
    return this.ask(() => this.engine.db.transaction().execute(action));
  }

  async write(batch: readonly Write[]): Promise<void> {
    if (batch.length > 0) await this.change((trx) => applyWrites(trx, batch, this.kind === 'postgres'));
  }

  attempts(filter: AttemptFilter): Promise<AttemptRecord[]> {
    return this.ask(async () => {
      let attempts = this.engine.db.selectFrom('attempts').selectAll('attempts');
      let marks = this.engine.db
        .selectFrom('marks')
        .innerJoin('attempts', 'attempts.id', 'marks.attempt')
        .selectAll('marks');
      for (const column of wanted(filter)) {
        attempts = attempts.where(`attempts.${column}`, '=', filter[column] ?? '');
        marks = marks.where(`attempts.${column}`, '=', filter[column] ?? '');
      }
      const earned = (await marks.orderBy('submission').orderBy('marks.at').orderBy('rules').execute()).map(
        ({ solved, named, ...mark }) => ({ ...mark, solved: solved === 1, named: named === 1 }),
      );
      const byAttempt = Map.groupBy(earned, ({ attempt }) => attempt);
      const rows = await attempts.orderBy('begun').orderBy('id').execute();
      return rows.map(({ last_seq, ...row }) => ({
        ...row,
        lastSeq: last_seq,
        marks: byAttempt.get(row.id) ?? [],
      }));
    });
  }

  log(attempt: string): Promise<ChainedLine[]> {
    return this.ask(() =>
      this.engine.db
        .selectFrom('log')
        .select(['seq', 'at', 'line', 'hash'])
        .where('attempt', '=', attempt)
        .orderBy('seq')
        .execute(),
    );
  }

  standing(attempt: string): Promise<string | undefined> {
    return this.ask(async () => {
      const row = await this.engine.db
        .selectFrom('standings')
        .select('line')
        .where('attempt', '=', attempt)
        .executeTakeFirst();
      return row?.line;
    });
  }

  logEnds(filter: AttemptFilter): Promise<LogEnd[]> {
    return this.ask(async () => {
      let ends = this.engine.db
        .selectFrom('attempts')
        .innerJoin('log', (join) =>
          join.onRef('log.attempt', '=', 'attempts.id').on('log.seq', '=', (e) =>
            e
              .selectFrom('log as every')
              .select((l) => l.fn.max('every.seq').as('last'))
              .whereRef('every.attempt', '=', 'attempts.id'),
          ),
        )
        .select(['log.attempt', 'log.seq', 'log.hash']);
      for (const column of wanted(filter)) ends = ends.where(`attempts.${column}`, '=', filter[column] ?? '');
      return await ends.execute();
    });
  }

  credentials(classId: string, learner: string): Promise<Credential[]> {
    return this.ask(async () => {
      const rows = (await this.engine.db
        .selectFrom('credentials')
        .select(['kind', 'value', 'at'])
        .where('class', '=', classId)
        .where('learner', '=', learner)
        .orderBy('at')
        .orderBy('value')
        .execute()) as Credential[];
      // An older one arrives late where a queue was cut off from the store.
      const password = rows.findLast(({ kind }) => kind === 'password');
      return rows.filter((row) => row.kind !== 'password' || row === password);
    });
  }

  releases(classId: string): Promise<Release[]> {
    return this.ask(() =>
      this.engine.db
        .selectFrom('releases')
        .select(['drill', 'at'])
        .where('class', '=', classId)
        .orderBy('drill')
        .execute(),
    );
  }

  extensions(classId: string): Promise<Extension[]> {
    return this.ask(() =>
      this.engine.db
        .selectFrom('extensions')
        .select(['learner', 'drill', 'until', 'at'])
        .where('class', '=', classId)
        .orderBy('learner')
        .orderBy('drill')
        .execute(),
    );
  }

  takeLease(holder: LeaseHolder, duration: number, now: number): Promise<Lease> {
    return this.ask(() => takeLease(this.engine, holder, duration, now));
  }

  renewLease(holder: LeaseHolder, duration: number, now: number): Promise<Lease> {
    return this.ask(() => renewLease(this.engine, holder, duration, now));
  }

  dropLease(holder: LeaseHolder): Promise<void> {
    return this.ask(() => dropLease(this.engine, holder));
  }

  integrity(): Promise<string[]> {
    return this.ask(async () => {
      if (this.kind !== 'sqlite') return [];
      const pages = (await this.engine.raw('pragma integrity_check')).map((row) =>
        String(row.integrity_check),
      );
      const references = (await this.engine.raw('pragma foreign_key_check')).map(
        (row) => `${row.table}, row ${row.rowid}: what it refers to in ${row.parent} is missing`,
      );
      return [...pages.filter((text) => text !== 'ok'), ...references];
    });
  }

  forget(learner: string, classId: string | undefined, now: number): Promise<Forgotten> {
    return this.ask(() => forgetLearner(this.engine, learner, classId, now));
  }

  backup(file: string): Promise<void> {
    return this.ask(() => backupGradebook(this.engine, file));
  }

  restore(file: string): Promise<number> {
    return this.ask(() => restoreGradebook(this.engine, file));
  }

  close(): Promise<void> {
    return this.ask(() => this.engine.db.destroy());
  }
}

/** Columns that a filter names. */
function wanted(filter: AttemptFilter): ('class' | 'learner' | 'drill')[] {
  return (['class', 'learner', 'drill'] as const).filter((column) => filter[column] !== undefined);
}
