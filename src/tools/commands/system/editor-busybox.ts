import type { EditorState } from './editor-text.ts';
import { spread, textRows } from './editor-view.ts';

/**
 * The picture of busybox's vi: a line takes one row and moves to the left with the cursor, and the bottom row tells mode, file, line
 * of lines and percent when there is nothing else to say (vi.c, `format_edit_status`; busybox 1.35 in a pseudo terminal).
 */
export function drawBusyboxVi(state: EditorState): { lines: string[]; row: number; column: number } {
  const { columns } = state.size;
  const height = textRows(state);
  const at = spread(state.lines[state.row]!, state.column).at;
  const shift = Math.max(0, at - columns + 1);
  const body = Array.from({ length: height }, (_, index) => {
    const line = state.lines[state.top + index];
    return line === undefined ? '~' : spread(line).text.slice(shift, shift + columns);
  });
  if (state.mode === 'prompt') {
    const asked = `${state.prompt.kind}${state.prompt.text}`.slice(1 - columns);
    return { lines: [...body, asked], row: height, column: asked.length };
  }
  return { lines: [...body, bottomRow(state)], row: state.row - state.top, column: at - shift };
}

const MODES = { command: '-', insert: 'I', replace: 'R', prompt: '-' } as const;

function bottomRow(state: EditorState): string {
  const said = messageOf(state);
  if (said !== '') return said;
  const { mode, path, changed, row, lines } = state;
  const percent = Math.floor((100 * (row + 1)) / lines.length);
  const name = path === '' ? 'No file' : path;
  return `${MODES[mode]} ${name}${changed ? ' [Modified]' : ''} ${row + 1}/${lines.length} ${percent}%`;
}

/** What vim would say, in the words of this one; it says nothing of a file that it opened. */
function messageOf({ message }: EditorState): string {
  if (message.startsWith('E37')) return 'No write since last change (:q! overrides)';
  if (message.startsWith('E486')) return 'Pattern not found';
  if (message.startsWith('E32')) return 'No current filename';
  const unknown = /^E492: Not an editor command: (.*)$/.exec(message);
  if (unknown) return `'${unknown[1]}' is not implemented`;
  const failed = /^"(.*)" E212/.exec(message);
  if (failed) return `'${failed[1]}' Permission denied`;
  const written = /^"(.*)" (?:\[New\] )?(\d+L, \d+)[BC] written$/.exec(message);
  return written ? `'${written[1]}' ${written[2]}C` : '';
}
