import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the reference that is not what the code says, with what to do about it. */
export interface StaleFile {
  readonly file: string;
  readonly why: string;
}

/** Compares a folder with the files the code makes, by name and octet for octet. */
export function staleFiles(directory: string, pages: ReadonlyMap<string, string>): StaleFile[] {
  const there = existsSync(directory) ? readdirSync(directory) : [];
  const stale: StaleFile[] = [];
  for (const [file, text] of pages)
    if (!there.includes(file)) stale.push({ file, why: "is missing; 'npm run gen' writes it" });
    else if (readFileSync(join(directory, file), 'utf8') !== text)
      stale.push({ file, why: "is not what the code says; 'npm run gen' writes it anew" });
  for (const file of there) if (!pages.has(file)) stale.push({ file, why: 'nothing writes it; delete it' });
  return stale;
}
