import { colon } from '../../../lib/index.ts';
import {
  type DebriefState,
  type JourneyLine,
  type PacketView,
  type PlayState,
  titleOf,
  type TrainerState,
  withKeys,
} from '../../trainer/index.ts';
import { visible } from '../cells.ts';
import { evidenceText } from '../evidence-text.ts';
import { bitsText, WORDS } from '../words.ts';
import { PLAIN } from './plain-words.ts';
import { noteOf, signsOf, star } from './pages.ts';

/** The whole debrief: verdict and marks, why, the journeys, what the commands told, what to do next. */
export function debriefPages(state: TrainerState, debrief: DebriefState): string[] {
  const { lang } = state;
  const { truth, contradiction: c } = debrief;
  return [
    ...marks(state, debrief),
    ...(truth ? [`${WORDS.cause[lang]}${colon(lang)}${truth.cause[lang]}`, truth.text[lang]] : []),
    ...(debrief.failing
      ? [`${WORDS.stillFails[lang]}${colon(lang)}${debrief.failing.from}$ ${debrief.failing.command}`]
      : []),
    ...evidenceText(debrief, lang),
    ...(c
      ? [
          `${WORDS.contradiction[lang]} (#${c.command} ${visible(c.line)}):`,
          `${WORDS.predicts[lang]}: ${visible(c.predicted)}`,
          `${WORDS.saw[lang]}: ${visible(c.seen)}`,
        ]
      : []),
    ...(truth
      ? [
          ...journey(state, WORDS.journey[lang], truth.journey, WORDS.noJourney[lang]),
          ...journey(state, WORDS.healthy[lang], truth.healthyJourney, WORDS.noJourney[lang]),
        ]
      : [withKeys(WORDS.keepGoing[lang], state.keymap)]),
    ...told(state, debrief),
    ...(truth ? after(state, truth) : []),
    PLAIN[truth ? 'told' : 'debrief'][lang],
  ];
}

function marks(state: TrainerState, debrief: DebriefState): string[] {
  const { lang } = state;
  const signs = signsOf(state);
  const { marks: m, unrepaired, hints } = debrief;
  const later = (value: string) => (unrepaired ? WORDS.notYet[lang] : value);
  return [
    `${debrief.solved ? signs.good : signs.bad} ${debrief.verdict[lang]}. ${debrief.score} ${WORDS.ofHundred[lang]}${hints > 0 ? ` (${WORDS.hints[lang]} -${hints})` : ''}`,
    `${WORDS.place[lang]} ${m.place}/20, ${WORDS.mechanism[lang]} ${m.mechanism}/30, ${WORDS.evidence[lang]} ${m.evidence}/20, ${WORDS.repair[lang]} ${later(`${m.repair}/20`)}, ${WORDS.harm[lang]} ${unrepaired ? '--' : `${m.harm}/10`}`,
  ];
}

function journey(state: TrainerState, title: string, lines: readonly JourneyLine[], empty: string): string[] {
  const { lang } = state;
  const signs = signsOf(state);
  return [
    title,
    ...lines.map((line) => {
      if (line.tone === 'place') return line.text;
      const sign = line.tone === 'drop' ? `${signs.bad} ` : line.tone === 'good' ? `${signs.good} ` : '';
      return `  ${sign}${line.kind[lang]}: ${line.detail[lang]}`;
    }),
    ...(lines.length === 0 ? [empty] : []),
  ];
}

function told({ lang, ascii }: TrainerState, { told: rows, truth }: DebriefState): string[] {
  const signs = signsOf({ ascii } as TrainerState);
  const useful = rows.filter(
    (row) => bitsText(row.bits, lang) !== undefined || row.star || row.note !== undefined,
  );
  const best = Math.max(...useful.map((row) => row.bits ?? 0));
  const { better, par, used } = truth?.plan ?? { par: [], used: 0 };
  return [
    ...(useful.length > 0 ? [WORDS.told[lang]] : []),
    ...useful.map(
      (row) =>
        `#${row.number}${star(row)} ${row.where}: ${visible(row.line)}  ${row.before} -> ${row.after}, ${bitsText(row.bits, lang) ?? WORDS.toldNothing[lang]}${row.bits === best && best > 0 ? ` ${signs.best} ${PLAIN.best[lang]}` : ''}${noteOf(row, lang)}`,
    ),
    ...(better
      ? [
          `${WORDS.betterTest[lang]}${colon(lang)}${better.where}: ${better.line}  ${better.before} -> ${better.after}  ${bitsText(better.bits, lang) ?? ''}`,
        ]
      : []),
    ...(truth
      ? [
          `${WORDS.par[lang]}${par.length} (${par.map(({ where, line }) => `${where}: ${line}`).join('; ')})${WORDS.youRan[lang]}${used}`,
        ]
      : []),
  ];
}

