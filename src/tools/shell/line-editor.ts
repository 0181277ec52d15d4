import stringWidth from 'string-width';
import { type Completion, commonPrefix } from './completion.ts';
import { nextBoundary, previousBoundary, wordEnd, wordStart, blankWordStart } from './editor-words.ts';

/** A line being edited. Plain data: what to show is in it, how to show it is not. */
export interface EditorState {
  readonly text: string;
  /** Index into `text`, never inside a character. */
  readonly cursor: number;
  /** What `C-y` brings back. */
  readonly killed: string;
  /** The last key killed, so that the next kill is joined to it. */
  readonly killing: boolean;
  /** Place in the history; null is the line being written. */
  readonly at: number | null;
  /** The line being written, kept while history is looked at. */
  readonly draft: string;
  readonly search: EditorSearch | null;
  /** Candidates to list below the line. */
  readonly listing: readonly string[];
  /** The last key was a Tab that could not decide. */
  readonly tabbed: boolean;
  /** Earlier texts, for `C-_`. */
  readonly undo: readonly { readonly text: string; readonly cursor: number }[];
}

/** `(reverse-i-search)`: what is sought and where it was found. */
interface EditorSearch {
  readonly query: string;
  readonly at: number;
  readonly failed: boolean;
  readonly before: { readonly text: string; readonly cursor: number };
}

/** Typed characters, a bracketed paste, or a key by tmux's name (`C-a`, `M-b`, `Up`, `BSpace`, `Enter`). */
export type EditorKey =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'key'; readonly name: string };

export interface EditorContext {
  /** Earlier lines, oldest first. */
  readonly history: readonly string[];
  readonly complete: (text: string, cursor: number) => Completion;
}

export type EditorOutcome =
  | { readonly kind: 'submit'; readonly text: string }
  | { readonly kind: 'eof' }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'clear-screen' };

export interface EditorStep {
  readonly state: EditorState;
  readonly outcome: EditorOutcome | null;
}

export function freshEditor(killed = ''): EditorState {
  return {
    text: '',
    cursor: 0,
    killed,
    killing: false,
    at: null,
    draft: '',
    search: null,
    listing: [],
    tabbed: false,
    undo: [],
  };
}

/** The cursor's column in cells, counted from the start of the text. */
export function cursorColumn(state: EditorState): number {
  return stringWidth(state.text.slice(0, state.cursor));
}

/** The prompt of a running search, else null. */
export function searchPrompt(state: EditorState): string | null {
  if (state.search === null) return null;
  return `(${state.search.failed ? 'failed ' : ''}reverse-i-search)\`${state.search.query}': `;
}

/** Applies one key to a line. */
export function editLine(state: EditorState, key: EditorKey, context: EditorContext): EditorStep {
  if (state.search !== null) {
    const searched = searchKey(state, state.search, key, context);
    if (searched !== null) return searched;
  }
  const plain: EditorState = { ...state, search: null, listing: [], tabbed: false, killing: false };
  if (key.kind === 'text') return stay(insert(plain, key.text));
  if (key.kind === 'paste') return stay(insert(plain, key.text.replace(/\r\n?/g, '\n').replace(/\n$/, '')));
  return namedKey(state, plain, key.name, context);
}

function stay(state: EditorState): EditorStep {
  return { state, outcome: null };
}

function edit(state: EditorState, text: string, cursor: number): EditorState {
  const undo = [...state.undo.slice(-99), { text: state.text, cursor: state.cursor }];
  return { ...state, text, cursor, undo };
}

function insert(state: EditorState, text: string): EditorState {
  const clean = text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, '');
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
      return { state: freshEditor(state.killed), outcome: { kind: 'submit', text } };
    case 'C-c':
      return { state: freshEditor(state.killed), outcome: { kind: 'interrupt' } };
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

function completeWord(before: EditorState, state: EditorState, context: EditorContext): EditorState {
  const { from, candidates } = context.complete(state.text, state.cursor);
  if (candidates.length === 0) return state;
  const typed = state.text.slice(from, state.cursor);
  const only = candidates.length === 1;
  const added = only ? candidates[0]! + (/[/=]$/.test(candidates[0]!) ? '' : ' ') : commonPrefix(candidates);
  const rest = state.text.slice(state.cursor);
  if (added !== typed && added.startsWith(typed)) {
    const text =
      state.text.slice(0, from) + added + (only && added.endsWith(' ') ? rest.replace(/^ /, '') : rest);
    return { ...edit(state, text, from + added.length), tabbed: !only };
  }
  return before.tabbed || !only
    ? { ...state, listing: before.tabbed ? candidates : [], tabbed: true }
    : state;
}

function beginSearch(state: EditorState, length: number): EditorState {
  const before = { text: state.text, cursor: state.cursor };
  return { ...state, search: { query: '', at: length, failed: false, before } };
}

/** A key during a search; null hands it on as an ordinary key for the line that was found. */
function searchKey(
  state: EditorState,
  search: EditorSearch,
  key: EditorKey,
  context: EditorContext,
): EditorStep | null {
  if (key.kind !== 'key')
    return stay(
      seek(state, search, search.query + key.text, Math.min(search.at, context.history.length - 1), context),
    );
  switch (key.name) {
    case 'C-r':
      return stay(seek(state, search, search.query, search.at - 1, context));
    case 'BSpace':
    case 'C-h':
      return stay(seek(state, search, search.query.slice(0, -1), context.history.length - 1, context));
    case 'C-g':
      return stay({ ...state, ...search.before, search: null });
    case 'Escape':
      return stay({ ...state, search: null });
    default:
      return null;
  }
}

function seek(
  state: EditorState,
  search: EditorSearch,
  query: string,
  from: number,
  context: EditorContext,
): EditorState {
  if (query === '') return { ...state, search: { ...search, query, failed: false } };
  for (let at = Math.min(from, context.history.length - 1); at >= 0; at--) {
    const line = context.history[at]!;
    const place = line.lastIndexOf(query);
    if (place >= 0)
      return { ...state, text: line, cursor: place, at, search: { ...search, query, at, failed: false } };
  }
  return { ...state, search: { ...search, query, failed: true } };
}
