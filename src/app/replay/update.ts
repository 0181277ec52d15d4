import type { EditorKey } from '../../drill/session/index.ts';
import { keyName, type Lang, ROW_STEPS } from '../trainer/index.ts';
import { type ReplayCommand, REPLAY_KEYS } from './keys.ts';
import { commandAt, type ReplayState, SPEEDS } from './state.ts';
import { WORDS } from './words.ts';
import { turnKnot, turnText } from './turn-text.ts';

export type ReplayAction =
  | { kind: 'key'; key: EditorKey }
  | { kind: 'resize'; columns: number; rows: number }
  /** Real time passed. */
  | { kind: 'tick'; microseconds: number }
  | { kind: 'analysed'; analysis: NonNullable<ReplayState['analysis']> };

export interface ReplayUpdate {
  state: ReplayState;
  effect?: 'quit' | 'branch';
}

/** Steps of the pointer in the list of commands. */
const STEPS: Readonly<Record<string, number>> = { ...ROW_STEPS, PageUp: -10, PageDown: 10 };

/** The one place where a replay's state changes. */
export function updateReplay(state: ReplayState, action: ReplayAction): ReplayUpdate {
  switch (action.kind) {
    case 'resize':
      return { state: { ...state, columns: action.columns, rows: action.rows } };
    case 'tick':
      return { state: played(state, action.microseconds) };
    case 'analysed':
      return { state: { ...state, analysis: action.analysis } };
    case 'key':
      return pressed(state, keyName(action.key));
  }
}

/** Some of the recording goes by. */
function played(state: ReplayState, microseconds: number): ReplayState {
  if (!state.running || state.list !== undefined || state.help) return state;
  const { knots } = state.timeline;
  let { knot } = state;
  let into = state.into + microseconds * SPEEDS[state.speed];
  while (knot + 1 < knots.length && into >= knots[knot + 1].play - knots[knot].play) {
    into -= knots[knot + 1].play - knots[knot].play;
    knot++;
  }
  const ended = knot + 1 === knots.length;
  return { ...state, ...looked(state, knot), knot, into: ended ? 0 : into, running: !ended };
}

/** What is looked at follows the learner again once something is done. */
function looked(state: ReplayState, knot: number): Pick<ReplayState, 'look'> {
  const { knots } = state.timeline;
  const done = knots.slice(state.knot + 1, knot + 1).some(({ doing }) => doing && 'terminal' in doing);
  const typed = state.timeline.commands.some(({ typed: at }) => at > state.knot && at <= knot);
  return { look: done || typed ? { ...state.look, terminal: undefined } : state.look };
}

/** Stops at a knot. */
function stopAt(state: ReplayState, knot: number): ReplayState {
  const { pane } = state.look;
  return { ...state, knot, into: 0, running: false, list: undefined, look: { pane } };
}

function pressed(before: ReplayState, key: string): ReplayUpdate {
  // What there was to say has been read.
  const state = before.notice ? { ...before, notice: undefined } : before;
  if (state.help) return { state: { ...state, help: undefined } };
  if (state.list !== undefined) return { state: inList(state, state.list, key) };
  const command = REPLAY_KEYS.find(({ keys }) => keys.includes(key))?.command;
  if (command === 'quit' || command === 'branch')
    return { state: { ...state, running: false }, effect: command };
  return { state: command ? carriedOut(state, command) : state };
}

function carriedOut(state: ReplayState, command: Exclude<ReplayCommand, 'quit' | 'branch'>): ReplayState {
  const { timeline, knot } = state;
  const last = timeline.knots.length - 1;
  switch (command) {
    case 'pause':
      // At the end there is nothing more to play: it begins anew.
      return knot === last
        ? { ...state, knot: 0, into: 0, running: true }
        : { ...state, running: !state.running };
    case 'command-back':
      return stopAt(state, timeline.commands.findLast(({ shown }) => shown < knot)?.shown ?? 0);
    case 'command-on':
      return stopAt(state, timeline.commands.find(({ shown }) => shown > knot)?.shown ?? last);
    case 'event-back': {
      const from = state.into > 0 ? knot : knot - 1;
      return stopAt(
        state,
        Math.max(
          0,
          timeline.knots.findLastIndex((k, at) => at <= from && k.doing),
        ),
      );
    }
    case 'event-on': {
      const next = timeline.knots.findIndex((k, at) => at > knot && k.doing);
      return stopAt(state, next < 0 ? last : next);
    }
    case 'first':
      return stopAt(state, 0);
    case 'last':
      return stopAt(state, last);
    case 'slower':
      return { ...state, speed: Math.max(0, state.speed - 1) };
    case 'faster':
      return { ...state, speed: Math.min(SPEEDS.length - 1, state.speed + 1) };
    case 'list':
      return timeline.commands.length === 0
        ? { ...state, notice: WORDS.noCommands }
        : { ...state, list: Math.max(0, commandAt(state)) };
    case 'wrong-turn':
      return toWrongTurn(state);
    case 'map':
      return {
        ...state,
        look: { ...state.look, pane: state.look.pane === 'network' ? undefined : 'network' },
      };
    case 'notebook':
      return {
        ...state,
        look: { ...state.look, pane: state.look.pane === 'notebook' ? undefined : 'notebook' },
      };
    case 'next-terminal':
      return { ...state, look: { terminal: (state.look.terminal ?? -1) + 1, pane: 'terminal' } };
    case 'back':
      return { ...state, look: {} };
    case 'language':
      return { ...state, lang: otherLanguage(state.lang) };
    case 'help':
      return { ...state, help: true };
  }
}

function otherLanguage(lang: Lang): Lang {
  return lang === 'en' ? 'zh' : 'en';
}

function toWrongTurn(state: ReplayState): ReplayState {
  const { analysis, concealed } = state;
  if (concealed) return { ...state, notice: WORDS.concealed };
  if (!analysis) return { ...state, notice: WORDS.stillCounting };
  const notice = turnText(analysis.wrongTurn, state.timeline);
  const knot = turnKnot(analysis.wrongTurn, state.timeline);
  return knot === undefined ? { ...state, notice } : { ...stopAt(state, knot), notice };
}

function inList(state: ReplayState, at: number, key: string): ReplayState {
  const { commands } = state.timeline;
  if (key === 'Enter') return stopAt(state, commands[at].shown);
  const step = STEPS[key];
  if (step !== undefined) return { ...state, list: Math.max(0, Math.min(commands.length - 1, at + step)) };
  return key === 'Escape' || key === 'q' || key === 'c' ? { ...state, list: undefined } : state;
}
