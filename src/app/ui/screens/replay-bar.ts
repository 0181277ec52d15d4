import { clockText, colon } from '../../../lib/index.ts';
import {
  commandAt,
  diagnosisText,
  type Doing,
  playedOf,
  type RecordedCommand,
  REPLAY_KEYS,
  type ReplayState,
  SPEEDS,
} from '../../replay/index.ts';
import { type Lang, visible } from '../../trainer/index.ts';
import { cut, widthOf, wordWrap } from '../cells.ts';
import { REPLAY } from '../replay-words.ts';
import type { Signs } from '../signs.ts';
import type { Span } from '../spans.ts';
import { WORDS } from '../words.ts';

/** Rows of a long reason at most, so that the screen above stays of use. */
const MOST_ROWS = 4;

/** The bar of a replay: where it is, what was done, and the keys, or what there is to say instead of them. */
export function replayBar(state: ReplayState, clock: number, signs: Signs): Span[][] {
  return [positionRow(state, clock, signs), ...doneRows(state), ...lastRows(state)];
}

function positionRow(state: ReplayState, clock: number, signs: Signs): Span[] {
  const { lang, columns, running, speed, timeline } = state;
  const { at, of } = playedOf(state);
  const place =
    `${REPLAY[running ? 'playing' : 'paused'][lang]} ${SPEEDS[speed]}x ${signs.dot} ` +
    `${REPLAY.command[lang]} ${commandAt(state) + 1} ${REPLAY.of[lang]} ${timeline.commands.length} ${signs.dot} ` +
    `${WORDS.sim[lang]} ${clockText(clock)}`;
  const times = `${clockText(at).slice(3)}/${clockText(of).slice(3)}`;
  const room = Math.max(0, columns - widthOf(place) - times.length - 4);
  const full = of === 0 ? room : Math.round((room * at) / of);
  return [
    { text: ` ${place} `, tone: 'title' },
    { text: signs.bar.repeat(full), tone: 'accent' },
    { text: signs.empty.repeat(room - full), tone: 'quiet' },
    { text: ` ${times}`, tone: 'quiet' },
  ];
}

/** What was done last, on one row; what was handed in is told whole. */
function doneRows(state: ReplayState): Span[][] {
  const { knots } = state.timeline;
  const doing = knots.findLast((knot, at) => at <= state.knot && knot.doing && !isQuiet(knot.doing))?.doing;
  const width = state.columns - 2;
  const text = doing ? doneText(state, doing) : REPLAY.begins[state.lang];
  const rows = doing?.kind === 'submit' ? wordWrap(text, width).slice(0, MOST_ROWS) : [cut(text, width)];
  return rows.map((row): Span[] => [{ text: ` ${row}` }]);
}

/** What comes of itself at the beginning, and at every window. */
function isQuiet({ kind }: Doing): boolean {
  return kind === 'resize' || kind === 'open';
}

function commandText({ number, where, line }: RecordedCommand): string {
  return `#${number} ${where}: ${visible(line).replaceAll('\n', ' ')}`;
}

function doneText(state: ReplayState, doing: Doing): string {
  const { lang, timeline } = state;
  const said = (word: keyof typeof REPLAY, text: string) => `${REPLAY[word][lang]}${colon(lang)}${text}`;
  switch (doing.kind) {
    case 'command':
      return commandText(timeline.commands[doing.command]);
    case 'ended': {
      const command = timeline.commands[doing.command];
      return `${commandText(command)} ${REPLAY.ended[lang].replace('N', String(command.status ?? '?'))}`;
    }
    case 'line':
      return said('typed', visible(doing.text));
    case 'keys':
      return said('keys', visible(doing.text));
    case 'signal':
      return said('keys', { SIGINT: 'Ctrl-C', SIGTSTP: 'Ctrl-Z' }[doing.text] ?? 'Ctrl-\\');
    case 'end-of-input':
      return said('keys', 'Ctrl-D');
    case 'open':
      return said('opened', doing.terminal);
    case 'resize':
      return REPLAY.resized[lang];
    case 'reconnect':
      return REPLAY.reconnected[lang];
    case 'hint':
      return `${REPLAY.hint[lang]} ${doing.number}`;
    case 'submit':
      return submissionText(state, doing.submission, lang);
    case 'anew':
      return doing.commands === 0 ? REPLAY.reset[lang] : said('undo', String(doing.commands));
  }
}

/** What was handed in, and its marks: those it got then, beside the present ones where they are others. */
function submissionText({ timeline, analysis, concealed }: ReplayState, at: number, lang: Lang): string {
  const { diagnosis, score } = timeline.submissions[at];
  const text = `${REPLAY.handedIn[lang]}${colon(lang)}${diagnosisText(diagnosis)[lang]}`;
  if (concealed) return text;
  const card = analysis?.cards[at];
  const then =
    score === undefined ? REPLAY.notJudged[lang] : `${REPLAY.earned[lang]} ${score} ${WORDS.ofHundred[lang]}`;
  if (!card) return `${then}${lang === 'zh' ? '。' : '. '}${text}`;
  const { place, mechanism, evidence, repair, harm } = card.marks;
  const parts = { place, mechanism, evidence, repair, harm };
  const marks = Object.entries(parts).map(([name, n]) => `${WORDS[name as keyof typeof parts][lang]} ${n}`);
  const zh = lang === 'zh';
  const comma = zh ? '，' : ', ';
  const now = score === undefined || score === card.score ? '' : `${comma}${REPLAY.now[lang]} ${card.score}`;
  const list = marks.join(comma);
  // What is earned comes first: the rows may be too short for all.
  return `${then}${now}${zh ? `（${list}）。` : ` (${list}). `}${text}`;
}

function lastRows(state: ReplayState): Span[][] {
  const { lang, columns, notice } = state;
  const said = (text: string, tone: Span['tone']) =>
    wordWrap(text, columns - 2)
      .slice(0, MOST_ROWS)
      .map((row): Span[] => [{ text: ` ${row}`, tone }]);
  if (state.help) return said(REPLAY.anyKey[lang], 'accent');
  if (state.list !== undefined) return said(REPLAY.listKeys[lang], 'accent');
  if (notice) return said(notice[lang], 'warn');
  return [keyRow(state)];
}

function keyRow({ lang, columns }: ReplayState): Span[] {
  const all = REPLAY_KEYS.flatMap(({ keys, short, spare }) =>
    short ? [{ key: keys[0], label: short[lang], spare }] : [],
  );
  const widthWith = (gap: number, keys: typeof all) =>
    keys.reduce((sum, { key, label }) => sum + widthOf(key) + 1 + widthOf(label) + gap, 0);
  const shown = widthWith(1, all) < columns ? all : all.filter(({ spare }) => !spare);
  const gap = widthWith(2, shown) < columns ? 2 : 1;
  return shown.flatMap(({ key, label }, at): Span[] => [
    { text: ' '.repeat(at === 0 ? 1 : gap) },
    { text: key, tone: 'accent' },
    { text: ` ${label}`, tone: 'quiet' },
  ]);
}
