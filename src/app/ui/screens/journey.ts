import { colon } from '../../../lib/index.ts';
import type { PacketView, PlayState, TrainerState } from '../../trainer/index.ts';
import type { Signs } from '../signs.ts';
import { fitHeight, prose, rule, type Span } from '../spans.ts';
import { rowsAway, WORDS } from '../words.ts';
import { twoJourneys } from './journey-rows.ts';
import { wholeCommand } from './side-panes.ts';

/** "What became of my packet?": one that a command sent, and what came back. */
export function journeyScreen(state: TrainerState, play: PlayState, signs: Signs, height: number): Span[][] {
  const packet = play.packets[play.journey?.packet ?? 0];
  if (!packet) return [];
  const head = heading(state, play, packet, signs);
  const page = journeyPage(state, packet, signs);
  const body = height - head.length - 1;
  const from = Math.max(0, Math.min(play.journey?.scroll ?? 0, page.length - body));
  const below = page.length - body - from;
  const title = [
    from > 0 ? rowsAway(from, 'above', state.lang) : '',
    below > 0 ? rowsAway(below, 'below', state.lang) : '',
  ]
    .filter((text) => text !== '')
    .join(state.lang === 'zh' ? '，' : ', ');
  return [...head, rule(title, state.columns, signs), ...fitHeight(page.slice(from), body)];
}

/** Rows that the journey can be scrolled. */
export function journeyEnd(state: TrainerState, play: PlayState, signs: Signs, height: number): number {
  const packet = play.packets[play.journey?.packet ?? 0];
  if (!packet) return 0;
  const body = height - heading(state, play, packet, signs).length - 1;
  return Math.max(0, journeyPage(state, packet, signs).length - body);
}

/** The command, which of its packets this is, and how it ended as far as one could see. */
function heading(
  { lang, columns }: TrainerState,
  play: PlayState,
  packet: PacketView,
  signs: Signs,
): Span[][] {
  const { nth, of, outcome, from, to } = packet;
  const at = play.packets.indexOf(packet) + 1;
  const count =
    lang === 'en'
      ? `packet ${nth} of ${of} (${at} of ${play.packets.length} in all)`
      : `报文 ${nth}/${of}（全部 ${at}/${play.packets.length}）`;
  const tone = outcome === 'answered' ? 'good' : 'bad';
  return [
    ...wholeCommand({ number: packet.command, ...packet }, columns - 6, 2).map((text, row): Span[] => [
      { text: row === 0 ? ` #${packet.command} `.padEnd(5) : '     ', tone: 'quiet' },
      { text, tone: 'title' },
    ]),
    [
      {
        text: ` ${signs[tone]} ${from}${to === undefined ? '' : ` ${signs.arrow} ${to}`}${colon(lang)}${WORDS[outcome][lang]}`,
        tone,
      },
      { text: `  ${signs.dot} ${count}`, tone: 'quiet' },
    ],
  ];
}

function journeyPage(state: TrainerState, packet: PacketView, signs: Signs): Span[][] {
  const { lang, columns } = state;
  const nothing = packet.whole ? WORDS.noAnswer[lang] : WORDS.notCaptured[lang];
  return [
    ...twoJourneys(
      state,
      {
        title: WORDS.request[lang],
        lines: packet.request,
        empty: packet.whole ? WORDS.noJourney[lang] : nothing,
      },
      {
        title: WORDS.answer[lang],
        lines: packet.answer,
        empty: packet.outcome === 'silent' ? WORDS.noAnswer[lang] : nothing,
      },
      signs,
    ),
    ...(packet.whole ? [] : [[], ...prose(WORDS.darkJourney[lang], columns, 'quiet')]),
  ];
}
