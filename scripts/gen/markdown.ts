/** A page: title, what it is written from, then its blocks with an empty line between two. */
export function page(title: string, source: string, blocks: readonly string[]): string {
  const made = `<!-- Written by \`npm run gen\` from ${source}. Do not edit: change the code, then run it again. -->`;
  return `${[`# ${title}`, made, ...blocks].join('\n\n')}\n`;
}

/** Text as code; a bar stays one even in a table. */
export function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

/** Several texts as code, with commas between them. */
export function codes(texts: readonly string[]): string {
  return texts.map(code).join(', ');
}

/** Lines as they are. */
export function codeBlock(lines: readonly string[]): string {
  return ['```', ...lines, '```'].join('\n');
}

/** A table; cells are Markdown, an empty one is shown as a dash. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => (cell === '' ? '–' : cell)).join(' | ')} |`;
  return [`| ${head.join(' | ')} |`, `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** Prose in a cell of a table. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
