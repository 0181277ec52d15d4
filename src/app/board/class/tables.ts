import { cut } from '../../../lib/index.ts';
import type { Signs } from '../signs.ts';
import { type Column, type Table, type Tone, tableOf } from '../table.ts';
import { type Lang, tame, twinText } from '../texts.ts';
import type { ClassBoard } from './board.ts';
import type { ClassDrill, ClassEvent, Doing } from './facts.ts';
import { calledOn, type DrillProgress, drillRows, drillTitle, type LearnerRow } from './rows.ts';
import { CLASS_WORDS as W } from './words.ts';

/** Cells of a name, and of the bar of suspects. */
const NAME = 14;
const BAR = 5;
/** Stuck for so long: milliseconds. */
const SLOW = 5 * 60_000;
const STUCK = 10 * 60_000;

const DOING_TONES: Readonly<Partial<Record<Doing, Tone>>> = {
  'handed-in': 'accent',
  'given-up': 'warn',
  solved: 'good',
};

/** The rows of learners; `marked` is where the pointer stands. */
export function learnerTable(
  { lang, facts }: ClassBoard,
  rows: readonly LearnerRow[],
  marked: number,
  width: number,
  signs: Signs,
): Table {
  const now = facts?.now ?? 0;
  const columns: Column<LearnerRow>[] = [
    { title: ' ', cell: (row) => (rows[marked] === row ? { text: signs.live, tone: 'accent' } : ' ') },
    { title: W.columns.who[lang], cell: ({ shown }) => cut(shown, NAME, signs.ellipsis) },
    {
      title: W.columns.drill[lang],
      cell: (row) => (row.first ? titleCell(row, facts?.drills ?? []) : ''),
      wide: true,
    },
    { title: W.columns.suspects[lang], cell: (row) => suspectsCell(row, signs) },
    { title: W.columns.hints[lang], cell: ({ hints }) => (hints > 0 ? String(hints) : ''), right: true },
    { title: W.columns.stuck[lang], cell: (row) => stuckCell(row, lang), right: true },
    { title: W.columns.seen[lang], cell: (row) => connectionCell(row, now, lang, signs) },
    {
      title: W.columns.state[lang],
      cell: ({ doing, connection, guest }) =>
        connection === 'never'
          ? ''
          : {
              text: W.doing[doing][lang] + (guest?.keyboard === 'has' ? ' *' : ''),
              tone: DOING_TONES[doing],
            },
    },
  ];
  const table = tableOf(columns, rows, width, signs.ellipsis);
  return {
    ...table,
    // In one colour, or the row is patchwork; what a colour says has its sign as well.
    rows: table.rows.map((row, at) =>
      at === marked ? row.map(({ text }) => ({ text, inverse: true })) : row,
    ),
  };
}

/** The number that tells a drill from its twins is never cut. */
function titleCell({ drill, title }: LearnerRow, drills: readonly ClassDrill[]) {
  const twin = drills.find(({ id }) => id === drill)?.twin ?? 0;
  const tail = twinText(twin);
  return { text: title.slice(0, title.length - tail.length), tail };
}

/** Milliseconds in the largest unit that is full, as short as can be: `14m`. */
function shortTime(milliseconds: number, lang: Lang): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  if (minutes < 60) return `${minutes}${W.units.minutes[lang]}`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours}${W.units.hours[lang]}` : `${Math.floor(hours / 24)}${W.units.days[lang]}`;
}

function suspectsCell({ suspects, connection }: LearnerRow, signs: Signs) {
  if (!suspects || suspects.total === 0 || connection === 'never') return '';
  const { left, total } = suspects;
  const full = Math.min(BAR, Math.ceil((left / total) * BAR));
  return {
    text: `${signs.full.repeat(full)}${signs.empty.repeat(BAR - full)} ${String(left).padStart(2)}`,
    tone: left === 1 ? ('good' as const) : undefined,
  };
}

function stuckCell({ stuck }: LearnerRow, lang: Lang) {
  if (stuck === undefined) return '';
  const tone: Tone | undefined = stuck >= STUCK ? 'bad' : stuck >= SLOW ? 'warn' : undefined;
  // Colour is never alone.
  const sign = stuck >= STUCK ? '!!' : stuck >= SLOW ? '!' : '';
  return { text: sign + shortTime(stuck, lang), tone };
}

function connectionCell({ connection, since }: LearnerRow, now: number, lang: Lang, signs: Signs) {
  if (connection === 'never' || since === undefined) return '';
  const time = shortTime(now - since, lang);
  return connection === 'here'
    ? { text: `${signs.good} ${time}`, tone: 'good' as const }
    : { text: `${signs.bad} ${time}`, tone: 'bad' as const };
}

/** How far the class is with each drill. */
export function drillTable(board: ClassBoard, width: number, signs: Signs): Table {
  const { lang, facts } = board;
  const all = facts?.learners.length ?? 0;
  const rows = drillRows(board);
  const mode: Column<DrillProgress> = {
    title: W.columns.mode[lang],
    cell: (row) => (row.released ? W.released[lang] : row.mode === 'practice' ? '' : W.modes[row.mode][lang]),
  };
  const columns: Column<DrillProgress>[] = [
    {
      title: W.columns.drill[lang],
      cell: ({ title, twin }) => ({ text: tame(title[lang]), tail: twinText(twin) }),
      wide: true,
    },
    // Titles need the room where all there is to say of a mode is nothing.
    ...(rows.some((row) => mode.cell(row) !== '') ? [mode] : []),
    { title: W.columns.atIt[lang], cell: ({ atIt }) => String(atIt), right: true },
    { title: W.columns.handedIn[lang], cell: ({ handedIn }) => String(handedIn), right: true },
    {
      title: `${signs.good}/${all}`,
      cell: ({ solved }) => ({ text: String(solved), tone: solved > 0 ? 'good' : undefined }),
      right: true,
    },
  ];
  return tableOf(columns, rows, width, signs.ellipsis);
}

const EVENT_TONES: Readonly<Partial<Record<ClassEvent['kind'], Tone>>> = {
  left: 'warn',
  'given-up': 'warn',
  solved: 'good',
  agreed: 'accent',
  trouble: 'bad',
  teacher: 'accent',
};

/** What happened, newest first. */
export function logTable(board: ClassBoard, width: number, signs: Signs): Table {
  const { facts, lang } = board;
  const now = facts?.now ?? 0;
  const columns: Column<ClassEvent>[] = [
    { title: '', cell: ({ at }) => shortTime(now - at, lang), right: true },
    {
      title: '',
      cell: (event) => ({ text: eventText(board, event), tone: EVENT_TONES[event.kind] }),
      wide: true,
    },
  ];
  return tableOf(columns, (facts?.events ?? []).toReversed(), width, signs.ellipsis);
}

function eventText(board: ClassBoard, { kind, learner, drill, text }: ClassEvent): string {
  const { lang, facts } = board;
  const who = learner === undefined ? '' : calledOn(board, learner);
  if (kind === 'teacher') return `${tame(text?.[lang] ?? '')}${who === '' ? '' : ` > ${who}`}`;
  return [
    who,
    W.events[kind][lang],
    kind === 'opened' ? drillTitle(facts, drill, lang) : '',
    text ? tame(text[lang]) : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}
