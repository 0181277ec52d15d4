import { readFileSync } from 'node:fs';

export interface Recording {
  lab?: string;
  where: string;
  cmd: string;
  stdout: string;
  stderr?: string;
  exit?: number;
}

/** Rows of a fixture below test/fixtures/real; its first line names the tools and their releases. */
export function recordings(file: string): Recording[] {
  const text = readFileSync(new URL(`../../fixtures/real/${file}`, import.meta.url), 'utf8');
  const rows = text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line) as Recording);
  if (rows.length === 0) throw new Error(`${file} holds no recordings`);
  return rows;
}
