import type { EditorKey } from '../../../drill/session/index.ts';
import type { ScrollEnd, Update } from '../actions.ts';
import { carryOut, inPlay } from '../commands.ts';
import type { DebriefState, TrainerState } from '../state.ts';
import { keyName, ROW_STEPS } from './keys.ts';

type Beside = NonNullable<DebriefState['beside']>;

/** Steps among the commands that tell the cause from the true one. */
const COMMANDS: Readonly<Record<string, number>> = { Left: -1, h: -1, BTab: -1, Right: 1, l: 1, Tab: 1 };
const PAGES: Readonly<Record<string, number>> = { PageUp: -5, PageDown: 5 };

/** Keys of the causes beside each other: which cause, which command, how far down its outputs; Escape, r and q go back to the page. */
export function updateRivals(
  state: TrainerState,
  { beside, truth }: DebriefState,
  key: EditorKey,
  scrollEnd: ScrollEnd,
): Update {
  const name = keyName(key);
  const to = (next: Beside | undefined): Update => ({
    state: inPlay(state, (p) => (p.debrief ? { ...p, debrief: { ...p.debrief, beside: next } } : p)),
    effects: [],
  });
  if (!beside || !truth || name === 'Escape' || name === 'r' || name === 'q') return to(undefined);
  const within = (value: number, end: number) => Math.max(0, Math.min(end, value));
  if (name === 'L') return carryOut(state, 'language', scrollEnd);
  if (name in ROW_STEPS) {
    const rival = within(beside.rival + ROW_STEPS[name], truth.rivals.length - 1);
    return to({ rival, answer: 0, scroll: 0 });
  }
  if (name in COMMANDS) {
    const most = Math.max(0, truth.rivals[beside.rival].told.length - 1);
    return to({ ...beside, answer: within(beside.answer + COMMANDS[name], most), scroll: 0 });
  }
  if (name in PAGES) return to({ ...beside, scroll: within(beside.scroll + PAGES[name], scrollEnd(state)) });
  return { state, effects: [] };
}
