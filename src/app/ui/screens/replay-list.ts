import { visible } from '../../trainer/index.ts';
import { commandAt, REPLAY_KEYS, type ReplayState } from '../../replay/index.ts';
import { cut, fit, widthOf } from '../cells.ts';
import { REPLAY } from '../replay-words.ts';
import type { Signs } from '../signs.ts';
import { rule, type Span } from '../spans.ts';
import { bitsText } from '../words.ts';

/** Every command of the recording with what it told; the pointer on one of them. */
export function replayListRows(state: ReplayState, list: number, signs: Signs, height: number): Span[][] {
  const { lang, columns, timeline } = state;
  const room = height - 1;
  const from = Math.max(0, Math.min(list - Math.floor(room / 2), timeline.commands.length - room));
  const here = commandAt(state);
  return [
    rule(REPLAY.list[lang], columns, signs),
    ...timeline.commands
      .slice(from, from + room)
      .map((_, at) => commandRow(state, from + at, list, here, signs)),
  ];
}

function commandRow(
  { lang, columns, timeline, analysis }: ReplayState,
  at: number,
  list: number,
  here: number,
  signs: Signs,
): Span[] {
  const { part, number, where, line, status, undone } = timeline.commands[at];
  const sign = status === undefined ? 'running' : status === 0 ? 'good' : 'bad';
  const told = undone ? REPLAY.undone[lang] : bitsText(analysis?.told[part]?.get(number)?.bits, lang);
  const text = `${where}: ${visible(line).replaceAll('\n', ' ')}`;
  const width = columns - 10 - (told ? widthOf(told) + 1 : 0);
  return [
    { text: at === list ? ` ${signs.pointer}` : '  ', tone: 'accent' },
    { text: at === here ? signs.dot : ' ', tone: 'accent' },
    { text: String(number).padStart(3), tone: 'quiet' },
    { text: ` ${signs[sign]} `, tone: sign === 'running' ? 'quiet' : sign },
    {
      text: told ? fit(text, width) : cut(text, width),
      tone: at === list ? 'title' : undone ? 'quiet' : 'plain',
    },
    { text: told ? ` ${told}` : '', tone: undone ? 'quiet' : 'accent' },
  ];
}

/** What every key does. */
export function replayHelpRows({ lang, columns }: ReplayState, signs: Signs): Span[][] {
  return [
    rule(REPLAY.help[lang], columns, signs),
    ...REPLAY_KEYS.map(({ keys, label }): Span[] => [
      { text: ` ${keys.join(' ').padEnd(14)}`, tone: 'accent' },
      { text: label[lang] },
    ]),
  ];
}
