import type { PlayState, TrainerState } from '../../trainer/index.ts';
import { widthOf } from '../cells.ts';
import type { Span } from '../spans.ts';
import type { Signs } from '../signs.ts';
import { WORDS } from '../words.ts';

/** The line of terminals: the one that has the keyboard carries a sign, and its name is said once more at the end. */
export function tabs(state: TrainerState, play: PlayState, width: number, signs: Signs): Span[] {
  const all = play.terminals.map((t, at): Span => {
    const active = at === play.active;
    return {
      text: `${active ? signs.pointer : ''}${at + 1} ${t.id}${t.running ? signs.running : ''}`,
      tone: active ? 'title' : 'quiet',
    };
  });
  const between: Span = { text: ` ${signs.rule} `, tone: 'quiet' };
  const room = (first: number) =>
    all.slice(first).reduce((sum, tab) => sum + widthOf(tab.text) + widthOf(between.text), 2);
  // The first ones make room, until the one that has the keyboard can be seen.
  let first = 0;
  while (first < play.active && room(first) > width) first++;
  const spans: Span[] = [
    { text: first > 0 ? `${signs.running} ` : `${signs.rule} `, tone: 'quiet' },
    ...all.slice(first).flatMap((tab) => [tab, between]),
  ];
  const active = play.terminals[play.active];
  const typing = active && play.pane !== 'notebook' ? `${WORDS.typingOn[state.lang]} ${active.id}` : '';
  const left = width - room(first);
  const fill = left - widthOf(typing) - 3;
  if (typing === '' || fill < 0)
    return [...spans, { text: signs.rule.repeat(Math.max(0, left)), tone: 'quiet' }];
  return [
    ...spans,
    { text: `${signs.rule.repeat(fill)} `, tone: 'quiet' },
    { text: typing, tone: 'accent' },
    { text: ` ${signs.rule}`, tone: 'quiet' },
  ];
}
