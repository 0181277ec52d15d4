import type { EditorKey } from '../../../drill/session/index.ts';
import type { ScrollEnd, Update } from '../actions.ts';
import { lookupBinding } from '../bindings.ts';
import { carryOut, done, inPlay } from '../commands.ts';
import { paneHasKeyboard } from '../layout.ts';
import type { PlayState, TrainerState } from '../state.ts';
import { keyName } from './keys.ts';
import { pressInNotebook } from './notebook.ts';
import { pressInLookBack } from './look-back.ts';
import { updateTerminal } from './terminal.ts';

/** In the workspace every printable key belongs to the shell; function keys and the leader chord are ours. */
export function pressInWorkspace(state: TrainerState, key: EditorKey, scrollEnd: ScrollEnd): Update {
  if (state.leader) {
    const command = state.keymap.second[keyName(key)];
    const plain = { ...state, leader: false };
    return command ? carryOut(plain, command, scrollEnd) : done(plain);
  }
  if (key.kind === 'key' && key.name === state.keymap.leader) return done({ ...state, leader: true });
  const { play } = state;
  if (!play) return done(state);
  if (play.choosing !== undefined) return choosePlace(state, play, key);
  const asksHelp = key.kind === 'key' && lookupBinding('workspace', key.name) === 'help';
  if (play.lookBack && !asksHelp) return pressInLookBack(state, play, play.lookBack, key);
  const inPane = paneHasKeyboard(state, play);
  const handled = inPane ? pressInPane(state, play, key) : undefined;
  if (handled) return handled;
  if (key.kind === 'key') {
    const command = lookupBinding('workspace', key.name);
    if (command) return carryOut(state, command, scrollEnd);
    // A program that fills the terminal has an Escape of its own.
    if (key.name === 'Escape' && play.pane !== 'terminal' && !play.terminals[play.active]?.screen)
      return done(closePane(state));
  }
  // Nobody types blindly into a terminal that is not to be seen.
  return inPane ? done({ ...state, notice: IN_PANE }) : updateTerminal(state, play, key);
}

function closePane(state: TrainerState): TrainerState {
  return inPlay(state, (play) => ({ ...play, pane: 'terminal' }));
}

const IN_PANE = {
  en: 'That key went nowhere: this pane has the keyboard. Esc goes back to the terminal.',
  zh: '这个键没有作用：键盘在当前窗格中。按 Esc 回到终端。',
};

/** Keys of a pane that has the keyboard; `undefined` for keys that mean the same everywhere. */
function pressInPane(state: TrainerState, play: PlayState, key: EditorKey): Update | undefined {
  const name = keyName(key);
  const typing = play.noting !== undefined;
  if (!typing && (name === 'Escape' || name === 'q')) return done(closePane(state));
  return play.pane === 'notebook' ? pressInNotebook(state, play, key) : undefined;
}

function choosePlace(state: TrainerState, play: PlayState, key: EditorKey): Update {
  const at = play.choosing ?? 0;
  const close = inPlay(state, (p) => ({ ...p, choosing: undefined }));
  const name = keyName(key);
  if (name === 'Escape') return done(close);
  if (name === 'Enter') return done(close, { kind: 'terminal', place: play.openable[at]?.name ?? '' });
  const step = name === 'Down' || name === 'j' ? 1 : name === 'Up' || name === 'k' ? -1 : 0;
  const next = Math.max(0, Math.min(play.openable.length - 1, at + step));
  return done(inPlay(state, (p) => ({ ...p, choosing: next })));
}
