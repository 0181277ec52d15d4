import type { EditorKey } from '../../drill/session/index.ts';
import type { Action, Effect, Update } from './actions.ts';
import { type Command, LEADER, leaderKeys, lookupBinding } from './bindings.ts';
import { updateDiagnosis } from './screens/diagnosis.ts';
import { updateTerminal } from './screens/terminal.ts';
import { type PlayState, type TrainerState, visibleDrills } from './state.ts';

/** The one place where screen state changes. Everything else is an effect the runner carries out. */
export function update(state: TrainerState, action: Action): Update {
  switch (action.kind) {
    case 'key':
      return pressKey(state, action.key);
    case 'resize':
      return {
        state: { ...state, columns: action.columns, rows: action.rows },
        effects: [{ kind: 'size', columns: action.columns, rows: action.rows }],
      };
    case 'opened':
      return done({ ...state, screen: 'ticket', play: action.play, notice: undefined });
    case 'world':
      return done(withWorld(state, action.view));
    case 'hint':
      return done(inPlay(state, (play) => ({ ...play, hints: action.hints, pane: 'hints' })));
    case 'debrief':
      return done({
        ...inPlay(state, (play) => ({ ...play, debrief: action.debrief })),
        screen: 'debrief',
        judging: false,
        notice: undefined,
        drills: state.drills.map((drill) =>
          action.best && drill.id === action.best.id
            ? { ...drill, best: Math.max(drill.best ?? 0, action.best.score) }
            : drill,
        ),
      });
    case 'judging':
      return done({
        ...state,
        judging: true,
        notice: { en: 'Judging in every rival world …', zh: '正在每个对照世界中评判…' },
      });
    case 'problems': {
      const [en = ''] = action.texts;
      return done({
        ...state,
        problems: [...state.problems, ...action.texts],
        notice: { en, zh: en },
      });
    }
    case 'show':
      return done({ ...state, screen: action.screen, notice: undefined });
    case 'notice':
      return done({ ...state, notice: action.text });
  }
}

function done(state: TrainerState, ...effects: Effect[]): Update {
  return { state, effects };
}

function inPlay(state: TrainerState, change: (play: PlayState) => PlayState): TrainerState {
  return state.play ? { ...state, play: change(state.play) } : state;
}

function withWorld(state: TrainerState, view: Extract<Action, { kind: 'world' }>['view']): TrainerState {
  return inPlay(state, (play) => ({
    ...play,
    clock: view.clock,
    notebook: view.notebook,
    suspects: view.suspects,
    openable: view.openable,
    active: Math.min(play.active, Math.max(0, view.terminals.length - 1)),
    terminals: view.terminals.map((terminal) => {
      const old = play.terminals.find((t) => t.id === terminal.id);
      return { ...terminal, editor: old?.editor ?? emptyEditor(play) };
    }),
  }));
}

function emptyEditor(play: PlayState): PlayState['terminals'][number]['editor'] {
  const any = play.terminals[0]?.editor;
  return {
    text: '',
    cursor: 0,
    killed: any?.killed ?? '',
    killing: false,
    at: null,
    draft: '',
    search: null,
    listing: [],
    tabbed: false,
    undo: [],
  };
}

/** Back to the browser. What was begun and is not over can be resumed from there. */
function leaveDrill(state: TrainerState): Update {
  const { play } = state;
  const over = play?.debrief?.truth !== undefined;
  const begun = play !== undefined && (play.notebook.length > 0 || play.hints.length > 0);
  return done(
    {
      ...state,
      screen: 'browser',
      play: undefined,
      notice: undefined,
      drills: state.drills.map((drill) =>
        drill.id === play?.id ? { ...drill, unfinished: begun && !over } : drill,
      ),
    },
    { kind: 'leave' },
  );
}

function pressKey(before: TrainerState, key: EditorKey): Update {
  if (before.judging) return done(before);
  // What there was to say has been read.
  const state = before.notice ? { ...before, notice: undefined } : before;
  if (state.help) return done({ ...state, help: false });
  if (state.screen === 'workspace') return pressInWorkspace(state, key);
  if (state.screen === 'browser' && state.filtering) return typeFilter(state, key);
  if (state.screen === 'diagnosis') {
    const handled = updateDiagnosis(state, key);
    if (handled) return handled;
  }
  const name =
    key.kind === 'text' ? (key.text === ' ' ? 'Space' : key.text) : key.kind === 'key' ? key.name : '';
  const command = lookupBinding(state.screen, name);
  return command ? carryOut(state, command) : done(state);
}

