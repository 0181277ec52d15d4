import { listQuestion, searchPrompt, type TerminalView } from '../../trainer/index.ts';
import { hardWrap, visible, widthOf } from '../cells.ts';
import type { Span } from '../spans.ts';

/** Rows of a terminal: its output's end, the prompt with the line being edited, the cursor, candidates. */
export function terminalRows(
  view: TerminalView,
  width: number,
  height: number,
  scrollback: number,
  focused: boolean,
): Span[][] {
  if (view.screen) return fullScreen(view.screen, width, height);
  const rows = allRows(view, width, focused, height + scrollback);
  const end = Math.max(height, rows.length - scrollback);
  return rows.slice(Math.max(0, end - height), end);
}

/** How many rows a terminal has in all, those scrolled out of sight included. */
export function terminalLength(view: TerminalView, width: number): number {
  return view.screen ? 0 : allRows(view, width, true).length;
}

/** Characters of its output that a terminal can scroll back through. */
const KEPT = 20_000;

/** The text's last lines: as many as there are rows to fill at least. */
function lastLines(text: string, lines: number): string {
  let from = text.length;
  for (let line = 0; line < lines && from > 0; line++) from = text.lastIndexOf('\n', from - 1);
  return from > 0 ? text.slice(from + 1) : text;
}

/** All rows, or the last ones: `least` of them where there are so many. */
function allRows(
  view: TerminalView,
  width: number,
  focused: boolean,
  least = Number.POSITIVE_INFINITY,
): Span[][] {
  const output = lastLines(view.output.slice(-KEPT), least + 1);
  const rows: Span[][] = hardWrap(visible(output), width).map((text) => [{ text }]);
  if (view.prompt !== undefined || focused) {
    const lead = rows.pop() ?? [];
    const before = lead.map((s) => s.text).join('');
    const prompt = searchPrompt(view.editor) ?? visible(view.prompt ?? '');
    const { text, cursor, listing } = view.editor;
    const question = listQuestion(view.editor);
    // As in a real terminal: the line stays above what is listed, and stands once more below it.
    if (listing.length > 0 || question !== null)
      rows.push(...editedLine(before + prompt, text, 0, width, false));
    for (const row of listed(listing, width)) rows.push([{ text: row, tone: 'quiet' }]);
    if (question !== null) rows.push(...editedLine(question, '', 0, width, focused));
    else rows.push(...editedLine(before + prompt, text, cursor, width, focused));
  }
  return rows;
}

/** Characters that take a cell each: nearly every line that is typed, with every key. */
const NARROW = /^[\u0020-\u007e]*$/;

/** The line with its cursor as an inverse cell, broken where the terminal's edge is. */
function editedLine(prompt: string, text: string, cursor: number, width: number, focused: boolean): Span[][] {
  const lines = `${prompt}${text}`.split('\n');
  if (!focused) return hardWrap(lines.join('\n'), width).map((row) => [{ text: row }]);
  const at = prompt.length + cursor;
  const whole = `${prompt}${text} `;
  if (whole.length <= width && NARROW.test(whole)) {
    const parts = [whole.slice(0, at), whole[at], whole.slice(at + 1)];
    return [
      parts
        .map((part, of) => (of === 1 ? { text: part, inverse: true } : { text: part }))
        .filter((span) => span.text !== ''),
    ];
  }
  const rows: Span[][] = [];
  let row: Span[] = [];
  let used = 0;
  const push = (span: Span) => {
    const last = row[row.length - 1];
    if (last && !last.inverse && !span.inverse) last.text += span.text;
    else row.push({ ...span });
  };
  let index = 0;
  for (const character of whole) {
    const cells = widthOf(character);
    if (character === '\n' || used + cells > width) {
      rows.push(row);
      row = [];
      used = 0;
    }
    if (character !== '\n') {
      push(index === at ? { text: character, inverse: true } : { text: character });
      used += cells;
    }
    index += character.length;
  }
  rows.push(row);
  return rows;
}

/** Candidates in columns, down and then across, each as wide as the widest with two blanks (readline's `rl_display_match_list`). */
function listed(candidates: readonly string[], width: number): string[] {
  if (candidates.length === 0) return [];
  const cell = Math.max(...candidates.map(widthOf)) + 2;
  const fitting = Math.floor(width / cell);
  const columns = Math.max(1, fitting > 1 && fitting * cell === width ? fitting - 1 : fitting);
  const height = Math.ceil(candidates.length / columns);
  return Array.from({ length: height }, (_, row) =>
    candidates
      .filter((_name, index) => index % height === row)
      .map((name) => name + ' '.repeat(cell - widthOf(name)))
      .join('')
      .trimEnd(),
  );
}

/** A full-screen program's picture. Where a question takes rows from the pane, the first ones have to go. */
function fullScreen(screen: NonNullable<TerminalView['screen']>, width: number, height: number): Span[][] {
  const from = Math.max(0, screen.lines.length - height);
  return screen.lines.slice(from, from + height).map((line, row): Span[] => {
    const text = visible(line);
    const marks = (screen.marks ?? []).filter((mark) => mark.row === from + row);
    if (from + row === screen.row)
      marks.push({ row: from + row, from: screen.column, to: screen.column + 1 });
    if (marks.length === 0) return [{ text }];
    const characters = [...text.padEnd(Math.max(...marks.map((mark) => mark.to)))].slice(0, width);
    return characters.map((character, at) =>
      marks.some((mark) => at >= mark.from && at < mark.to)
        ? { text: character, inverse: true }
        : { text: character },
    );
  });
}
