import type { Effect, ScrollEnd, Update } from './actions.ts';
import type { Command } from './bindings.ts';
import { isWide } from './layout.ts';
import { openLookBack } from './screens/look-back.ts';
import { journeyScroll, openJourney, turnTo } from './screens/journey.ts';
import { chooseSuggested, nextSort, nextTopic, toggleReview, visibleDrills } from './browsing.ts';
import type { PlayState, TrainerState } from './state.ts';
import { TOUR_LAB } from './tour.ts';

export function done(state: TrainerState, ...effects: Effect[]): Update {
  return { state, effects };
}

/** The state with its drill changed; as it was where none is played. */
export function inPlay(state: TrainerState, change: (play: PlayState) => PlayState): TrainerState {
  return state.play ? { ...state, play: change(state.play) } : state;
}

const AFTERWARDS = {
  en: 'That is shown once the drill is solved or given up.',
  zh: '解决或放弃之后才会显示。',
};
const NO_NEXT = { en: 'There is no drill to go on with here.', zh: '没有接下来的练习。' };
const ON_THE_LEFT = {
  en: 'The map is on the left already; on a small screen F2 shows it.',
  zh: '网络图已经在左侧；小屏幕上用 F2 显示。',
};
const KEPT = {
  en: 'Your session is kept: Enter on this drill goes on where you were.',
  zh: '练习已保存：在这个练习上按回车，从中断处继续。',
};

/** Back to the browser. What was begun and is not over can be resumed from there. */
export function leaveDrill(state: TrainerState): Update {
  const { play } = state;
  const over = play?.debrief?.truth !== undefined || play?.tour !== undefined;
  const begun = play !== undefined && (play.notebook.length > 0 || play.hints.length > 0);
  const listed = visibleDrills(state).findIndex(({ id }) => id === play?.id);
  return done(
    {
      ...state,
      screen: 'browser',
      // `play` of the command line chose without the list.
      selected: listed < 0 ? state.selected : listed,
      play: undefined,
      notice: begun && !over ? KEPT : undefined,
      drills: state.drills.map((drill) =>
        drill.id === play?.id ? { ...drill, unfinished: begun && !over } : drill,
      ),
    },
    { kind: 'leave' },
  );
}

export const BUILDING = { en: 'Building the lab …', zh: '正在搭建实验环境…' };

const TIME_IS_OVER = {
  en: 'The time for this drill is over. What you did is kept.',
  zh: '这个练习的时间已到。你做的内容已保存。',
};

/** Leaves the drill although nobody asked for it. */
export function shutDrill(state: TrainerState): Update {
  const left = leaveDrill(state);
  return { ...left, state: { ...left.state, busy: undefined, notice: TIME_IS_OVER } };
}

const HANDED_IN = {
  en: 'Handed in. The results come when your teacher releases them.',
  zh: '已提交。结果在老师公布后可见。',
};

/** Back in the browser, with nothing told. */
export function afterHandingIn(state: TrainerState): TrainerState {
  return {
    ...state,
    screen: 'browser',
    play: undefined,
    busy: undefined,
    notice: HANDED_IN,
    drills: state.drills.map((drill) =>
      drill.id === state.play?.id ? { ...drill, unfinished: false } : drill,
    ),
  };
}

/** Says that a lab is being built, which takes a moment, and has it built. */
export function openDrill(state: TrainerState, id: string, resume: boolean): Update {
  return done({ ...state, notice: BUILDING, busy: 'opening' }, { kind: 'open', id, resume });
}

/** Puts the causes beside each other; before the cause is told there is nothing to show. */
function openRivals(state: TrainerState): TrainerState {
  const { truth } = state.play?.debrief ?? {};
  if (!truth) return { ...state, notice: AFTERWARDS };
  return inPlay(state, (p) =>
    p.debrief ? { ...p, debrief: { ...p.debrief, beside: { rival: 0, answer: 0, scroll: 0 } } } : p,
  );
}

/** Leaves a drill that is over for the one its scenario names. */
function nextDrill(state: TrainerState): Update {
  const { truth } = state.play?.debrief ?? {};
  if (!truth) return done({ ...state, notice: AFTERWARDS });
  const next = state.drills.find((drill) => drill.id === truth.next);
  if (!next) return done({ ...state, notice: NO_NEXT });
  const left = leaveDrill(state);
  const opened = openDrill(left.state, next.id, next.unfinished);
  return { state: opened.state, effects: [...left.effects, ...opened.effects] };
}

