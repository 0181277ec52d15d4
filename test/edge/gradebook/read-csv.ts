/** Rows of a CSV file by RFC 4180, read without what wrote it. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cells = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/y;
  const body = text.replace(/^\ufeff/, '').replace(/\r\n$/, '');
  for (let at = 0; at <= body.length; ) {
    cells.lastIndex = at;
    const found = cells.exec(body);
    if (!found) throw new Error(`no CSV at ${JSON.stringify(body.slice(at, at + 40))}`);
    const [whole, cell, end] = found;
    rows[rows.length - 1].push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === '') return rows;
    if (end !== ',') rows.push([]);
    at += whole.length;
  }
  return rows;
}
