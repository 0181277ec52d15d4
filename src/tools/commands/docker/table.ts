/**
 * Go's tabwriter as docker/cli sets it up: a column is as wide as its longest cell and three more, at least `minimum`; the last
 * one is not padded. 18.06 has a minimum of 20, 20.10 one of 10 (cli/command/formatter).
 */
export function formatTable(rows: readonly (readonly string[])[], minimum: number): string {
  const columns = rows[0]?.length ?? 0;
  const widths: number[] = [];
  for (let column = 0; column < columns - 1; column++)
    widths.push(Math.max(minimum, ...rows.map((row) => [...(row[column] ?? '')].length + 3)));
  return rows
    .map(
      (row) => `${row.map((cell, at) => (at < columns - 1 ? pad(cell, widths[at] ?? 0) : cell)).join('')}\n`,
    )
    .join('');
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - [...cell].length));
}
