// Writes docs/reference from the code. With --check nothing is written: stale files are named and end it with 1.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { referencePages } from './gen/pages.ts';
import { staleFiles } from './gen/stale.ts';

const root = resolve(import.meta.dirname, '..');
const { values } = parseArgs({ options: { check: { type: 'boolean' }, into: { type: 'string' } } });
const directory = resolve(values.into ?? join(root, 'docs', 'reference'));

const pages = await referencePages();
if (!values.check) {
  mkdirSync(directory, { recursive: true });
  for (const [file, text] of pages) writeFileSync(join(directory, file), text);
}
const stale = staleFiles(directory, pages);
for (const { file, why } of stale) console.log(`${join(directory, file)}: ${why}`);
console.log(`reference: ${pages.size} files ${values.check ? 'compared' : 'written'}, ${stale.length} stale`);
process.exitCode = stale.length > 0 || pages.size === 0 ? 1 : 0;
