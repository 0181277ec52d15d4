import { byCode } from '../../lib/index.ts';
import type { DrillRow, TrainerState } from './state.ts';

/** Orders of the browser's list; `level` is that of the rows. */
const SORTS = ['level', 'best', 'topics'] as const;
type Sort = (typeof SORTS)[number];

/** What of the list is shown, and in which order. */
export interface Browsing {
  sort: Sort;
  /** Only drills with this topic. */
  topic?: string;
  /** Only drills that are due for review. */
  review: boolean;
}

/** Every topic of the drills, by its name. */
function topicsOf(drills: readonly DrillRow[]): string[] {
  return [...new Set(drills.flatMap(({ topics }) => topics))].sort();
}

/** Drills that filter, topic and review queue let through, in the order that was asked for. */
export function visibleDrills({
  drills,
  filter,
  browsing,
}: Pick<TrainerState, 'drills' | 'filter' | 'browsing'>): DrillRow[] {
  const { sort, topic, review } = browsing;
  const wanted = filter.toLowerCase();
  const shown = drills.filter(
    (drill) =>
      (topic === undefined || drill.topics.includes(topic)) &&
      (!review || drill.due) &&
      (wanted === '' ||
        `${drill.title.en} ${drill.title.zh} ${drill.topics.join(' ')} ${drill.family}`
          .toLowerCase()
          .includes(wanted)),
  );
  if (sort === 'best') return shown.toSorted((a, b) => (a.best ?? -1) - (b.best ?? -1));
  if (sort === 'topics') return shown.toSorted((a, b) => byCode(a.topics.join(), b.topics.join()));
  return shown;
}

/** The state with another part or order of the list; the chosen drill stays chosen where it is still there. */
function withBrowsing(state: TrainerState, change: Partial<Browsing>): TrainerState {
  const chosen = visibleDrills(state)[state.selected];
  const next = { ...state, browsing: { ...state.browsing, ...change } };
  return {
    ...next,
    selected: Math.max(
      0,
      visibleDrills(next).findIndex(({ id }) => id === chosen?.id),
    ),
  };
}

export function nextSort(state: TrainerState): TrainerState {
  const at = SORTS.indexOf(state.browsing.sort);
  return withBrowsing(state, { sort: SORTS[(at + 1) % SORTS.length] });
}

/** The next topic, and after the last one all of them. */
export function nextTopic(state: TrainerState): TrainerState {
  const all: (string | undefined)[] = [undefined, ...topicsOf(state.drills)];
  return withBrowsing(state, { topic: all[(all.indexOf(state.browsing.topic) + 1) % all.length] });
}

const NOTHING_DUE = {
  en: 'Nothing is due: a drill comes back seven days after it was solved, or one day after it was not.',
  zh: '没有需要复习的：练习在解决七天后、未解决一天后回到这里。',
};

/** Only what is due for review, or everything again. */
export function toggleReview(state: TrainerState): TrainerState {
  if (!state.browsing.review && !state.drills.some(({ due }) => due))
    return { ...state, notice: NOTHING_DUE };
  return withBrowsing(state, { review: !state.browsing.review });
}

/** Why a drill is suggested. */
export type Reason = 'unfinished' | 'due' | 'new' | 'better';

/**
 * What to play next: what was left in the middle, what is due for review, a new one of the easiest kind that was not played, with a
 * family that was played least before others, or the one with the lowest score.
 */
export function suggestion(drills: readonly DrillRow[]): { drill: DrillRow; why: Reason } | undefined {
  const unfinished = drills.find((drill) => drill.unfinished);
  if (unfinished) return { drill: unfinished, why: 'unfinished' };
  const due = drills.find((drill) => drill.due);
  if (due) return { drill: due, why: 'due' };
  const played = (family: string) => drills.filter((d) => d.family === family && d.best !== undefined).length;
  const fresh = drills
    .filter(({ best }) => best === undefined)
    .toSorted((a, b) => a.level - b.level || played(a.family) - played(b.family))[0];
  if (fresh) return { drill: fresh, why: 'new' };
  const worst = drills.toSorted((a, b) => (a.best ?? 0) - (b.best ?? 0))[0];
  return worst && (worst.best ?? 0) < 100 ? { drill: worst, why: 'better' } : undefined;
}

/** The pointer on the suggested drill, with the whole list shown. */
export function chooseSuggested(state: TrainerState): TrainerState {
  const found = suggestion(state.drills);
  if (!found) return state;
  const all = { ...state, filter: '', browsing: { ...state.browsing, topic: undefined, review: false } };
  return {
    ...all,
    selected: Math.max(
      0,
      visibleDrills(all).findIndex(({ id }) => id === found.drill.id),
    ),
  };
}
