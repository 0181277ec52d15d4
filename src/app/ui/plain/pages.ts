import { clockText, colon, counted } from '../../../lib/index.ts';
import {
  type Lang,
  type LookBack,
  missingParts,
  type NotebookRow,
  type PlayState,
  terminalLines,
  titleOf,
  type TrainerState,
  visibleDrills,
  withKeys,
} from '../../trainer/index.ts';
import { visible } from '../cells.ts';
import { sentence } from '../diagnosis-sentence.ts';
import { HELP } from '../help-words.ts';
import { ASCII, type Signs, UNICODE } from '../signs.ts';
import { rowText } from '../spans.ts';
import { bitsText, labelOf, WORDS } from '../words.ts';
import { browsingText, dueText, suggestedText, twinsText } from '../screens/browser.ts';
import { lookBackPlace } from '../screens/look-back.ts';
import { hintRows, STAR, suspects } from '../screens/side-panes.ts';
import { mapRows, testRows } from '../screens/tested-map.ts';
import { PLAIN } from './plain-words.ts';

export function signsOf(state: TrainerState): Signs {
  return state.ascii ? ASCII : UNICODE;
}

/** The list of drills, numbered as they are chosen, and what the chosen one is. */
export function browserPage(state: TrainerState): string[] {
  const { lang } = state;
  const signs = signsOf(state);
  const solved = state.drills.filter((d) => d.solved).length;
  const drills = visibleDrills(state);
  const best = (d: (typeof drills)[number]) =>
    d.unfinished
      ? WORDS.unfinished[lang]
      : d.best === undefined
        ? WORDS.neverPlayed[lang]
        : `${WORDS.best[lang]} ${d.best} ${d.due ? WORDS.due[lang] : d.solved ? signs.good : ''}`;
  return [
    `Netdrill. ${solved} ${WORDS.of[lang]} ${state.drills.length} ${WORDS.solved[lang]}. ${dueText(state)}. ${lang === 'en' ? 'EN' : '中文'}`,
    `${WORDS.drills[lang]} (${WORDS.columns[lang].join(', ')})${state.filter === '' ? '' : ` /${state.filter}`}${browsingText(state)}`,
    ...drills.map(
      (d, at) =>
        `${at + 1}. ${titleOf(d, lang)}. ${WORDS.level[lang]} ${d.level}. ${[d.topics.join(', '), ...twinsText(state, d), best(d)].join('. ')}`,
    ),
    ...(drills.length === 0 ? [WORDS.noDrill[lang]] : []),
    ...state.problems.map((problem) => `${signs.bad} ${problem}`),
    ...drills
      .slice(state.selected, state.selected + 1)
      .flatMap((d) => [
        '',
        `${titleOf(d, lang)}${colon(lang)}`,
        d.summary[lang],
        ...(d.due ? [WORDS.isDue[lang]] : []),
      ]),
    ...[suggestedText(state)].filter((text) => text !== undefined),
    PLAIN.browser[lang],
  ];
}

export function ticketPage({ lang, keymap }: TrainerState, play: PlayState): string[] {
  return [
    `${titleOf(play, lang)}. ${WORDS.levelShort[lang]}${play.level}`,
    WORDS.ticket[lang],
    `${WORDS.from[lang]}${colon(lang)}${play.from[lang]}`,
    play.ticket[lang],
    ...WORDS.howTo[lang].map((text) => withKeys(text, keymap)),
    PLAIN.ticket[lang],
  ];
}

/** Where one is, with the facts of the headline. */
export function workspaceHead({ lang }: TrainerState, play: PlayState): string[] {
  return [
    `${titleOf(play, lang)}. ${WORDS.levelShort[lang]}${play.level}. ${WORDS.sim[lang]} ${clockText(play.clock)}, ${counted(play.notebook.length, WORDS.commands, lang)}, ${counted(play.hints.length, WORDS.hintsTaken, lang)}`,
    play.terminals
      .map(
        (t, at) =>
          `${at === play.active ? `${WORDS.typingOn[lang]} ` : ''}${at + 1} ${t.id}${t.running ? ` (${PLAIN.running[lang]})` : ''}`,
      )
      .join(', '),
    PLAIN.workspace[lang],
  ];
}

export function networkPane(state: TrainerState, play: PlayState): string[] {
  const signs = signsOf(state);
  return [
    WORDS.network[state.lang],
    ...mapRows(play, signs).map(rowText),
    ...testRows(play, signs, Number.POSITIVE_INFINITY).map(rowText),
    suspectsLine(state, play),
  ];
}

/** How many causes are left, and what the last command told: the bar says the same. */
export function suspectsLine(state: TrainerState, play: PlayState): string {
  const { bar, empty } = signsOf(state);
  const spans = suspects(state, play, signsOf(state)).filter(
    ({ text }) => text === '' || [...text].some((sign) => sign !== bar && sign !== empty),
  );
  return rowText(spans).trim();
}

/** The star of a command, where it has one. */
export function star(row: NotebookRow): string {
  return row.star ? STAR : '';
}

/** The note on a command, where there is one. */
export function noteOf({ note }: NotebookRow, lang: Lang): string {
  return note === undefined ? '' : ` ${WORDS.note[lang]}${colon(lang)}${note}`;
}

