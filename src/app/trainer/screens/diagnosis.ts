import type { EditorKey } from '../../../drill/session/index.ts';
import type { Update } from '../actions.ts';
import {
  type DiagnosisState,
  type PlayState,
  shownMechanisms,
  shownPlaces,
  type TrainerState,
} from '../state.ts';

/** Commands one may cite. */
const MOST_CITED = 5;

/** Keys of the diagnosis form; `undefined` leaves a key to the common bindings. */
export function updateDiagnosis(state: TrainerState, key: EditorKey): Update | undefined {
  const { play } = state;
  if (!play) return undefined;
  const form = play.diagnosis;
  const set = (change: Partial<DiagnosisState>): Update => ({
    state: { ...state, play: { ...play, diagnosis: { ...form, ...change } } },
    effects: [],
  });
  if (form.confirming) return confirm(state, play, key, set);
  if (form.filtering) return typeFilter(form, key, set);
  const name =
    key.kind === 'text' ? (key.text === ' ' ? 'Space' : key.text) : key.kind === 'key' ? key.name : '';
  switch (name) {
    case 'Up':
    case 'k':
      return set(moved(play, -1));
    case 'Down':
    case 'j':
      return set(moved(play, 1));
    case 'g':
    case 'Home':
      return set(moved(play, -9999));
    case 'G':
    case 'End':
      return set(moved(play, 9999));
    case 'Left':
    case 'h':
    case 'BTab':
      return set({ column: Math.max(0, form.column - 1) as 0, filter: '' });
    case 'Right':
    case 'l':
    case 'Tab':
      return set({ column: ((form.column + 1) % 3) as 0, filter: '' });
    case '/':
      return set({ filtering: true, filter: '' });
    case 'n':
      return set({ answer: form.answer === 'nothing' ? 'fault' : 'nothing' });
    case 'u':
      return set({ answer: form.answer === 'unknown' ? 'fault' : 'unknown' });
    case 'Space':
      return set(toggled(play));
    case 'Enter':
      return set({ confirming: true });
    default:
      return undefined;
  }
}

/** What is submitted is read back before it counts: Enter or y hands it in, anything else goes back. */
function confirm(
  state: TrainerState,
  play: PlayState,
  key: EditorKey,
  set: (c: Partial<DiagnosisState>) => Update,
): Update {
  const yes = (key.kind === 'key' && key.name === 'Enter') || (key.kind === 'text' && key.text === 'y');
  if (!yes) return set({ confirming: false });
  return {
    state: {
      ...state,
      play: { ...play, diagnosis: { ...play.diagnosis, confirming: false } },
    },
    effects: [{ kind: 'submit' }],
  };
}

function typeFilter(
  form: DiagnosisState,
  key: EditorKey,
  set: (c: Partial<DiagnosisState>) => Update,
): Update {
  const reset = form.column === 0 ? { place: 0 } : { mechanism: 0 };
  if (key.kind === 'text') return set({ filter: form.filter + key.text, ...reset });
  if (key.kind !== 'key') return set({});
  if (key.name === 'BSpace') return set({ filter: form.filter.slice(0, -1), ...reset });
  if (key.name === 'Escape') return set({ filter: '', filtering: false });
  return set({ filtering: false });
}

function moved(play: PlayState, step: number): Partial<DiagnosisState> {
  const form = play.diagnosis;
  const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value + step));
  if (form.column === 0) return { place: within(form.place, shownPlaces(play).length), answer: 'fault' };
  if (form.column === 1)
    return { mechanism: within(form.mechanism, shownMechanisms(play).length), answer: 'fault' };
  return { evidenceRow: within(form.evidenceRow, play.notebook.length) };
}

function toggled(play: PlayState): Partial<DiagnosisState> {
  const form = play.diagnosis;
  const row = play.notebook[form.evidenceRow];
  if (form.column !== 2 || !row) return {};
  if (form.evidence.includes(row.number)) return { evidence: form.evidence.filter((n) => n !== row.number) };
  return form.evidence.length >= MOST_CITED
    ? {}
    : { evidence: [...form.evidence, row.number].sort((a, b) => a - b) };
}
