import { colon } from '../../../lib/index.ts';
import {
  type DebriefState,
  type DebriefTruth,
  type NotebookRow,
  titleOf,
  type TrainerState,
  withKeys,
} from '../../trainer/index.ts';
import { evidenceText } from '../evidence-text.ts';
import { hardWrap, visible, widthOf, wordWrap } from '../cells.ts';
import { prose, rule, type Span } from '../spans.ts';
import type { Signs } from '../signs.ts';
import { bitsText, WORDS } from '../words.ts';
import { twoJourneys } from './journey-rows.ts';
import { STAR, wholeCommand } from './side-panes.ts';

/** The debrief below its marks as one page: why, the packet's journey, what the commands told, sources. */
export function debriefPage(state: TrainerState, debrief: DebriefState, signs: Signs): Span[][] {
  const { lang, columns } = state;
  const { truth } = debrief;
  const rows = contradiction(state, debrief);
  if (!truth)
    return [
      ...stillFails(state, debrief),
      ...evidenceMark(state, debrief),
      ...rows,
      ...prose(withKeys(WORDS.keepGoing[lang], state.keymap), columns, 'accent'),
      [],
      ...told(state, debrief, signs),
    ];
  rows.push(
    ...prose(`${WORDS.cause[lang]}${colon(lang)}${truth.cause[lang]}`, columns, 'accent'),
    ...prose(truth.text[lang], columns),
    [],
    ...evidenceMark(state, debrief),
    ...journeys(state, truth, signs),
    [],
    ...told(state, debrief, signs),
  );
  rows.push(...goingOn(state, truth));
  if (truth.hearsay)
    rows.push(...prose(`${WORDS.hearsay[lang]}${colon(lang)}${truth.hearsay[lang]}`, columns, 'warn'), []);
  if (truth.sources.length > 0)
    rows.push(
      rule(WORDS.sources[lang], columns, signs),
      ...truth.sources.flatMap((source) => prose(source[lang], columns, 'quiet')),
    );
  return rows;
}

/** Why the repair does not count yet, with the ticket's own test. */
function stillFails({ lang, columns }: TrainerState, { failing }: DebriefState): Span[][] {
  return failing
    ? [
        ...prose(
          `${WORDS.stillFails[lang]}${colon(lang)}${failing.from}$ ${failing.command}`,
          columns,
          'warn',
        ),
        [],
      ]
    : [];
}

/** What the keys below lead to: the causes beside each other, and the next drill. */
function goingOn({ lang, columns, drills }: TrainerState, { next }: DebriefTruth): Span[][] {
  const drill = drills.find(({ id }) => id === next);
  return [
    ...prose(WORDS.everyCauseKey[lang], columns, 'accent'),
    ...(drill
      ? prose(
          `${WORDS.next[lang]}${colon(lang)}${titleOf(drill, lang)} (${WORDS.nextKey[lang]})`,
          columns,
          'accent',
        )
      : []),
    [],
  ];
}

/** Where the mark for evidence comes from, in a sentence. */
function evidenceMark({ lang, columns }: TrainerState, debrief: DebriefState): Span[][] {
  const tone = !debrief.cited || debrief.marks.evidence > 0 ? 'quiet' : 'warn';
  return evidenceText(debrief, lang).flatMap((text) => [...prose(text, columns, tone), []]);
}

/** Why a wrong diagnosis cannot be. */
function contradiction({ lang, columns }: TrainerState, { contradiction: c }: DebriefState): Span[][] {
  if (!c) return [];
  const quoted = (word: string, text: string): Span[][] => {
    const lead = `   ${word}: `;
    return hardWrap(visible(text), columns - widthOf(lead) - 1).map((row, at): Span[] => [
      { text: at === 0 ? lead : ' '.repeat(widthOf(lead)), tone: 'quiet' },
      { text: row },
    ]);
  };
  return [
    ...prose(`${WORDS.contradiction[lang]} (#${c.command} ${visible(c.line)}):`, columns, 'warn'),
    ...quoted(WORDS.predicts[lang], c.predicted),
    ...quoted(WORDS.saw[lang], c.seen),
    [],
  ];
}

/** Both journeys of the ticket's packet. */
function journeys(state: TrainerState, { journey, healthyJourney }: DebriefTruth, signs: Signs): Span[][] {
  const empty = WORDS.noJourney[state.lang];
  return twoJourneys(
    state,
    { title: WORDS.journey[state.lang], lines: journey, empty },
    { title: WORDS.healthy[state.lang], lines: healthyJourney, empty },
    signs,
  );
}

/** The commands that ruled something out. */
function told(state: TrainerState, debrief: DebriefState, signs: Signs): Span[][] {
  const { lang, columns } = state;
  const useful = debrief.told.filter(
    (row) => bitsText(row.bits, lang) !== undefined || row.star || row.note !== undefined,
  );
  if (useful.length === 0) return [];
  const best = Math.max(...useful.map((row) => row.bits ?? 0));
  const width = Math.min(columns - 34, 76);
  return [
    rule(WORDS.told[lang], columns, signs),
    ...useful.flatMap((row) => toldRows(row, width, row.bits === best && best > 0 ? signs.best : '', lang)),
    ...planRows(state, debrief),
    [],
  ];
}

/** What would have told more, and how few commands would have been enough. */
function planRows({ lang, columns }: TrainerState, { truth }: DebriefState): Span[][] {
  if (!truth) return [];
  const { better, par, used } = truth.plan;
  const text = (prefix: string, tone: Span['tone']) =>
    wordWrap(prefix, columns - 4).map((row, at): Span[] => [
      { text: `${at === 0 ? ' ' : '   '}${row}`, tone },
    ]);
  const plan = par.map(({ where, line }) => `${where}: ${line}`).join('; ');
  return [
    ...(better
      ? text(
          `${WORDS.betterTest[lang]}${colon(lang)}${better.where}: ${better.line}  ${better.before} -> ${better.after}  ${bitsText(better.bits, lang) ?? ''}`,
          'warn',
        )
      : []),
    ...text(`${WORDS.par[lang]}${par.length} (${plan})${WORDS.youRan[lang]}${used}`, 'quiet'),
  ];
}

function toldRows(row: NotebookRow, width: number, sign: string, lang: TrainerState['lang']): Span[][] {
  const lead = ` #${row.number}${row.star ? STAR : ' '}`.padEnd(5);
  const note =
    row.note === undefined
      ? []
      : wordWrap(`${WORDS.note[lang]}${colon(lang)}${row.note}`, width - lead.length);
  const rows = wholeCommand(row, width - lead.length, 3).map((text, at): Span[] => [
    { text: (at === 0 ? lead : ' '.repeat(lead.length)) + text },
    ...(at > 0
      ? []
      : [
          { text: ' '.repeat(Math.max(1, width - lead.length - widthOf(text) + 1)) },
          { text: (row.before === undefined ? '' : `${row.before} -> ${row.after}`).padEnd(10) },
          { text: bitsText(row.bits, lang) ?? '', tone: 'accent' as const },
          { text: ` ${sign}`, tone: 'good' as const },
        ]),
  ]);
  return [...rows, ...note.map((text): Span[] => [{ text: ' '.repeat(lead.length) + text, tone: 'accent' }])];
}
