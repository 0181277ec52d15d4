import type { Transaction } from 'kysely';
import { GradebookError } from './error.ts';
import { chainHash } from './hash-chain.ts';
import type { Tables } from './schema.ts';
import type { AttemptStart, LogLine, Write } from './types.ts';

type Of<K extends Write['write']> = Extract<Write, { write: K }>;

/** Rows of one INSERT: SQLite takes 32,766 values in a statement (https://sqlite.org/limits.html), a line has five. */
const ROWS = 500;

const refused = (text: string) => new GradebookError('refused', text);

/**
 * Carries out a batch within a transaction. What an attempt needs comes first (its row, then its lines), whatever the order in the
 * batch; apart from that no write depends on another.
 *
 * @param lock locks an attempt's row while its log grows; SQLite has one writer anyway
 */
export async function applyWrites(
  trx: Transaction<Tables>,
  batch: readonly Write[],
  lock: boolean,
): Promise<void> {
  const of = <K extends Write['write']>(kind: K) => batch.filter((w): w is Of<K> => w.write === kind);
  await begin(trx, of('begin-attempt'));
  const logs = new Map<string, LogLine[]>();
  for (const { attempt, lines } of of('log')) logs.set(attempt, [...(logs.get(attempt) ?? []), ...lines]);
  // In one order everywhere, so that two servers cannot wait for each other.
  for (const attempt of [...logs.keys()].sort()) await append(trx, attempt, logs.get(attempt) ?? [], lock);
  // Of what an attempt's screen was like only the last counts.
  const standings = new Map(of('standing').map(({ attempt, line }) => [attempt, line]));
  for (const [attempt, line] of standings) await keepStanding(trx, attempt, line);
  for (const mark of of('mark')) await keepMark(trx, mark);
  for (const end of of('end-attempt')) await endAttempt(trx, end);
  for (const credential of of('credential')) await keepCredential(trx, credential);
  for (const { write: _, ...row } of of('release'))
    await trx
      .insertInto('releases')
      .values(row)
      .onConflict((c) => c.columns(['class', 'drill']).doNothing())
      .execute();
  for (const { write: _, ...row } of of('extension'))
    await trx
      .insertInto('extensions')
      .values(row)
      .onConflict((c) =>
        c
          .columns(['class', 'learner', 'drill'])
          .doUpdateSet({ until: row.until, at: row.at })
          .where('extensions.at', '<=', row.at),
      )
      .execute();
}

const START = ['class', 'learner', 'drill', 'mode', 'seed', 'engine', 'digest', 'begun'] as const;

async function begin(trx: Transaction<Tables>, begins: readonly AttemptStart[]): Promise<void> {
  for (const start of begins) {
    const { id } = start;
    const values = Object.fromEntries(START.map((column) => [column, start[column]])) as Omit<
      AttemptStart,
      'id'
    >;
    const added = await trx
      .insertInto('attempts')
      .values({ id, ...values })
      .onConflict((c) => c.column('id').doNothing())
      .executeTakeFirst();
    if (added.numInsertedOrUpdatedRows === 1n) continue;
    const there = await trx
      .selectFrom('attempts')
      .select(START)
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const other = START.find((column) => there[column] !== start[column]);
    if (other !== undefined)
      throw refused(
        `attempt ${id} was begun already with ${other} ${there[other]}, not ${start[other]}. Give each attempt an id of its own.`,
      );
  }
}

