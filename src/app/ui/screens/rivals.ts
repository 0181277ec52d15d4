import { colon, counted } from '../../../lib/index.ts';
import type { DebriefState, DebriefTruth, RivalView, TrainerState } from '../../trainer/index.ts';
import { fit, hardWrap, visible, widthOf } from '../cells.ts';
import type { Signs } from '../signs.ts';
import { rule, type Span, split } from '../spans.ts';
import { rowsAway, WORDS } from '../words.ts';
import { wholeCommand } from './side-panes.ts';

type Beside = NonNullable<DebriefState['beside']>;

/** "What would this have shown then?": every cause that fitted the ticket, and below it a command in the true world and in its own. */
export function rivalRows(
  state: TrainerState,
  truth: DebriefTruth,
  beside: Beside,
  signs: Signs,
  height: number,
): Span[][] {
  const { lang, columns } = state;
  const list = listHeight(truth, beside, height);
  const from = Math.max(0, Math.min(beside.rival - Math.floor(list / 2), truth.rivals.length - list));
  const below = truth.rivals.length - from - list;
  return [
    rule(
      `${WORDS.everyCause[lang]} (${truth.rivals.length})${below > 0 ? `${colon(lang)}${rowsAway(below, 'below', lang)}` : ''}`,
      columns,
      signs,
    ),
    ...causes(state, truth.rivals.slice(from, from + list), beside.rival - from, signs),
    ...answer(state, truth.rivals[beside.rival], beside, signs, height - list - 1),
  ];
}

/** Rows that the outputs beside each other can be scrolled. */
export function rivalEnd(state: TrainerState, truth: DebriefTruth, beside: Beside, height: number): number {
  const told = truth.rivals[beside.rival]?.told[beside.answer];
  if (!told) return 0;
  const { left, right } = outputs(state, told);
  const room = height - listHeight(truth, beside, height) - 1 - head(state, told).length - 1;
  return Math.max(0, Math.max(left.length, right.length) - room);
}

/** Half the screen, or all of it where there is nothing to compare. */
function listHeight({ rivals }: DebriefTruth, { rival }: Beside, height: number): number {
  const room = rivals[rival]?.told.length === 0 ? height - 4 : Math.floor((height - 1) / 2);
  return Math.min(rivals.length, room);
}

function causes(
  { lang, columns }: TrainerState,
  rivals: readonly RivalView[],
  pointer: number,
  signs: Signs,
): Span[][] {
  const width = Math.min(Math.max(...rivals.map(({ title }) => widthOf(title[lang]))), columns - 24);
  return rivals.map((rival, row): Span[] => {
    const own = row === pointer;
    const numbers = firstNumbers(rival, columns - width - 9);
    return [
      { text: own ? ` ${signs.pointer} ` : '   ', tone: 'accent' },
      { text: `${fit(rival.title[lang], width)}  `, tone: own ? 'title' : 'plain' },
      rival.isTrue
        ? { text: `${signs.good} ${WORDS.theCause[lang]}`, tone: 'good' }
        : rival.told.length === 0
          ? { text: WORDS.notToldApart[lang], tone: 'warn' }
          : { text: `${signs.bad} ${numbers}`, tone: 'quiet' },
    ];
  });
}

/** Numbers of the commands that tell it apart, as many as there is room for. */
function firstNumbers({ told }: RivalView, room: number): string {
  let text = '';
  for (const { number } of told) {
    const longer = `${text}${text === '' ? '' : ' '}#${number}`;
    if (longer.length > room - 2) return `${text} …`;
    text = longer;
  }
  return text;
}

function head({ columns }: TrainerState, told: RivalView['told'][number]): Span[][] {
  return wholeCommand(told, columns - 6, 2).map((text, at): Span[] => [
    { text: at === 0 ? ` #${told.number} `.padEnd(5) : '     ', tone: 'quiet' },
    { text, tone: 'title' },
  ]);
}

/** What was printed, in rows of half the screen: lines that both begin with are left out but for the first one. */
function outputs({ lang, columns }: TrainerState, told: RivalView['told'][number]) {
  const width = Math.floor((columns - 1) / 2) - 2;
  const lines = (text: string) =>
    (visible(text).trimEnd() || WORDS.noOutput[lang]).split('\n').map((line) => line.trimEnd());
  const [seen, shown] = [lines(told.seen), lines(told.shown ?? `[${WORDS.nobodyThere[lang]}]`)];
  let alike = 0;
  while (alike < seen.length && seen[alike] === shown[alike]) alike++;
  const column = (own: readonly string[], other: readonly string[]): Span[][] =>
    own.flatMap((line, at): Span[][] => {
      if (alike > 2 && at > 0 && at < alike)
        return at === 1
          ? [[{ text: ` … ${counted(alike - 1, WORDS.linesAlike, lang)}`, tone: 'quiet' }]]
          : [];
      // What only one of them has stands out.
      const tone = other.includes(line) ? 'plain' : 'accent';
      return hardWrap(line, width).map((text) => [{ text: ` ${text}`, tone }]);
    });
  return { left: column(seen, shown), right: column(shown, seen) };
}

function answer(
  state: TrainerState,
  rival: RivalView | undefined,
  beside: Beside,
  signs: Signs,
  height: number,
): Span[][] {
  const { lang, columns } = state;
  const told = rival?.told[beside.answer];
  if (!told) {
    const text = WORDS[rival?.isTrue ? 'happened' : 'nothingTold'][lang];
    return [rule('', columns, signs), [{ text: ` ${text}`, tone: 'quiet' }]];
  }
  const { left, right } = outputs(state, told);
  const command = head(state, told);
  const room = height - command.length - 1;
  const width = Math.floor((columns - 1) / 2);
  const below = Math.max(left.length, right.length) - beside.scroll - room;
  const away = below > 0 ? ` (${rowsAway(below, 'below', lang)})` : '';
  const other = columns - width - 1;
  return split(
    { title: rule(`${WORDS.youSaw[lang]}${away}`, width, signs), rows: left.slice(beside.scroll), width },
    { title: rule(WORDS.wouldShow[lang], other, signs), rows: right.slice(beside.scroll), width: other },
    room,
    signs,
    command,
  );
}
