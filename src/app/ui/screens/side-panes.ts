import { colon } from '../../../lib/index.ts';
import { type NotebookRow, type PlayState, type TrainerState, withKeys } from '../../trainer/index.ts';
import { cut, fit, hardWrap, visible, widthOf, wordWrap } from '../cells.ts';
import { rule, type Span } from '../spans.ts';
import type { Signs } from '../signs.ts';
import { bitsText, WORDS } from '../words.ts';
import { mapRows, testRows } from './tested-map.ts';

/** Rows of a whole command that are shown at most. */
const MOST_ROWS = 8;

/** Behind the number of a command with a star. */
export const STAR = '*';

/** A command on one row: the learner's note on it, where, and its first line. */
export function commandText({ where, line, note }: NotebookRow): string {
  const [first = '', ...more] = line.split('\n');
  const text = `${where}: ${visible(first)}${more.length > 0 ? ' …' : ''}`;
  return note === undefined ? text : `${note} (${text})`;
}

/** A command in full, broken at the edge, as many rows as there is room for. */
export function wholeCommand({ where, line }: NotebookRow, width: number, most: number): string[] {
  const rows = line
    .split('\n')
    .flatMap((text, at) => hardWrap(`${at === 0 ? `${where}: ` : ''}${visible(text)}`, width));
  return rows.length <= most ? rows : [...rows.slice(0, most - 1), '…'];
}

/** The scenario's picture of its network, with what was tested: signs on it come from the learner's own commands only. */
export function networkRows(play: PlayState, signs: Signs, mostTests: number): Span[][] {
  return [...mapRows(play, signs), ...testRows(play, signs, mostTests)];
}

/** Hints taken so far. */
export function hintRows({ lang, keymap }: TrainerState, play: PlayState, width: number): Span[][] {
  const rows = play.hints.flatMap((hint, at) => [...wordWrap(`${at + 1}. ${hint[lang]}`, width - 2), '']);
  return (rows.length > 0 ? rows : wordWrap(withKeys(WORDS.noHints[lang], keymap), width - 2)).map(
    (text): Span[] => [{ text: ` ${text}` }],
  );
}

/** Commands with how they ended and what they told; below, the one the pointer is on in full. */
export function notebookRows(
  state: TrainerState,
  play: PlayState,
  signs: Signs,
  width: number,
  height: number,
  focused: boolean,
): Span[][] {
  const { lang } = state;
  const { notebook } = play;
  if (notebook.length === 0) return [[{ text: ` ${WORDS.nothingYet[lang]}`, tone: 'quiet' }]];
  if (!focused) return notebook.slice(-height).map((row) => notebookRow(state, row, signs, width, false));
  const found = notebook.findIndex((row) => row.number === play.noted);
  const at = found < 0 ? notebook.length - 1 : found;
  const whole = wholeCommand(notebook[at], width - 2, Math.min(MOST_ROWS, Math.floor(height / 2)));
  const room = Math.max(1, height - whole.length - 1 - noteRows(state, play, notebook[at], width).length);
  const from = Math.max(0, Math.min(at - Math.floor(room / 2), notebook.length - room));
  const rows = notebook
    .slice(from, from + room)
    .map((row, place) => notebookRow(state, row, signs, width, from + place === at));
  while (rows.length < room) rows.push([]);
  return [
    ...rows,
    rule(`#${notebook[at].number} ${WORDS.wholeCommand[lang]}`, width + 1, signs),
    ...whole.map((text): Span[] => [{ text: ` ${text}` }]),
    ...noteRows(state, play, notebook[at], width),
  ];
}

/** The note on the pointer's command, or the one that is being typed. */
function noteRows(
  { lang }: TrainerState,
  { noting }: PlayState,
  { note }: NotebookRow,
  width: number,
): Span[][] {
  if (noting === undefined && note === undefined) return [];
  const text = `${WORDS.note[lang]}${colon(lang)}${noting === undefined ? note : `${noting}_`}`;
  return wordWrap(text, width - 2).map((row): Span[] => [
    { text: ` ${row}`, tone: noting === undefined ? 'plain' : 'accent' },
  ]);
}

function notebookRow(
  { lang }: TrainerState,
  row: NotebookRow,
  signs: Signs,
  width: number,
  pointed: boolean,
): Span[] {
  const ended = row.status === undefined ? 'running' : row.status === 0 ? 'good' : 'bad';
  const told = bitsText(row.bits, lang);
  const room = width - 7 - (told ? widthOf(told) + 1 : 0);
  const text = commandText(row);
  return [
    { text: pointed ? signs.pointer : ' ', tone: 'accent' },
    { text: String(row.number).padStart(3), tone: 'quiet' },
    { text: row.star ? STAR : ' ', tone: 'accent' },
    { text: `${signs[ended]} `, tone: ended === 'running' ? 'quiet' : ended },
    { text: told ? fit(text, room) : cut(text, room), tone: pointed ? 'title' : 'plain' },
    { text: told ? ` ${told}` : '', tone: 'accent' },
  ];
}

/** How many causes are left, as numbers and as a bar, and what the last command told. */
export function suspects(state: TrainerState, play: PlayState, signs: Signs): Span[] {
  const { lang } = state;
  const { left, total, ready } = play.suspects;
  if (ready && total === 0) return [];
  if (!ready) return [{ text: ` ${WORDS.suspects[lang]}: ${WORDS.counting[lang]}`, tone: 'quiet' }];
  const bars = Math.max(1, Math.round((8 * left) / Math.max(1, total)));
  const last = play.notebook.findLast((row) => row.status !== undefined);
  const told = last?.bits === undefined ? '…' : bitsText(last.bits, lang);
  return [
    { text: ` ${WORDS.suspects[lang]} ${total} -> ${left} `, tone: 'title' },
    { text: signs.bar.repeat(bars), tone: 'accent' },
    { text: signs.empty.repeat(8 - bars), tone: 'quiet' },
    {
      text: last ? ` ${told ? `${WORDS.last[lang]} ${told}` : WORDS.toldNothing[lang]}` : '',
      tone: 'quiet',
    },
  ];
}