/** Appends to a log. What is there already may come again, word for word. */
async function append(
  trx: Transaction<Tables>,
  attempt: string,
  lines: LogLine[],
  lock: boolean,
): Promise<void> {
  let known = trx.selectFrom('attempts').select('id').where('id', '=', attempt);
  if (lock) known = known.forUpdate();
  if (!(await known.executeTakeFirst()))
    throw refused(
      `attempt ${attempt} was never begun here, or its learner was forgotten; its log cannot be kept.`,
    );
  const last = await trx
    .selectFrom('log')
    .select(['seq', 'hash'])
    .where('attempt', '=', attempt)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const there = await linesAt(trx, attempt, lines, last?.seq);
  let before = last ?? { seq: -1, hash: attempt };
  const rows: Tables['log'][] = [];
  for (const { seq, at, line } of lines.toSorted((a, b) => a.seq - b.seq)) {
    const same = there.get(seq);
    if (same === undefined && seq <= before.seq)
      throw refused(`attempt ${attempt}: line ${seq} comes after line ${before.seq} was written.`);
    if (same !== undefined && same !== line)
      throw refused(
        `attempt ${attempt}: line ${seq} is there already and says something else. Another server may have gone on with this session.`,
      );
    if (same !== undefined) continue;
    before = { seq, hash: chainHash(before.hash, line) };
    rows.push({ attempt, seq, at, line, hash: before.hash });
    there.set(seq, line);
  }
  for (let from = 0; from < rows.length; from += ROWS)
    await trx
      .insertInto('log')
      .values(rows.slice(from, from + ROWS))
      .execute();
}

/** The lines that a log has already of those that are to be written. */
async function linesAt(
  trx: Transaction<Tables>,
  attempt: string,
  lines: readonly LogLine[],
  last: number | undefined,
): Promise<Map<number, string>> {
  const from = lines.reduce((least, { seq }) => Math.min(least, seq), Number.POSITIVE_INFINITY);
  if (last === undefined || from > last) return new Map();
  const there = await trx
    .selectFrom('log')
    .select(['seq', 'line'])
    .where('attempt', '=', attempt)
    .where('seq', '>=', from)
    .execute();
  return new Map(there.map(({ seq, line }) => [seq, line]));
}

async function keepStanding(trx: Transaction<Tables>, attempt: string, line: string): Promise<void> {
  await known(trx, attempt, 'standing');
  await trx
    .insertInto('standings')
    .values({ attempt, line })
    .onConflict((c) => c.column('attempt').doUpdateSet({ line }))
    .execute();
}

async function keepMark(trx: Transaction<Tables>, { write: _, ...mark }: Of<'mark'>): Promise<void> {
  const { attempt, submission, rules, ...earned } = mark;
  await known(trx, attempt, 'mark');
  const values = { ...earned, solved: Number(mark.solved), named: Number(mark.named) };
  await trx
    .insertInto('marks')
    .values({ attempt, submission, rules, ...values })
    .onConflict((c) =>
      c.columns(['attempt', 'submission', 'rules']).doUpdateSet(values).where('marks.at', '<=', mark.at),
    )
    .execute();
}

async function endAttempt(trx: Transaction<Tables>, { attempt, at, how }: Of<'end-attempt'>): Promise<void> {
  await known(trx, attempt, 'end');
  await trx
    .updateTable('attempts')
    .set((e) => ({
      ended: at,
      how,
      last_seq: e
        .selectFrom('log')
        .select((l) => l.fn.max('log.seq').as('last'))
        .where('log.attempt', '=', attempt),
    }))
    .where('id', '=', attempt)
    .where((e) => e.or([e('ended', 'is', null), e('ended', '<=', at)]))
    .execute();
}

async function known(trx: Transaction<Tables>, attempt: string, what: string): Promise<void> {
  if (!(await trx.selectFrom('attempts').select('id').where('id', '=', attempt).executeTakeFirst()))
    throw refused(
      `attempt ${attempt} was never begun here, or its learner was forgotten; its ${what} cannot be kept.`,
    );
}

async function keepCredential(
  trx: Transaction<Tables>,
  { class: of, learner, kind, value, at }: Of<'credential'>,
): Promise<void> {
  await trx
    .insertInto('credentials')
    .values({ class: of, learner, kind, value, at })
    .onConflict((c) =>
      c.columns(['class', 'learner', 'kind', 'value']).doUpdateSet({ at }).where('credentials.at', '<', at),
    )
    .execute();
  if (kind !== 'password') return;
  await trx
    .deleteFrom('credentials')
    .where('class', '=', of)
    .where('learner', '=', learner)
    .where('kind', '=', kind)
    .where('value', '<>', value)
    .where('at', '<=', at)
    .execute();
}
