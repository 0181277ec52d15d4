import { clockText, colon, counted } from '../../../lib/index.ts';
import {
  isWide,
  type NotebookRow,
  type PlayState,
  SIDE_WIDTH,
  titleOf,
  type TrainerState,
} from '../../trainer/index.ts';
import { widthOf } from '../cells.ts';
import type { Signs } from '../signs.ts';
import { fitHeight, fitRow, inset, rule, type Span, split } from '../spans.ts';
import { rowsAway, WORDS } from '../words.ts';
import { lookBackRows } from './look-back.ts';
import { hintRows, networkRows, notebookRows, suspects } from './side-panes.ts';
import { tabs } from './tabs.ts';
import { terminalRows } from './terminal-rows.ts';

/** Ways tried that stand below the picture where other panes share the column. */
const WIDE_TESTS = 4;

/** "What do I know, what shall I test next?": network, notebook and suspects on the left, terminals on the right. */
export function workspaceRows(state: TrainerState, play: PlayState, signs: Signs, height: number): Span[][] {
  return [
    headline(state, play, signs),
    ...(isWide(state) ? sideBySide : onePane)(state, play, signs, height - 2),
  ];
}

function onePane(state: TrainerState, play: PlayState, signs: Signs, body: number): Span[][] {
  const { columns } = state;
  return play.pane === 'terminal' || play.choosing !== undefined
    ? [tabs(state, play, columns, signs), ...terminal(state, play, columns, body, signs)]
    : [rule(paneTitle(state, play), columns, signs), ...pane(state, play, signs, columns - 1, body)];
}

function sideBySide(state: TrainerState, play: PlayState, signs: Signs, body: number): Span[][] {
  const { lang } = state;
  const right = state.columns - SIDE_WIDTH - 3;
  return split(
    {
      title: rule(WORDS.network[lang], SIDE_WIDTH + 1, signs),
      rows: leftColumn(state, play, signs, body),
      width: SIDE_WIDTH + 1,
      fitted: true,
    },
    {
      title: tabs(state, play, right + 1, signs),
      rows: inset(terminal(state, play, right, body, signs)),
      width: right + 1,
    },
    body,
    signs,
  );
}

/** What a play has that the left column does not show, and that changes with every key and every second. */
const NOT_ON_THE_LEFT = new Set<keyof PlayState>([
  'terminals',
  'clock',
  'scrollback',
  'lookBack',
  'diagnosis',
]);

/** The left column as it was made last, by the notebook that stands in it, and what it was made of. */
const lastLeft = new WeakMap<readonly NotebookRow[], { of: readonly unknown[]; rows: Span[][] }>();

/** Network, notebook or hints, and suspects: made anew where something of it changed. */
function leftColumn(state: TrainerState, play: PlayState, signs: Signs, body: number): Span[][] {
  const of: unknown[] = [state.lang, state.keymap, signs, body];
  for (const name of Object.keys(play) as (keyof PlayState)[])
    if (!NOT_ON_THE_LEFT.has(name)) of.push(name, play[name]);
  const last = lastLeft.get(play.notebook);
  if (last && last.of.length === of.length && last.of.every((part, at) => part === of[at])) return last.rows;
  const rows = madeLeftColumn(state, play, signs, body);
  lastLeft.set(play.notebook, { of, rows });
  return rows;
}

function madeLeftColumn(state: TrainerState, play: PlayState, signs: Signs, body: number): Span[][] {
  const { lang } = state;
  const below = play.pane === 'hints' ? 'hints' : 'notebook';
  const network = networkRows(play, signs, WIDE_TESTS);
  const left: Span[][] = [
    ...network,
    rule(play.pane === 'terminal' ? WORDS[below][lang] : paneTitle(state, play), SIDE_WIDTH + 1, signs),
    ...pane(
      state,
      { ...play, pane: below },
      signs,
      SIDE_WIDTH,
      body - network.length - 3,
      play.pane === 'notebook',
    ),
  ];
  const whole = [...fitHeight(left, body - 2), rule('', SIDE_WIDTH + 1, signs), suspects(state, play, signs)];
  return fitHeight(whole, body).map((row) => fitRow(row, SIDE_WIDTH + 1));
}

function headline(state: TrainerState, play: PlayState, signs: Signs): Span[] {
  const { lang, columns } = state;
  const title = ` ${titleOf(play, lang)}${play.level > 0 ? ` ${signs.dot} ${WORDS.levelShort[lang]}${play.level}` : ''}`;
  const facts = [
    `${WORDS.sim[lang]} ${clockText(play.clock)}`,
    counted(play.notebook.length, WORDS.commands, lang),
    counted(play.hints.length, WORDS.hintsTaken, lang),
  ].join(` ${signs.dot} `);
  return [
    { text: title, tone: 'title' },
    { text: ' '.repeat(Math.max(1, columns - widthOf(title) - widthOf(facts) - 1)) },
    { text: `${facts} `, tone: 'quiet' },
  ];
}

function terminal(
  state: TrainerState,
  play: PlayState,
  width: number,
  height: number,
  signs: Signs,
): Span[][] {
  if (play.choosing !== undefined) return chooser(state, play, play.choosing, height, signs);
  const view = play.terminals[play.active];
  if (!view) return [];
  if (play.lookBack) return lookBackRows(state, view, play.lookBack, width, height, signs);
  const rows = terminalRows(view, width, height, play.scrollback, play.pane !== 'notebook');
  if (play.scrollback === 0 || view.screen) return rows;
  // The last row gives way to where one is.
  const { lang } = state;
  const away = `${rowsAway(play.scrollback + 1, 'below', lang)}${colon(lang)}${WORDS.scrolledBack[lang]}`;
  return [
    ...rows.slice(0, height - 1),
    rule(away, width, signs).map((span) => (span.tone === 'title' ? { ...span, tone: 'accent' } : span)),
  ];
}

function chooser(state: TrainerState, play: PlayState, at: number, height: number, signs: Signs): Span[][] {
  const { lang } = state;
  const name = Math.max(...play.openable.map((place) => widthOf(place.name))) + 2;
  const from = Math.max(0, at - (height - 2));
  return [
    [{ text: `${WORDS.open[lang]}:`, tone: 'title' }],
    ...play.openable.slice(from, from + height - 1).map((place, row): Span[] => {
      const chosen = from + row === at;
      return [
        { text: chosen ? ` ${signs.pointer} ` : '   ', tone: 'accent' },
        { text: place.name.padEnd(name), tone: chosen ? 'title' : 'plain' },
        { text: place.about[lang], tone: 'quiet' },
      ];
    }),
  ];
}

function paneTitle(state: TrainerState, play: PlayState): string {
  const { lang } = state;
  if (play.pane === 'notebook') return WORDS.notebook[lang];
  return `${WORDS[play.pane === 'hints' ? 'hints' : 'network'][lang]} (${WORDS.escBack[lang]})`;
}

function pane(
  state: TrainerState,
  play: PlayState,
  signs: Signs,
  width: number,
  height: number,
  focused = true,
): Span[][] {
  switch (play.pane) {
    case 'network':
      return [
        ...networkRows(play, signs, height - play.picture.length - 2),
        [],
        suspects(state, play, signs),
      ];
    case 'hints':
      return hintRows(state, play, width);
    default:
      return notebookRows(state, play, signs, width, height, focused);
  }
}
