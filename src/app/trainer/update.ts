import { type EditorKey, freshEditor } from '../../drill/session/index.ts';
import type { Action, ScrollEnd, Update } from './actions.ts';
import { lookupBinding } from './bindings.ts';
import {
  afterHandingIn,
  BUILDING,
  carryOut,
  shutDrill,
  done,
  inPlay,
  openDrill,
  withinPage,
} from './commands.ts';
import type { DiagnosisState } from './diagnosis-form.ts';
import { tableKey } from './keymap.ts';
import { answerAsking } from './screens/asking.ts';
import { updateDiagnosis } from './screens/diagnosis.ts';
import { answerOutside, dismissed } from './screens/from-outside.ts';
import { openJourney } from './screens/journey.ts';
import { updateHelp } from './screens/help.ts';
import { keyName } from './screens/keys.ts';
import { kept, remarked } from './screens/notebook.ts';
import { updateRivals } from './screens/rivals.ts';
import { pressInWorkspace } from './screens/workspace.ts';
import { completed } from './screens/terminal.ts';
import { restoredState } from './restored-state.ts';
import type { TrainerState } from './state.ts';
import { afterTourStep } from './tour.ts';

/**
 * The one place where screen state changes. Everything else is an effect the runner carries out. `scrollEnd` tells
 * what the views know.
 */
export function update(state: TrainerState, action: Action, scrollEnd: ScrollEnd): Update {
  const updated = changed(state, action, scrollEnd);
  return { ...updated, state: afterTourStep(state, updated.state) };
}

function changed(state: TrainerState, action: Action, scrollEnd: ScrollEnd): Update {
  switch (action.kind) {
    case 'key':
      return pressKey(state, action.key, scrollEnd);
    case 'quit':
      return done(state, { kind: 'quit' });
    case 'resize':
      return {
        state: withinPage(state, { ...state, columns: action.columns, rows: action.rows }, scrollEnd),
        effects: [{ kind: 'size', columns: action.columns, rows: action.rows }],
      };
    case 'open':
      return openDrill(state, action.id, action.resume);
    case 'rebuilding':
      return done({ ...state, notice: BUILDING, busy: 'opening' });
    case 'ready':
      return done({ ...state, busy: undefined });
    case 'opened':
      return done(opened(state, action));
    case 'completion':
      return done(inPlay(state, (play) => completed(play, action)));
    case 'world':
      return done(withWorld(state, action.view));
    case 'hint':
      return done(inPlay(state, (play) => ({ ...play, hints: action.hints, pane: 'hints' })));
    case 'debrief':
      // What was judged was dismissed meanwhile.
      if (!state.play) return done({ ...state, busy: undefined });
      return done({
        ...inPlay(state, (play) => ({
          ...play,
          debrief: { ...action.debrief, told: remarked(action.debrief.told, play.remarks) },
        })),
        screen: 'debrief',
        busy: undefined,
        notice: undefined,
        drills: state.drills.map((drill) =>
          action.best && drill.id === action.best.id
            ? {
                ...drill,
                due: false,
                best: Math.max(drill.best ?? 0, action.best.score),
                solved: drill.solved || action.best.solved,
              }
            : drill,
        ),
      });
    case 'judging':
      return done({
        ...state,
        busy: 'judging',
        notice: { en: 'Judging in every rival world …', zh: '正在每个对照世界中评判…' },
      });
    case 'shut':
      return shutDrill(state);
    case 'handed-in':
      return done(afterHandingIn(state));
    case 'drills': {
      const selected = Math.max(0, Math.min(state.selected, action.drills.length - 1));
      return done({ ...state, drills: [...action.drills], selected });
    }
    case 'problems': {
      const [en = ''] = action.texts;
      return done({
        ...state,
        problems: [...state.problems, ...action.texts],
        notice: { en, zh: en },
      });
    }
    case 'show':
      return done(
        action.screen === 'journey'
          ? openJourney(state)
          : { ...state, screen: action.screen, notice: undefined },
      );
    case 'notice':
      return done({ ...state, notice: action.text });
    case 'message':
      return done({ ...state, messages: [...(state.messages ?? []), action.text] });
    case 'guest':
      return done({ ...state, guest: action.guest });
    case 'pause':
      return done({ ...state, paused: action.paused });
    case 'dismissed':
      return dismissed(state);
  }
}

function opened(state: TrainerState, { play, saved }: Extract<Action, { kind: 'opened' }>): TrainerState {
  const screen = play.tour === undefined ? 'ticket' : 'workspace';
  const fresh: TrainerState = { ...state, screen, play, notice: undefined };
  return saved ? restoredState(fresh, saved) : fresh;
}

function withWorld(state: TrainerState, view: Extract<Action, { kind: 'world' }>['view']): TrainerState {
  return inPlay(state, (play) => {
    const remarks = kept(play.remarks, view.notebook);
    return {
      ...play,
      remarks,
      clock: view.clock,
      notebook: remarked(view.notebook, remarks),
      suspects: view.suspects,
      packets: view.packets,
      openable: view.openable,
      diagnosis: citingOnly(play.diagnosis, view.notebook.length),
      active: Math.min(play.active, Math.max(0, view.terminals.length - 1)),
      terminals: view.terminals.map((terminal) => {
        const old = play.terminals.find((t) => t.id === terminal.id);
        return { ...terminal, editor: old?.editor ?? freshEditor(play.terminals[0]?.editor.killed) };
      }),
    };
  });
}

/** The form without commands that undo or reset took away. */
function citingOnly(form: DiagnosisState, commands: number): DiagnosisState {
  return form.evidence.every((number) => number <= commands)
    ? form
    : { ...form, evidence: form.evidence.filter((number) => number <= commands) };
}

function pressKey(before: TrainerState, key: EditorKey, scrollEnd: ScrollEnd): Update {
  if (before.busy) return done(before);
  const answered = answerOutside(before, key);
  if (answered) return answered;
  if (before.paused) return done(before);
  // What there was to say has been read.
  const state = before.notice ? { ...before, notice: undefined } : before;
  if (state.asking) return answerAsking(state, state.asking, key);
  if (state.help !== undefined) return updateHelp(state, state.help, key);
  if (state.screen === 'browser' && state.filtering) return typeFilter(state, key);
  const filtering = state.screen === 'diagnosis' && state.play?.diagnosis.filtering;
  const meant = filtering ? key : tableKey(state.keymap, state.screen, key);
  return meant ? pressOnScreen(state, meant, scrollEnd) : done(state);
}

/** A key that means what it means in the table of bindings. */
function pressOnScreen(state: TrainerState, key: EditorKey, scrollEnd: ScrollEnd): Update {
  if (state.screen === 'workspace') return pressInWorkspace(state, key, scrollEnd);
  if (state.screen === 'debrief' && state.play?.debrief?.beside)
    return updateRivals(state, state.play.debrief, key, scrollEnd);
  if (state.screen === 'diagnosis') {
    const handled = updateDiagnosis(state, key);
    if (handled) return handled;
  }
  const command = lookupBinding(state.screen, keyName(key));
  return command ? carryOut(state, command, scrollEnd) : done(state);
}

function typeFilter(state: TrainerState, key: EditorKey): Update {
  if (key.kind === 'text') return done({ ...state, filter: state.filter + key.text, selected: 0 });
  if (key.kind !== 'key') return done(state);
  if (key.name === 'BSpace') return done({ ...state, filter: state.filter.slice(0, -1), selected: 0 });
  if (key.name === 'Escape') return done({ ...state, filter: '', filtering: false, selected: 0 });
  return done({ ...state, filtering: false });
}