/** Every command in full, with how it ended and what it told. */
export function notebookPane(state: TrainerState, play: PlayState): string[] {
  const { lang } = state;
  const signs = signsOf(state);
  const rows = play.notebook.map((row) => {
    const ended = row.status === undefined ? 'running' : row.status === 0 ? 'good' : 'bad';
    const status = row.status === undefined ? PLAIN.running[lang] : `${PLAIN.status[lang]} ${row.status}`;
    const told = bitsText(row.bits, lang);
    return `#${row.number}${star(row)} ${signs[ended]} ${row.where}: ${visible(row.line)} (${status}${told ? `, ${told}` : ''})${noteOf(row, lang)}`;
  });
  return [
    WORDS.notebook[lang],
    ...(rows.length > 0 ? rows : [WORDS.nothingYet[lang]]),
    suspectsLine(state, play),
    ...(play.noting === undefined ? [] : [`${WORDS.note[lang]}${colon(lang)}${play.noting}`]),
    PLAIN.notebook[lang],
  ];
}

export function hintsPane(state: TrainerState, play: PlayState): string[] {
  return [
    WORDS.hints[state.lang],
    ...(play.hints.length > 0
      ? play.hints.map((hint, at) => `${at + 1}. ${hint[state.lang]}`)
      : hintRows(state, play, 1000).map(rowText)),
  ];
}

/** The line that is looked at, or those that are chosen. */
export function lookBackPage(state: TrainerState, play: PlayState, look: LookBack): string[] {
  const terminal = play.terminals[play.active];
  if (!terminal) return [];
  const ends = [look.line, look.anchor ?? look.line];
  return [
    lookBackPlace(state, terminal, look),
    ...terminalLines(terminal).slice(Math.min(...ends), Math.max(...ends) + 1),
    PLAIN.lookBack[state.lang],
  ];
}

export function chooserPage({ lang }: TrainerState, play: PlayState): string[] {
  return [
    `${WORDS.open[lang]}${colon(lang)}`,
    ...play.openable.map(({ name, about }, at) => `${at + 1}. ${name}: ${about[lang]}`),
    PLAIN.number[lang],
  ];
}

/** The form: all that may be chosen, numbered, and what is. */
export function diagnosisPage(state: TrainerState, play: PlayState): string[] {
  const { lang } = state;
  const signs = signsOf(state);
  const form = play.diagnosis;
  const filtered = (title: string, filter: string) => (filter === '' ? title : `${title} /${filter}`);
  const list = (at: 0 | 1, title: string, rows: readonly { text: string; chosen: boolean }[]) => [
    filtered(title, form.filters[at]),
    ...rows.map(({ text, chosen }, at) => `${at + 1}. ${chosen ? `${signs.chosen} ` : ''}${text}`),
  ];
  return [
    ...list(
      0,
      WORDS.where[lang],
      play.places.map(({ id }) => ({ text: id, chosen: id === form.place })),
    ),
    ...list(
      1,
      WORDS.what[lang],
      play.mechanisms.map((m) => ({ text: m.title[lang], chosen: m.id === form.mechanism })),
    ),
    filtered(WORDS.how[lang], form.filters[2]),
    ...(play.notebook.length > 0
      ? play.notebook.map(
          (row) =>
            `#${row.number}${star(row)} ${form.evidence.includes(row.number) ? `[${signs.good}] ` : ''}${row.where}: ${visible(row.line)}${noteOf(row, lang)}`,
        )
      : [WORDS.noCommands[lang]]),
    `${WORDS.orNothing[lang]}. ${WORDS.orUnknown[lang]}.`,
    ...formState(state, play),
  ];
}

/** What the form says now, and what may be typed. */
export function formState(state: TrainerState, play: PlayState): string[] {
  const { lang } = state;
  return play.diagnosis.confirming
    ? [WORDS.handIn[lang], sentence(state, play), PLAIN.yes[lang]]
    : [
        sentence(state, play),
        ...(missingParts(play).length > 0 ? [PLAIN.missing[lang]] : []),
        PLAIN.diagnosis[lang],
      ];
}

/** What may be typed on this screen, and what its signs and words mean. */
export function helpPage(state: TrainerState): string[] {
  const { lang, screen } = state;
  const { bindings, leader } = state.keymap;
  const own = bindings.filter((b) => b.screens.includes(screen));
  return [
    WORDS.help[lang],
    `:${PLAIN.word[lang]}  ${WORDS.meaning[lang]} (${WORDS.key[lang]})`,
    ...own.map(
      (b) =>
        `:${b.command}  ${labelOf(b, state)} (${b.keys.map((key) => key.replace(`${leader} `, `${leader.replace('C-', 'Ctrl-')} `)).join(' ')})`,
    ),
    ...(screen === 'workspace' ? leaderWords(state) : []),
    PLAIN.anyKey[lang],
    ...HELP[screen].flatMap(({ title, lines }) => [
      '',
      title[lang],
      ...lines.map((line) => {
        const [name, meaning] = line(signsOf(state))[lang];
        return `${name}${colon(lang)}${withKeys(meaning, state.keymap)}`;
      }),
    ]),
  ];
}

function leaderWords(state: TrainerState): string[] {
  const { bindings, second } = state.keymap;
  const words = Object.entries(second).map(([key, command]) => {
    const binding = bindings.find((b) => b.command === command);
    return `${key} ${binding ? labelOf(binding, state) : command}`;
  });
  return [`${withKeys(WORDS.leader[state.lang], state.keymap)}: ${words.join('  ')}`];
}
