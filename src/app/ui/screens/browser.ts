import { colon } from '../../../lib/index.ts';
import { suggestion, titleOf, type TrainerState, visibleDrills } from '../../trainer/index.ts';
import { widthOf, wordWrap } from '../cells.ts';
import type { Signs } from '../signs.ts';
import { cell, fitHeight, inset, rule, type Span, split } from '../spans.ts';
import { rowsAway, WORDS } from '../words.ts';

/** Columns of the list's topics. */
const TOPICS = 20;
/** Columns of the list beside its titles: pointer, level, topics, best. */
const BESIDE = 16 + TOPICS;

/** How many drills share this one's ticket, where there are others. The family's name would tell too much of some causes. */
export function twinsText(
  { drills, lang }: TrainerState,
  { family }: TrainerState['drills'][number],
): string[] {
  const count = drills.filter((drill) => drill.family === family).length;
  return count > 1 ? [`${WORDS.familyOf[lang]} ${count} ${WORDS.twins[lang]}`] : [];
}

/** "What shall I practise?": the drills, and what the chosen one is. */
export function browserRows(state: TrainerState, signs: Signs, height: number): Span[][] {
  const { lang, columns } = state;
  const drills = visibleDrills(state);
  const wide = columns >= 100;
  // The list gets the room its titles need, as long as the detail can still be read.
  const longest = Math.max(...state.drills.map((d) => widthOf(titleOf(d, lang))), 0);
  const left = wide
    ? Math.max(Math.floor(columns / 2), Math.min(longest + 1 + BESIDE, columns - 44))
    : columns;
  const solved = state.drills.filter((d) => d.solved).length;
  const head = ` Netdrill`;
  const facts = `${solved} ${WORDS.of[lang]} ${state.drills.length} ${WORDS.solved[lang]} ${signs.dot} ${dueText(state)} ${signs.dot} ${lang === 'en' ? 'EN' : '中文'} `;
  const filter =
    state.filtering || state.filter !== '' ? ` /${state.filter}${state.filtering ? '_' : ''}` : '';
  const [l, drill, topics, best] = WORDS.columns[lang];
  const titleWidth = left - BESIDE;
  const heading: Span[] = [
    { text: `   ${cell(l, 3)}${cell(drill, titleWidth)}${cell(topics, TOPICS)}${best}`, tone: 'quiet' },
  ];
  const list = drills.map((d, at): Span[] => {
    const chosen = at === state.selected;
    const score = d.unfinished
      ? `${d.best ?? ''} ${signs.running}`.trim()
      : d.best === undefined
        ? '--'
        : `${d.best} ${d.due ? WORDS.due[lang] : d.solved ? signs.good : ''}`;
    return [
      { text: ` ${chosen ? signs.pointer : ' '} `, tone: 'accent' },
      {
        text: `${cell(String(d.level), 3)}${cell(titleOf(d, lang), titleWidth - 1)} ${cell(d.topics.join(', '), TOPICS - 1)} `,
        tone: chosen ? 'title' : 'plain',
      },
      { text: score, tone: d.solved && !d.due ? 'good' : 'quiet' },
    ];
  });
  if (drills.length === 0) list.push([{ text: `   ${WORDS.noDrill[lang]}`, tone: 'quiet' }]);
  const problems = state.problems.flatMap((problem) =>
    wordWrap(problem, left - 4).map((text, at): Span[] => [
      { text: ` ${at === 0 ? signs.bad : ' '} ${text}`, tone: 'bad' },
    ]),
  );
  const chosen = drills[state.selected];
  const detailWidth = wide ? columns - left - 3 : columns - 2;
  const detail: Span[][] = chosen
    ? [
        [
          {
            text: `${WORDS.level[lang]} ${chosen.level} ${signs.dot} ${chosen.topics.join(', ')}${twinsText(
              state,
              chosen,
            )
              .map((text) => ` ${signs.dot} ${text}`)
              .join('')}`,
          },
        ],
        [],
        ...wordWrap(chosen.summary[lang], detailWidth).map((text): Span[] => [{ text }]),
        [],
        [
          chosen.unfinished
            ? { text: WORDS.unfinished[lang], tone: 'accent' }
            : chosen.best === undefined
              ? { text: WORDS.neverPlayed[lang], tone: 'quiet' }
              : { text: `${WORDS.best[lang]}${colon(lang)}${chosen.best}`, tone: 'good' },
        ],
        ...(chosen.due ? [[{ text: WORDS.isDue[lang], tone: 'accent' as const }]] : []),
        ...suggestedRows(state, detailWidth),
      ]
    : [];
  const body = height - 2;
  const aside = inset(detail);
  const title: Span[] = [
    { text: head, tone: 'title' },
    { text: ' '.repeat(Math.max(1, columns - widthOf(head) - widthOf(facts))) },
    { text: facts, tone: 'quiet' },
  ];
  const drillsTitle = `${WORDS.drills[lang]}${filter}${browsingText(state)}`;
  const chosenTitle = chosen ? titleOf(chosen, lang) : '';
  /** What is wrong with scenarios stays in sight below the part of the list that has room. */
  const listed = (room: number) => {
    const forProblems = Math.min(problems.length, Math.max(0, room - 6));
    const above = around(list, state.selected, room - 1 - forProblems, lang);
    return fitHeight([heading, ...above, ...problems.slice(0, forProblems)], room);
  };
  if (!wide)
    return [
      title,
      rule(drillsTitle, columns, signs),
      ...listed(Math.max(3, body - detail.length - 1)),
      rule(chosenTitle, columns, signs),
      ...aside,
    ];
  const right = columns - left - 1;
  return [
    title,
    ...split(
      { title: rule(drillsTitle, left, signs), rows: listed(body), width: left },
      { title: rule(chosenTitle, right, signs), rows: aside, width: right },
      body,
      signs,
    ),
  ];
}

