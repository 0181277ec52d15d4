import type { DebriefState, TrainerState } from '../../trainer/index.ts';
import { widthOf } from '../cells.ts';
import type { Signs } from '../signs.ts';
import { fitHeight, prose, rule, type Span } from '../spans.ts';
import { rowsAway, WORDS } from '../words.ts';
import { debriefPage } from './debrief-page.ts';
import { rivalEnd, rivalRows } from './rivals.ts';

/** "Why, and what was the best way to find out": the marks, and a page to scroll. */
export function debriefRows(
  state: TrainerState,
  debrief: DebriefState,
  signs: Signs,
  height: number,
): Span[][] {
  const { columns } = state;
  const head = marks(state, debrief, signs);
  if (debrief.truth && debrief.beside)
    return [...head, ...rivalRows(state, debrief.truth, debrief.beside, signs, height - head.length)];
  const page = debriefPage(state, debrief, signs);
  const body = height - head.length - 1;
  const from = Math.max(0, Math.min(debrief.scroll, page.length - body));
  return [
    ...head,
    rule(position(state, from, page.length - body - from), columns, signs),
    ...fitHeight(page.slice(from), body),
  ];
}

/** Rows the page can be scrolled on a screen with `height` rows above the footer. */
export function debriefEnd(state: TrainerState, debrief: DebriefState, signs: Signs, height: number): number {
  const below = height - marks(state, debrief, signs).length;
  if (debrief.truth && debrief.beside) return rivalEnd(state, debrief.truth, debrief.beside, below);
  const body = below - 1;
  return Math.max(0, debriefPage(state, debrief, signs).length - body);
}

/** How much of the page is out of sight. */
function position({ lang }: TrainerState, above: number, below: number): string {
  return [above > 0 ? rowsAway(above, 'above', lang) : '', below > 0 ? rowsAway(below, 'below', lang) : '']
    .filter((text) => text !== '')
    .join(lang === 'zh' ? '，' : ', ');
}

/** The verdict and the five marks, on one row where they fit; otherwise the marks have one of their own. */
function marks(state: TrainerState, debrief: DebriefState, signs: Signs): Span[][] {
  const { lang, columns } = state;
  const { marks: m, unrepaired } = debrief;
  const part = (word: string, value: number, most: number): Span => ({
    text: ` ${word} ${value}/${most} `,
    tone: value === most ? 'good' : value === 0 ? 'bad' : 'warn',
  });
  const open = (word: string, text: string): Span => ({ text: ` ${word} ${text} `, tone: 'quiet' });
  const hints = debrief.hints > 0 ? ` (${WORDS.hints[lang]} -${debrief.hints})` : '';
  const verdict = `${debrief.solved ? signs.good : signs.bad} ${debrief.verdict[lang]} ${signs.dot} ${debrief.score} ${WORDS.ofHundred[lang]}${hints}`;
  const tone = debrief.solved ? 'good' : 'bad';
  const parts: Span[] = [
    part(WORDS.place[lang], m.place, 20),
    part(WORDS.mechanism[lang], m.mechanism, 30),
    part(WORDS.evidence[lang], m.evidence, 20),
    // A mark for what was not tried yet would read like an accusation.
    unrepaired ? open(WORDS.repair[lang], WORDS.notYet[lang]) : part(WORDS.repair[lang], m.repair, 20),
    unrepaired ? open(WORDS.harm[lang], '--') : part(WORDS.harm[lang], m.harm, 10),
  ];
  const width = parts.reduce((sum, span) => sum + widthOf(span.text), widthOf(verdict) + 2);
  return width <= columns
    ? [[{ text: ` ${verdict} `, tone }, ...parts]]
    : [...prose(verdict, columns, tone), parts];
}
