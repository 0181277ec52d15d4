import { edit, type EditorState, type EditorWish, search, settle } from './editor-text.ts';
import { atFirstWord } from './editor-view.ts';

/** A key while the bottom line asks for something. */
export function prompted(state: EditorState, key: string): { state: EditorState; wish?: EditorWish } {
  const { prompt } = state;
  const back: EditorState = {
    ...state,
    mode: state.style === 'vi' ? 'command' : 'insert',
    prompt: { kind: ':', text: '' },
  };
  if (prompt.kind === 'save?') {
    if (key === 'y' || key === 'Y')
      return { state: { ...state, prompt: { kind: 'name-then-quit', text: state.path } } };
    if (key === 'n' || key === 'N') return { state: back, wish: { kind: 'quit' } };
    return key === '\u0003' ? { state: { ...back, message: '[ Cancelled ]' } } : { state };
  }
  if (key === '\u001b' || key === '\u0003') return { state: back };
  if (key === '\u007f') {
    if (prompt.text === '') return { state: back };
    return { state: { ...state, prompt: { ...prompt, text: prompt.text.slice(0, -1) } } };
  }
  if (key !== '\n')
    return key >= ' ' && key.length === 1
      ? { state: { ...state, prompt: { ...prompt, text: prompt.text + key } } }
      : { state };
  if (prompt.kind === '/') return { state: settle(search(back, prompt.text || state.lastSearch)) };
  if (prompt.kind === 'name' || prompt.kind === 'name-then-quit')
    return {
      state: back,
      wish: { kind: 'write', quit: prompt.kind === 'name-then-quit', path: prompt.text },
    };
  return colon(back, prompt.text.trim());
}

/** `:w`, `:q`, `:wq`, `:x`, their `!`, a line number, `:s` on this line or all. */
function colon(state: EditorState, text: string): { state: EditorState; wish?: EditorWish } {
  const file = /^(w|wq|x)(!?)(?:\s+(\S+))?$/.exec(text);
  if (file) return { state, wish: { kind: 'write', quit: file[1] !== 'w', path: file[3] } };
  if (text === 'q' && state.changed)
    return { state: { ...state, message: 'E37: No write since last change (add ! to override)' } };
  if (text === 'q' || text === 'q!' || text === 'qa!') return { state, wish: { kind: 'quit' } };
  if (/^\d+$/.test(text)) return { state: atFirstWord({ ...state, row: Number(text) - 1 }) };
  if (text === '$') return { state: atFirstWord({ ...state, row: state.lines.length - 1 }) };
  if (text === '' || /^set (no)?(nu|number|paste)$/.test(text)) return { state };
  const substitute = /^(%?)s(\W)(.*?)\2(.*?)(?:\2(g?))?$/.exec(text);
  if (substitute) {
    const [, all, , from, to, global] = substitute;
    const lines = state.lines.map((line, at) => {
      if (all === '' && at !== state.row) return line;
      return global === 'g' ? line.replaceAll(from, () => to) : line.replace(from, () => to);
    });
    if (lines.every((line, at) => line === state.lines[at]))
      return { state: { ...state, message: `E486: Pattern not found: ${from}` } };
    return { state: settle(edit(state, { lines })) };
  }
  return { state: { ...state, message: `E492: Not an editor command: ${text}` } };
}
