import { byCode } from '../../../lib/index.ts';
import type { ClassBoard } from './board.ts';
import type { ClassDrill, ClassFacts, LearnerFacts } from './facts.ts';
import { type Lang, tame, titleText } from '../texts.ts';
import { CLASS_WORDS as W } from './words.ts';

/** A learner's row on the board; `shown` is what he is called there. */
export interface LearnerRow extends LearnerFacts {
  shown: string;
  title: string;
  /** The first of its drill, where rows stand by drill. */
  first: boolean;
}

/** What a learner is called on the board: his name, or his number in the roster. */
export function calledOn(
  { facts, anonymous, lang }: Pick<ClassBoard, 'facts' | 'anonymous' | 'lang'>,
  name: string,
): string {
  const at = facts?.learners.findIndex((learner) => learner.name === name) ?? -1;
  return anonymous ? `${W.learner[lang]} ${at < 0 ? '?' : at + 1}` : tame(name);
}

/** A drill's title by its id: the id itself would name the cause. */
export function drillTitle(facts: ClassFacts | undefined, id: string | undefined, lang: Lang): string {
  const drill = id === undefined ? undefined : facts?.drills.find((one) => one.id === id);
  return drill ? titleText(drill, lang) : '';
}

/** Who can be stuck comes first, then who is there, who went away, who never came. */
function rank({ connection, stuck }: LearnerFacts): number {
  if (connection !== 'here') return connection === 'away' ? 2 : 3;
  return stuck === undefined ? 1 : 0;
}

/** Learners that match the filter: stuck longest first, drill by drill where they are grouped. */
export function learnerRows(board: ClassBoard): LearnerRow[] {
  const { facts, filter, grouped, lang } = board;
  const wanted = filter.toLowerCase();
  const rows = (facts?.learners ?? [])
    .map((learner) => ({
      ...learner,
      shown: calledOn(board, learner.name),
      title: drillTitle(facts, learner.drill, lang),
      first: true,
    }))
    .filter(({ shown, title }) => `${shown}\n${title}`.toLowerCase().includes(wanted));
  const order = new Map(facts?.drills.map(({ id }, at) => [id, at]));
  const drillOf = ({ drill }: LearnerFacts) => order.get(drill ?? '') ?? order.size;
  rows.sort(
    (a, b) =>
      (grouped ? drillOf(a) - drillOf(b) : 0) ||
      rank(a) - rank(b) ||
      (b.stuck ?? 0) - (a.stuck ?? 0) ||
      byCode(a.name, b.name),
  );
  return grouped
    ? rows.map((row, at) => ({ ...row, first: at === 0 || rows[at - 1].drill !== row.drill }))
    : rows;
}

/** A drill's row: how many are at it now, besides what is kept. */
export interface DrillProgress extends ClassDrill {
  atIt: number;
}

export function drillRows({ facts }: ClassBoard): DrillProgress[] {
  return (facts?.drills ?? [])
    .map((drill) => ({
      ...drill,
      atIt: (facts?.learners ?? []).filter(({ drill: id, stuck }) => id === drill.id && stuck !== undefined)
        .length,
    }))
    .filter(({ mode, begun, atIt }) => mode !== 'practice' || begun > 0 || atIt > 0);
}
