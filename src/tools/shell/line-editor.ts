import { answerQuestion, completeWord } from './editor-completion.ts';
import { beginSearch, searchKey } from './editor-search.ts';
import {
  edit,
  type EditorContext,
  type EditorKey,
  type EditorState,
  type EditorStep,
  freshEditor,
  stay,
} from './editor-state.ts';
import { nextBoundary, previousBoundary, wordEnd, wordStart, blankWordStart } from './editor-words.ts';

/** Characters of a line; what is typed behind them is not taken. Readline has no limit, but here one screen draws for a whole class. */
export const LONGEST_LINE = 100_000;

/** Applies one key to a line. */
export function editLine(state: EditorState, key: EditorKey, context: EditorContext): EditorStep {
  if (state.asking !== null) return stay(answerQuestion(state, state.asking, key));
  if (state.search !== null) {
    const searched = searchKey(state, state.search, key, context);
    if (searched !== null) return searched;
  }
  const plain: EditorState = {
    ...state,
    sought: state.search?.query || state.sought,
    search: null,
    listing: [],
    tabbed: false,
    killing: false,
  };
  if (key.kind === 'text') return stay(insert(plain, key.text));
  if (key.kind === 'paste') return stay(insert(plain, key.text.replace(/\r\n?/g, '\n').replace(/\n$/, '')));
  return namedKey(state, plain, key.name, context);
}

function insert(state: EditorState, text: string): EditorState {
  if (state.text.length >= LONGEST_LINE) return state;
  const clean = text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, '').slice(0, LONGEST_LINE - state.text.length);
  return edit(
    state,
    state.text.slice(0, state.cursor) + clean + state.text.slice(state.cursor),
    state.cursor + clean.length,
  );
}

/** Removes `from` to `to` and keeps it for `C-y`; kills in a row make one text. */
function kill(before: EditorState, state: EditorState, from: number, to: number): EditorState {
  if (from === to) return state;
  const piece = state.text.slice(from, to);
  const forwards = from === state.cursor;
  const killed = !before.killing ? piece : forwards ? before.killed + piece : piece + before.killed;
  return { ...edit(state, state.text.slice(0, from) + state.text.slice(to), from), killed, killing: true };
}

function move(state: EditorState, cursor: number): EditorStep {
  return stay({ ...state, cursor });
}

function namedKey(before: EditorState, state: EditorState, name: string, context: EditorContext): EditorStep {
  const { text, cursor } = state;
  switch (name) {
    case 'Enter':
    case 'C-m':
    case 'C-j':
      return { state: freshEditor(state.killed, state.sought), outcome: { kind: 'submit', text } };
    case 'C-c':
      return { state: freshEditor(state.killed, state.sought), outcome: { kind: 'interrupt' } };
    case 'C-d':
      if (text === '') return { state, outcome: { kind: 'eof' } };
      return stay(removeForwards(state));
    case 'DC':
      return stay(removeForwards(state));
    case 'BSpace':
    case 'C-h': {
      if (cursor === 0) return stay(state);
      const from = previousBoundary(text, cursor);
      return stay(edit(state, text.slice(0, from) + text.slice(cursor), from));
    }
    case 'C-a':
    case 'Home':
      return move(state, 0);
    case 'C-e':
    case 'End':
      return move(state, text.length);
    case 'C-b':
    case 'Left':
      return move(state, previousBoundary(text, cursor));
    case 'C-f':
    case 'Right':
      return move(state, nextBoundary(text, cursor));
    case 'M-b':
    case 'C-Left':
    case 'M-Left':
      return move(state, wordStart(text, cursor));
    case 'M-f':
    case 'C-Right':
    case 'M-Right':
      return move(state, wordEnd(text, cursor));
    case 'C-k':
      return stay(kill(before, state, cursor, text.length));
    case 'C-u':
      return stay(kill(before, state, 0, cursor));
    case 'C-w':
      return stay(kill(before, state, blankWordStart(text, cursor), cursor));
    case 'M-BSpace':
      return stay(kill(before, state, wordStart(text, cursor), cursor));
    case 'M-d':
      return stay(kill(before, state, cursor, wordEnd(text, cursor)));
    case 'C-y':
      return stay(insert(state, state.killed));
    case 'C-t':
      return stay(transpose(state));
    case 'M-u':
    case 'M-l':
    case 'M-c':
      return stay(changeWord(state, name));
    case 'C-_':
    case 'C-/':
      return stay(undo(state));
    case 'C-l':
      return { state, outcome: { kind: 'clear-screen' } };
    case 'Up':
    case 'C-p':
      return stay(recall(state, context.history, -1));
    case 'Down':
    case 'C-n':
      return stay(recall(state, context.history, 1));
    case 'M-<':
      return stay(recall(state, context.history, -context.history.length));
    case 'M->':
      return stay(recall(state, context.history, context.history.length));
    case 'M-.':
      return stay(insert(state, context.history.at(-1)?.trim().split(/\s+/).at(-1) ?? ''));
    case 'C-r':
      return stay(beginSearch(state, context.history.length));
    case 'Tab':
    case 'C-i':
      return stay(completeWord(before, state, context));
    default:
      return stay(state);
  }
}

function removeForwards(state: EditorState): EditorState {
  const to = nextBoundary(state.text, state.cursor);
  return to === state.cursor
    ? state
    : edit(state, state.text.slice(0, state.cursor) + state.text.slice(to), state.cursor);
}

/** Swaps the two characters around the cursor; at the end of the line, the last two. */
function transpose(state: EditorState): EditorState {
  const { text } = state;
  const cursor = state.cursor === text.length ? previousBoundary(text, state.cursor) : state.cursor;
  if (cursor === 0) return state;
  const left = previousBoundary(text, cursor);
  const right = nextBoundary(text, cursor);
  const swapped = text.slice(cursor, right) + text.slice(left, cursor);
  return edit(state, text.slice(0, left) + swapped + text.slice(right), right);
}

function changeWord(state: EditorState, name: string): EditorState {
  const end = wordEnd(state.text, state.cursor);
  const word = state.text.slice(state.cursor, end);
  const first = word.search(/[\p{L}\p{N}]/u);
  const changed =
    name === 'M-u'
      ? word.toUpperCase()
      : name === 'M-l' || first < 0
        ? word.toLowerCase()
        : word.slice(0, first) +
          word.slice(first, first + 1).toUpperCase() +
          word.slice(first + 1).toLowerCase();
  return edit(
    state,
    state.text.slice(0, state.cursor) + changed + state.text.slice(end),
    state.cursor + changed.length,
  );
}

function undo(state: EditorState): EditorState {
  const last = state.undo.at(-1);
  return last === undefined ? state : { ...state, ...last, undo: state.undo.slice(0, -1) };
}

/** Goes through the history; past its newest line is the line that was being written. */
function recall(state: EditorState, history: readonly string[], by: number): EditorState {
  const now = state.at ?? history.length;
  const next = Math.max(0, Math.min(history.length, now + by));
  if (next === now) return state;
  const draft = state.at === null ? state.text : state.draft;
  const text = next === history.length ? draft : history[next]!;
  return { ...state, draft, at: next === history.length ? null : next, text, cursor: text.length, undo: [] };
}
