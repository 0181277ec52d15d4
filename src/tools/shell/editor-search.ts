import {
  type EditorContext,
  type EditorKey,
  type EditorSearch,
  type EditorState,
  type EditorStep,
  stay,
} from './editor-state.ts';

/** `C-r`: from the cursor of the line being written, or of the one that history shows. */
export function beginSearch(state: EditorState, length: number): EditorState {
  const { text, cursor, at } = state;
  const search: EditorSearch = {
    query: '',
    at: at ?? length,
    place: cursor,
    failed: false,
    before: { text, cursor, at },
  };
  return { ...state, draft: at === null ? text : state.draft, search };
}

/** A key during a search; null hands it on as an ordinary key for the line that was found. */
export function searchKey(
  state: EditorState,
  search: EditorSearch,
  key: EditorKey,
  context: EditorContext,
): EditorStep | null {
  if (key.kind !== 'key')
    return stay(seek(state, { ...search, query: search.query + key.text }, context.history));
  switch (key.name) {
    case 'C-r':
      return stay(
        search.query === ''
          ? seek(state, { ...search, query: state.sought }, context.history)
          : seek(state, { ...search, place: search.place - 1 }, context.history, state.text),
      );
    case 'BSpace':
    case 'C-h':
      return stay(seek(state, { ...search, query: search.query.slice(0, -1) }, context.history));
    case 'C-g':
      return stay({ ...state, ...search.before, search: null });
    case 'Escape':
    case 'C-j':
      return stay({ ...state, sought: search.query || state.sought, search: null });
    default:
      return null;
  }
}

/**
 * Goes back through the line and then the lines before it, as readline's isearch.c does: the line where the last try stood
 * first, from its place in it; `passed` is a line that is not to be found again.
 */
function seek(
  state: EditorState,
  search: EditorSearch,
  history: readonly string[],
  passed?: string,
): EditorState {
  const { query } = search;
  if (query === '') return { ...state, search: { ...search, failed: false } };
  for (let at = search.at; at >= 0; at--) {
    const same = at === search.at;
    const line = same ? state.text : history[at]!;
    if (!same && (line === passed || line.length < query.length)) continue;
    const from = same ? search.place : line.length - query.length;
    const place = from < 0 ? -1 : line.lastIndexOf(query, from);
    if (place < 0) continue;
    const found = { ...search, at, place, failed: false };
    return { ...state, text: line, cursor: place, at: at === history.length ? null : at, search: found };
  }
  return { ...state, search: { ...search, place: -1, failed: true } };
}
