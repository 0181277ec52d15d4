/** Characters as less shows them: tabs up to the next eighth column, control characters as `^A`. */
function displayed(line: string): string {
  let out = '';
  for (const char of line.replace(/\u001b\[[0-9;]*m/g, '')) {
    const code = char.codePointAt(0) ?? 0;
    if (char === '\t') out += ' '.repeat(8 - (out.length % 8));
    else if (code < 32 || code === 127) out += `^${String.fromCharCode(code ^ 64)}`;
    else out += char;
  }
  return out;
}

export interface Layout {
  readonly columns: number;
  /** Line numbers in front (-N). */
  readonly numbers: boolean;
  /** Long lines are cut and not folded (-S). */
  readonly chop: boolean;
  /** Columns that a cut line is moved to the left. */
  readonly shift: number;
  /** A cut line ends in this (`>` since less 551). */
  readonly mark: string;
}

/** A row of the screen: the line of the file it belongs to, from 0, and its text. */
export interface Row {
  readonly line: number;
  readonly text: string;
}

/** The rows that one line takes. */
export function rowsOfLine(line: string, index: number, layout: Layout): Row[] {
  const lead = layout.numbers ? `${String(index + 1).padStart(7)} ` : '';
  const width = Math.max(1, layout.columns - lead.length);
  const text = displayed(line);
  if (layout.chop) {
    const rest = text.slice(layout.shift);
    const cut = rest.length > width ? rest.slice(0, width - layout.mark.length) + layout.mark : rest;
    return [{ line: index, text: lead + cut }];
  }
  const rows = [{ line: index, text: lead + text.slice(0, width) }];
  for (let at = width; at < text.length; at += width)
    rows.push({ line: index, text: ' '.repeat(lead.length) + text.slice(at, at + width) });
  return rows;
}
