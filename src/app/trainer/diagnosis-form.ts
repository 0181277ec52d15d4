import type { ScriptDiagnosis } from '../../drill/session/index.ts';
import type { NotebookRow, PlayState } from './state.ts';

/** Columns of the form: where, what, how do I know. */
export type DiagnosisColumn = 0 | 1 | 2;
type PerColumn<T> = readonly [T, T, T];

export interface DiagnosisState {
  column: DiagnosisColumn;
  /** Row the pointer is on, among those the column's filter lets through. */
  pointer: PerColumn<number>;
  filters: PerColumn<string>;
  filtering: boolean;
  /** What is chosen, by id, so that no filter changes it. Nothing is at the start. */
  place?: string;
  mechanism?: string;
  /** Numbers of the cited commands. */
  evidence: readonly number[];
  /** A cause, or one of the two answers that name none. */
  answer: 'fault' | 'nothing' | 'unknown';
  confirming: boolean;
}

export function freshDiagnosis(): DiagnosisState {
  return {
    column: 0,
    pointer: [0, 0, 0],
    filters: ['', '', ''],
    filtering: false,
    evidence: [],
    answer: 'fault',
    confirming: false,
  };
}

/** One value of a column's three changed. */
export function withColumn<T>(values: PerColumn<T>, column: DiagnosisColumn, value: T): PerColumn<T> {
  return values.map((old, at) => (at === column ? value : old)) as unknown as PerColumn<T>;
}

function filtered<T>(rows: readonly T[], filter: string, text: (row: T) => string): readonly T[] {
  const wanted = filter.toLowerCase();
  return wanted === '' ? rows : rows.filter((row) => text(row).toLowerCase().includes(wanted));
}

/** Places the filter of the first column lets through. */
export function shownPlaces({ places, diagnosis }: PlayState): readonly PlayState['places'][number][] {
  return filtered(places, diagnosis.filters[0], (place) => place.id);
}

/** Mechanisms the filter of the second column lets through. */
export function shownMechanisms({
  mechanisms,
  diagnosis,
}: PlayState): readonly PlayState['mechanisms'][number][] {
  return filtered(
    mechanisms,
    diagnosis.filters[1],
    ({ id, title, layer }) => `${id} ${title.en} ${title.zh} ${layer}`,
  );
}

/** Commands the filter of the third column lets through. */
export function shownEvidence({ notebook, diagnosis }: PlayState): readonly NotebookRow[] {
  return filtered(
    notebook,
    diagnosis.filters[2],
    ({ number, where, line, note }) => `#${number} ${note ?? ''} ${where}: ${line}`,
  );
}

/** How many rows a column shows. */
export function shownCount(play: PlayState, column: DiagnosisColumn): number {
  return [shownPlaces, shownMechanisms, shownEvidence][column](play).length;
}

/** What the form still wants before it can be handed in. */
export function missingParts({ diagnosis }: PlayState): readonly ('place' | 'mechanism')[] {
  if (diagnosis.answer !== 'fault') return [];
  return (['place', 'mechanism'] as const).filter((part) => diagnosis[part] === undefined);
}

/** What the form says; `undefined` while something is missing. */
export function answerOf({ diagnosis: form }: PlayState): ScriptDiagnosis | undefined {
  const evidence = [...form.evidence];
  if (form.answer !== 'fault') return { verdict: form.answer, evidence };
  const { place, mechanism } = form;
  return place !== undefined && mechanism !== undefined
    ? { verdict: 'fault', place, mechanism, evidence }
    : undefined;
}
