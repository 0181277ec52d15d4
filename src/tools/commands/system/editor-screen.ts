import type { EditorState } from './editor-text.ts';

const TAB = 8;

/** A line with its tabs spread out, and where a column of it stands. */
function spread(line: string, column: number): { text: string; at: number } {
  let text = '';
  let at = 0;
  for (let i = 0; i <= line.length; i++) {
    if (i === column) at = text.length;
    if (i === line.length) break;
    text += line[i] === '\t' ? ' '.repeat(TAB - (text.length % TAB)) : line[i];
  }
  return { text, at };
}

/** The picture of an editor: lines of the file around the cursor, and its bottom lines. */
export function drawEditor(
  state: EditorState,
  size: { columns: number; rows: number },
): { lines: string[]; row: number; column: number } {
  const nano = state.style === 'nano';
  const head = nano ? 1 : 0;
  const feet = nano ? 3 : 1;
  const height = Math.max(1, size.rows - head - feet);
  const top = Math.max(0, Math.min(state.row - Math.floor(height / 2), state.lines.length - height));
  const body: string[] = [];
  for (let i = 0; i < height; i++) {
    const line = state.lines[top + i];
    body.push(line === undefined ? (nano ? '' : '~') : spread(line, 0).text.slice(0, size.columns));
  }
  const cursor = spread(state.lines[state.row], state.column).at;
  const asking = state.mode === 'prompt';
  const bottom = asking ? promptText(state) : state.message;
  const lines = nano
    ? [
        `  GNU nano 2.3.1              File: ${state.path}${state.changed ? '          Modified' : ''}`.slice(
          0,
          size.columns,
        ),
        ...body,
        bottom,
        '^O WriteOut   ^W Where Is   ^K Cut Text',
        '^X Exit       ^U UnCut Text',
      ]
    : [...body, bottom.slice(0, size.columns)];
  return asking
    ? { lines, row: head + height, column: Math.min(bottom.length, size.columns - 1) }
    : { lines, row: head + state.row - top, column: Math.min(cursor, size.columns - 1) };
}

function promptText({ prompt }: EditorState): string {
  switch (prompt.kind) {
    case 'save?':
      return 'Save modified buffer (ANSWERING "No" WILL DESTROY CHANGES) ? ';
    case 'name':
    case 'name-then-quit':
      return `File Name to Write: ${prompt.text}`;
    default:
      return `${prompt.kind}${prompt.text}`;
  }
}
