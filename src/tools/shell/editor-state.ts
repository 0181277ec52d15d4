import stringWidth from 'string-width';
import type { Completion } from './completion.ts';

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
  /** What was sought last: an empty search that is repeated seeks it again. */
  readonly sought: string;
  /** Candidates to list below the line. */
  readonly listing: readonly string[];
  /** So many candidates that the person is asked first whether to list them. */
  readonly asking: readonly string[] | null;
  /** The last key was a Tab that changed nothing, so that another one lists the candidates. */
  readonly tabbed: boolean;
  /** Earlier texts, for `C-_`. */
  readonly undo: readonly { readonly text: string; readonly cursor: number }[];
}

/** `(reverse-i-search)`: what is sought and where it goes on from. */
export interface EditorSearch {
  readonly query: string;
  /** Place in the history; its length is the line that was being written. */
  readonly at: number;
  /** Index into that line; -1 when nothing earlier in it is left. */
  readonly place: number;
  readonly failed: boolean;
  readonly before: { readonly text: string; readonly cursor: number; readonly at: number | null };
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

export function freshEditor(killed = '', sought = ''): EditorState {
  return {
    text: '',
    cursor: 0,
    killed,
    killing: false,
    at: null,
    draft: '',
    search: null,
    sought,
    listing: [],
    asking: null,
    tabbed: false,
    undo: [],
  };
}

export function stay(state: EditorState): EditorStep {
  return { state, outcome: null };
}

/** A changed text, with what was there before kept for `C-_`. */
export function edit(state: EditorState, text: string, cursor: number): EditorState {
  const undo = [...state.undo.slice(-99), { text: state.text, cursor: state.cursor }];
  return { ...state, text, cursor, undo };
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

/** The question that stands in place of too long a list, else null. */
export function listQuestion(state: EditorState): string | null {
  return state.asking === null ? null : `Display all ${state.asking.length} possibilities? (y or n)`;
}