/** Carries out a named command. */
export function carryOut(state: TrainerState, command: Command, scrollEnd: ScrollEnd): Update {
  switch (command) {
    case 'help':
      return done({ ...state, help: 0 });
    case 'quit':
      return done(state, { kind: 'quit' });
    case 'language':
      return done(withinPage(state, { ...state, lang: state.lang === 'en' ? 'zh' : 'en' }, scrollEnd));
    case 'up':
    case 'down':
    case 'first':
    case 'last':
    case 'page-up':
    case 'page-down':
      return move(state, command, scrollEnd);
    case 'filter':
      return done({ ...state, filtering: true, filter: '' });
    case 'sort':
      return done(nextSort(state));
    case 'topics':
      return done(nextTopic(state));
    case 'review':
      return done(toggleReview(state));
    case 'tour':
      return openDrill(state, TOUR_LAB, false);
    case 'suggested':
      return done(chooseSuggested(state));
    case 'play': {
      const drill = visibleDrills(state)[state.selected];
      return drill ? openDrill(state, drill.id, drill.unfinished) : done(state);
    }
    case 'start':
      return done({ ...inPlay(state, (p) => ({ ...p, entered: true })), screen: 'workspace' });
    case 'back':
      return back(state);
    case 'network':
      return isWide(state) ? done({ ...state, notice: ON_THE_LEFT }) : togglePane(state, command);
    case 'notebook':
      return togglePane(state, command);
    case 'hint':
      return askForHint(state);
    case 'diagnose':
      return done({ ...toTerminal(state), screen: 'diagnosis' });
    case 'rivals':
      return done(openRivals(state));
    case 'journey':
      return done(openJourney(state));
    case 'look-back':
      return done(openLookBack(state));
    case 'left':
    case 'right':
      return done(turnTo(state, command === 'left' ? -1 : 1));
    case 'next-drill':
      return nextDrill(state);
    case 'ticket':
      return done({ ...toTerminal(state), screen: 'ticket' });
    case 'next-terminal':
      return done(
        inPlay(state, (p) => ({
          ...p,
          active: (p.active + 1) % Math.max(1, p.terminals.length),
          scrollback: 0,
          lookBack: undefined,
          pane: 'terminal',
        })),
      );
    case 'new-terminal':
      return done(inPlay(state, (p) => ({ ...p, choosing: 0 })));
    case 'skip': {
      const terminal = state.play?.terminals[state.play.active];
      return done(state, ...(terminal ? [{ kind: 'skip' as const, terminal: terminal.id }] : []));
    }
    case 'undo':
      return done(state, { kind: 'undo' });
    case 'reset':
    case 'give-up':
      return done({ ...state, asking: command });
    case 'leave':
      return leaveDrill(state);
    default:
      return done(state);
  }
}

/** The keyboard goes back to the terminal: whoever returns to the hosts goes on typing there. */
function toTerminal(state: TrainerState): TrainerState {
  return inPlay(state, (p) => ({ ...p, pane: 'terminal' }));
}

function togglePane(state: TrainerState, pane: 'network' | 'notebook'): Update {
  return done(
    inPlay(state, (p) => ({
      ...p,
      pane: p.pane === pane ? 'terminal' : pane,
      noted: undefined,
      noting: undefined,
    })),
  );
}

const NO_HINTS = { en: 'There are no hints here.', zh: '这里没有提示。' };
const NO_MORE_HINTS = { en: 'There are no more hints.', zh: '没有更多提示了。' };

/** Shows the hints taken, and asks before another one is. */
function askForHint(state: TrainerState): Update {
  const { play } = state;
  if (!play) return done(state);
  const shown = play.hints.length > 0 ? inPlay(state, (p) => ({ ...p, pane: 'hints' })) : state;
  if (play.hints.length < play.hintCount) return done({ ...shown, asking: 'hint' });
  return done({ ...shown, notice: play.hintCount === 0 ? NO_HINTS : NO_MORE_HINTS });
}

function back(state: TrainerState): Update {
  switch (state.screen) {
    case 'ticket':
      return state.play?.entered ? done({ ...state, screen: 'workspace' }) : leaveDrill(state);
    case 'diagnosis':
      return done({ ...state, screen: 'workspace' });
    case 'journey':
      return done({ ...state, screen: state.play?.journey?.from ?? 'workspace' });
    case 'debrief':
      return state.play?.debrief?.solved ? leaveDrill(state) : done({ ...state, screen: 'workspace' });
    default:
      return done(state);
  }
}

/** The debrief where it was scrolled to, when its lines are broken anew: the end stays the end. */
export function withinPage(before: TrainerState, state: TrainerState, scrollEnd: ScrollEnd): TrainerState {
  const { debrief } = before.play ?? {};
  if (state.screen === 'journey') return journeyScroll(state, 0, scrollEnd);
  if (state.screen !== 'debrief' || !debrief) return state;
  const { scroll, beside } = debrief;
  const end = scrollEnd(state);
  if (beside) {
    const within = { ...debrief, beside: { ...beside, scroll: Math.min(beside.scroll, end) } };
    return inPlay(state, (p) => ({ ...p, debrief: within }));
  }
  const kept = scroll >= scrollEnd(before) ? end : Math.min(scroll, end);
  return inPlay(state, (p) => (p.debrief ? { ...p, debrief: { ...p.debrief, scroll: kept } } : p));
}

const STEPS: Partial<Readonly<Record<Command, number>>> = {
  up: -1,
  down: 1,
  'page-up': -10,
  'page-down': 10,
  first: -9999,
  last: 9999,
};

/** Moves the browser's choice, scrolls the debrief's page, or looks back in the terminal: as far as there is something. */
function move(state: TrainerState, command: Command, scrollEnd: ScrollEnd): Update {
  const step = STEPS[command] ?? 0;
  const within = (value: number, most: number) => Math.max(0, Math.min(most, value + step));
  switch (state.screen) {
    case 'browser':
      return done({
        ...state,
        selected: within(state.selected, Math.max(0, visibleDrills(state).length - 1)),
      });
    case 'debrief':
      return done(
        inPlay(state, (p) =>
          p.debrief
            ? { ...p, debrief: { ...p.debrief, scroll: within(p.debrief.scroll, scrollEnd(state)) } }
            : p,
        ),
      );
    case 'journey':
      return done(journeyScroll(state, step, scrollEnd));
    default:
      return done(
        inPlay(state, (p) => ({
          ...p,
          scrollback: Math.max(0, Math.min(scrollEnd(state), p.scrollback - step)),
        })),
      );
  }
}