/** In the workspace every printable key belongs to the shell; function keys and the leader chord are ours. */
function pressInWorkspace(state: TrainerState, key: EditorKey): Update {
  if (state.leader) {
    const name = key.kind === 'text' ? key.text : key.kind === 'key' ? key.name : '';
    const command = leaderKeys[name];
    const plain = { ...state, leader: false };
    return command ? carryOut(plain, command) : done(plain);
  }
  if (key.kind === 'key' && key.name === LEADER) return done({ ...state, leader: true });
  const { play } = state;
  if (!play) return done(state);
  if (play.choosing !== undefined) return choosePlace(state, play, key);
  if (key.kind === 'key') {
    const command = lookupBinding('workspace', key.name);
    if (command) return carryOut(state, command);
    if (key.name === 'Escape' && play.pane !== 'terminal')
      return done(inPlay(state, (p) => ({ ...p, pane: 'terminal' })));
  }
  return updateTerminal(state, play, key);
}

function choosePlace(state: TrainerState, play: PlayState, key: EditorKey): Update {
  const at = play.choosing ?? 0;
  const close = inPlay(state, (p) => ({ ...p, choosing: undefined }));
  const name = key.kind === 'key' ? key.name : key.kind === 'text' ? key.text : '';
  if (name === 'Escape') return done(close);
  if (name === 'Enter') return done(close, { kind: 'terminal', place: play.openable[at] ?? '' });
  const step = name === 'Down' || name === 'j' ? 1 : name === 'Up' || name === 'k' ? -1 : 0;
  const next = Math.max(0, Math.min(play.openable.length - 1, at + step));
  return done(inPlay(state, (p) => ({ ...p, choosing: next })));
}

function typeFilter(state: TrainerState, key: EditorKey): Update {
  if (key.kind === 'text') return done({ ...state, filter: state.filter + key.text, selected: 0 });
  if (key.kind !== 'key') return done(state);
  if (key.name === 'BSpace') return done({ ...state, filter: state.filter.slice(0, -1), selected: 0 });
  if (key.name === 'Escape') return done({ ...state, filter: '', filtering: false, selected: 0 });
  return done({ ...state, filtering: false });
}

/** Carries out a named command. */
function carryOut(state: TrainerState, command: Command): Update {
  switch (command) {
    case 'help':
      return done({ ...state, help: true });
    case 'quit':
      return done(state, { kind: 'quit' });
    case 'language':
      return done({ ...state, lang: state.lang === 'en' ? 'zh' : 'en' });
    case 'up':
    case 'down':
    case 'first':
    case 'last':
    case 'page-up':
    case 'page-down':
      return move(state, command);
    case 'filter':
      return done({ ...state, filtering: true, filter: '' });
    case 'play': {
      const drill = visibleDrills(state)[state.selected];
      if (!drill) return done(state);
      const notice = { en: 'Building the lab …', zh: '正在搭建实验环境…' };
      return done({ ...state, notice }, { kind: 'open', id: drill.id, resume: drill.unfinished });
    }
    case 'start':
      return done({ ...state, screen: 'workspace' });
    case 'back':
      return back(state);
    case 'network':
    case 'notebook':
      return done(inPlay(state, (p) => ({ ...p, pane: p.pane === command ? 'terminal' : command })));
    case 'hint':
      return done(state, { kind: 'hint' });
    case 'diagnose':
      return done({ ...state, screen: 'diagnosis' });
    case 'ticket':
      return done({ ...state, screen: 'ticket' });
    case 'next-terminal':
      return done(
        inPlay(state, (p) => ({
          ...p,
          active: (p.active + 1) % Math.max(1, p.terminals.length),
          scrollback: 0,
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
      return done(state, { kind: 'reset' });
    case 'give-up':
      return done(state, { kind: 'give-up' });
    case 'leave':
      return leaveDrill(state);
    default:
      return done(state);
  }
}

function back(state: TrainerState): Update {
  switch (state.screen) {
    case 'ticket':
      return state.play && state.play.notebook.length > 0
        ? done({ ...state, screen: 'workspace' })
        : leaveDrill(state);
    case 'diagnosis':
      return done({ ...state, screen: 'workspace' });
    case 'debrief':
      return state.play?.debrief?.solved ? leaveDrill(state) : done({ ...state, screen: 'workspace' });
    default:
      return done(state);
  }
}

function move(state: TrainerState, command: Command): Update {
  const step =
    { up: -1, down: 1, 'page-up': -10, 'page-down': 10, first: -9999, last: 9999 }[command as 'up'] ?? 0;
  if (state.screen === 'browser') {
    const most = Math.max(0, visibleDrills(state).length - 1);
    return done({ ...state, selected: Math.max(0, Math.min(most, state.selected + step)) });
  }
  if (state.screen === 'debrief')
    return done(
      inPlay(state, (p) =>
        p.debrief ? { ...p, debrief: { ...p.debrief, scroll: Math.max(0, p.debrief.scroll + step) } } : p,
      ),
    );
  return done(inPlay(state, (p) => ({ ...p, scrollback: Math.max(0, p.scrollback - step) })));
}
