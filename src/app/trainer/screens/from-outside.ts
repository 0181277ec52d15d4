import type { EditorKey } from '../../../drill/session/index.ts';
import type { Update } from '../actions.ts';
import { done, leaveDrill } from '../commands.ts';
import type { TrainerState } from '../state.ts';
import { keyName } from './keys.ts';

/** Second keys after the leader: who types in a shell does not hit them by chance. */
const GUEST_KEYS = { agree: 'y', end: 'e' } as const;

const DISMISSED = {
  en: 'Your attempt was ended from outside. You may begin this drill again.',
  zh: '你的这次练习已被结束，可以重新开始。',
};

/** A key that answers what comes from outside; `undefined` where it means what it always does. */
export function answerOutside(state: TrainerState, key: EditorKey): Update | undefined {
  const { guest, messages = [], keymap, screen } = state;
  const name = keyName(key);
  if (guest && state.leader) {
    const plain = { ...state, leader: false };
    if (name === GUEST_KEYS.end) return done({ ...plain, guest: undefined });
    if (name === GUEST_KEYS.agree) return done({ ...plain, guest: { ...guest, keyboard: 'has' } });
  }
  // The leader is the workspace's; elsewhere it only answers.
  if (state.leader && screen !== 'workspace') return done({ ...state, leader: false });
  if (guest && !state.leader && name === keymap.leader) return done({ ...state, leader: true });
  if (messages.length > 0 && name === 'Escape') return done({ ...state, messages: messages.slice(1) });
  return undefined;
}

/** Back in the browser: what was played is over, and was nobody's choice here. */
export function dismissed(state: TrainerState): Update {
  if (!state.play) return done(state);
  const { id } = state.play;
  const left = leaveDrill({ ...state, asking: undefined, help: undefined, leader: false });
  const drills = left.state.drills.map((drill) =>
    drill.id === id ? { ...drill, unfinished: false } : drill,
  );
  return { ...left, state: { ...left.state, drills, busy: undefined, notice: DISMISSED } };
}
