import { commonPrefix } from './completion.ts';
import { edit, type EditorContext, type EditorKey, type EditorState } from './editor-state.ts';

/** readline asks before it lists this many or more (`completion-query-items`). */
const MANY = 100;

/**
 * What a Tab does, as readline's `rl_complete_internal` does it (readline 8.1 in a pseudo terminal): the text that all
 * candidates begin with is put in; a Tab that changed nothing makes the next one list what there is.
 */
export function completeWord(before: EditorState, state: EditorState, context: EditorContext): EditorState {
  const { from, candidates, quote = '' } = context.complete(state.text, state.cursor);
  if (candidates.length === 0) return state;
  const typed = state.text.slice(from, state.cursor);
  const only = candidates.length === 1;
  const ends = only && !/[/=]$/.test(candidates[0]!) ? `${quote} ` : '';
  const added = (only ? candidates[0]! : commonPrefix(candidates)) + ends;
  const rest = state.text.slice(state.cursor);
  if (added !== typed && added.startsWith(typed)) {
    const text = state.text.slice(0, from) + added + (ends === '' ? rest : rest.replace(/^ /, ''));
    return edit(state, text, from + added.length);
  }
  if (!before.tabbed) return { ...state, tabbed: true };
  const shown = candidates.map((candidate) => lastPart(candidate));
  return shown.length >= MANY ? { ...state, asking: shown } : { ...state, listing: shown, tabbed: true };
}

/** A list of files shows their names only: without the directory, and without what quotes them. */
function lastPart(candidate: string): string {
  const start = candidate.slice(0, -1).lastIndexOf('/') + 1;
  return candidate.slice(start).replace(/\\(.)/g, '$1');
}

/** `y`, a blank or Tab lists; any other key that readline knows as a no, or an interrupt, does not. */
export function answerQuestion(state: EditorState, asked: readonly string[], key: EditorKey): EditorState {
  const name = key.kind === 'key' ? key.name : key.text;
  if (/^[yY ]$/.test(name) || name === 'Tab' || name === 'C-i')
    return { ...state, asking: null, listing: asked };
  if (/^[nN]$/.test(name) || ['BSpace', 'C-h', 'C-c', 'C-g', 'Escape'].includes(name))
    return { ...state, asking: null, listing: [], tabbed: false };
  return state;
}