/** The part of a list around the chosen row; what lies outside is counted in the first and the last row. */
function around(rows: readonly Span[][], at: number, height: number, lang: 'en' | 'zh'): Span[][] {
  if (rows.length <= height) return [...rows];
  const from = Math.max(0, Math.min(at - Math.floor(height / 2), rows.length - height));
  const shown = rows.slice(from, from + height);
  const below = rows.length - from - height;
  const away = (n: number, side: 'above' | 'below'): Span[] => [
    { text: `      ${rowsAway(n, side, lang)}`, tone: 'quiet' },
  ];
  // A row that only counts stands for the one it hides as well.
  if (from > 0) shown[0] = away(from + 1, 'above');
  if (below > 0) shown[shown.length - 1] = away(below + 1, 'below');
  return shown;
}

/** How many drills are due for review. */
export function dueText({ drills, lang }: TrainerState): string {
  const due = drills.filter((drill) => drill.due).length;
  return lang === 'en' ? `${due} due for review` : `${due} 个待复习`;
}

/** Which part of the list is shown, and in which order; nothing where it is all of it by level. */
export function browsingText({ browsing, lang }: TrainerState): string {
  const parts = [
    browsing.topic,
    browsing.review ? WORDS.reviewQueue[lang] : undefined,
    browsing.sort === 'level' ? undefined : WORDS[browsing.sort === 'best' ? 'byBest' : 'byTopic'][lang],
  ].filter((part) => part !== undefined);
  return parts.map((part) => ` (${part})`).join('');
}

/** What to play next, and why. */
export function suggestedText({ drills, lang }: TrainerState): string | undefined {
  const found = suggestion(drills);
  if (!found) return undefined;
  const why = WORDS.reasons[found.why][lang];
  return lang === 'en'
    ? `Next (n): ${titleOf(found.drill, lang)}, ${why}.`
    : `推荐 (n)：${titleOf(found.drill, lang)}，${why}。`;
}

function suggestedRows(state: TrainerState, width: number): Span[][] {
  const text = suggestedText(state);
  if (text === undefined) return [];
  return [[], ...wordWrap(text, width).map((row): Span[] => [{ text: row, tone: 'accent' }])];
}
