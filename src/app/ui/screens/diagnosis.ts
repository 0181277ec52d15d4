import {
  type DiagnosisColumn,
  type PlayState,
  shownEvidence,
  shownMechanisms,
  shownPlaces,
  type TrainerState,
} from '../../trainer/index.ts';
import { sentence } from '../diagnosis-sentence.ts';
import { cut, wordWrap } from '../cells.ts';
import type { Signs } from '../signs.ts';
import { beside, rule, type Span } from '../spans.ts';
import { rowsAway, WORDS } from '../words.ts';
import { commandText, STAR, wholeCommand } from './side-panes.ts';

/** A row of one of the columns, with whether it is chosen or cited. */
interface Choice {
  text: string;
  chosen: boolean;
}

/** "Where, what, how do I know": three columns, and two answers that name no cause. */
export function diagnosisRows(state: TrainerState, play: PlayState, signs: Signs, height: number): Span[][] {
  const { lang, columns } = state;
  const form = play.diagnosis;
  const widths = columnWidths(columns, form.column);
  const below = [...readBack(state, play, signs), ...pointed(state, play, signs)];
  const body = height - 2 - below.length;
  const choices = columnsOf(state, play);
  return [
    ([0, 1, 2] as const).flatMap((at) => title(state, play, at, widths[at], signs)),
    ...beside(
      choices.map((rows, at) => ({
        rows: list(state, play, rows, at as DiagnosisColumn, widths[at], body, signs),
        width: widths[at],
      })),
      body,
    ),
    (['nothing', 'unknown'] as const).map((answer): Span => {
      const own = form.answer === answer;
      const text = WORDS[answer === 'nothing' ? 'orNothing' : 'orUnknown'][lang];
      return { text: `  ${own ? signs.chosen : signs.open} ${text}   `, tone: own ? 'accent' : 'quiet' };
    }),
    ...below,
  ];
}

function titles({ lang }: TrainerState): readonly string[] {
  return [WORDS.where[lang], WORDS.what[lang], WORDS.how[lang]];
}

function title(
  state: TrainerState,
  play: PlayState,
  at: DiagnosisColumn,
  width: number,
  signs: Signs,
): Span[] {
  const { column, filters, filtering } = play.diagnosis;
  const active = column === at;
  const typing = active && filtering;
  const filter = filters[at] !== '' || typing ? ` /${filters[at]}${typing ? '_' : ''}` : '';
  return rule(`${active ? `${signs.pointer} ` : ''}${titles(state)[at]}${filter}`, width, signs).map(
    (span) => (active && span.tone === 'title' ? { ...span, tone: 'accent' } : span),
  );
}

/** On a small screen the column that has the keyboard takes the room it needs to be read. */
function columnWidths(columns: number, active: DiagnosisColumn): readonly [number, number, number] {
  const shares =
    columns >= 110
      ? [0.28, 0.43]
      : [
          [0.44, 0.3],
          [0.25, 0.55],
          [0.25, 0.28],
        ][active];
  const [place, mechanism] = shares.map((share) => Math.floor(columns * share));
  return [place, mechanism, columns - place - mechanism];
}

function columnsOf({ lang }: TrainerState, play: PlayState): readonly Choice[][] {
  const { place, mechanism, evidence } = play.diagnosis;
  return [
    shownPlaces(play).map(({ id }) => ({ text: id, chosen: id === place })),
    shownMechanisms(play).map((m) => ({ text: m.title[lang], chosen: m.id === mechanism })),
    shownEvidence(play).map((row) => ({
      text: `#${row.number}${row.star ? STAR : ''} ${commandText(row)}`,
      chosen: evidence.includes(row.number),
    })),
  ];
}

function list(
  state: TrainerState,
  play: PlayState,
  rows: readonly Choice[],
  column: DiagnosisColumn,
  width: number,
  height: number,
  signs: Signs,
): Span[][] {
  const form = play.diagnosis;
  if (rows.length === 0) {
    const empty = form.filters[column] === '' ? WORDS.noCommands : WORDS.noMatch;
    return wordWrap(empty[state.lang], width - 3).map((text): Span[] => [
      { text: `  ${text}`, tone: 'quiet' },
    ]);
  }
  const counts = column === 2 || form.answer === 'fault';
  const at = form.pointer[column];
  const from = Math.max(0, Math.min(at - Math.floor(height / 2), rows.length - height));
  const below = rows.length - from - height;
  return rows.slice(from, from + height).map(({ text, chosen }, row): Span[] => {
    // The first and the last row give way to how much is out of sight; the pointer never stands there.
    if (row === 0 && from > 0)
      return [{ text: `  ${rowsAway(from + 1, 'above', state.lang)}`, tone: 'quiet' }];
    if (row === height - 1 && below > 0)
      return [{ text: `  ${rowsAway(below + 1, 'below', state.lang)}`, tone: 'quiet' }];
    const own = column === form.column && from + row === at;
    const signed = column === 2 ? (chosen ? `[${signs.good}]` : '[ ]') : chosen ? signs.chosen : signs.open;
    return [
      { text: own ? signs.pointer : ' ', tone: 'accent' },
      { text: `${signed} `, tone: chosen && counts ? 'good' : 'quiet' },
      {
        text: (column === 0 ? cutMiddle : cut)(text, width - 6),
        tone: own || (chosen && counts) ? 'title' : 'plain',
      },
    ];
  });
}

/** A place's id with its middle left out: the host at its beginning stays whole, and so does as much as fits of the end. */
function cutMiddle(text: string, width: number): string {
  if (text.length <= width) return text;
  const host = text.indexOf('/');
  const head = host > 0 && host < width - 4 ? host : Math.floor((width - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (width - 1 - head))}`;
}

/** The sentence below the form; while it waits for a yes it stands out, and the footer says what to press. */
function readBack(state: TrainerState, play: PlayState, signs: Signs): Span[][] {
  const { lang, columns } = state;
  const { confirming } = play.diagnosis;
  const head = rule(confirming ? WORDS.handIn[lang] : '', columns, signs);
  return [
    head.map((span) => (span.tone === 'title' ? { ...span, tone: 'warn' as const } : span)),
    ...wordWrap(sentence(state, play), columns - 2).map((text): Span[] => [
      { text: ` ${text}`, tone: confirming ? 'title' : 'quiet' },
    ]),
  ];
}

/** The row of the pointer in full, since a column may be too narrow for it. */
function pointed(state: TrainerState, play: PlayState, signs: Signs): Span[][] {
  const { columns } = state;
  const { column, pointer } = play.diagnosis;
  const at = pointer[column];
  const command = column === 2 ? shownEvidence(play)[at] : undefined;
  const text = columnsOf(state, play)[column][at]?.text;
  const rows = command
    ? wholeCommand(command, columns - 4, 4)
    : text === undefined
      ? []
      : wordWrap(text, columns - 4);
  return rows.map((row, index): Span[] => [
    { text: index === 0 ? ` ${signs.pointer} ` : '   ', tone: 'accent' },
    { text: row },
  ]);
}
