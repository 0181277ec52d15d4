import type { EditorKey } from '../../../drill/session/index.ts';
import type { Update } from '../actions.ts';
import { done } from '../commands.ts';
import type { NotebookRow, PlayState, Remark, TrainerState } from '../state.ts';
import { keyName, ROW_STEPS } from './keys.ts';

/** Steps of the notebook's pointer. */
const STEPS: Readonly<Record<string, number>> = { ...ROW_STEPS, PageUp: -10, PageDown: 10 };

/** Rows with what the learner remarked on them. */
export function remarked(rows: readonly NotebookRow[], remarks: PlayState['remarks']): NotebookRow[] {
  return rows.map((row) => ({ ...row, star: undefined, note: undefined, ...remarks[row.number] }));
}

/** Remarks on commands that are still there: undo and reset take theirs away. */
export function kept(remarks: PlayState['remarks'], rows: readonly NotebookRow[]): PlayState['remarks'] {
  const numbers = new Set(rows.map(({ number }) => String(number)));
  const entries = Object.entries(remarks);
  return entries.every(([number]) => numbers.has(number))
    ? remarks
    : Object.fromEntries(entries.filter(([number]) => numbers.has(number)));
}

function withRemark(state: TrainerState, play: PlayState, number: number, remark: Remark): TrainerState {
  const remarks = { ...play.remarks, [number]: remark };
  return {
    ...state,
    play: { ...play, remarks, noting: undefined, notebook: remarked(play.notebook, remarks) },
  };
}

/** Keys of the notebook while it has the keyboard; `undefined` for keys that mean the same everywhere. */
export function pressInNotebook(state: TrainerState, play: PlayState, key: EditorKey): Update | undefined {
  if (play.noting !== undefined) return done(typeNote(state, play, play.noting, key));
  const { notebook } = play;
  const name = keyName(key);
  const last = notebook.length - 1;
  const at = play.noted === undefined ? last : notebook.findIndex((row) => row.number === play.noted);
  const row = notebook[at < 0 ? last : at];
  if (name in STEPS) {
    const next = notebook[Math.max(0, Math.min(last, at + STEPS[name]))];
    return done({ ...state, play: { ...play, noted: next?.number } });
  }
  if (!row) return undefined;
  if (name === 's' || name === 'Space')
    return done(
      withRemark(state, play, row.number, { ...play.remarks[row.number], star: row.star ? undefined : true }),
    );
  if (name === 'a') return done({ ...state, play: { ...play, noted: row.number, noting: row.note ?? '' } });
  return undefined;
}

/** A note being typed on the pointer's row: Enter keeps it, Escape the one before. */
function typeNote(state: TrainerState, play: PlayState, text: string, key: EditorKey): TrainerState {
  const noting = (changed: string | undefined) => ({ ...state, play: { ...play, noting: changed } });
  if (key.kind !== 'key') return noting(text + key.text.replace(/\s+/g, ' '));
  if (key.name === 'BSpace') return noting([...text].slice(0, -1).join(''));
  if (key.name === 'C-u') return noting('');
  if (key.name === 'Escape') return noting(undefined);
  if (key.name !== 'Enter' || play.noted === undefined) return state;
  const note = text.trim() === '' ? undefined : text.trim();
  return withRemark(state, play, play.noted, { ...play.remarks[play.noted], note });
}
