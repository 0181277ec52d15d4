import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { GradebookError } from './error.ts';
import type { Tables } from './schema.ts';

const TABLE = 'netdrill_migration';

/** What made the schema what it is, oldest first; a migration that was released is never changed. */
const migrations: Readonly<Record<string, Migration>> = {
  '0001-gradebook': {
    async up(db) {
      await db.schema
        .createTable('attempts')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('class', 'text', (c) => c.notNull())
        .addColumn('learner', 'text', (c) => c.notNull())
        .addColumn('drill', 'text', (c) => c.notNull())
        .addColumn('mode', 'text', (c) => c.notNull())
        .addColumn('seed', 'bigint')
        .addColumn('engine', 'text', (c) => c.notNull())
        .addColumn('digest', 'text', (c) => c.notNull())
        .addColumn('begun', 'bigint', (c) => c.notNull())
        .addColumn('ended', 'bigint')
        .addColumn('how', 'text')
        .addColumn('last_seq', 'integer')
        .execute();
      await db.schema
        .createIndex('attempts_of_learner')
        .on('attempts')
        .columns(['class', 'learner', 'drill'])
        .execute();
      await db.schema
        .createTable('log')
        .addColumn('attempt', 'text', (c) => c.notNull().references('attempts.id').onDelete('cascade'))
        .addColumn('seq', 'integer', (c) => c.notNull())
        .addColumn('at', 'bigint', (c) => c.notNull())
        .addColumn('line', 'text', (c) => c.notNull())
        .addColumn('hash', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('log_key', ['attempt', 'seq'])
        .execute();
      await db.schema
        .createTable('standings')
        .addColumn('attempt', 'text', (c) => c.primaryKey().references('attempts.id').onDelete('cascade'))
        .addColumn('line', 'text', (c) => c.notNull())
        .execute();
      await db.schema
        .createTable('marks')
        .addColumn('attempt', 'text', (c) => c.notNull().references('attempts.id').onDelete('cascade'))
        .addColumn('submission', 'integer', (c) => c.notNull())
        .addColumn('place', 'double precision', (c) => c.notNull())
        .addColumn('mechanism', 'double precision', (c) => c.notNull())
        .addColumn('evidence', 'double precision', (c) => c.notNull())
        .addColumn('repair', 'double precision', (c) => c.notNull())
        .addColumn('harm', 'double precision', (c) => c.notNull())
        .addColumn('hints', 'double precision', (c) => c.notNull())
        .addColumn('score', 'double precision', (c) => c.notNull())
        .addColumn('solved', 'integer', (c) => c.notNull())
        .addColumn('named', 'integer', (c) => c.notNull())
        .addColumn('verdict', 'text', (c) => c.notNull())
        .addColumn('rules', 'text', (c) => c.notNull())
        .addColumn('at', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('marks_key', ['attempt', 'submission', 'rules'])
        .execute();
      await db.schema
        .createTable('credentials')
        .addColumn('class', 'text', (c) => c.notNull())
        .addColumn('learner', 'text', (c) => c.notNull())
        .addColumn('kind', 'text', (c) => c.notNull())
        .addColumn('value', 'text', (c) => c.notNull())
        .addColumn('at', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('credentials_key', ['class', 'learner', 'kind', 'value'])
        .execute();
      await db.schema
        .createTable('releases')
        .addColumn('class', 'text', (c) => c.notNull())
        .addColumn('drill', 'text', (c) => c.notNull())
        .addColumn('at', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('releases_key', ['class', 'drill'])
        .execute();
      await db.schema
        .createTable('extensions')
        .addColumn('class', 'text', (c) => c.notNull())
        .addColumn('learner', 'text', (c) => c.notNull())
        .addColumn('drill', 'text', (c) => c.notNull())
        .addColumn('until', 'bigint', (c) => c.notNull())
        .addColumn('at', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('extensions_key', ['class', 'learner', 'drill'])
        .execute();
      await db.schema
        .createTable('leases')
        .addColumn('class', 'text', (c) => c.notNull())
        .addColumn('learner', 'text', (c) => c.notNull())
        .addColumn('server', 'text', (c) => c.notNull())
        .addColumn('until', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('leases_key', ['class', 'learner'])
        .execute();
    },
  },
};

/** Version of the schema: how many migrations made it. */
export const SCHEMA_VERSION = Object.keys(migrations).length;

/** The table that says which migrations ran. */
export const MIGRATION_TABLE = TABLE;

/**
 * Brings a database to the present schema. On PostgreSQL it is a transaction under a lock, so that servers may start together.
 *
 * @throws GradebookError `unusable` where a newer version of the program was here; nothing is changed then.
 */
export async function migrate(db: Kysely<Tables>, target: string): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: TABLE,
    migrationLockTableName: `${TABLE}_lock`,
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const unknown = (await ranMigrations(db)).filter((name) => !Object.hasOwn(migrations, name));
  if (unknown.length === 0) throw error;
  throw new GradebookError(
    'unusable',
    `${target}: a newer Netdrill made this gradebook (it has '${unknown.join("', '")}', this one knows up to version ${SCHEMA_VERSION}). Install that version; nothing was changed.`,
  );
}

async function ranMigrations(db: Kysely<Tables>): Promise<string[]> {
  const rows = await db
    .withTables<{ [TABLE]: { name: string } }>()
    .selectFrom(TABLE)
    .select('name')
    .execute()
    .catch(() => []);
  return rows.map(({ name }) => name);
}
