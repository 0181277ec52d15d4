import { colon, counted } from '../../lib/index.ts';
import {
  type Asking,
  helpPages,
  hintPrice,
  type Lang,
  type PlayState,
  TOUR_STEPS,
  type TrainerState,
  tourStep,
  withKeys,
} from '../trainer/index.ts';
import { widthOf, wordWrap } from './cells.ts';
import type { Span } from './spans.ts';
import { labelOf, WORDS } from './words.ts';

/** The keys of the screen, or what there is to say or ask instead: in as many rows as it needs. */
export function footer(state: TrainerState): Span[][] {
  return [...tourRows(state), ...outsideRows(state), ...lastRows(state)];
}

/** What comes from outside, above the keys. */
function outsideRows({ messages = [], guest, paused, lang, keymap, columns }: TrainerState): Span[][] {
  const [message] = messages;
  const more = messages.length > 1 ? ` (+${messages.length - 1})` : '';
  const said = [
    ...(paused ? [WORDS.paused[lang]] : []),
    ...(guest
      ? [
          `${guest.name} ${withKeys(WORDS[guest.keyboard === 'asks' ? 'asksKeyboard' : 'hasKeyboard'][lang], keymap)}`,
        ]
      : []),
    ...(message ? [`${message[lang]}${more}  [${WORDS.escCloses[lang]}]`] : []),
  ];
  return said
    .flatMap((text) => wordWrap(text, columns - 2))
    .map((row): Span[] => [{ text: ` ${row}`, tone: 'warn' }]);
}

/** What the tour asks for, above the keys. */
function tourRows(state: TrainerState): Span[][] {
  const text = tourText(state);
  return text === undefined
    ? []
    : wordWrap(text, state.columns - 2).map((row): Span[] => [{ text: ` ${row}`, tone: 'title' }]);
}

/** What the tour asks for, and how far it is. */
export function tourText({ play, lang, keymap }: TrainerState): string | undefined {
  const step = play && tourStep(play);
  if (!step) return undefined;
  const place = `${lang === 'en' ? 'Tour' : '导览'} ${(play.tour ?? 0) + 1}/${TOUR_STEPS}`;
  return `${place}${colon(lang)}${withKeys(step[lang], keymap)}`;
}

function lastRows(state: TrainerState): Span[][] {
  const { lang, notice, play, columns } = state;
  const said = (text: string, tone: Span['tone']) =>
    wordWrap(withKeys(text, state.keymap), columns - 2).map((row): Span[] => [{ text: ` ${row}`, tone }]);
  if (state.asking) return said(question(state.asking, play, lang), 'warn');
  if (notice) return said(notice[lang], 'warn');
  if (state.leader) return said(`${WORDS.leader[lang]} …  ${WORDS.leaderHelp[lang]}`, 'accent');
  if (state.help !== undefined) return said(helpFooter(state, state.help), 'quiet');
  if (state.screen === 'debrief' && play?.debrief?.beside) return said(WORDS.rivalKeys[lang], 'accent');
  if (state.screen === 'diagnosis' && play?.diagnosis.confirming) return said(WORDS.confirm[lang], 'warn');
  if (state.screen === 'diagnosis' && play?.diagnosis.filtering)
    return said(WORDS.filterKeys[lang], 'accent');
  if (state.screen === 'workspace' && play?.lookBack)
    return said(WORDS[play.lookBack.typing ? 'searchKeys' : 'lookBackKeys'][lang], 'accent');
  if (state.screen === 'workspace' && play?.choosing !== undefined)
    return said(WORDS.openKeys[lang], 'accent');
  if (state.screen === 'workspace' && play?.pane === 'notebook')
    return said(WORDS[play.noting === undefined ? 'notesKeys' : 'noteKeys'][lang], 'accent');
  return [keys(state)];
}

/** What is asked before something that cannot be taken back. */
export function question(asking: Asking, play: PlayState | undefined, lang: Lang): string {
  if (asking === 'tour' || !play) return WORDS.offerTour[lang];
  const number = play.hints.length + 1;
  const price = hintPrice(play.hints.length);
  const text =
    asking === 'hint'
      ? {
          en: `Hint ${number} of ${play.hintCount} costs ${counted(price, WORDS.points, 'en')}. Enter or y takes it, any other key goes back.`,
          zh: `第 ${number} 条提示（共 ${play.hintCount} 条）扣 ${price} 分。回车或 y 获取，其他键返回。`,
        }
      : asking === 'reset'
        ? {
            en: `Reset? The network begins anew and ${counted(play.notebook.length, WORDS.commands, 'en')} in the notebook will be gone; hints stay paid. Enter or y resets, any other key goes back.`,
            zh: `重置吗？网络从头开始，笔记中的 ${play.notebook.length} 条命令会被清除；提示的扣分保留。回车或 y 重置，其他键返回。`,
          }
        : play.concealed
          ? {
              en: 'Give up? It ends here, and was the one attempt. Enter or y gives up, any other key goes back.',
              zh: '放弃吗？练习到此结束，且只有这一次机会。回车或 y 放弃，其他键返回。',
            }
          : {
              en: 'Give up? The cause is shown, and it can earn no more points. Enter or y gives up, any other key goes back.',
              zh: '放弃吗？将显示原因，之后不再得分。回车或 y 放弃，其他键返回。',
            };
  return text[lang];
}

function helpFooter(state: TrainerState, page: number): string {
  const pages = helpPages(state);
  const { lang } = state;
  if (pages === 1) return WORDS.anyKey[lang];
  const place = lang === 'en' ? `Page ${page + 1} of ${pages}.` : `第 ${page + 1} 页，共 ${pages} 页。`;
  return `${place} ${WORDS.turnPage[lang]}`;
}

function keys(state: TrainerState): Span[] {
  const { columns } = state;
  const open = state.play?.debrief?.truth === undefined;
  const shown = state.keymap.bindings
    .filter(({ screens, quiet }) => screens.includes(state.screen) && !quiet)
    // What is shown once the cause is known is not offered before.
    .filter(({ command }) => !open || (command !== 'rivals' && command !== 'next-drill'))
    .map((binding) => ({ binding, key: binding.keys[0], label: labelOf(binding, state) }));
  const width = (gap: number) =>
    shown.reduce((sum, { key, label }) => sum + widthOf(key) + widthOf(label) + 1 + gap, 0);
  const gap = width(2) <= columns ? 2 : 1;
  // What has no room is left out whole, what can be spared first; the help has it.
  while (width(gap) > columns) {
    const spare = shown.findIndex(({ binding }) => binding.spare);
    shown.splice(spare < 0 ? shown.length - 1 : spare, 1);
  }
  return shown.flatMap(({ key, label }, at): Span[] => [
    { text: ' '.repeat(at === 0 ? 1 : gap) },
    { text: key, tone: 'accent' },
    { text: ` ${label}`, tone: 'quiet' },
  ]);
}
