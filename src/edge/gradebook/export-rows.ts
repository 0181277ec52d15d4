import type { Cell } from './csv.ts';
import { type AttemptRecord, EARNED, type LogEnd, type Mark } from './types.ts';

/** A row of the export: an attempt and what one of its submissions earned. docs/gradebook.md says what each column means. */
export interface ExportRow {
  attempt: string;
  class: string;
  learner: string;
  drill: string;
  mode: string;
  variant: number | null;
  engine: string;
  begun: string;
  ended: string | null;
  ending: string | null;
  submission: number | null;
  place: number | null;
  mechanism: number | null;
  evidence: number | null;
  repair: number | null;
  harm: number | null;
  hints: number | null;
  score: number | null;
  solved: number | null;
  named: number | null;
  verdict: string | null;
  rules: string | null;
  marked: string | null;
  first_score: number | null;
  log_line: number | null;
  log_hash: string | null;
}

/** Columns of the export in their order, which does not change: new ones come behind. */
const EXPORT_COLUMNS = [
  'attempt',
  'class',
  'learner',
  'drill',
  'mode',
  'variant',
  'engine',
  'begun',
  'ended',
  'ending',
  'submission',
  ...EARNED,
  'rules',
  'marked',
  'first_score',
  'log_line',
  'log_hash',
] as const satisfies readonly (keyof ExportRow)[];

/** The mark of each submission that counts, the one given last, in the order of submissions; with the one given first. */
export function countingMarks(marks: readonly Mark[]): { mark: Mark; first: Mark }[] {
  const given = [...Map.groupBy(marks, ({ submission }) => submission).values()];
  return given.map((same) => ({ mark: same[same.length - 1], first: same[0] }));
}

/** A row for each submission, and one for an attempt without any. */
export function exportRows(attempts: readonly AttemptRecord[], ends: readonly LogEnd[]): ExportRow[] {
  const lastLines = new Map(ends.map((end) => [end.attempt, end]));
  return attempts.flatMap((attempt) => {
    const marks = countingMarks(attempt.marks);
    const rows = marks.length > 0 ? marks : [undefined];
    return rows.map((given) => exportRow(attempt, given?.mark, given?.first, lastLines.get(attempt.id)));
  });
}

function exportRow(
  attempt: AttemptRecord,
  mark: Mark | undefined,
  first: Mark | undefined,
  end: LogEnd | undefined,
): ExportRow {
  return {
    attempt: attempt.id,
    class: attempt.class,
    learner: attempt.learner,
    drill: attempt.drill,
    mode: attempt.mode,
    variant: attempt.seed,
    engine: version(attempt.engine),
    begun: utc(attempt.begun),
    ended: attempt.ended === null ? null : utc(attempt.ended),
    ending: attempt.how,
    submission: mark?.submission ?? null,
    place: mark?.place ?? null,
    mechanism: mark?.mechanism ?? null,
    evidence: mark?.evidence ?? null,
    repair: mark?.repair ?? null,
    harm: mark?.harm ?? null,
    hints: mark?.hints ?? null,
    score: mark?.score ?? null,
    solved: mark ? Number(mark.solved) : null,
    named: mark ? Number(mark.named) : null,
    verdict: mark?.verdict ?? null,
    rules: mark ? version(mark.rules) : null,
    marked: mark ? utc(mark.at) : null,
    first_score: first?.score ?? null,
    log_line: end?.seq ?? null,
    log_hash: end?.hash ?? null,
  };
}

/** ISO 8601 in UTC with its Z: no spreadsheet turns it into a date of its own time zone. */
function utc(at: number): string {
  return new Date(at).toISOString();
}

/** A spreadsheet takes 1.2.3 for a date in some languages. */
function version(text: string): string {
  return `v${text}`;
}

/** The rows with their header, as cells. */
export function exportCells(rows: readonly ExportRow[]): Cell[][] {
  return [[...EXPORT_COLUMNS], ...rows.map((row) => EXPORT_COLUMNS.map((column) => row[column]))];
}

/**
 * Rows for Moodle's grade import (https://docs.moodle.org/405/en/Grade_import, "CSV import"): a line for each learner, who is mapped by
 * `username`, and a column for each drill with the best score, 0 to 100. `-` says that there is no grade, as Moodle's own import reads it
 * (grade/import/csv/classes/load_data.php).
 */
export function moodleCells(attempts: readonly AttemptRecord[]): Cell[][] {
  const unique = (names: string[]) => [...new Set(names)].sort();
  const drills = unique(attempts.map(({ drill }) => drill));
  const learners = unique(attempts.map(({ learner }) => learner));
  const best = new Map<string, number>();
  for (const { learner, drill, marks } of attempts)
    for (const { mark } of countingMarks(marks)) {
      const key = `${learner}\n${drill}`;
      best.set(key, Math.max(best.get(key) ?? 0, mark.score));
    }
  return [
    ['username', ...drills],
    ...learners.map((learner) => [
      learner,
      ...drills.map((drill) => best.get(`${learner}\n${drill}`) ?? '-'),
    ]),
  ];
}
