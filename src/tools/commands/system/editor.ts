import type { Step } from '../../../lib/index.ts';
import { isFailure, strerror } from '../../../model/state/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import type { CommandSpec } from '../spec.ts';
import { isBusybox, profileOf } from '../traffic/profile.ts';
import { pressKey, readKeys } from './editor-keys.ts';
import { drawEditor } from './editor-screen.ts';
import { type EditorState, type EditorWish, editorText, fileSize, openEditor } from './editor-text.ts';
import { followCursor } from './editor-view.ts';

function* run(sys: Sys, style: EditorState['style']): Step<number> {
  const path = sys.args.find((word) => !word.startsWith('-') && !word.startsWith('+'));
  if (!sys.isTerminal(0)) {
    yield* sys.write(
      2,
      style === 'vi' ? 'Vim: Warning: Input is not from a terminal\n' : 'Standard input is not a terminal\n',
    );
    return 1;
  }
  const text = path === undefined ? '' : yield* sys.readFile(path);
  if (isFailure(text) && text.errno !== 'ENOENT') {
    yield* sys.write(2, `${path}: ${strerror(text.errno)}\n`);
    return 1;
  }
  let state = openEditor(
    { style, recent: profileOf(sys) === 'debian12', busybox: style === 'vi' && isBusybox(sys) },
    path ?? '',
    isFailure(text) ? '' : text,
    isFailure(text) || path === undefined,
  );
  sys.ignore(['SIGINT']);
  sys.handle(['SIGWINCH']);
  yield* sys.terminalMode('raw');
  let open = true;
  while (open) {
    state = followCursor({ ...state, size: sys.windowSize() });
    yield* sys.draw(drawEditor(state));
    const typed = yield* sys.read(0);
    // A resize interrupts the read: the picture is drawn anew.
    if (isFailure(typed)) {
      if (typed.errno === 'EINTR') {
        yield* sys.takeSignals();
        continue;
      }
      break;
    }
    if (typed === '') break;
    for (const key of readKeys(typed)) {
      const pressed = pressKey(state, key);
      state = pressed.state;
      if (!pressed.wish) continue;
      const granted = yield* grant(sys, state, pressed.wish);
      state = granted.state;
      if (granted.quit) {
        open = false;
        break;
      }
    }
  }
  yield* sys.draw(undefined);
  yield* sys.terminalMode('line');
  return 0;
}

function* grant(
  sys: Sys,
  state: EditorState,
  wish: Exclude<EditorWish, undefined>,
): Step<{ state: EditorState; quit: boolean }> {
  if (wish.kind === 'quit') return { state, quit: true };
  const path = wish.path ?? state.path;
  if (path === '') return { state: { ...state, message: 'E32: No file name' }, quit: false };
  const text = editorText(state);
  const failure = yield* sys.writeFile(path, text);
  if (failure) {
    const message =
      state.style === 'vi'
        ? `"${path}" E212: Can't open file for writing`
        : `[ Error writing ${path}: ${strerror(failure.errno)} ]`;
    return { state: { ...state, message }, quit: false };
  }
  const count = state.lines.length;
  const message =
    state.style === 'vi'
      ? `"${path}" ${state.isNew ? '[New] ' : ''}${fileSize(state, text)} written`
      : `[ Wrote ${count} line${count === 1 ? '' : 's'} ]`;
  return { state: { ...state, path, isNew: false, changed: false, message }, quit: wish.quit };
}

export const vi: CommandSpec = {
  name: 'vi',
  aliases: ['vim'],
  summary: 'edit a file',
  usage: ['vi FILE'],
  flags: [],
  *run(sys: Sys): Step<number> {
    return yield* run(sys, 'vi');
  },
};

export const nano: CommandSpec = {
  name: 'nano',
  profiles: ['centos7', 'debian12'],
  summary: 'edit a file',
  usage: ['nano FILE'],
  flags: [],
  *run(sys: Sys): Step<number> {
    return yield* run(sys, 'nano');
  },
};