function after({ lang, drills }: TrainerState, truth: NonNullable<DebriefState['truth']>): string[] {
  const next = drills.find(({ id }) => id === truth.next);
  return [
    WORDS.everyCauseKey[lang],
    ...(next ? [`${WORDS.next[lang]}${colon(lang)}${titleOf(next, lang)} (${WORDS.nextKey[lang]})`] : []),
    ...(truth.hearsay ? [`${WORDS.hearsay[lang]}${colon(lang)}${truth.hearsay[lang]}`] : []),
    ...(truth.sources.length > 0
      ? [WORDS.sources[lang], ...truth.sources.map((source) => source[lang])]
      : []),
  ];
}

/** Every cause that fitted the ticket, and of the chosen one what each command showed and would have shown. */
export function rivalPages(state: TrainerState, debrief: DebriefState): string[] {
  const { lang } = state;
  const signs = signsOf(state);
  const { truth, beside } = debrief;
  if (!truth || !beside) return [];
  const chosen = truth.rivals[beside.rival];
  return [
    ...marks(state, debrief),
    `${WORDS.everyCause[lang]} (${truth.rivals.length})`,
    ...truth.rivals.map(({ title, isTrue, told: by }, at) => {
      const how = isTrue
        ? `${signs.good} ${WORDS.theCause[lang]}`
        : by.length === 0
          ? WORDS.notToldApart[lang]
          : `${signs.bad} ${by.map(({ number }) => `#${number}`).join(' ')}`;
      return `${at + 1}. ${title[lang]}: ${how}`;
    }),
    `${beside.rival + 1}. ${chosen.title[lang]}`,
    ...chosen.told.flatMap(({ number, where, line, seen, shown }) => [
      `#${number} ${where}: ${visible(line)}`,
      WORDS.youSaw[lang],
      visible(seen).trimEnd() || WORDS.noOutput[lang],
      WORDS.wouldShow[lang],
      (shown === undefined ? `[${WORDS.nobodyThere[lang]}]` : visible(shown).trimEnd()) ||
        WORDS.noOutput[lang],
    ]),
    ...(chosen.told.length === 0 ? [WORDS[chosen.isTrue ? 'happened' : 'nothingTold'][lang]] : []),
    PLAIN.rivals[lang],
  ];
}

/** The journey of one of the learner's packets; how many lines both outputs share is no fact of its own. */
export function packetPage(state: TrainerState, play: PlayState): string[] {
  const { lang } = state;
  const signs = signsOf(state);
  const at = play.journey?.packet ?? 0;
  const packet: PacketView | undefined = play.packets[at];
  if (!packet) return [];
  const nothing = WORDS[packet.whole ? 'noAnswer' : 'notCaptured'][lang];
  return [
    `#${packet.command} ${packet.where}: ${visible(packet.line)}`,
    `${signs[packet.outcome === 'answered' ? 'good' : 'bad']} ${packet.from} ${signs.arrow} ${packet.to ?? ''}${colon(lang)}${WORDS[packet.outcome][lang]}`,
    PLAIN.packet[lang]
      .replace('N', String(packet.nth))
      .replace('OF', String(packet.of))
      .replace('AT', String(at + 1))
      .replace('ALL', String(play.packets.length)),
    ...journey(state, WORDS.request[lang], packet.request, packet.whole ? WORDS.noJourney[lang] : nothing),
    ...journey(
      state,
      WORDS.answer[lang],
      packet.answer,
      packet.outcome === 'silent' ? WORDS.noAnswer[lang] : nothing,
    ),
    ...(packet.whole ? [] : [WORDS.darkJourney[lang]]),
    PLAIN.journey[lang],
  ];
}
