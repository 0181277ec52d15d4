import { MOST_CITED } from '../../../drill/diagnosis/index.ts';
import type { EditorKey } from '../../../drill/session/index.ts';
import type { Update } from '../actions.ts';
import {
  type DiagnosisColumn,
  type DiagnosisState,
  missingParts,
  shownCount,
  shownEvidence,
  shownMechanisms,
  shownPlaces,
  withColumn,
} from '../diagnosis-form.ts';
import type { PlayState, TrainerState } from '../state.ts';
import { saysYes } from './asking.ts';
import { keyName } from './keys.ts';

/** Keys of the diagnosis form; `undefined` leaves a key to the common bindings. */
export function updateDiagnosis(state: TrainerState, key: EditorKey): Update | undefined {
  const { play } = state;
  if (!play) return undefined;
  const form = play.diagnosis;
  const set = (change: Partial<DiagnosisState>, notice?: TrainerState['notice']): Update => ({
    state: { ...state, notice, play: { ...play, diagnosis: { ...form, ...change } } },
    effects: [],
  });
  // What is handed in is read back before it counts.
  if (form.confirming)
    return saysYes(key)
      ? { ...set({ confirming: false }), effects: [{ kind: 'submit' }] }
      : set({ confirming: false });
  if (form.filtering) return set(typedFilter(play, key));
  const name = keyName(key);
  switch (name) {
    case 'Up':
    case 'k':
      return set(moved(play, -1));
    case 'Down':
    case 'j':
      return set(moved(play, 1));
    case 'PageUp':
      return set(moved(play, -10));
    case 'PageDown':
      return set(moved(play, 10));
    case 'g':
    case 'Home':
      return set(moved(play, -9999));
    case 'G':
    case 'End':
      return set(moved(play, 9999));
    case 'Left':
    case 'h':
    case 'BTab':
      return set({ column: Math.max(0, form.column - 1) as DiagnosisColumn });
    case 'Right':
    case 'l':
    case 'Tab':
      return set({ column: ((form.column + 1) % 3) as DiagnosisColumn });
    case '/':
      return set({ ...cleared(play), filtering: true });
    case 'Escape':
      return form.filters[form.column] === '' ? undefined : set(cleared(play));
    case 'n':
      return set({ answer: form.answer === 'nothing' ? 'fault' : 'nothing' });
    case 'u':
      return set({ answer: form.answer === 'unknown' ? 'fault' : 'unknown' });
    case 'Space':
      return tooMany(play) ? set({}, TOO_MANY) : set(chosen(play));
    case 'Enter':
      return submit(play, set);
    default:
      return undefined;
  }
}

const TOO_MANY = {
  en: `At most ${MOST_CITED} commands count: take one back with Space before you cite another.`,
  zh: `最多引用 ${MOST_CITED} 条命令：先用空格取消一条，再引用别的。`,
};
const NAMES = { place: { en: 'where', zh: '位置' }, mechanism: { en: 'what', zh: '原因' } };

/** Asks for a yes, or says what is missing and goes there. */
function submit(
  play: PlayState,
  set: (change: Partial<DiagnosisState>, notice?: TrainerState['notice']) => Update,
): Update {
  const missing = missingParts(play);
  if (missing.length === 0) return set({ confirming: true });
  return set(
    { column: missing[0] === 'place' ? 0 : 1 },
    {
      en: `Not chosen yet: ${missing.map((part) => NAMES[part].en).join(' and ')}. Space chooses the row of the pointer.`,
      zh: `还没有选择：${missing.map((part) => NAMES[part].zh).join('、')}。用空格选择光标所在的一行。`,
    },
  );
}

/** Id of the row the pointer is on. */
function pointedAt(play: PlayState): string | number | undefined {
  const { column, pointer } = play.diagnosis;
  const at = pointer[column];
  return column === 0
    ? shownPlaces(play)[at]?.id
    : column === 1
      ? shownMechanisms(play)[at]?.id
      : shownEvidence(play)[at]?.number;
}

/** The column without its filter, the pointer still on its row. */
function cleared(play: PlayState): Pick<DiagnosisState, 'filters' | 'pointer'> {
  const { column, filters, pointer } = play.diagnosis;
  const id = pointedAt(play);
  const rows: readonly (string | number)[] = [
    play.places.map((p) => p.id),
    play.mechanisms.map((m) => m.id),
    play.notebook.map((row) => row.number),
  ][column];
  return {
    filters: withColumn(filters, column, ''),
    pointer: withColumn(pointer, column, Math.max(0, id === undefined ? 0 : rows.indexOf(id))),
  };
}

function typedFilter(play: PlayState, key: EditorKey): Partial<DiagnosisState> {
  const { column, filters, pointer } = play.diagnosis;
  const typed = (text: string) => ({
    filters: withColumn(filters, column, text),
    pointer: withColumn(pointer, column, 0),
  });
  if (key.kind !== 'key') return typed(filters[column] + key.text.replace(/[\r\n]/g, ''));
  switch (key.name) {
    case 'BSpace':
      return typed(filters[column].slice(0, -1));
    case 'Up':
      return moved(play, -1);
    case 'Down':
      return moved(play, 1);
    case 'Escape':
      return { ...cleared(play), filtering: false };
    case 'Enter':
      // What was searched for is meant; a command is cited with Space only.
      return { ...(filters[column] === '' ? {} : choice(play, pointedAt(play))), filtering: false };
    default:
      return { filtering: false };
  }
}

function moved(play: PlayState, step: number): Partial<DiagnosisState> {
  const { column, pointer } = play.diagnosis;
  const last = Math.max(0, shownCount(play, column) - 1);
  return { pointer: withColumn(pointer, column, Math.max(0, Math.min(last, pointer[column] + step))) };
}

function tooMany(play: PlayState): boolean {
  const { column, evidence } = play.diagnosis;
  const id = pointedAt(play);
  return column === 2 && typeof id === 'number' && !evidence.includes(id) && evidence.length >= MOST_CITED;
}

/** A place or a mechanism chosen. */
function choice(play: PlayState, id: string | number | undefined): Partial<DiagnosisState> {
  if (typeof id !== 'string') return {};
  return play.diagnosis.column === 0 ? { place: id, answer: 'fault' } : { mechanism: id, answer: 'fault' };
}

/** The row of the pointer chosen, or cited; a citation is taken back the same way, a choice by another one. */
function chosen(play: PlayState): Partial<DiagnosisState> {
  const { evidence } = play.diagnosis;
  const id = pointedAt(play);
  if (typeof id !== 'number') return choice(play, id);
  return {
    evidence: evidence.includes(id)
      ? evidence.filter((number) => number !== id)
      : [...evidence, id].sort((a, b) => a - b),
  };
}
